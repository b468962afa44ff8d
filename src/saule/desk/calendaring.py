"""Calendaring: the days on which the desk works. Dates given before stay as they were given."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from saule.desk.changing import NotPossible, change
from saule.desk.models import ClosedDay, Desk, Event, User, log

LONGEST = 92
BACK, AHEAD = timedelta(days=366), timedelta(days=5 * 366)


def set_working_days(
    desk: Desk, days: str, *, seen: str = "", by: User | None, now: datetime
) -> Event | None:
    """The weekdays on which the desk works: digits from 1 (Monday) to 7. Raises NotPossible for none."""
    wanted = "".join(sorted({digit for digit in days if digit in "1234567"}))
    if not wanted:
        raise NotPossible(_("A desk works on one day of the week at least."), "working_days")
    return change(desk, {"working_days": wanted}, "change calendar", seen=seen, by=by, now=now)


def close_days(
    desk: Desk, first: date, last: date | None, name: str, *, by: User | None, now: datetime
) -> list[ClosedDay]:
    """The desk is closed on these days, from ``first`` to ``last``; those closed already stay as they are.

    Raises NotPossible when all of them are, or the days make no sense.
    """
    last = last or first
    refuse_odd(desk, first, last, now)
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    with transaction.atomic():
        Desk.objects.select_for_update().get(pk=desk.pk)
        taken = set(desk.closed_days.filter(day__in=days).values_list("day", flat=True))
        free = [day for day in days if day not in taken]
        if not free:
            raise NotPossible(_("The desk is closed then already."), "first")
        words = " ".join(name.split())[:80]
        rows = [ClosedDay.objects.create(desk=desk, day=day, name=words) for day in free]
        log(
            desk,
            "close days",
            desk,
            by=by,
            now=now,
            first=free[0].isoformat(),
            last=free[-1].isoformat(),
            days=len(free),
        )
    return rows


def refuse_odd(desk: Desk, first: date, last: date, now: datetime) -> None:
    """Raises NotPossible for days in the wrong order, too many at once, or far away."""
    today = desk.local_date(now)
    if last < first:
        raise NotPossible(_("The last day comes before the first."), "last")
    if (last - first).days >= LONGEST:
        raise NotPossible(_("At most %(most)s days at once.") % {"most": LONGEST}, "last")
    if not today - BACK <= first <= today + AHEAD:
        raise NotPossible(_("This day is too far away."), "first")


def open_days(desk: Desk, first: date, last: date, *, by: User | None, now: datetime) -> int:
    """The desk works again on the days of this span that were closed; returns how many there were."""
    with transaction.atomic():
        rows = desk.closed_days.filter(day__range=(first, last))
        count = rows.count()
        if count:
            rows.delete()
            log(
                desk,
                "open days",
                desk,
                by=by,
                now=now,
                first=first.isoformat(),
                last=last.isoformat(),
                days=count,
            )
    return count
