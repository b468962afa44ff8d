"""Learning: how long answers took at a desk and how its plans came true, once a day, kept as figures."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

import numpy as np
from django.db.models import Count, Max, Q, QuerySet
from numpy.typing import NDArray

from saule.desk.models import Desk, Nature
from saule.engines.outlook import NEVER, Outlook
from saule.matters.models import Conversation, Filing
from saule.promises.capacity import NONE, Planner
from saule.promises.models import Learned

ENGINE = "outlook/1"
HORIZON = 365
HISTORY = timedelta(days=400)
ENOUGH_ANSWERS = 30
ENOUGH_DAYS = 28
SOME_ANSWERS = 10
REHEARSED_DAYS = 300
"""For so many past days a plan is needed: those that are rehearsed, and those from which the first learn."""
PLANNED_ANEW = 56
"""Every so many days of the past the plan is that of the day: what was stated later was not known then."""


@dataclass(frozen=True, slots=True)
class Known:
    """What past answers teach: how many there are and whether these are ``enough`` to rest a date on; the
    outlook, and by how many days nine in ten of them had come (nothing while they are very few).
    """

    answered: int = 0
    enough: bool = False
    outlook: Outlook | None = None
    usual_days: int = 0


class Wait(NamedTuple):
    """One conversation of the past, by day numbers; ``answered`` is ``NEVER`` while it waits."""

    conversation: int
    opened: int
    answered: int


class Subject(NamedTuple):
    """What a conversation is about: the code of its heading, and its matter if one answer serves several."""

    kind: str
    shared: int | None


def learned(desk: Desk, *, now: datetime, keep: bool = True) -> Known:
    """How long answers took at this desk, up to yesterday: as it is kept, or learned now if that is old.

    Who only looks does not ``keep`` what was learned.
    """
    past, today = history(desk, now=now), desk.local_date(now)
    mark = mark_of(past, desk, today)
    row = Learned.objects.filter(desk=desk, mark=mark).first()
    if row is not None:
        outlook = Outlook.from_state(row.state) if row.state else None
        return Known(row.answered, row.enough, outlook, row.usual_days)
    known = learn(desk, past, today)
    if not keep:
        return known
    figures = {name: getattr(known, name) for name in ("answered", "enough", "usual_days")}
    state = known.outlook.get_state() if known.outlook else None
    Learned.objects.update_or_create(desk=desk, defaults={**figures, "mark": mark, "at": now, "state": state})
    return known


def history(desk: Desk, *, now: datetime) -> QuerySet[Conversation]:
    """The conversations of the past days that say something of answers: neither today's, nor those settled
    without one.
    """
    today = desk.local_date(now)
    first, last = (datetime.combine(day, time(), tzinfo=desk.zone) for day in (today - HISTORY, today))
    rows = Conversation.objects.filter(desk=desk, opened_at__gte=first, opened_at__lt=last)
    return rows.exclude(answered_at=None, waiting_since=None)


def mark_of(past: QuerySet[Conversation], desk: Desk, today: date) -> str:
    """What changes when there is something to learn: a new day, or a history that came in today."""
    before = Q(answered_at__lt=datetime.combine(today, time(), tzinfo=desk.zone))
    found = past.aggregate(count=Count("pk"), answered=Count("pk", filter=before), last=Max("pk"))
    return f"{ENGINE} {today} {found['count']} {found['answered']} {found['last']}"


def learn(desk: Desk, past: QuerySet[Conversation], today: date) -> Known:
    """Everything anew from the history."""
    waits = waits_of(desk, past, today)
    took = sorted(wait.answered - wait.opened for wait in waits if wait.answered != NEVER)
    if len(took) < SOME_ANSWERS:
        return Known(len(took))
    about = subjects(desk, past)
    outlook = Outlook().fit(
        [about[wait.conversation].kind if wait.conversation in about else "" for wait in waits],
        [wait.opened for wait in waits],
        [wait.answered for wait in waits],
        up_to=today.toordinal() - 1,
        plan=plans_of_then(desk, today),
        work=work_of(waits, about),
    )
    return Known(
        answered=len(took),
        enough=len(took) >= ENOUGH_ANSWERS and today.toordinal() - waits[0].opened >= ENOUGH_DAYS,
        outlook=outlook,
        usual_days=took[-(-len(took) * 9 // 10) - 1],
    )


def waits_of(desk: Desk, past: QuerySet[Conversation], today: date) -> list[Wait]:
    """The waits of the past, in their order; what was answered before it was asked has a wrong clock."""
    rows = past.order_by("opened_at", "pk").values_list("pk", "opened_at", "answered_at")
    waits = []
    for pk, came, left in rows:
        opened = desk.local_date(came).toordinal()
        answered = desk.local_date(left).toordinal() if left else NEVER
        if answered >= opened:
            waits.append(Wait(pk, opened, answered if answered < today.toordinal() else NEVER))
    return waits


def subjects(desk: Desk, past: QuerySet[Conversation]) -> dict[int, Subject]:
    """What each of these conversations is about, if it is filed: by its last message."""
    filings = Filing.objects.filter(matter__desk=desk, message__conversation__in=past)
    fields = ("message__conversation", "matter", "matter__kind__code", "matter__nature", "matter__people")
    return {
        key: Subject(code or "", matter if nature == Nature.SHARED and people > 1 else None)
        for key, matter, code, nature, people in filings.order_by("pk").values_list(*fields)
    }


def work_of(waits: Sequence[Wait], about: dict[int, Subject]) -> list[float]:
    """How much work each added: none where one answer was already owed to somebody else in the matter."""
    until: dict[int, int] = {}
    work = []
    for wait in waits:
        shared = about[wait.conversation].shared if wait.conversation in about else None
        joins = shared is not None and until.get(shared, -1) > wait.opened
        if shared is not None:
            until[shared] = max(until.get(shared, -1), wait.answered)
        work.append(0.0 if joins else 1.0)
    return work


def plans_of_then(desk: Desk, today: date) -> Callable[[int], NDArray[np.float64] | None]:
    """The answers that were planned at each past midnight, as far as they were stated by then."""
    starts = range(today.toordinal() - REHEARSED_DAYS, today.toordinal(), PLANNED_ANEW)
    plans = [(start, planned_from(desk, date.fromordinal(start), PLANNED_ANEW + HORIZON)) for start in starts]

    def planned(day: int) -> NDArray[np.float64] | None:
        start, answers = next((known for known in reversed(plans) if known[0] <= day), (0, np.zeros(0)))
        return answers[day - start : day - start + HORIZON + 1] if len(answers) else None

    return planned


def planned_from(desk: Desk, first: date, days: int) -> NDArray[np.float64]:
    """The answers planned for so many days, as known before the first; nothing where nothing is stated."""
    planner = Planner.at(desk, first)
    if planner.basis == NONE and not planner.outside(first):
        return np.zeros(0)
    return np.array(planner.expected(first, days))
