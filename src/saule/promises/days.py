"""Counting rows by the desk's own days, inside the store: thousands of moments come out as a few numbers."""

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.db.models import CharField, Count, QuerySet
from django.db.models.functions import Cast, Substr

from saule.desk.models import Desk

TO_THE_HOUR, TO_THE_MINUTE = len("2026-11-21 10"), len("2026-11-21 10:00")
SEASONS = (datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 7, 1, tzinfo=UTC))


def per_local_day(rows: QuerySet[Any], moment: str, desk: Desk) -> Counter[date]:
    """How many rows have their ``moment`` (a field's name) on each day of the desk."""
    return per_local_day_of_each(rows, moment, desk).get((), Counter())


def per_local_day_of_each(
    rows: QuerySet[Any], moment: str, desk: Desk, by: Sequence[str] = ()
) -> dict[tuple[Any, ...], Counter[date]]:
    """The same for each set of values that the fields ``by`` have.

    Both stores write a moment in UTC, the largest unit first: how it begins names its hour. The desk's days
    begin at such an hour, or at a minute of it where the zone is apart from UTC by something else than hours.
    """
    length = TO_THE_HOUR if in_whole_hours(desk) else TO_THE_MINUTE
    begun = rows.order_by().annotate(begins=Substr(Cast(moment, CharField()), 1, length))
    days: dict[tuple[Any, ...], Counter[date]] = {}
    for *key, begins, count in begun.values_list(*by, "begins").annotate(n=Count("pk")):
        hour = begins if length == TO_THE_MINUTE else f"{begins}:00"
        on = desk.local_date(datetime.fromisoformat(hour).replace(tzinfo=UTC))
        days.setdefault(tuple(key), Counter())[on] += count
    return days


def in_whole_hours(desk: Desk) -> bool:
    """Whether the desk's clock shows the same minutes as UTC, in winter and in summer."""
    apart = (season.astimezone(desk.zone).utcoffset() for season in SEASONS)
    return not any((offset or timedelta()) % timedelta(hours=1) for offset in apart)
