"""Withdrawing: whoever wrote says that they need no answer any more, and may take that back."""

from datetime import datetime

from django.db import transaction

from saule.matters.because import HELPED, WITHDRAWN
from saule.matters.endorsing import endorse
from saule.matters.models import Conversation, PeerAnswer, Settlement
from saule.matters.settling import settled_by
from saule.promises.closing import settle, take_back
from saule.promises.models import Promise

THEIRS = (WITHDRAWN, HELPED)
"""What whoever wrote says themselves, and may take back."""


def withdraw(
    conversation: Conversation,
    *,
    now: datetime,
    helped_by: PeerAnswer | None = None,
    informed: bool = False,
) -> Settlement | None:
    """Nobody waits in it any more, as the person says; their date is withdrawn. None if nobody waited.

    ``helped_by``: the answer of somebody else that helped them, as they say with it; ``informed``: whether
    the desk's is to reach them all the same.
    """
    if conversation.waiting_since is None:
        return None
    with transaction.atomic():
        settlement = settle(conversation, by=None, now=now, why=HELPED if helped_by else WITHDRAWN)
        if helped_by is not None and conversation.person is not None:
            endorse(helped_by, by=conversation.person, now=now)
            settlement.helped_by, settlement.informed = helped_by, informed
            settlement.save(update_fields=["helped_by", "informed"])
    return settlement


def withdrawn(conversation: Conversation) -> Settlement | None:
    """What the person said, if it is by their word alone that nobody waits in it."""
    settled = settled_by(conversation) if conversation.waiting_since is None else []
    return settled[0] if settled and all(one.why in THEIRS for one in settled) else None


def renew(conversation: Conversation, *, now: datetime) -> Promise | None:
    """They wait again, since the same moment and with the date that they had; returns it if there was one.

    Nothing happens where it was the desk that found that no answer is needed.
    """
    return take_back(conversation, by=None, now=now) if withdrawn(conversation) else None
