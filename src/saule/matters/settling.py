"""Settling: a person at the desk says that a conversation needs no answer, or takes it back."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from saule.desk.errors import SauleError
from saule.desk.models import User, log
from saule.matters.counting import matters_of, recount
from saule.matters.models import Conversation, Settlement
from saule.matters.typed import one_line
from saule.matters.waiting import ASKED, refresh_waiting, steps_of, waits_since


class ReasonNeeded(SauleError):
    """Settling without an answer asks for a reason."""

    code = "reason-needed"


class NotSettled(SauleError):
    """There is nothing to take back: somebody waits, or the wait was ended by something else."""

    code = "not-settled"


def declare(conversation: Conversation, *, by: User | None, now: datetime, why: str) -> Settlement:
    """Writes down that it needs no answer. ``follow_up`` then counts, for many of them at once.

    ``by`` is empty when whoever wrote says so.
    """
    if not why.strip():
        raise ReasonNeeded(_("Say in a few words why no answer is needed: it is kept with the conversation."))
    with transaction.atomic():
        settlement = Settlement.objects.create(
            conversation=conversation, at=now, by=by, why=why.strip()[:300]
        )
        verb = "settle" if by else "withdraw request"
        log(conversation.desk, verb, conversation, by=by, now=now, why=settlement.why if by else "")
    return settlement


def settled_by(conversation: Conversation) -> list[Settlement]:
    """The settlements without which somebody would wait, the last first; none if there are none."""
    steps = steps_of({conversation.pk}).get(conversation.pk, [])
    asked = max((step.at for step in steps if step.what in ASKED), default=None)
    if asked is None or waits_since(steps) is not None:
        return []
    if waits_since([step for step in steps if step.what != "settled" or step.at < asked]) is None:
        return []
    standing = conversation.settlements.standing().filter(at__gte=asked)
    return list(standing.select_related("by").order_by("-at", "-pk"))


def take_back(conversation: Conversation, *, by: User | None, now: datetime, why: str = "") -> None:
    """Whoever waited before it was settled waits again, since the same moment. Raises NotSettled.

    The settlements stay, with who took them back, when and why.
    """
    with transaction.atomic():
        here = Conversation.objects.select_for_update(no_key=True).get(pk=conversation.pk)
        settled = settled_by(here)
        if not settled:
            raise NotSettled(_("There is nothing to take back: somebody waits here, or an answer was given."))
        why = one_line(why, 300)
        for settlement in settled:
            settlement.ended_at, settlement.ended_by, settlement.ended_why = now, by, why
            settlement.save(update_fields=["ended_at", "ended_by", "ended_why"])
        log(here.desk, "take back settlement" if by else "renew request", here, by=by, now=now, why=why)
        follow_up({here.pk}, now=now)
    conversation.refresh_from_db()


def follow_up(conversations: Collection[int], *, now: datetime) -> None:
    """What follows from settlements made or taken back: who waits, and how many they are in each matter."""
    refresh_waiting(conversations)
    recount(matters_of(conversations), now=now)
