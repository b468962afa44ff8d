"""Proving that nothing outlived its time: what the register and the desk say is over is gone."""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from saule.desk.models import Desk
from saule.worker.findings import Finding, finding
from saule.worker.purging import left_over

GRACE = timedelta(days=3)
"""A worker may have stood still for a weekend."""


def lifetimes(now: datetime) -> Finding:
    """Nothing is kept longer than the register says, and each desk."""
    wrong = sum(rows.count() for desk in Desk.objects.all() for rows in left_over(desk, now - GRACE).values())
    ill = ngettext(
        "%(count)s row is kept longer than the register allows. Let the worker run: it purges once a day.",
        "%(count)s rows are kept longer than the register allows. Let the worker run: it purges once a day.",
        wrong,
    )
    well = _("Nothing is kept longer than the register allows.")
    return finding("lifetimes", wrong, well, ill % {"count": wrong})
