"""Attending: who has a conversation before them right now, so that two do not write the same answer."""

from datetime import datetime, timedelta

from saule.desk.models import User
from saule.matters.models import Conversation, Presence

FRESH = timedelta(seconds=60)
"""How long somebody counts as there after their page last said so."""
EVERY = timedelta(seconds=15)
"""A row younger than this is not written again: pages that ask often cost no more than one that does not."""
FORGOTTEN = timedelta(days=1)


def be_here(conversation: Conversation, *, by: User, now: datetime, writing: bool = False) -> bool:
    """Says that somebody reads the conversation, or writes in it; whether a row was written."""
    known = Presence.objects.filter(conversation=conversation, user=by).first()
    if known is not None and known.writing == writing and now - known.at < EVERY:
        return False
    Presence.objects.bulk_create(
        [Presence(conversation=conversation, user=by, at=now, writing=writing)],
        update_conflicts=True,
        unique_fields=["conversation", "user"],
        update_fields=["at", "writing"],
    )
    return True


def others_here(conversation: Conversation, *, by: User, now: datetime) -> list[Presence]:
    """Who else is there: those who write first."""
    rows = Presence.objects.filter(conversation=conversation, at__gt=now - FRESH, at__lte=now)
    return list(rows.exclude(user=by).select_related("user").order_by("-writing", "user__name", "pk"))


def forget_old(*, now: datetime) -> int:
    """Takes away who was there long ago: it tells nobody anything. Returns how many rows went."""
    old = Presence.objects.filter(at__lt=now - FORGOTTEN)
    # Asked in every round of the worker: most of them must not write.
    return old.delete()[0] if old.exists() else 0
