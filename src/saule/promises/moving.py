"""Moving a promise: the old one stays in the books as moved, a new one follows it, and the person is told.

A person moves a date once, before it comes, and says why. That of the public takes those of its people along.
"""

from dataclasses import asdict
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from saule.desk.calendar import Calendar, day_in_words
from saule.desk.changing import NotPossible
from saule.desk.models import User, log
from saule.matters.merged import standing_for
from saule.promises.errors import DayNotPossible
from saule.promises.models import Promise
from saule.promises.news import tell_in_time
from saule.promises.predicting import LEVEL, Forecast
from saule.promises.queueing import Queue
from saule.promises.telling import known_before

BY_PERSON = "person/1"


def move(promise: Promise, *, day: date, by: User, now: datetime, why: str) -> Promise:
    """A person moves the promise to ``day`` (or the next working day after it); returns the one that follows.

    Who was told the old date is told the new one in time: see ``news``. One to the public takes the earlier
    dates of its people along. Raises NotPossible without a reason, DayNotPossible for a day that is over or
    where no date can be moved any more, and IllegalTransition when the promise is not open any more.
    """
    desk = promise.desk
    if not why.strip():
        raise NotPossible(_("Say why: it stays in the books beside the old date."), "why")
    if hindrance := why_not(promise, now=now):
        raise DayNotPossible(hindrance)
    day = day_after(promise, day, now=now)
    with transaction.atomic():
        new = follow(promise, by_person(promise, day), by=by, now=now, why=why)
        people = [moved_along(one, new, by=by, now=now, why=why) for one in earlier_in(new, now=now)]
        facts = {"to": new.public_id, "day": day.isoformat(), "people": len(people)}
        log(desk, "move", promise, by=by, now=now, why=why[:300], **facts)
    return new


def why_not(promise: Promise, *, now: datetime) -> str:
    """What stands against a person moving this promise, in words; empty if nothing does."""
    if promise.state == Promise.State.LATE or (promise.day and promise.day <= promise.desk.local_date(now)):
        return _("Its day has come: a date is moved before it, so that people hear of it in time.")
    if moved_before(promise):
        return _("It was moved once already: a date is moved once, and what comes after it counts as late.")
    return ""


def moved_before(promise: Promise) -> bool:
    """Whether this date stands instead of another one that people counted on.

    A move that its person has not heard of yet can be set right: for them the date before still stands.
    """
    known = promise if promise.matter_id else known_before(promise)
    before = known.follows if known else None
    while before is not None:
        if before.day is not None and before.state == Promise.State.MOVED:
            return True
        before = before.follows
    return False


def day_after(promise: Promise, day: date, *, now: datetime) -> date:
    """The working day on which an answer is promised instead. Raises DayNotPossible."""
    desk, today = promise.desk, promise.desk.local_date(now)
    if day <= today:
        raise DayNotPossible(
            _("A promise can only be moved to a day to come; %(day)s is not.")
            % {"day": day_in_words(day, desk.language, today=today)}
        )
    found = Calendar(desk).next_working_day(day)
    if found == promise.day:
        raise DayNotPossible(_("This is the day that it has."))
    return found


def by_person(promise: Promise, day: date) -> Forecast:
    """What a person says instead of what was computed."""
    basis = promise.basis if promise.day else Promise.Basis.CAPACITY
    inputs = {name: value for name, value in promise.inputs.items() if name != "cause"}
    return Forecast(day, LEVEL, basis, {**inputs, "by_person": True}, BY_PERSON)


def earlier_in(public: Promise, *, now: datetime) -> list[Promise]:
    """The dates of people who wait for the answer that this one promises the public, and that lie before it.

    Those that cannot be moved any more stay; nobody’s date is brought forward.
    """
    if public.matter is None:
        return []
    matter, desk = standing_for(public.matter), public.desk
    rows = desk.promises.filter(
        state=Promise.State.GIVEN,
        day__lt=public.day,
        conversation__waiting_since__isnull=False,
        conversation__messages__filings__matter=matter,
    )
    rows = rows.select_related("desk", "conversation__person", "person", "told_by", "follows").distinct()
    cases = Queue.of(desk).cases
    theirs = [one for one in rows.order_by("pk") if cases[one.conversation_id or 0].matter == matter]
    return [one for one in theirs if not why_not(one, now=now)]


def moved_along(promise: Promise, public: Promise, *, by: User, now: datetime, why: str) -> Promise:
    """The date of one person, moved with that of the public."""
    assert public.day is not None  # noqa: S101 -- only a date is moved to
    return follow(promise, by_person(promise, public.day), by=by, now=now, why=why)


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
