"""The board: what a desk's promises came to, for everybody to read: by month and heading, and what is late.

No names, no words of anybody, and no heading of which there were too few for nobody to be recognised.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.db.models import Case, Count, OuterRef, QuerySet, Subquery, When
from django.db.models.functions import Coalesce

from saule.desk.models import Desk, Kind, Threshold
from saule.engines.shares import wilson
from saule.matters.models import Filing
from saule.promises.models import Promise
from saule.promises.possible import Possible, possible
from saule.promises.queueing import CALENDAR_DAYS

FEWEST = 5
"""Fewer promises than this under one heading are shown together with others."""
MONTHS = 12
MOST_LATE = 500
OTHERS = "-"
"""The code of what is shown together, and of what is under no heading."""
State = Promise.State
OUTCOMES = ("kept", "late", "moved", "withdrawn", "coming")
COLUMNS = (*OUTCOMES, "undated")


@dataclass(frozen=True, slots=True)
class Row:
    """The promises given in one month (its first day) under one heading (its code), by what they came to.

    ``late`` are those whose day passed without an answer, answered since or not; ``coming`` those whose day
    is to come; ``undated`` those that were an honest “no date”, which are not among ``given``.
    """

    month: date | None
    kind: str
    kept: int = 0
    late: int = 0
    moved: int = 0
    withdrawn: int = 0
    coming: int = 0
    undated: int = 0

    @property
    def given(self) -> int:
        """All that had a date."""
        return self.kept + self.late + self.moved + self.withdrawn + self.coming

    @property
    def ended(self) -> int:
        """Those that were kept or not: of the others nothing is known, or nothing was to be kept."""
        return self.kept + self.late

    @property
    def share(self) -> float | None:
        """The share that was kept."""
        return self.kept / self.ended if self.ended else None

    @property
    def interval(self) -> tuple[float, float]:
        """Between what the share behind it lies, 95 times in 100."""
        return wilson(self.kept, self.ended)


@dataclass(frozen=True, slots=True)
class Late:
    """One promise that is late now: its heading, the day that was promised, and how many days ago it was."""

    kind: str
    day: date
    days: int


@dataclass(frozen=True, slots=True)
class Entitled:
    """One heading of the charter, and what is possible under it as things go; None: too little is known."""

    kind: Kind
    possible: Possible | None

    @property
    def beyond(self) -> bool:
        """Whether what a text grants is less than what is possible; days of work count as those of a week."""
        if not self.kind.statutory or self.kind.entitled_days is None or self.possible is None:
            return False
        granted = self.kind.entitled_days * (CALENDAR_DAYS if self.kind.in_working_days else 1)
        return self.possible.nine_in_ten is None or self.possible.nine_in_ten > granted


@dataclass(frozen=True, slots=True)
class Board:
    """All that is public of a desk's promises, as of ``at``."""

    at: datetime
    total: Row
    months: Sequence[Row]
    rows: Sequence[Row]
    late: Sequence[Late]
    late_count: int
    charter: Sequence[Entitled]
    thresholds: Sequence[Threshold]


def board(desk: Desk, *, now: datetime) -> Board:
    """Reads the board of a desk, from the promises of the last twelve months."""
    today = desk.local_date(now)
    since = month_before(today, MONTHS - 1)
    cells = counted(desk, since)
    rows = pooled(cells)
    shown = {row.kind for row in rows}
    late = late_ones(desk, today, shown)
    return Board(
        at=now,
        total=merged(rows, None, OTHERS),
        months=[merged([row for row in rows if row.month == month], month, OTHERS) for month in months(rows)],
        rows=rows,
        late=late[:MOST_LATE],
        late_count=len(late),
        charter=charter(desk, now=now),
        thresholds=list(desk.thresholds.filter(announced_at__lte=now, cancelled_at=None)),
    )


def month_before(day: date, count: int) -> date:
    """The first day of the month so many months before a day's own."""
    months = day.year * 12 + day.month - 1 - count
    return date(months // 12, months % 12 + 1, 1)


def months(rows: Iterable[Row]) -> list[date]:
    """The months of these rows, the newest first."""
    return sorted({row.month for row in rows if row.month}, reverse=True)


def since_moment(desk: Desk, day: date) -> datetime:
    """When a day began at the desk."""
    return datetime.combine(day, time(), tzinfo=desk.zone)


def with_kind(rows: QuerySet[Promise]) -> Any:
    """Promises with the code of the heading that they are under; what is under none is among the others."""
    filed = Filing.objects.filter(
        message__conversation=OuterRef("conversation"), matter__kind__isnull=False
    ).order_by("pk")
    code = Coalesce("matter__kind__code", Subquery(filed.values("matter__kind__code")[:1]))
    return rows.annotate(code=code)


Cells = dict[tuple[date, str], Counter[str]]
"""For each month and heading, how many promises came to what."""


def counted(desk: Desk, since: date) -> Cells:
    """The promises given since a day, counted by the store."""
    rows = with_kind(desk.promises.filter(given_at__gte=since_moment(desk, since)).order_by())
    tallied = rows.annotate(month=month_of_gift(desk, since)).values_list("month", "code", "state")
    found: Cells = defaultdict(Counter)
    for month, code, state, count, dated in tallied.annotate(n=Count("pk"), dated=Count("day")):
        cell = found[(month_before(since, -month), code or OTHERS)]
        cell[outcome(state, True)] += dated
        cell[outcome(state, False)] += count - dated
    return found


def month_of_gift(desk: Desk, since: date) -> Case:
    """How many months after that of ``since`` a promise was given, by when the desk's months began.

    The store compares moments; it would have to ask for the name of each month in the desk's zone.
    """
    began = [(n, since_moment(desk, month_before(since, -n))) for n in range(MONTHS)]
    return Case(*(When(given_at__gte=moment, then=n) for n, moment in reversed(began)))


def outcome(state: str, dated: bool) -> str:
    """What a promise came to."""
    if not dated:
        return "undated"
    return {State.GIVEN: "coming", State.KEPT_LATE: "late"}.get(State(state), state)


def pooled(cells: Cells) -> list[Row]:
    """The rows to be shown, newest month first: in each, headings with too few promises stand together.

    If what stands together is too few still, the next smallest heading joins it, so that nothing can be found
    by taking one from another.
    """
    rows: list[Row] = []
    for month in sorted({month for month, _kind in cells}, reverse=True):
        kinds = {kind: counts for (when, kind), counts in cells.items() if when == month}
        named = sorted((kind for kind in kinds if kind != OTHERS), key=lambda k: (kinds[k].total(), k))
        others = Counter(kinds.get(OTHERS, {}))
        while named and (kinds[named[0]].total() < FEWEST or 0 < others.total() < FEWEST):
            others.update(kinds[named.pop(0)])
        rows += [Row(month, kind, **kinds[kind]) for kind in reversed(named)]
        rows += [Row(month, OTHERS, **others)] if others.total() else []
    return rows


def merged(rows: Iterable[Row], month: date | None, kind: str) -> Row:
    """Several rows as one."""
    some = list(rows)
    return Row(month, kind, **{name: sum(getattr(row, name) for row in some) for name in COLUMNS})


def late_ones(desk: Desk, today: date, shown: set[str]) -> list[Late]:
    """What is late now, the latest first; a heading is named only where the board shows it elsewhere, and
    where enough is late under it.
    """
    rows = with_kind(desk.promises.filter(state=State.LATE, day__isnull=False))
    found = [(code or OTHERS, day) for code, day in rows.order_by("day", "pk").values_list("code", "day")]
    many = Counter(code for code, _day in found)
    named = {code for code, count in many.items() if count >= FEWEST and code in shown}
    return [Late(code if code in named else OTHERS, day, (today - day).days) for code, day in found if day]


def charter(desk: Desk, *, now: datetime) -> list[Entitled]:
    """The headings that are offered, in their order."""
    kinds = list(desk.kinds.filter(archived_at=None))
    known = possible(desk, [kind.code for kind in kinds], now=now)
    return [Entitled(kind, known.get(kind.code)) for kind in kinds]
