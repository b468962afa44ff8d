"""Moving a promise: the old one stays in the books as moved, a new one follows it, and the person is told."""

from dataclasses import asdict
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from saule.desk.calendar import Calendar, day_in_words
from saule.desk.models import User, log
from saule.promises.errors import DayNotPossible
from saule.promises.models import Promise
from saule.promises.news import tell_in_time
from saule.promises.predicting import LEVEL, Forecast

BY_PERSON = "person/1"


def move(promise: Promise, *, day: date, by: User, now: datetime, why: str) -> Promise:
    """A person moves the promise to ``day`` (or the next working day after it); returns the one that follows.

    Who was told the old date is told the new one in time: see ``news``. Raises DayNotPossible for a day that
    is over, and IllegalTransition when the promise is not open any more.
    """
    desk = promise.desk
    today = desk.local_date(now)
    if day <= today:
        raise DayNotPossible(
            _("A promise can only be moved to a day to come; %(day)s is not.")
            % {"day": day_in_words(day, desk.language, today=today)}
        )
    day = Calendar(desk).next_working_day(day)
    basis = promise.basis if promise.day else Promise.Basis.CAPACITY
    inputs = {name: value for name, value in promise.inputs.items() if name != "cause"}
    moved = Forecast(day, LEVEL, basis, {**inputs, "by_person": True}, BY_PERSON)
    with transaction.atomic():
        new = follow(promise, moved, by=by, now=now, why=why)
        log(desk, "move", promise, by=by, now=now, why=why[:300], to=new.public_id, day=day.isoformat())
    return new


def follow(promise: Promise, forecast: Forecast, *, by: User | None, now: datetime, why: str) -> Promise:
    """Closes ``promise`` as moved and gives the next one; tells the person if they knew the old one."""
    with transaction.atomic():
        promise.move_to(Promise.State.MOVED, by=by, now=now, why=why[:300])
        new = Promise.objects.create(
            desk=promise.desk,
            person=promise.person,
            conversation=promise.conversation,
            matter=promise.matter,
            given_at=now,
            follows=promise,
            **asdict(forecast),
        )
        if promise.told_by_id:
            tell_in_time(new, now=now)
    return new
