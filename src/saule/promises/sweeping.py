"""Sweeping: promises follow what happened. Kept when answered, late when the day is over, withdrawn when
nobody waits any more, dated as soon as a date can be given.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import DateTimeField, Exists, Max, Min, OuterRef, Q, QuerySet, Subquery

from saule.desk.marking import newest_of
from saule.desk.models import Capacity, ClosedDay, Contract, Desk, Event, Leave, StaffHours, User
from saule.matters.models import Correction, Decision, Earning, MatterTransition, Message, Settlement
from saule.people.models import PersonJoin
from saule.promises.because import ANSWERED, ANSWERED_LATE, DATED, DAY_OVER, NOBODY_WAITS, SETTLED
from saule.promises.models import Learned, Promise, PromiseTransition
from saule.promises.moving import follow
from saule.promises.predicting import Forecaster

State = Promise.State
BATCH = 500
DEPENDS_ON = (
    *(Capacity, ClosedDay, Contract, Event, Leave, StaffHours),
    *(Correction, Decision, Earning, MatterTransition, Settlement, PersonJoin),
    *(Promise, PromiseTransition),
)
"""Some row of these says so whenever a date can be given that could not before: what can be answered, what is
due, what others were promised, what is left before it.
"""


@dataclass
class Swept:
    """How many promises a sweep changed, by what became of them."""

    kept: int = 0
    kept_late: int = 0
    withdrawn: int = 0
    late: int = 0
    dated: int = 0


def sweep_dates(desk: Desk, *, now: datetime) -> Swept:
    """Brings every open promise in line with its conversation. Running it again changes nothing."""
    swept = Swept()
    close_answered(desk, swept, now=now)
    mark_late(desk, swept, now=now)
    swept.dated = date_undated(desk, now=now)
    return swept


def open_of(desk: Desk) -> QuerySet[Promise]:
    """The desk's open promises to people."""
    return desk.promises.filter(state__in=Promise.OPEN, conversation__isnull=False)


def close_answered(
    desk: Desk,
    swept: Swept,
    *,
    now: datetime,
    by: User | None = None,
    among: Collection[int] | None = None,
) -> None:
    """Closes the promises that were answered, and those for which nobody waits any more.

    ``by``: who settled; they answer for what was withdrawn by it, not for dates that were kept or missed.
    ``among``: only those about these conversations.
    """
    ends: dict[tuple[str, str, str], list[int]] = defaultdict(list)
    for promise in over(desk, among):
        ends[(promise.state, *ending(promise, desk))].append(promise.pk)
    for (came_from, to, why), keys in ends.items():
        if came_from == State.GIVEN and to == State.KEPT_LATE:
            came_from = State.LATE
            in_batches(keys, State.GIVEN, State.LATE, now=now, why=DAY_OVER)
        count = in_batches(keys, came_from, to, now=now, why=why, by=by if why == SETTLED else None)
        setattr(swept, to, getattr(swept, to) + count)


def over(desk: Desk, among: Collection[int] | None = None) -> QuerySet[Promise]:
    """The open promises whose wait is over, with ``after`` (the first answer since the promise was given),
    ``last`` (the last answer at all) and ``settled``.
    """
    here = {"conversation": OuterRef("conversation")}
    answers = Message.objects.filter(outgoing=True, automatic=False, **here).order_by().values("conversation")
    # Who is answered on their own too is not answered by what goes to many, as long as they wait.
    own = answers.filter(Q(delivery=None) | Q(delivery__beside=False), received_at__gte=OuterRef("given_at"))
    after = own.annotate(at=Min("received_at")).values("at")
    last = answers.annotate(at=Max("received_at")).values("at")
    mine = open_of(desk) if among is None else open_of(desk).filter(conversation__in=among)
    rows = mine.annotate(
        after=Subquery(after, output_field=DateTimeField()),
        last=Subquery(last, output_field=DateTimeField()),
        settled=Exists(Settlement.objects.standing().filter(at__gte=OuterRef("given_at"), **here)),
    )
    return rows.filter(Q(after__isnull=False) | Q(conversation__waiting_since=None))


def ending(promise: Any, desk: Desk) -> tuple[str, str]:
    """The state in which a promise whose wait is over ends, and why.

    An answer from before the promise can come in later, from an import: it counts, unless a person settled
    the conversation afterwards. A late promise stays late in the books, whatever its answer is dated.
    """
    answered = promise.after or (None if promise.settled else promise.last)
    if answered is None:
        return State.WITHDRAWN, SETTLED if promise.settled else NOBODY_WAITS
    if promise.state == State.GIVEN and (promise.day is None or desk.local_date(answered) <= promise.day):
        return State.KEPT, ANSWERED
    return State.KEPT_LATE, ANSWERED_LATE


def mark_late(desk: Desk, swept: Swept, *, now: datetime) -> None:
    """Dated promises whose day is over, and who still wait, are late."""
    rows = open_of(desk).filter(state=State.GIVEN, day__lt=desk.local_date(now))
    overdue = list(rows.filter(conversation__waiting_since__isnull=False).values_list("pk", flat=True))
    swept.late += in_batches(overdue, State.GIVEN, State.LATE, now=now, why=DAY_OVER)


def in_batches(
    keys: Sequence[int], came_from: str, to: str, *, now: datetime, why: str, by: User | None = None
) -> int:
    """Moves these promises in transactions of bounded size; returns how many moved."""
    batches = (keys[start : start + BATCH] for start in range(0, len(keys), BATCH))
    return sum(move_all(batch, came_from, to, now=now, why=why, by=by) for batch in batches)


def move_all(
    keys: Sequence[int], came_from: str, to: str, *, now: datetime, why: str, by: User | None = None
) -> int:
    """Moves many promises at once, each with its row; those that somebody else moved meanwhile stay."""
    with transaction.atomic():
        locked = Promise.objects.select_for_update().filter(pk__in=keys, state=came_from)
        moved = list(locked.values_list("pk", flat=True))
        Promise.objects.filter(pk__in=moved).update(state=to)
        PromiseTransition.objects.bulk_create(
            PromiseTransition(promise_id=pk, from_state=came_from, to_state=to, at=now, by=by, why=why)
            for pk in moved
        )
    return len(moved)


def date_undated(desk: Desk, *, now: datetime) -> int:
    """Gives a date to those who were told that there was none, as soon as one can be given.

    They are tried again once something has changed on which a date may depend, and every day.
    """
    undated = open_of(desk).filter(state=State.GIVEN, day=None, conversation__waiting_since__isnull=False)
    mark = f"{desk.local_date(now)} {' '.join(map(str, newest_of(DEPENDS_ON)))}"
    if not undated.exists() or Learned.objects.filter(desk=desk, tried=mark).exists():
        return 0
    rows = undated.select_related("conversation", "person", "desk", "told_by").order_by("given_at", "pk")
    forecaster = Forecaster.at(desk, now=now)
    found = sum(1 for promise in rows if dated(promise, forecaster, now=now))
    Learned.objects.filter(desk=desk).update(tried=mark)
    return found


def dated(promise: Promise, forecaster: Forecaster, *, now: datetime) -> bool:
    """Whether the promise could be followed by one with a date."""
    case = forecaster.queue.cases.get(promise.conversation_id or 0)
    forecast = forecaster.forecast(case) if case else None
    if forecast is None or forecast.day is None:
        return False
    follow(promise, forecast, by=None, now=now, why=DATED)
    return True
