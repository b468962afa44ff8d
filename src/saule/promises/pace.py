"""Pace: the work that was done lately, in answers a staffed hour, how even it was, and what each kind took.

Counted by days of the whole desk: who answered what is not read, so that nobody's pace can be shown.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from saule.desk.calendar import ONE_DAY, Calendar
from saule.desk.models import Desk, Nature
from saule.engines.pace import ENOUGH_DAYS, dispersion, handling
from saule.matters.models import Filing, Message
from saule.promises.days import per_local_day
from saule.promises.hours import minutes_on

WEEKS = 8
MINUTES = 60
ENOUGH_ANSWERS = 30
ENOUGH_OF_A_KIND = 20
"""Answers of one kind from which the time that it takes is worth showing."""


@dataclass(frozen=True, slots=True)
class Pace:
    """``per_hour``: answers a staffed hour (None: too little is known); ``dispersion``: by how many times a
    day's answers vary more than by chance; ``answers`` and ``days``: what that rests on.
    """

    per_hour: float | None
    dispersion: float
    answers: int
    days: int


@dataclass(frozen=True, slots=True)
class Handling:
    """The minutes that one answer under a heading takes (its code; empty: none), from so many answers."""

    kind: str
    minutes: float
    answers: int


Work = dict[date, Counter[str]]
"""For each working day, the answers given on it under each heading."""


def recent_pace(desk: Desk, calendar: Calendar, *, before: date) -> Pace:
    """The pace of the weeks before a day. Only days at whose end work was left tell what can be done."""
    work = pressed(desk, work_done(desk, calendar, before=before), before)
    staffed = {day: minutes / MINUTES for day, minutes in minutes_on(desk, work).items() if minutes}
    counts = {day: sum(kinds.values()) for day, kinds in work.items()}
    done, hours = sum(counts[day] for day in staffed), sum(staffed.values())
    if done < ENOUGH_ANSWERS or len(staffed) < ENOUGH_DAYS:
        mean = sum(counts.values()) / len(counts) if counts else 0.0
        even = dispersion(list(counts.values()), [mean] * len(counts))
        return Pace(None, even, sum(counts.values()), len(counts))
    per_hour = done / hours
    days = list(staffed)
    varied = dispersion([counts[day] for day in days], [staffed[day] * per_hour for day in days])
    return Pace(per_hour, varied, done, len(days))


def handling_times(desk: Desk, *, before: date) -> list[Handling]:
    """What an answer under each heading takes, where enough is known; none where no hours are stated."""
    days = [before - n * ONE_DAY for n in range(1, WEEKS * 7 + 1)]
    if not any(minutes_on(desk, days).values()):
        return []
    work = pressed(desk, work_done(desk, Calendar(desk), before=before), before)
    staffed = {day: minutes / MINUTES for day, minutes in minutes_on(desk, work).items() if minutes}
    counts: Counter[str] = Counter()
    for day in staffed:
        counts.update(work[day])
    if counts.total() < ENOUGH_ANSWERS or len(staffed) < ENOUGH_DAYS:
        return []
    hours = handling([work[day] for day in staffed], list(staffed.values()))
    shown = (kind for kind, count in counts.most_common() if count >= ENOUGH_OF_A_KIND)
    return [Handling(kind, hours[kind] * MINUTES, counts[kind]) for kind in shown]


def work_done(desk: Desk, calendar: Calendar, *, before: date) -> Work:
    """The answers given on each working day of the weeks before ``before``: one for each unit of work.

    What a person wrote to several people of one shared matter on one day is one answer.
    """
    first = before - timedelta(weeks=WEEKS)
    since, until = (datetime.combine(day, time(), tzinfo=desk.zone) for day in (first, before))
    rows = Message.objects.filter(desk=desk, received_at__gte=since, received_at__lt=until)
    rows = rows.filter(outgoing=True, automatic=False).order_by()
    written = list(rows.values_list("conversation", "received_at"))
    about = subjects(desk, since)
    units = {(desk.local_date(at), *about.get(key, ((False, key), ""))) for key, at in written}
    began = min((day for day, _unit, _kind in units), default=before)
    span = (began + n * ONE_DAY for n in range((before - began).days))
    work: Work = {day: Counter() for day in span if calendar.is_working(day)}
    for day, _unit, kind in units:
        if day in work:
            work[day][kind] += 1
    return work


Subject = tuple[tuple[bool, int], str]
"""One answer to write: a shared matter (True) or a conversation, with the code of its heading."""


def subjects(desk: Desk, since: datetime) -> dict[int, Subject]:
    """What each conversation that went on since a moment is about."""
    filings = Filing.objects.filter(
        message__conversation__desk=desk, message__conversation__last_at__gte=since, message__outgoing=False
    )
    fields = ("message__conversation", "matter", "matter__nature", "matter__kind__code", "matter__people")
    found: dict[int, Subject] = {}
    for key, matter, nature, kind, people in filings.order_by("pk").values_list(*fields):
        shared = nature == Nature.SHARED and people > 1
        found[key] = ((True, matter) if shared else (False, key), kind or "")
    return found


def pressed(desk: Desk, work: Work, before: date) -> Work:
    """The days at whose end somebody still waited: on others, the work was over before the hours were."""
    if not work:
        return work
    first = min(work)
    since = datetime.combine(first, time(), tzinfo=desk.zone)
    done = desk.conversations.filter(answered_at__gte=since)
    change = per_local_day(desk.conversations.waiting(), "waiting_since", desk)
    change.update(per_local_day(done, "opened_at", desk))
    change.subtract(per_local_day(done, "answered_at", desk))
    waiting = sum(count for day, count in change.items() if day < first)
    left: Work = {}
    for day in (first + n * ONE_DAY for n in range((before - first).days)):
        waiting += change[day]
        if day in work and waiting > 0:
            left[day] = work[day]
    return left
