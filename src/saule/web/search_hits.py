"""What a list of hits shows of each: who, when, in which matter, and the words found where they stand."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from saule.engines.excerpts import Finder, Piece
from saule.matters.models import AnswerText, Conversation, Filing, MailClass, Matter, Message
from saule.matters.searching import Search, by_beginnings, messages_in_order
from saule.people.models import Address, Person
from saule.web import rows


@dataclass(frozen=True, slots=True)
class Hit:
    """One line of a list of hits."""

    link: str
    title: list[Piece]
    who: str = ""
    at: datetime | None = None
    excerpt: list[Piece] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    matter: Matter | None = None
    person: Person | None = None
    addresses: list[str] = field(default_factory=list)


def hits(sort: str, keys: list[int], looking: Search) -> list[Hit]:
    """These records as a list shows them, in this order."""
    return SHOWERS[sort](keys, looking) if keys else []


def titled(finder: Finder, title: str) -> list[Piece]:
    """A title with the words found; never empty."""
    return finder.marked(title) if title.strip() else [Piece(_("Without a subject"))]


def message_hits(keys: list[int], looking: Search) -> list[Hit]:
    """Messages, each at its place in its conversation."""
    matters = matters_of(keys, looking)
    return [message_hit(message, looking, matters.get(message.pk)) for message in messages_in_order(keys)]


def message_hit(message: Message, looking: Search, matter: Matter | None) -> Hit:
    """One message."""
    finder = Finder(looking.query, message.language)
    tags = [message.get_mail_class_display()] if message.mail_class != MailClass.HUMAN else []
    name = message.person.name if message.person else ""
    name = name or _("somebody without a name")
    where = reverse("conversation", args=[message.conversation.public_id])
    return Hit(
        link=f"{where}#m-{message.public_id}",
        title=titled(finder, message.subject),
        who=_("us, to %(name)s") % {"name": name} if message.outgoing else name,
        at=message.received_at,
        excerpt=finder.excerpt((message.said or message.text).strip()),
        tags=tags,
        matter=matter,
    )


def matters_of(keys: list[int], looking: Search) -> dict[int, Matter]:
    """The first matter of each message that the member sees."""
    pairs = list(
        Filing.objects.filter(message__in=keys).order_by("-pk").values_list("message_id", "matter_id")
    )
    seen = Matter.objects.visible_to(looking.by).only("title", "public_id")
    found = seen.in_bulk({matter for _message, matter in pairs})
    return {message: found[matter] for message, matter in pairs if matter in found}


def conversation_hits(keys: list[int], looking: Search) -> list[Hit]:
    """Conversations by their best message."""
    first = looking.first_message()
    return message_hits([first[key] for key in keys], looking)


def matter_hits(keys: list[int], looking: Search) -> list[Hit]:
    """Matters, with a sentence of the message that opened them."""
    found, quotes = Matter.objects.in_bulk(keys), rows.voices(keys)
    shown = []
    for matter in (found[key] for key in keys if key in found):
        finder = Finder(looking.query, matter.language or looking.by.desk.language)
        shown.append(
            Hit(
                link=reverse("matter", args=[matter.public_id]),
                title=titled(finder, matter.title),
                at=matter.last_at,
                excerpt=finder.excerpt(quotes.get(matter.pk, "")),
                tags=[matter.get_state_display()],
            )
        )
    return shown


def answer_hits(keys: list[int], looking: Search) -> list[Hit]:
    """Answers' texts, with the matter they answer."""
    found = AnswerText.objects.select_related("answer__matter", "answer__author").in_bulk(keys)
    shown = []
    for text in (found[key] for key in keys if key in found):
        finder = Finder(looking.query, text.language)
        sent = text.answer.state == text.answer.State.SENT
        about = text.answer if sent else text.answer.matter
        shown.append(
            Hit(
                link=reverse("outcomes" if sent else "matter", args=[about.public_id]),
                title=titled(finder, text.answer.matter.title),
                who=text.answer.author.name,
                at=text.saved_at,
                excerpt=finder.excerpt(text.body),
                tags=[text.answer.get_state_display()],
            )
        )
    return shown


def people_hits(keys: list[int], looking: Search) -> list[Hit]:
    """Persons with their addresses."""
    found, finder = Person.objects.in_bulk(keys), Finder(by_beginnings(looking.query), "")
    addresses: dict[int, list[str]] = {}
    owners = Address.objects.filter(person__in=keys) | Address.objects.filter(person__joined_into__in=keys)
    for one in owners.select_related("person").order_by("pk"):
        addresses.setdefault(one.person.joined_into_id or one.person_id, []).append(one.value)
    latest = latest_conversations(keys, looking)
    return [
        Hit(
            link=person_link(person, latest.get(person.pk)),
            title=finder.marked(person.name)
            if person.name.strip()
            else [Piece(_("somebody without a name"))],
            at=latest[person.pk].last_at if person.pk in latest else None,
            person=person,
            addresses=addresses.get(person.pk, []),
        )
        for person in (found[key] for key in keys if key in found)
    ]


def latest_conversations(people: list[int], looking: Search) -> dict[int, Conversation]:
    """The last conversation of each person that the member sees."""
    seen = Conversation.objects.visible_to(looking.by).filter(person__in=people)
    return {one.person_id: one for one in seen.order_by("last_at", "pk") if one.person_id is not None}


def person_link(person: Person, conversation: Conversation | None) -> str:
    """The person's page; their last conversation where there is none."""
    try:
        return reverse("person", args=[person.public_id])
    except NoReverseMatch:
        return reverse("conversation", args=[conversation.public_id]) if conversation else ""


SHOWERS: dict[str, Callable[[list[int], Search], list[Hit]]] = {
    "matters": matter_hits,
    "conversations": conversation_hits,
    "messages": message_hits,
    "people": people_hits,
    "answers": answer_hits,
}
