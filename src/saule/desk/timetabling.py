"""Timetabling: when staff answer, when they are away, and what outside teams are to answer.

What was stated before stays: the newest statement counts from its day on. Dates given before stay as well.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from saule.desk.changing import NotPossible, refuse_unseen
from saule.desk.models import Contract, Desk, Event, Leave, Membership, StaffHours, User, log
from saule.desk.models.hours import MINUTES_A_DAY, WEEKDAYS
from saule.desk.staffing import locked

LONGEST_LEAVE = 731
BACK, AHEAD = timedelta(days=366), timedelta(days=2 * 366)
MOST_ANSWERS = 1_000_000


def week_of(membership: Membership, day: date) -> list[int]:
    """The minutes that a colleague answers on each weekday from Monday, as stated for ``day``; 0 if not."""
    minutes = [0] * WEEKDAYS
    for row in membership.hours.filter(since__lte=day).order_by("since", "id"):
        minutes[row.weekday - 1] = row.minutes
    return minutes


def state_hours(
    membership: Membership,
    minutes: Sequence[int],
    *,
    since: date | None = None,
    seen: str = "",
    by: User | None,
    now: datetime,
) -> Event | None:
    """From ``since`` (today, if empty), a colleague answers for so many minutes on each weekday from Monday.

    None when nothing is new. Raises NotPossible for more than a day has or a day too far away, and
    ChangedMeanwhile.
    """
    if len(minutes) != WEEKDAYS or not all(0 <= one <= MINUTES_A_DAY for one in minutes):
        raise NotPossible(_("A day has 24 hours."))
    with transaction.atomic():
        fresh = locked(membership)
        day = since or fresh.desk.local_date(now)
        refuse_far(fresh.desk, day, "since", now)
        before, after = week_of(fresh, day), list(minutes)
        refuse_unseen({"minutes": before}, seen)
        if before == after:
            return None
        StaffHours.objects.bulk_create(
            StaffHours(membership=fresh, weekday=number, minutes=one, since=day, at=now, by=by)
            for number, (one, old) in enumerate(zip(after, before, strict=True), start=1)
            if one != old
        )
        was, will = {"minutes": before}, {"minutes": after}
        from_day = day.isoformat()
        return log(fresh.desk, "state hours", fresh, by=by, now=now, before=was, after=will, since=from_day)


def refuse_far(desk: Desk, day: date, field: str, now: datetime) -> None:
    """Raises NotPossible for a day more than a year ago or two years ahead."""
    today = desk.local_date(now)
    if not today - BACK <= day <= today + AHEAD:
        raise NotPossible(_("This day is too far away."), field)


def record_leave(
    membership: Membership, first: date, last: date | None, *, by: User | None, now: datetime
) -> Leave:
    """A colleague is away from ``first`` to ``last``. Raises NotPossible when they are away then already,
    or the days make no sense.
    """
    last = last or first
    if last < first:
        raise NotPossible(_("The last day comes before the first."), "last")
    if (last - first).days >= LONGEST_LEAVE:
        raise NotPossible(_("At most %(most)s days at once.") % {"most": LONGEST_LEAVE}, "last")
    with transaction.atomic():
        fresh = locked(membership)
        refuse_far(fresh.desk, first, "first", now)
        if fresh.leaves.filter(ended_at=None, first__lte=last, last__gte=first).exists():
            raise NotPossible(_("They are away on some of these days already."), "first")
        leave = Leave.objects.create(membership=fresh, first=first, last=last, at=now, by=by)
        days = {"first": first.isoformat(), "last": last.isoformat()}
        log(fresh.desk, "record leave", fresh, by=by, now=now, **days)
    return leave


def take_back_leave(leave: Leave, *, by: User | None, now: datetime) -> Event | None:
    """A colleague is there after all; the row stays. None if it was taken back already."""
    with transaction.atomic():
        if not Leave.objects.filter(pk=leave.pk, ended_at=None).update(ended_at=now, ended_by=by):
            return None
        leave.ended_at, leave.ended_by = now, by
        days = {"first": leave.first.isoformat(), "last": leave.last.isoformat()}
        return log(leave.membership.desk, "take back leave", leave.membership, by=by, now=now, **days)


def state_contract(
    desk: Desk,
    name: str,
    answers_per_week: int,
    *,
    since: date | None = None,
    by: User | None,
    now: datetime,
) -> Contract:
    """From ``since`` on (today, if empty), an outside team is to give so many answers a week; 0 ends it.

    Raises NotPossible for a team without a name, or more than anybody answers.
    """
    name = " ".join(name.split())
    if not name or len(name) > (Contract._meta.get_field("name").max_length or 0):
        raise NotPossible(_("An outside team has a name, of 80 characters at most."), "name")
    if not 0 <= answers_per_week <= MOST_ANSWERS:
        raise NotPossible(_("Nobody gives so many answers a week."), "answers_per_week")
    with transaction.atomic():
        Desk.objects.select_for_update().get(pk=desk.pk)
        day = since or desk.local_date(now)
        refuse_far(desk, day, "since", now)
        known = next((one for one in contracts(desk, day) if one.name.casefold() == name.casefold()), None)
        name = known.name if known else name
        row = Contract.objects.create(
            desk=desk, name=name, answers_per_week=answers_per_week, since=day, at=now, by=by
        )
        log(desk, "state contract", desk, by=by, now=now, name=name, answers_per_week=answers_per_week)
    return row


def contracts(desk: Desk, day: date) -> list[Contract]:
    """What each outside team is to answer on ``day``, by name; those whose contract has ended as well."""
    newest = {row.name: row for row in desk.contracts.filter(since__lte=day).order_by("since", "id")}
    return [newest[name] for name in sorted(newest, key=str.casefold)]
