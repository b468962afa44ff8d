"""Proving that the outcome statements of providers are what was issued, each after the one before."""

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from saule.providers.issuing import is_whole
from saule.providers.models import Provider
from saule.worker.findings import Finding, finding


def statements(_now: datetime) -> Finding:
    """Each statement goes with its hash, and with that of the provider's statement before it."""
    wrong = sum(broken(provider) for provider in Provider.objects.order_by("pk"))
    ill = ngettext(
        "%(count)s outcome statement is not what was issued.",
        "%(count)s outcome statements are not what was issued.",
        wrong,
    )
    well = _("Outcome statements are what was issued.")
    return finding("statements", wrong, well, ill % {"count": wrong})


def broken(provider: Provider) -> int:
    """How many of a provider's statements do not follow from what is written in them."""
    wrong, before = 0, ""
    for row in provider.statements.select_related("corrects", "provider").order_by("pk"):
        wrong += row.before != before or not is_whole(row)
        before = row.hash
    return wrong
