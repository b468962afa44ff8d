"""Proving that what a matter has earned is earned still: invariant 3, from the rows alone."""

from datetime import datetime

from django.db.models import Exists, F, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from saule.desk.models import Threshold
from saule.matters.earning import GRACE
from saule.matters.models import Earning, Matter
from saule.worker.findings import Finding, finding

ROUNDS = 4 * GRACE
"""How long a passing may wait for an act to stand and for a round of the worker."""


def earned(now: datetime) -> Finding:
    """Invariant 3: every matter has the best threshold it ever had, and what its rows say it has earned."""
    wrong = raised() + out_of_line() + passed_over(now)
    ill = ngettext(
        "%(count)s matter has not what it has earned.",
        "%(count)s matters have not what they have earned.",
        wrong,
    )
    return finding("earned", wrong, _("What a matter has earned is still earned."), ill % {"count": wrong})


def raised() -> int:
    """How many matters have a higher threshold than one that was in force since they were opened."""
    rows = Threshold.objects.filter(desk=OuterRef("desk"), cancelled_at=None)
    then = rows.filter(since__lte=OuterRef("opened_at")).order_by("-since", "-id").values("value")[:1]
    later = rows.filter(since__gt=OuterRef("opened_at"), applied_at__isnull=False).order_by("value")
    matters = Matter.objects.annotate(
        then=Coalesce(Subquery(then), 1), later=Coalesce(Subquery(later.values("value")[:1]), F("threshold"))
    )
    above = matters.filter(threshold__gt=F("then")) | matters.filter(threshold__gt=F("later"))
    return above.count()


def out_of_line() -> int:
    """How many matters show another earning than their newest row says."""
    newest = Earning.objects.filter(matter=OuterRef("pk")).order_by("-pk")
    matters = Matter.objects.annotate(
        said=Subquery(newest.values("earned")[:1]), at=Subquery(newest.values("at")[:1])
    )
    shown = matters.filter(earned_at__isnull=False)
    unsaid = shown.exclude(said=True).count() + shown.filter(said=True).exclude(at=F("earned_at")).count()
    return unsaid + matters.filter(earned_at=None, said=True).count()


def passed_over(now: datetime) -> int:
    """How many matters reached their threshold long ago, and no row says so."""
    lost = Earning.objects.filter(matter=OuterRef("pk"), earned=False, at__gt=now - ROUNDS)
    rows = Matter.objects.filter(earned_at=None, threshold__gt=1, confirmed__gte=F("threshold"))
    return rows.filter(~Exists(lost), last_at__lt=now - ROUNDS).count()
