"""Promising: everybody who waits gets a date, or an honest “no date”."""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from saule.desk.models import Desk
from saule.matters.models import Conversation, Message
from saule.promises.models import Promise
from saule.promises.moving import move
from saule.promises.predicting import Forecaster
from saule.promises.queueing import Case
from saule.promises.sweeping import sweep_dates

__all__ = ["give_due", "move", "open_promises", "sweep_dates", "to_promise"]
BATCH = 500


def to_promise(desk: Desk) -> QuerySet[Conversation]:
    """Conversations in which somebody waits without an open promise, once their messages are grouped."""
    in_conversation = {"conversation": OuterRef("pk")}
    ungrouped = Message.objects.from_people().filter(grouped_at=None, awaits_answer=True, **in_conversation)
    promised = Promise.objects.filter(state__in=Promise.OPEN, **in_conversation)
    return desk.conversations.waiting().filter(~Exists(ungrouped), ~Exists(promised))


def give_due(desk: Desk, *, now: datetime, limit: int = 10_000) -> int:
    """Gives a promise to each conversation that waits without one; returns how many.

    Running it again, or twice at the same time, gives nobody a second one. A resend in the same
    conversation does not reset the clock: the open promise stands.
    """
    due = to_promise(desk).order_by("waiting_since", "pk")[:limit]
    waiting = list(due.values_list("pk", "person"))
    if not waiting:
        return 0
    forecaster = Forecaster.at(desk, now=now)
    cases = forecaster.queue.cases
    promises = [
        promise_for(desk, cases[pk], person, forecaster, now=now) for pk, person in waiting if pk in cases
    ]
    return sum(store(promises[start : start + BATCH]) for start in range(0, len(promises), BATCH))


def promise_for(
    desk: Desk, case: Case, person: int | None, forecaster: Forecaster, *, now: datetime
) -> Promise:
    """The promise for one case, not saved."""
    forecast = forecaster.forecast(case)
    return Promise(
        desk=desk,
        person_id=person,
        conversation_id=case.conversation,
        given_at=now,
        **asdict(forecast),
    )


def store(promises: list[Promise]) -> int:
    """Stores what no other worker has stored meanwhile; returns how many."""
    with transaction.atomic():
        Promise.objects.bulk_create(promises, ignore_conflicts=True)
        return Promise.objects.filter(public_id__in=[promise.public_id for promise in promises]).count()


def open_promises(conversations: Iterable[int]) -> dict[int, Promise]:
    """The open promise of each of these conversations that has one."""
    rows = Promise.objects.filter(conversation__in=conversations, state__in=Promise.OPEN)
    return {promise.conversation_id: promise for promise in rows if promise.conversation_id}
