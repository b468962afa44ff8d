"""Overheating: how the work that arrives compares with what can be answered, from which day promises would
break if it went on so, and what would help, by how much.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import cached_property
from statistics import median

from saule.desk.calendar import ONE_DAY
from saule.desk.models import Desk
from saule.engines import overload
from saule.engines.overload import Outlook
from saule.matters.models import Matter
from saule.promises.capacity import MEASURED, Planned, Planner
from saule.promises.days import per_local_day
from saule.promises.flow import BENDS, STANDS, Load, load, needed_alone, needed_shared
from saule.promises.models import Promise
from saule.promises.queueing import Queue
from saule.promises.weighing import recommend
from saule.providers.handing import room

HORIZON = 120
LOOKS_BACK = 8
A_WEEK = 7
USUAL_DAYS = 14
SAMPLE = 2000
CATCH_UP = 2 * A_WEEK
"""What is late cannot be made good: it is asked for within so many days."""
LATE_SHARE, LATE_AT_LEAST = 0.2, 5
"""With so much of what is due late already, the desk runs hot however little comes in."""


@dataclass(frozen=True, slots=True)
class Remedy:
    """One thing that would help: its code, what to do (``amount``), and what comes of it.

    ``share`` is the load afterwards, ``breaks_on`` the day from which promises break then (None: none within
    sight); ``people`` are helped by it at once, ``units`` answers fewer are to be written. Of what outside
    teams are contracted for, the plan counts on it already: there both say what would be without it, and
    ``unused`` how much of it nobody was handed this week (None: not known).
    """

    code: str
    amount: float
    share: float | None
    breaks_on: date | None
    people: int = 0
    units: int = 0
    hours: float = 0
    matter: Matter | None = None
    unused: int | None = None


@dataclass(frozen=True)
class Heat:
    """How hot a desk is running: the load with its interval, week by week, and the days to come.

    ``backlog``: how many answers are due now.
    """

    desk: Desk
    today: date
    load: Load
    low: float | None
    high: float | None
    weekly: tuple[int, ...]
    slope: float
    unsure: float
    plan: tuple[Planned, ...]
    outlook: Outlook
    queue: Queue
    late: int
    shared_a_week: float
    per_hour: float | None
    backlog: int

    @cached_property
    def outside(self) -> int:
        """The answers a week that outside teams are contracted for."""
        return Planner.at(self.desk, self.today).outside(self.today)

    @property
    def basis(self) -> str:
        """What the capacity rests on."""
        return self.plan[0].basis

    @cached_property
    def breaks_on(self) -> date | None:
        """The day from which promises break that are not late yet, if nothing changes."""
        return self.day_of(overload.breaks(self.outlook))

    @cached_property
    def waiting(self) -> list[float]:
        """How many answers are still due at the end of each day to come."""
        return overload.waiting(self.outlook, self.backlog)

    @property
    def growing(self) -> int:
        """1 if the weeks surely grow, -1 if they surely shrink, else 0."""
        return (self.slope > self.unsure) - (self.slope < -self.unsure)

    def day_of(self, place: int | None) -> date | None:
        """The day at a place in the plan."""
        return None if place is None else self.plan[place].day


def heat(desk: Desk, *, now: datetime) -> Heat | None:
    """How hot the desk runs; None while no capacity is known."""
    today = desk.local_date(now)
    planner = Planner.at(desk, today)
    plan = planner.plan(today + ONE_DAY, HORIZON)
    if not any(day.answers for day in plan):
        return None
    weekly, shared = by_week(desk, now=now)
    borne = load(desk, now=now)
    weeks = min(len(weekly), 4)
    low, high = overload.rate_between(round(borne.arriving * weeks), weeks)
    slope, unsure = overload.trend(weekly)
    queue = Queue.of(desk)
    due, late = dated(desk, queue, today)
    return Heat(
        desk=desk,
        today=today,
        load=borne,
        low=low / borne.capacity if borne.capacity else None,
        high=high / borne.capacity if borne.capacity else None,
        weekly=tuple(weekly),
        slope=slope,
        unsure=unsure,
        plan=tuple(plan),
        outlook=Outlook(due, [day.answers for day in plan], borne.arriving / A_WEEK, promised_within(desk)),
        queue=queue,
        late=late,
        shared_a_week=shared,
        per_hour=planner.per_hour or None,
        backlog=len(queue.places),
    )


def by_week(desk: Desk, *, now: datetime) -> tuple[list[int], float]:
    """The answers needed of what came in each of the last weeks, the oldest first, and the shared ones a week
    of the last four. Weeks before the desk's first message are left out.
    """
    today = desk.local_date(now)
    first = today - timedelta(weeks=LOOKS_BACK) + ONE_DAY
    since = datetime.combine(first, time(), tzinfo=desk.zone)
    alone = per_local_day(needed_alone(desk, since), "opened_at", desk)
    shared = per_local_day(needed_shared(desk, since), "opened_at", desk)
    weeks = [0] * LOOKS_BACK
    for day, count in (alone + shared).items():
        weeks[min(max((day - first).days // A_WEEK, 0), LOOKS_BACK - 1)] += count
    begun = next((n for n, count in enumerate(weeks) if count), LOOKS_BACK - 1)
    known = min(LOOKS_BACK - begun, 4)
    lately = sum(n for day, n in shared.items() if (today - day).days < known * A_WEEK)
    return weeks[begun:], lately / known


def dated(desk: Desk, queue: Queue, today: date) -> tuple[list[float], int]:
    """How many answers are promised for each day to come (late ones are to be made up soon), and are late."""
    rows = desk.promises.filter(state__in=Promise.OPEN, day__isnull=False, conversation__isnull=False)
    days: dict[tuple[str, int, int], date] = {}
    for conversation, day in rows.values_list("conversation", "day"):
        case = queue.cases.get(conversation)
        if case is not None and day is not None:
            days[case.unit] = min(day, days.get(case.unit, day))
    late = sum(day < today for day in days.values())
    counts = Counter(max(0, (day - today).days - 1) for day in days.values() if day >= today)
    counts[CATCH_UP - 1] += late
    return [float(counts.get(n, 0)) for n in range(HORIZON)], late


def promised_within(desk: Desk) -> int:
    """In how many days answers are promised lately: the middle of the last dates given."""
    rows = desk.promises.filter(day__isnull=False).order_by("-given_at", "-pk")[:SAMPLE]
    took = [(day - desk.local_date(at)).days for day, at in rows.values_list("day", "given_at") if day]
    return max(1, round(median(took))) if took else USUAL_DAYS


def remedies(found: Heat, *, now: datetime) -> list[Remedy]:
    """What would help, each with what would come of it; nothing while nothing needs help."""
    if not found.late and found.breaks_on is None and (found.load.share or 0) <= STANDS:
        return []
    more = [*capacity(found), *provider(found, now=now)]
    return [*threshold(found, now=now), *more, *answer(found), *peers(found)]


def threshold(found: Heat, *, now: datetime) -> Iterator[Remedy]:
    """Raising the threshold, if the controller would: fewer of the shared matters that come become due."""
    advice = recommend(found.desk, now=now, backlog=found.backlog)
    if advice.reason != "overload":
        return
    spared = found.shared_a_week * (1 - advice.share)
    yield after(found, "threshold", advice.value, arriving=found.load.arriving - spared)


def capacity(found: Heat) -> Iterator[Remedy]:
    """So many answers a week more, by one's own hours; what a team would bring that nobody has contracted is
    not known.
    """
    wanted = max(overload.needed(found.outlook), (found.load.share or 0) - 1)
    if wanted in (0, float("inf")):
        return
    more = overload.whole(found.load.capacity * wanted)
    hours = more / found.per_hour if found.per_hour and found.basis == MEASURED else 0
    yield replace(after(found, "hours", more, more=more), hours=hours)
    if not found.outside:
        yield Remedy("provider", 0, None, None)


def provider(found: Heat, *, now: datetime) -> Iterator[Remedy]:
    """Handing outside teams what they are contracted for."""
    if found.outside:
        without = after(found, "provider", found.outside, more=-found.outside)
        yield replace(without, unused=unused(found, now=now))


def unused(found: Heat, *, now: datetime) -> int | None:
    """How many answers outside teams could still be handed this week; None where that is not written."""
    teams = list(found.desk.providers.select_related("desk"))
    return sum(room(team, now=now) for team in teams) if teams else None


def answer(found: Heat) -> Iterator[Remedy]:
    """Answering the matter in which most people wait: they all leave the queue by one text."""
    open_ones = Matter.objects.open().filter(desk=found.desk, waiting__gt=1)
    largest = open_ones.order_by("-waiting", "pk").first()
    if largest is None:
        return
    units = {case.unit for case in found.queue.cases.values() if case.matter == largest and case.due}
    yield replace(
        after(found, "answer", 1, fewer=len(units)),
        people=largest.waiting,
        units=len(units),
        matter=largest,
    )


def peers(found: Heat) -> Iterator[Remedy]:
    """Asking peers: those who wait below a threshold, to whom the desk owes no answer of its own."""
    people = {case.person for case in found.queue.cases.values() if not case.due and case.person}
    if people:
        yield replace(after(found, "peers", len(people)), people=len(people))


def after(
    found: Heat, code: str, amount: float, *, arriving: float | None = None, more: float = 0, fewer: int = 0
) -> Remedy:
    """What comes of other arrivals, of more answers a week, or of answers that need not be written."""
    came = found.load.arriving if arriving is None else arriving
    base = found.load.capacity or 1.0
    outlook = overload.widened(replace(found.outlook, arrivals=came / A_WEEK), more / base)
    if fewer:
        outlook = overload.relieved(outlook, fewer)
    place = overload.breaks(outlook)
    left = base + more
    return Remedy(code, amount, came / left if left > 0 else None, found.day_of(place))


def posture_is_hot(found: Heat) -> bool:
    """Whether it is time to call for help: far more comes in than can be answered, promises break soon, or
    much of what is due is late.
    """
    share = found.load.share or 0
    if found.late >= max(LATE_AT_LEAST, LATE_SHARE * found.backlog):
        return True
    soon = found.breaks_on is not None and (found.breaks_on - found.today).days <= 2 * A_WEEK
    return share > BENDS or (share > STANDS and soon)


def is_cool(found: Heat) -> bool:
    """Whether it is over: less comes in than can be answered, little is late, nothing breaks soon."""
    later = found.breaks_on is None or (found.breaks_on - found.today).days > 4 * A_WEEK
    few_late = found.late < LATE_SHARE / 2 * max(found.backlog, 2 * LATE_AT_LEAST)
    return (found.load.share or 0) < STANDS and later and few_late
