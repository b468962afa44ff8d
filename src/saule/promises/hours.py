"""Hours: how long the desk is staffed on which day, from what its staff state and when they are away."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from django.db.models import CharField, F, Q, Value

from saule.desk.calendar import weekdays_of
from saule.desk.models import Desk, Leave, StaffHours


def minutes_on(desk: Desk, days: Iterable[date]) -> dict[date, int]:
    """The minutes staffed on each of these days, whether the desk is open then or not; in two queries."""
    wanted = sorted(set(days))
    if not wanted:
        return {}
    weeks = statements(desk, until=wanted[-1])
    away = leaves(desk, wanted[0], wanted[-1])
    return {
        day: sum(minutes_of(weeks[member], day) for member in weeks if not away_on(away.get(member, ()), day))
        for day in wanted
    }


Statement = tuple[date, int, date | None]
"""From which day on, how many minutes, and the day on which the membership ended."""


def statements(desk: Desk, *, until: date) -> dict[int, dict[int, list[Statement]]]:
    """What each member stated for each weekday up to a day, the newest first."""
    rows = StaffHours.objects.filter(membership__desk=desk, since__lte=until)
    found: dict[int, dict[int, list[Statement]]] = defaultdict(lambda: defaultdict(list))
    fields = ("membership", "weekday", "since", "minutes", "membership__ended_at")
    for member, weekday, since, minutes, ended in rows.order_by("-since", "-id").values_list(*fields):
        found[member][weekday].append((since, minutes, desk.local_date(ended) if ended else None))
    return found


def minutes_of(week: dict[int, list[Statement]], day: date) -> int:
    """The minutes of one member on one day, if they are there; 0 after they left."""
    for since, minutes, ended in week.get(day.isoweekday(), ()):
        if since <= day:
            return minutes if ended is None or day < ended else 0
    return 0


def leaves(desk: Desk, first: date, last: date) -> dict[int, list[tuple[date, date]]]:
    """When each member is away in a span of days."""
    rows = Leave.objects.standing().filter(membership__desk=desk, first__lte=last, last__gte=first)
    found: dict[int, list[tuple[date, date]]] = defaultdict(list)
    for member, begins, ends in rows.values_list("membership", "first", "last"):
        found[member].append((begins, ends))
    return found


def away_on(spans: Iterable[tuple[date, date]], day: date) -> bool:
    """Whether one of these spans holds the day."""
    return any(first <= day <= last for first, last in spans)


def usual_week(desk: Desk, day: date) -> int:
    """The minutes of a week without holidays or leave, as stated for ``day``; 0 where nobody states any."""
    rows = StaffHours.objects.filter(Q(membership__ended_at=None), membership__desk=desk, since__lte=day)
    newest = {(one.membership_id, one.weekday): one.minutes for one in rows.order_by("since", "id")}
    works = weekdays_of(desk)
    return sum(minutes for (_who, weekday), minutes in newest.items() if weekday in works)


Figure = tuple[str, date, int, int]
"""An answers-a-week figure: of whom (empty: the desk itself), since when, its row, how many."""


def figures(desk: Desk) -> list[Figure]:
    """What the desk states for itself and has contracted with others, the newest first; one query."""
    fields = ("who", "since", "pk", "answers_per_week")
    own = desk.capacities.order_by().annotate(who=Value("", CharField())).values_list(*fields)
    outside = desk.contracts.order_by().annotate(who=F("name")).values_list(*fields)
    return sorted(own.union(outside, all=True), key=lambda row: row[1:3], reverse=True)


def figure_for(rows: Iterable[Figure], day: date) -> dict[str, int]:
    """The answers a week that count on a day, by whom they are given."""
    found: dict[str, int] = {}
    for who, since, _pk, answers in rows:
        if since <= day:
            found.setdefault(who, answers)
    return found
