"""Sequels: whether what was closed for one person stayed closed, from what happened afterwards."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

YOUNG, ENDED, REPEATED, OBJECTED, VOID = "young", "ended", "repeated", "objected", "void"
ASKED, DISPUTED, TAKEN_BACK, FOLLOWED = "asked", "disputed", "taken back", "followed"
BECOMES = {ASKED: REPEATED, DISPUTED: OBJECTED, TAKEN_BACK: VOID, FOLLOWED: VOID}
"""What the first thing that happens makes of a closing."""


class Happened(NamedTuple):
    """One thing that happened about the matter; ``key`` names its row. ``what`` is one of ``BECOMES``.

    ``ASKED``: the person wrote again, and more than thanks. ``DISPUTED``: they said that it does not answer
    them. ``TAKEN_BACK``: it never reached them, or a colleague took the closing back. ``FOLLOWED``: the desk
    wrote once more before they did.
    """

    at: datetime
    what: str
    key: int


class Sequel(NamedTuple):
    """What became of a closing, and by which event; none if it was time alone, or nothing yet."""

    state: str
    by: Happened | None


def sequel(closed: datetime, happened: Iterable[Happened], *, days: int, now: datetime) -> Sequel:
    """Return what followed a closing at ``closed``: the first thing within ``days`` days decides.

    Without any it has ended once the days are over, and is young until then. What happened at the very moment
    of the closing, or before, led to it and does not follow it.
    """
    end = closed + timedelta(days=days)
    within = [one for one in happened if closed < one.at <= min(end, now)]
    if within:
        first = min(within)
        return Sequel(BECOMES[first.what], first)
    return Sequel(ENDED if end < now else YOUNG, None)
