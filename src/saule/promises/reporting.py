"""Reporting: what a desk's work came to in some months, in all and by month, team, member and heading.

Nothing here says how long somebody worked on something: the time that is counted is the time that people
waited. Lines stand in the order of their names, which nobody can earn by closing more.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import BooleanField, Count, Exists, ExpressionWrapper, OuterRef, Q, Sum

from saule.desk.models import Desk, Kind
from saule.desk.quality import rules_of
from saule.engines.middles import Middle, median
from saule.engines.shares import wilson
from saule.matters.models import Comeback, Filing, MailClass, Message, Sequel
from saule.matters.models.sequels import SequelQuerySet
from saule.matters.relevance import NOTHING, Relevance, tally
from saule.matters.rereading import Reread, reread_between
from saule.promises.models import Promise

IN_TIME, TOO_LATE = (Promise.State.KEPT,), (Promise.State.KEPT_LATE, Promise.State.LATE, Promise.State.MOVED)
MOST_ANSWERS = 10
BANDS = (0, 2, 5, 10, 20, 40)
"""The longest waits, in days, of all bands but the last, which has no end."""
MONTH, BY, TEAM, KIND = range(4)
FIELDS = ("month", "by", "team", "kind")


@dataclass(frozen=True, slots=True)
class Span:
    """Whole months, from the first day of the first to the last day of the last, as seen from ``today``."""

    first: date
    last: date
    today: date


@dataclass(frozen=True, slots=True)
class Line:
    """The figures of one part of the work; ``key`` names it. What does not belong to a part is None.

    ``arrived`` are messages that asked for something (under a heading: also those filed under others),
    ``waiting`` conversations in which somebody waits now (under a heading: people in its matters); of the
    ``promised`` days that are over, ``kept`` were kept.
    """

    key: Any = None
    answers: Relevance = NOTHING
    settled: Relevance = NOTHING
    waits: Mapping[int, int] = field(default_factory=dict)
    arrived: int | None = None
    waiting: int | None = None
    kept: int = 0
    promised: int = 0

    @property
    def closings(self) -> Relevance:
        """Answers, and what was settled without one."""
        return self.answers + self.settled

    @property
    def wait(self) -> Middle | None:
        """How many days half of those who were answered had waited at most."""
        return median(self.waits)

    @property
    def interval(self) -> tuple[float, float]:
        """Between what the share of promises kept lies, 95 times in 100."""
        return wilson(self.kept, self.promised)


@dataclass(frozen=True, slots=True)
class Report:
    """All figures of a span; ``days`` is for how long the desk listens, ``answers`` those to most people.

    ``early`` are the premature closings of the span that stand, whether their days are over or not.
    """

    span: Span
    days: int
    all: Line
    months: list[Line]
    members: list[Line]
    teams: list[Line]
    kinds: list[Line]
    answers: list[Line]
    early: int
    reread: Reread


def report(desk: Desk, span: Span, *, now: datetime) -> Report:
    """Counts a span anew, in a dozen queries."""
    days = rules_of(desk).days
    rows = Sequel.objects.filter(desk=desk).between(span.first, span.last)
    cells, waits = closing_cells(rows, days, now), wait_cells(rows)
    asked = beside_headings(desk, span)
    by_member = kept_by_members(desk, span)
    return Report(
        span=span,
        days=days,
        all=whole(desk, span, cells, waits),
        months=lines(cells, waits, MONTH),
        members=[with_kept(line, by_member) for line in lines(cells, waits, BY) if line.key],
        teams=teams(desk, lines(cells, waits, TEAM), asked),
        kinds=[with_figures(line, asked) for line in lines(cells, waits, KIND, also=asked)],
        answers=largest(rows, days, now),
        early=Comeback.objects.standing().filter(sequel__in=rows).count(),
        reread=reread_between(desk, span.first, span.last),
    )


Cells = dict[tuple[Any, ...], Relevance]
Waits = dict[tuple[Any, ...], Counter[int]]


def closing_cells(rows: SequelQuerySet, days: int, now: datetime) -> Cells:
    """What came of the closings by ``FIELDS``, those without an answer apart."""
    settled = ExpressionWrapper(Q(settlement__isnull=False), output_field=BooleanField())
    return tally(rows.annotate(settled=settled), *FIELDS, "settled", days=days, now=now)


def wait_cells(rows: SequelQuerySet) -> Waits:
    """How often people had waited how many days for their answer, by ``FIELDS``."""
    found: Waits = defaultdict(Counter)
    answered = rows.counted().answers().filter(waited__isnull=False).order_by()
    for *key, waited, count in answered.values_list(*FIELDS, "waited").annotate(n=Count("pk")):
        found[tuple(key)][waited] += count
    return found


def lines(cells: Cells, waits: Waits, place: int, also: Iterable[Any] = ()) -> list[Line]:
    """One line for each value that stands at a place of the cells, in the order of these values."""
    answers: dict[Any, Relevance] = defaultdict(Relevance)
    settled: dict[Any, Relevance] = defaultdict(Relevance)
    waited: dict[Any, Counter[int]] = defaultdict(Counter)
    for key, one in cells.items():
        (settled if key[-1] else answers)[key[place]] += one
    for key, counts in waits.items():
        waited[key[place]].update(counts)
    keys = {*answers, *settled, *also}
    ordered = sorted(keys, key=lambda key: (key is None, key))
    return [Line(key, answers[key], settled[key], dict(waited[key])) for key in ordered]


def whole(desk: Desk, span: Span, cells: Cells, waits: Waits) -> Line:
    """All of it together."""
    everything: Counter[int] = Counter()
    for counts in waits.values():
        everything.update(counts)
    kept, promised = outcomes(promises_of(desk, span).values_list("state").annotate(n=Count("pk")))
    return Line(
        answers=sum((one for key, one in cells.items() if not key[-1]), NOTHING),
        settled=sum((one for key, one in cells.items() if key[-1]), NOTHING),
        waits=dict(everything),
        arrived=asking(desk, span).count(),
        waiting=desk.conversations.waiting().count(),
        kept=kept,
        promised=promised,
    )


@dataclass(frozen=True, slots=True)
class Beside:
    """What stands beside the closings of one heading: what arrived, who waits, which days were kept."""

    arrived: int = 0
    waiting: int = 0
    kept: int = 0
    promised: int = 0

    def __add__(self, other: "Beside") -> "Beside":
        """Both together."""
        return Beside(
            self.arrived + other.arrived,
            self.waiting + other.waiting,
            self.kept + other.kept,
            self.promised + other.promised,
        )


def beside_headings(desk: Desk, span: Span) -> dict[int | None, Beside]:
    """The same for each heading; None is for what is under none."""
    arrived = dict(
        Filing.objects.filter(message__in=asking(desk, span))
        .order_by()
        .values_list("matter__kind")
        .annotate(n=Count("pk"))
    )
    filed = Filing.objects.filter(message=OuterRef("pk"))
    arrived[None] = arrived.get(None, 0) + asking(desk, span).filter(~Exists(filed)).count()
    waits = desk.matters.filter(waiting__gt=0).order_by().values_list("kind")
    waiting = dict(waits.annotate(n=Sum("waiting")))
    keys = dict(desk.kinds.values_list("code", "pk"))
    states: dict[int | None, list[tuple[str, int]]] = defaultdict(list)
    promised = promises_of(desk, span).values_list("inputs__kind", "state").annotate(n=Count("pk"))
    for code, state, count in promised:
        states[keys.get(code or "")].append((state, count))
    return {
        key: Beside(arrived.get(key, 0), waiting.get(key, 0), *outcomes(states.get(key, [])))
        for key in {*arrived, *waiting, *states}
    }


def asking(desk: Desk, span: Span) -> Any:
    """The messages of the span in which people asked for something."""
    begins, ends = moments(desk, span)
    rows = Message.objects.filter(desk=desk, outgoing=False, mail_class=MailClass.HUMAN)
    return rows.filter(received_at__gte=begins, received_at__lt=ends, awaits_answer=True)


def moments(desk: Desk, span: Span) -> tuple[datetime, datetime]:
    """When a span begins at the desk, and when it is over."""
    days = (span.first, span.last + timedelta(days=1))
    begins, ends = (datetime.combine(day, time(), tzinfo=desk.zone) for day in days)
    return begins, ends


def promises_of(desk: Desk, span: Span) -> Any:
    """The promises whose day was in the span and is over: what is kept is known sooner than what is not."""
    rows = desk.promises.filter(day__gte=span.first, day__lte=span.last, day__lt=span.today)
    return rows.filter(state__in=(*IN_TIME, *TOO_LATE)).order_by()


def outcomes(counts: Iterable[tuple[str, int]]) -> tuple[int, int]:
    """How many were kept, and of how many."""
    some = list(counts)
    return sum(count for state, count in some if state in IN_TIME), sum(count for _state, count in some)


def kept_by_members(desk: Desk, span: Span) -> dict[Any, tuple[int, int]]:
    """Of the promises that each member answered, how many in time."""
    rows = promises_of(desk, span).filter(
        conversation__sequels__settlement=None,
        conversation__sequels__month__gte=span.first,
        conversation__sequels__month__lte=span.last,
    )
    found: dict[Any, list[tuple[str, int]]] = defaultdict(list)
    named = rows.values_list("conversation__sequels__by", "state")
    for key, state, count in named.annotate(n=Count("pk", distinct=True)):
        found[key].append((state, count))
    return {key: outcomes(counts) for key, counts in found.items()}


def with_kept(line: Line, kept: Mapping[Any, tuple[int, int]]) -> Line:
    """A line with its promises."""
    done, of = kept.get(line.key, (0, 0))
    return replace(line, kept=done, promised=of)


def with_figures(line: Line, beside: Mapping[Any, Beside]) -> Line:
    """A line with what stands beside its closings."""
    return replace(line, **asdict(beside.get(line.key, Beside())))


def teams(desk: Desk, closed: Iterable[Line], asked: Mapping[int | None, Beside]) -> list[Line]:
    """The teams: what each closed, and what came in, waits and was promised under its headings."""
    beside: dict[int | None, Beside] = defaultdict(Beside)
    owners: dict[int | None, int | None] = dict(Kind.objects.filter(desk=desk).values_list("pk", "team"))
    for kind, one in asked.items():
        beside[owners.get(kind)] += one
    known = {line.key: line for line in closed}
    keys = sorted({*known, *beside}, key=lambda key: (key is None, key))
    return [with_figures(known.get(key, Line(key)), beside) for key in keys]


def largest(rows: SequelQuerySet, days: int, now: datetime) -> list[Line]:
    """The answers of the span that most people got at once, each with what came of it."""
    many = rows.counted().filter(answer__isnull=False).order_by().values_list("answer")
    first = many.annotate(n=Count("pk")).filter(n__gt=1).order_by("-n", "-answer")[:MOST_ANSWERS]
    keys = [answer for answer, _count in first]
    found = tally(rows.filter(answer__in=keys), "answer", days=days, now=now)
    return [Line(key, found[(key,)]) for key in keys]


def bands(waits: Mapping[int, int]) -> list[tuple[int, int | None, int]]:
    """The waits in bands of days: from, to (None: without end), and how many."""
    starts = (0, *(end + 1 for end in BANDS))
    return [
        (low, high, sum(n for days, n in waits.items() if low <= days and (high is None or days <= high)))
        for low, high in zip(starts, (*BANDS, None), strict=True)
    ]
