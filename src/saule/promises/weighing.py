"""Weighing: what the desk's rows say to the controller of the threshold, and what it recommends."""

from datetime import datetime, timedelta

from saule.desk.models import Desk, Nature
from saule.engines.threshold import Recommendation, Shared, Situation, ThresholdController
from saule.promises.capacity import weekly
from saule.promises.flow import needed_alone, needed_shared, weeks_known
from saule.promises.queueing import Queue

WEEK = timedelta(weeks=1)
LOOKS_BACK = timedelta(weeks=104)


def recommend(desk: Desk, *, now: datetime, backlog: int | None = None) -> Recommendation:
    """The threshold that the controller recommends for the desk, and why.

    ``backlog``: how many answers are due, where that is known already.
    """
    if backlog is None:
        backlog = len(Queue.of(desk).places)
    return ThresholdController().recommend(situation(desk, backlog, now=now))


def situation(desk: Desk, backlog: int, *, now: datetime) -> Situation:
    """What the desk knows. Personal requests are always due: they take their part of the capacity first."""
    weeks = weeks_known(desk, now=now)
    since = now - weeks * WEEK
    personal = needed_alone(desk, since).count() / weeks
    last = desk.thresholds.filter(since__lte=now, cancelled_at=None).first()
    return Situation(
        matters=sizes(desk, now=now),
        arrivals=needed_shared(desk, since).count() / weeks,
        capacity=max(0.0, weekly(desk, desk.local_date(now)).answers - personal),
        backlog=float(backlog),
        threshold=last.value if last else 1,
        since=(now - last.since) / WEEK if last else None,
    )


def sizes(desk: Desk, *, now: datetime) -> list[Shared]:
    """How many people have confirmed that they support each shared matter of the last two years.

    Those count that the threshold counts: confirmed ones.
    """
    rows = desk.matters.current().filter(nature=Nature.SHARED, opened_at__gte=now - LOOKS_BACK)
    below = rows.open().below_threshold().values_list("pk", flat=True)
    asking = set(below)
    return [
        Shared(people=confirmed, age=(now - opened) / WEEK, bar=threshold if pk in asking else None)
        for pk, confirmed, opened, threshold in rows.values_list("pk", "confirmed", "opened_at", "threshold")
    ]
