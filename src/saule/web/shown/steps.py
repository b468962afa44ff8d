"""“And now?”: what became of a matter, what stands at present, and what comes next, in order."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from saule.desk.models import Desk
from saule.desk.rhythm import beats_of
from saule.promises.showing import Happened, Shown, Stage

TOLD = ("opened", "reached", "moved", "answered", "corrected", "lapsed")
"""What of the past is a step of its own; a date that stands, or is late, is the present."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step: what it is (``code``), how it looks (done, now, late, or nothing for what is to come)."""

    code: str
    look: str = ""
    at: datetime | None = None
    day: date | None = None
    before: date | None = None
    late: bool | None = None


def steps(matter: Shown, desk: Desk, *, now: datetime) -> list[Step]:
    """All steps of a matter."""
    return [
        *(done(one) for one in matter.happened if one.code in TOLD),
        *present(matter),
        *to_come(matter, desk, now),
    ]


def done(one: Happened) -> Step:
    """Something that happened."""
    return Step(one.code, "done", one.at, one.day, one.before, one.late)


def present(matter: Shown) -> Iterator[Step]:
    """Where it stands: what is still wanted, or the date that was promised."""
    if matter.stage == Stage.GATHERING:
        yield Step("wanted", "now", day=matter.lapses_on)
    elif matter.stage == Stage.DUE and matter.late:
        yield Step("late", "late", day=matter.promise)
    elif matter.stage == Stage.DUE:
        yield Step("promise" if matter.promise else "undated", "now", day=matter.promise)


def to_come(matter: Shown, desk: Desk, now: datetime) -> Iterator[Step]:
    """The next day of news, while somebody waits for an answer."""
    if matter.stage in (Stage.GATHERING, Stage.DUE):
        yield Step("news", day=desk.local_date(beats_of(desk).following(now)))
