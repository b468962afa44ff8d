"""The willow's rule in the demo: a threshold that was announced and cancelled, and what presses now."""

from datetime import datetime, timedelta

from saule.desk.models import Desk
from saule.matters.strengths import weigh_due
from saule.promises.alarming import watch
from saule.promises.publishing import sweep_public
from saule.promises.thresholds import announce, cancel

ANNOUNCED, STOOD, VALUE = timedelta(days=40), timedelta(days=4), 5
WHY = "Inscriptions à la cantine\u202f: deux fois plus de courrier que d’ordinaire"


def earlier_threshold(desk: Desk, *, now: datetime) -> None:
    """Six weeks ago the owner announced that five people would be needed, and cancelled it before it applied:
    help had come from another service.
    """
    owner = desk.memberships.filter(role="owner").select_related("user").get().user
    then = now - ANNOUNCED
    row = announce(desk, VALUE, by=owner, now=then, why=WHY)
    cancel(row, by=owner, now=then + STOOD)


def weigh_and_watch(desk: Desk, *, now: datetime) -> None:
    """What a worker would have done by now: every matter is weighed, and the crisis has been noticed."""
    while weigh_due(desk, now=now):
        pass
    sweep_public(desk, now=now)
    watch(desk, now=now)
