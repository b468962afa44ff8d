"""Reporting: what a desk's work came to in some months, in all and by month, team, member and heading.

Nothing here says how long somebody worked on something: the time that is counted is the time that people
waited. Lines stand in the order of their names, which nobody can earn by closing more.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Sum

from saule.desk.models import Desk, Kind
from saule.desk.quality import rules_of
from saule.engines.middles import Middle, median
from saule.engines.shares import wilson
from saule.matters.models import Comeback, Sequel
from saule.matters.relevance import NOTHING, Relevance
from saule.matters.rereading import Reread, reread_between
from saule.promises.carrying import Carried, Key, carried, together
from saule.promises.monthly import MOST_ANSWERS, Figures, figures_of

BANDS = (0, 2, 5, 10, 20, 40)
"""The longest waits, in days, of all bands but the last, which has no end."""
MONTH, BY, TEAM, KIND, ALL = range(5)


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
    ``promised`` days that are over, ``kept`` were kept. ``peers`` is what people carried for each other.
    """

    key: Any = None
    answers: Relevance = NOTHING
    settled: Relevance = NOTHING
    waits: Mapping[int, int] = field(default_factory=dict)
    arrived: int | None = None
    waiting: int | None = None
    kept: int = 0
    promised: int = 0
    peers: Carried | None = None

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
    """Adds the months of a span up, each as it is kept (see ``monthly``)."""
    months = figures_of(desk, months_in(span), now=now)
    cells, waits = closing_cells(months), wait_cells(months)
    asked = beside_headings(desk, months)
    by_member = summed(months, "by_member")
    rows = Sequel.objects.filter(desk=desk).between(span.first, span.last)
    peers = carried(desk, span.first, span.last)
    return Report(
        span=span,
        days=rules_of(desk).days,
        all=with_peers([whole(desk, months, cells, waits)], peers, ALL)[0],
        months=with_peers(lines(cells, waits, MONTH, also=(month for month, _kind in peers)), peers, MONTH),
        members=[with_kept(line, by_member) for line in lines(cells, waits, BY) if line.key],
        teams=teams(desk, lines(cells, waits, TEAM), asked),
        kinds=with_peers(kinds(cells, waits, asked, peers), peers, KIND),
        answers=largest(months),
        early=Comeback.objects.standing().filter(sequel__in=rows).count(),
        reread=reread_between(desk, span.first, span.last),
    )


Cells = dict[tuple[Any, ...], Relevance]
Waits = dict[tuple[Any, ...], Counter[int]]
Months = Mapping[date, Figures]


def months_in(span: Span) -> list[date]:
    """The first days of the months of a span."""
    found = [span.first.replace(day=1)]
    while (following := (found[-1] + timedelta(days=31)).replace(day=1)) <= span.last:
        found.append(following)
    return found


def closing_cells(months: Months) -> Cells:
    """What came of the closings by month, member, team and heading, those without an answer apart."""
    return {
        (month, *key): Relevance(*counts) for month, one in months.items() for *key, counts in one["cells"]
    }


def wait_cells(months: Months) -> Waits:
    """How often people had waited how many days for their answer, by the same."""
    found: Waits = defaultdict(Counter)
    for month, one in months.items():
        for *key, waited, number in one["waits"]:
            found[(month, *key)][waited] += number
    return found


def summed(months: Months, name: str) -> dict[Any, list[int]]:
    """The figures of each key over all months."""
    found: dict[Any, list[int]] = {}
    for one in months.values():
        for key, *numbers in one[name]:
            before = found.get(key, [0] * len(numbers))
            found[key] = [sum(pair) for pair in zip(before, numbers, strict=True)]
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


def whole(desk: Desk, months: Months, cells: Cells, waits: Waits) -> Line:
    """All of it together."""
    everything: Counter[int] = Counter()
    for counts in waits.values():
        everything.update(counts)
    return Line(
        answers=sum((one for key, one in cells.items() if not key[-1]), NOTHING),
        settled=sum((one for key, one in cells.items() if key[-1]), NOTHING),
        waits=dict(everything),
        arrived=sum(one["asked"] for one in months.values()),
        waiting=desk.conversations.waiting().count(),
        kept=sum(one["promised"][0] for one in months.values()),
        promised=sum(one["promised"][1] for one in months.values()),
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


def beside_headings(desk: Desk, months: Months) -> dict[int | None, Beside]:
    """The same for each heading; None is for what is under none."""
    arrived, promised = summed(months, "arrived"), summed(months, "by_kind")
    waits = desk.matters.filter(waiting__gt=0).order_by().values_list("kind")
    waiting = dict(waits.annotate(n=Sum("waiting")))
    return {
        key: Beside(arrived.get(key, [0])[0], waiting.get(key, 0), kept, of)
        for key in {*arrived, *waiting, *promised}
        for kept, of in (promised.get(key, [0, 0]),)
    }


def kinds(
    cells: Cells, waits: Waits, asked: Mapping[int | None, Beside], peers: Mapping[Key, Carried]
) -> list[Line]:
    """The headings: what was closed, came in, waits, or was carried by others under each."""
    also = {*asked, *(kind for _month, kind in peers)}
    return [with_figures(line, asked) for line in lines(cells, waits, KIND, also=also)]


def with_peers(some: Iterable[Line], peers: Mapping[Key, Carried], place: int) -> list[Line]:
    """Lines of months, of headings or of everything, with what people carried for each other."""
    found: dict[Any, list[Carried]] = defaultdict(list)
    for (month, kind), one in peers.items():
        found[{MONTH: month, KIND: kind}.get(place)].append(one)
    return [replace(line, peers=together(found[line.key]).beside(line.answers.closed)) for line in some]


def with_kept(line: Line, kept: Mapping[Any, list[int]]) -> Line:
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


def largest(months: Months) -> list[Line]:
    """The answers that most people got at once, each with what came of it."""
    found: dict[int, Relevance] = defaultdict(Relevance)
    for one in months.values():
        for answer, counts in one["answers"]:
            found[answer] += Relevance(*counts)
    first = sorted(found, key=lambda answer: (-found[answer].closed, -answer))
    return [Line(answer, found[answer]) for answer in first[:MOST_ANSWERS]]


def bands(waits: Mapping[int, int]) -> list[tuple[int, int | None, int]]:
    """The waits in bands of days: from, to (None: without end), and how many."""
    starts = (0, *(end + 1 for end in BANDS))
    return [
        (low, high, sum(n for days, n in waits.items() if low <= days and (high is None or days <= high)))
        for low, high in zip(starts, (*BANDS, None), strict=True)
    ]
