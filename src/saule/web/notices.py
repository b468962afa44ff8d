"""What the head of a page says about what was just done: one box for all that went the same way."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from django.contrib.messages.storage.base import Message

from saule.web.acts import undo_of

LOOKS = {"success": "well", "error": "wrong"}


@dataclass(frozen=True, slots=True)
class Notice:
    """One sentence, and the correction that it offers to undo, if it does.

    ``own``: it says what the reader has just done. ``keyed``: one key undoes it.
    """

    words: str
    undo: str
    own: bool
    keyed: bool = False


@dataclass(frozen=True, slots=True)
class Box:
    """Notices of one look, in the order in which they were said."""

    look: str
    notices: list[Notice] = field(default_factory=list)


def boxes(messages: Iterable[Message]) -> list[Box]:
    """One box for each look, the first said first; the same sentence once. A key undoes the last one only."""
    found: dict[str, Box] = {}
    last = None
    for message in messages:
        look = LOOKS.get(message.level_tag, "")
        box = found.setdefault(look, Box(look))
        notice = Notice(str(message), undo_of(message), own=message.level_tag == "success")
        if notice not in box.notices:
            box.notices.append(notice)
        last = box, box.notices.index(notice)
    if last:
        box, place = last
        notice = box.notices[place]
        # What somebody else did, perhaps weeks ago, is not undone by a slip of a finger.
        box.notices[place] = replace(notice, keyed=bool(notice.own and notice.undo))
    return list(found.values())
