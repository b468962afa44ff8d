"""Calibration: how many of the dates given were kept, beside how many were meant to be, and who had none.

A date counts once its day is over, whatever came of it before: what is kept is known sooner than what is not,
so a month of which many days are to come would look better than it is. A moved date was not kept: whoever was
told another one was not answered by the first. What was withdrawn has no outcome. Reads only.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Case, Value, When

from saule.desk.models import Desk
from saule.engines.shares import wilson
from saule.promises.days import per_local_day_of_each
from saule.promises.models import Promise

State = Promise.State
MISSED = (State.KEPT_LATE, State.LATE, State.MOVED)
TOGETHER, UNCHOSEN = "", "-"
UNDATED, COMING, OVER = "undated", "coming", "over"


@dataclass(frozen=True, slots=True)
class Calibration:
    """The promises of one group: how many were given, how many of these without a date, and of the ``ended``
    dates, whose day is over, how many were ``kept``; ``moved`` are among the ended ones that were not.
    """

    name: str
    given: int
    without_date: int
    ended: int
    kept: int
    moved: int

    @property
    def coverage(self) -> float | None:
        """The share of the ended dates that was kept; None while none has ended."""
        return self.kept / self.ended if self.ended else None

    @property
    def undated_share(self) -> float | None:
        """The share of the promises that had no date; None of none."""
        return self.without_date / self.given if self.given else None

    @property
    def interval(self) -> tuple[float, float]:
        """Between what the share behind it lies, 95 times in 100."""
        return wilson(self.kept, self.ended)


@dataclass(frozen=True, slots=True)
class Book:
    """The calibration of a desk: in all, by the month in which promises were given, by heading, by queue and
    by what the dates rested on.

    A queue is that within which the better of the two predictors was chosen: a heading, or ``TOGETHER`` where
    a heading has too few answers of its own; ``UNCHOSEN`` are the promises for which none was chosen.
    """

    level: float
    all: Calibration
    months: list[Calibration]
    kinds: list[Calibration]
    queues: list[Calibration]
    bases: list[Calibration]


Cell = tuple[str, str, str, str, str, str]
"""The month, the codes of the heading and of the queue, the basis, the state, and whether the day is over."""
Counts = Mapping[Cell, int]


def calibration(desk: Desk, *, level: float, today: date) -> Book:
    """Everything that was ever promised, in one query; dates are meant to be kept ``level`` of the time."""
    counts = counted(desk, today)
    dated = {cell: count for cell, count in counts.items() if cell[-1] != UNDATED}
    return Book(
        level=level,
        all=of_group("", counts),
        months=grouped(counts, 0),
        kinds=grouped(counts, 1),
        queues=grouped(counts, 2),
        bases=grouped(dated, 3),
    )


def counted(desk: Desk, today: date) -> Counts:
    """The promises by cell; the month is that of the desk's calendar in which they were given."""
    when = Case(
        When(day=None, then=Value(UNDATED)), When(day__lt=today, then=Value(OVER)), default=Value(COMING)
    )
    by = ("inputs__kind", "inputs__choice__queue", "basis", "state", "when")
    counts: Counter[Cell] = Counter()
    for (kind, queue, *others), days in per_local_day_of_each(
        desk.promises.annotate(when=when), "given_at", desk, by
    ).items():
        for day, count in days.items():
            counts[(f"{day:%Y-%m}", kind or "", UNCHOSEN if queue is None else queue, *others)] += count
    return counts


def grouped(counts: Counts, place: int) -> list[Calibration]:
    """One calibration for each name that stands at this place of the cells, in the order of the names."""
    groups: dict[str, Counter[Cell]] = defaultdict(Counter)
    for cell, count in counts.items():
        groups[cell[place]][cell] += count
    return [of_group(name, groups[name]) for name in sorted(groups)]


def of_group(name: str, counts: Counts) -> Calibration:
    """The figures of these cells together."""
    over: Counter[str] = Counter()
    for (*_others, state, when), count in counts.items():
        if when == OVER:
            over[state] += count
    return Calibration(
        name=name,
        given=sum(counts.values()),
        without_date=sum(count for cell, count in counts.items() if cell[-1] == UNDATED),
        ended=over[State.KEPT] + sum(over[state] for state in MISSED),
        kept=over[State.KEPT],
        moved=over[State.MOVED],
    )


def as_data(book: Book) -> dict[str, object]:
    """The whole as plain data, for whoever computes with it."""

    def row(one: Calibration) -> dict[str, object]:
        low, high = one.interval
        known = one.coverage is not None
        return {
            "name": one.name,
            "given": one.given,
            "without_date": one.without_date,
            "undated_share": None if one.undated_share is None else round(one.undated_share, 4),
            "ended": one.ended,
            "kept": one.kept,
            "moved": one.moved,
            "coverage": round(one.coverage or 0.0, 4) if known else None,
            "low": round(low, 4) if known else None,
            "high": round(high, 4) if known else None,
        }

    def rows(many: Iterable[Calibration]) -> list[dict[str, object]]:
        return [row(one) for one in many]

    return {
        "level": book.level,
        "all": row(book.all),
        "months": rows(book.months),
        "kinds": rows(book.kinds),
        "queues": rows(book.queues),
        "bases": rows(book.bases),
    }
