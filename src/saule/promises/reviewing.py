"""Reviewing: once a day, dates that will hardly be kept are moved, with notice before the day comes.

A date is moved by Saule once, at least ``NOTICE`` working days before it, and only if there is no more than
one chance in four that it is kept. A date that a person set is theirs, and is left alone.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime

from django.db import transaction
from django.db.models import Exists, OuterRef

from saule.desk.models import Desk
from saule.promises.because import HARDLY
from saule.promises.models import Learned, Promise
from saule.promises.moving import BY_PERSON, follow
from saule.promises.predicting import Forecast, Forecaster
from saule.promises.queueing import Case, Unit

NOTICE = 2
"""Working days between the day on which somebody is told and the date that they knew."""
LOOK_AHEAD = 10
"""Working days ahead that are looked at: farther away much can still happen."""
POOR = 0.25
"""The chance to be kept up to which a date is moved."""
Basis = Promise.Basis


def review_due(desk: Desk, *, now: datetime) -> int:
    """Moves the dates that will hardly be kept, once a day; returns how many."""
    today = desk.local_date(now)
    fresh = Learned.objects.filter(desk=desk).exclude(reviewed_on=today)
    if not fresh.exists():
        return 0
    forecaster = Forecaster.at(desk, now=now)
    known: dict[Unit, Forecast | None] = {}
    moved = 0
    for promise in in_question(desk, forecaster):
        case = forecaster.queue.cases.get(promise.conversation_id or 0)
        if case is not None:
            moved += reviewed(promise, case, forecaster, known, now=now)
    fresh.update(reviewed_on=today)
    return moved


def in_question(desk: Desk, forecaster: Forecaster) -> Iterable[Promise]:
    """The dates that may be moved today: near, but not too near, and never moved by Saule before."""
    calendar, today = forecaster.calendar, forecaster.today
    near, far = calendar.add(today, NOTICE), calendar.add(today, LOOK_AHEAD)
    rows = desk.promises.filter(state=Promise.State.GIVEN, day__range=(near, far))
    rows = rows.filter(conversation__waiting_since__isnull=False).exclude(engine=BY_PERSON)
    before = Promise.objects.filter(
        conversation=OuterRef("conversation"),
        given_at__gte=OuterRef("conversation__waiting_since"),
        transitions__to_state=Promise.State.MOVED,
        transitions__why__startswith=HARDLY,
    )
    rows = rows.filter(~Exists(before)).select_related("conversation", "person", "desk", "told_by")
    return list(rows.order_by("day", "pk"))


def reviewed(
    promise: Promise,
    case: Case,
    forecaster: Forecaster,
    known: dict[Unit, Forecast | None],
    *,
    now: datetime,
) -> bool:
    """Whether this date was moved; people of one unit of work are told the same new date."""
    assert promise.day is not None  # noqa: S101 -- only dates are looked at
    if not case.due:
        return False
    chance = forecaster.chance(case, promise.day)
    if chance > POOR:
        return False
    if case.unit not in known:
        known[case.unit] = later_date(case, promise.day, forecaster)
    forecast = known[case.unit]
    if forecast is None:
        return False
    inputs = {**forecast.inputs, "cause": cause(forecast), "chance": round(chance, 3)}
    with transaction.atomic():
        follow(promise, replace(forecast, inputs=inputs), by=None, now=now, why=f"{HARDLY}: {chance:.0%}")
    return True


def later_date(case: Case, day: date, forecaster: Forecaster) -> Forecast | None:
    """What can be said instead: a day clearly later, or that there is none; None: nothing better."""
    forecast = forecaster.compute(case)
    later = forecaster.calendar.add(day, NOTICE)
    return forecast if forecast.day is None or forecast.day >= later else None


def cause(forecast: Forecast) -> str:
    """Why the date could not be kept, as far as figures tell: a slower desk, or more work before it."""
    return "slower" if forecast.basis in (Basis.HISTORY, Basis.RARELY_ANSWERED) else "more_work"
