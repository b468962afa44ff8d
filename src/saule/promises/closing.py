"""Settling, and taking it back, with what becomes of the date: nobody reads of a date nobody waits for."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from saule.desk.models import Desk, User
from saule.matters import settling
from saule.matters.models import Conversation, Settlement
from saule.promises.because import DAY_OVER, SETTLED
from saule.promises.models import Promise
from saule.promises.news import tell_in_time
from saule.promises.sweeping import Swept, close_answered
from saule.promises.telling import known_before

State = Promise.State


def settle(conversation: Conversation, *, by: User | None, now: datetime, why: str) -> Settlement:
    """Nobody waits in it any more, for this reason; its date is withdrawn. Raises ReasonNeeded."""
    with transaction.atomic():
        settlement = settling.declare(conversation, by=by, now=now, why=why)
        follow_up(conversation.desk, {conversation.pk}, by=by, now=now)
    conversation.refresh_from_db()
    return settlement


def follow_up(desk: Desk, conversations: Collection[int], *, by: User | None, now: datetime) -> None:
    """What follows from settlements that were declared: who waits, how many they are, and their dates."""
    settling.follow_up(conversations, now=now)
    close_answered(desk, Swept(), now=now, by=by, among=conversations)


def take_back(conversation: Conversation, *, by: User | None, now: datetime, why: str = "") -> Promise | None:
    """Whoever waited waits again, with the date that they had; returns it if it had been withdrawn.

    Raises NotSettled.
    """
    with transaction.atomic():
        settling.take_back(conversation, by=by, now=now, why=why)
        return stand_again(conversation, by=by, now=now)


def stand_again(conversation: Conversation, *, by: User | None, now: datetime) -> Promise | None:
    """The date that was withdrawn when the conversation was settled is given once more, late if it is over.

    The person was never told that it was withdrawn: whatever they were told is true again. Another date would
    start their wait anew. What could not leave meanwhile, because nobody waited, is still to be told.
    """
    last = withdrawn_in_this_wait(conversation)
    if last is None:
        return None
    known = known_before(last)
    same = known is not None and known.day == last.day
    again = Promise.objects.create(
        **{name: getattr(last, name) for name in ("desk", "person_id", "conversation_id")},
        told_by_id=known.told_by_id if known and same else None,
        **{name: getattr(last, name) for name in ("day", "level", "basis", "inputs", "engine")},
        given_at=now,
        follows=last,
    )
    if again.day is not None and again.day < last.desk.local_date(now):
        again.move_to(State.LATE, by=by, now=now, why=DAY_OVER)
    elif known and not same:
        tell_in_time(again, now=now, known=known)
    return again


def withdrawn_in_this_wait(conversation: Conversation) -> Promise | None:
    """The last promise, if it was given since the person began to wait and a settlement withdrew it.

    One of an earlier wait does not come back: this one gets a date of its own.
    """
    since = conversation.waiting_since
    last = conversation.promises.select_related("desk").order_by("-given_at", "-pk").first()
    if last is None or since is None or last.given_at < since or last.state != State.WITHDRAWN:
        return None
    settled = last.transitions.filter(to_state=State.WITHDRAWN, why=SETTLED)
    return last if settled.exists() else None
