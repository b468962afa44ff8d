"""Reconciling: once a night the figures of what grows by increments are counted again, row by row.

They are always right as long as every verb is: a figure that had to be corrected is an error of ours, and
stands in the trail with what it was and what it is.
"""

from datetime import datetime, timedelta
from typing import Any

from django.core.cache import cache
from django.db import transaction
from django.db.models import Q

from saule.desk.models import Desk, log
from saule.matters.acting import hold
from saule.matters.counting import recount
from saule.matters.models import Confirmation, Matter

FROM_HOUR = 3
"""In the night where the desk is, when nobody looks at the figures."""
DAY = timedelta(days=1)
COUNTED = ("people", "confirmed", "own_words", "waiting", "messages_count")


def reconcile_due(desk: Desk, *, now: datetime) -> int:
    """Counts again once a night; returns how many matters had to be corrected."""
    if now.astimezone(desk.zone).hour < FROM_HOUR:
        return 0
    done = f"reconciled:{desk.public_id}:{desk.local_date(now)}"
    return reconcile(desk, now=now) if cache.add(done, True, DAY.total_seconds()) else 0


def reconcile(desk: Desk, *, now: datetime) -> int:
    """Counts again what is public or was signed by a link; returns how many matters had to be corrected."""
    signed = Confirmation.objects.filter(desk=desk, purpose=Confirmation.Purpose.SIGN).values("matter")
    rows = desk.matters.filter(Q(publication__isnull=False) | Q(pk__in=signed), merged_into=None)
    return sum(reconciled(matter, now=now) for matter in rows.order_by("pk").values_list("pk", flat=True))


def reconciled(key: int, *, now: datetime) -> bool:
    """Counts one matter again, held so that nobody signs meanwhile; says whether its figures were wrong."""
    with transaction.atomic():
        was = figures(hold({key})[key])
        recount({key}, now=now)
        matter = Matter.objects.select_related("desk").get(pk=key)
        wrong: dict[str, Any] = {
            name: [was[name], value] for name, value in figures(matter).items() if was[name] != value
        }
        if wrong:
            log(matter.desk, "reconcile", matter, by=None, now=now, **wrong)
    return bool(wrong)


def figures(matter: Matter) -> dict[str, int]:
    """What is counted of a matter."""
    return {name: getattr(matter, name) for name in COUNTED}
