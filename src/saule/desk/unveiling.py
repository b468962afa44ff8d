"""Unveiling: a colleague has the addresses and numbers of a person shown to them, and says why."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from saule.desk.errors import SauleError
from saule.desk.models import Look, Membership

SHOWN_FOR = timedelta(minutes=30)
"""How long they stay visible for this one colleague."""


class NoReason(SauleError):
    """Nothing is shown without a reason."""

    code = "no-reason"


def unveil(keys: Sequence[str], *, by: Membership, now: datetime, why: str, words: str = "") -> datetime:
    """Writes down that ``by`` is shown these persons' addresses; returns until when that holds.

    ``keys``: their public ids. ``why`` is one of ``Look.SHOWING``; for one's own words, ``words`` says it.
    Raises NoReason. Unlike other looks these are in the store before anything is shown.
    """
    words = " ".join(words.split())[:200]
    if why not in Look.SHOWING or (why == Look.Why.OWN and not words):
        raise NoReason(_("Say why you need to see it: nothing was shown."))
    facts = {"desk_id": by.desk_id, "by_id": by.user_id, "at": now, "page": Look.UNVEILING, "why": why}
    said = words if why == Look.Why.OWN else ""
    Look.objects.bulk_create(Look(record="person", record_id=key, words=said, **facts) for key in keys)
    return now + SHOWN_FOR
