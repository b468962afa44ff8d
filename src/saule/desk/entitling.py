"""Entitling: the day by which a text, or the organisation, grants an answer."""

from datetime import date, timedelta

from saule.desk.calendar import Calendar
from saule.desk.models import Kind


def deadline(kind: Kind | None, since: date, calendar: Calendar) -> date | None:
    """The last day on which who asked on ``since`` is answered in time; None where nothing is granted.

    The day of asking is not counted. A deadline in calendar days that ends on a day off stays there: only a
    text can say otherwise, and texts differ.
    """
    if kind is None or kind.entitled_days is None:
        return None
    if kind.in_working_days:
        return calendar.add(since, kind.entitled_days)
    return since + timedelta(days=kind.entitled_days)


def statutory_deadline(kind: Kind | None, since: date, calendar: Calendar) -> date | None:
    """The same where it is a text that grants it; None elsewhere."""
    return deadline(kind, since, calendar) if kind is not None and kind.statutory else None
