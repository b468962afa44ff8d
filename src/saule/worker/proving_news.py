"""Proving that news went out at a steady beat: at most one mail to a person at each."""

from datetime import datetime

from django.db.models import Count
from django.db.models.functions import Substr
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from saule.matters.models import Delivery
from saule.worker.findings import Finding, finding

OF_A_BEAT = len("news:2026-11-24")


def beats(_now: datetime) -> Finding:
    """Nobody was sent news twice at one beat; those joined into one person since count as they were."""
    rows = Delivery.objects.filter(purpose=Delivery.Purpose.NEWS, key__startswith="news:").order_by()
    whole = rows.annotate(beat=Substr("key", 1, OF_A_BEAT))
    wrong = whole.values("desk", "beat", "person").annotate(times=Count("pk")).filter(times__gt=1).count()
    ill = ngettext(
        "%(count)s person was sent news twice on one day.",
        "%(count)s people were sent news twice on one day.",
        wrong,
    )
    well = _("Nobody gets news more than once a day of news.")
    return finding("beats", wrong, well, ill % {"count": wrong})
