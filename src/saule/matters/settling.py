"""Settling: a person at the desk says that a conversation needs no answer."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from saule.desk.errors import SauleError
from saule.desk.models import User, log
from saule.matters.counting import matters_of, recount
from saule.matters.models import Conversation, Settlement
from saule.matters.waiting import refresh_waiting


class ReasonNeeded(SauleError):
    """Settling without an answer asks for a reason."""

    code = "reason-needed"


def settle(conversation: Conversation, *, by: User, now: datetime, why: str) -> Settlement:
    """Nobody waits in it any more, for this reason. Raises ReasonNeeded when it is empty."""
    with transaction.atomic():
        settlement = declare(conversation, by=by, now=now, why=why)
        follow_up({conversation.pk})
    conversation.refresh_from_db()
    return settlement


def declare(conversation: Conversation, *, by: User, now: datetime, why: str) -> Settlement:
    """Writes down that it needs no answer. ``follow_up`` then counts, for many of them at once."""
    if not why.strip():
        raise ReasonNeeded(_("Say in a few words why no answer is needed: it is kept with the conversation."))
    with transaction.atomic():
        settlement = Settlement.objects.create(
            conversation=conversation, at=now, by=by, why=why.strip()[:300]
        )
        log(conversation.desk, "settle", conversation, by=by, now=now)
    return settlement


def follow_up(conversations: Collection[int]) -> None:
    """What follows from new settlements: who waits, and how many they are in each matter."""
    refresh_waiting(conversations)
    recount(matters_of(conversations))
