"""What the head of a page says about what was just done: one box for all that went the same way."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.contrib.messages.storage.base import Message

from saule.web.acts import undo_of

LOOKS = {"success": "well", "error": "wrong"}


@dataclass(frozen=True, slots=True)
class Notice:
    """One sentence, and the correction that it offers to undo, if it does."""

    words: str
    undo: str


@dataclass(frozen=True, slots=True)
class Box:
    """Notices of one look, in the order in which they were said."""

    look: str
    notices: list[Notice] = field(default_factory=list)


def boxes(messages: Iterable[Message]) -> list[Box]:
    """One box for each look, the first said first; the same sentence once."""
    found: dict[str, Box] = {}
    for message in messages:
        look = LOOKS.get(message.level_tag, "")
        box = found.setdefault(look, Box(look))
        notice = Notice(str(message), undo_of(message))
        if notice not in box.notices:
            box.notices.append(notice)
    return list(found.values())
