"""Opening: a matter of its own for messages that a person takes out of another."""

from collections.abc import Sequence

from saule.matters.indexing import index_matters
from saule.matters.models import Matter, Message


def open_for(messages: Sequence[Message], *, like: Matter | None = None, title: str = "") -> Matter:
    """A matter that these messages open, under the heading of the one they leave."""
    first = min(messages, key=lambda message: (message.received_at, message.pk))
    words = Message.objects.only("subject", "said").get(pk=first.pk)
    matter = Matter.objects.create(
        desk=first.desk,
        title=title.strip()[:200] or words.subject[:200] or words.said[:80],
        title_by_person=bool(title.strip()),
        language=first.language,
        opened_at=first.received_at,
        last_at=max(message.received_at for message in messages),
        touched_by_person=True,
        **(inherited(like) if like else {"threshold": first.desk.best_threshold(first.received_at)}),
    )
    index_matters([matter.pk])
    return matter


def inherited(matter: Matter) -> dict[str, object]:
    """What a part of a matter has from the whole: its heading, so that the same team sees it, and what it
    has earned.
    """
    names = ("kind", "kind_by_person", "nature", "threshold")
    return {name: getattr(matter, name) for name in names}
