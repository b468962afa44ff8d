"""Who waits: derived from what came in and went out, so that the order of arrival does not matter."""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

from saule.desk.writing import write_rows
from saule.matters.models import Conversation, FollowUp, Message, Objection, Settlement

ASKED = ("asked", "own")
"""Somebody waits from then on; for ``own`` until they are answered on their own, or settled."""
ENDS = ("answered", "beside", "settled")
"""A wait ends there; by ``beside``, a common answer to somebody who is answered on their own too, only what
others ask as well.
"""
TIMES = ("opened_at", "last_at", "waiting_since", "answered_at")


class Step(NamedTuple):
    """One thing that happened in a conversation; ``order`` decides between things of the same moment.

    ``written``: when our answer was written, if it left later. What came in between is not answered by it.
    """

    at: datetime
    order: int
    what: str
    written: datetime


def refresh_waiting(conversations: Collection[int]) -> None:
    """Brings the times of these conversations, waiting above all, in line with the rows behind."""
    steps = steps_of(conversations)
    changed = []
    for conversation in Conversation.objects.filter(pk__in=conversations).only("pk", *TIMES):
        before = times_of(conversation)
        if happened := steps.get(conversation.pk):
            settle_times(conversation, happened)
        if times_of(conversation) != before:
            changed.append(conversation)
    write_rows(changed, TIMES)


def times_of(conversation: Conversation) -> tuple[datetime | None, ...]:
    """The four times of a conversation, in the order of TIMES."""
    return tuple(getattr(conversation, name) for name in TIMES)


def steps_of(conversations: Collection[int]) -> dict[int, list[Step]]:
    """What happened in each conversation, in order of time."""
    steps: dict[int, list[Step]] = defaultdict(list)
    messages = Message.objects.filter(conversation__in=conversations)
    own = FollowUp.objects.standing().filter(conversation__in=conversations)
    apart = set(own.filter(message__isnull=False).values_list("message", flat=True))
    fields = ("conversation", "received_at", "outgoing", "automatic", "awaits_answer", "delivery__created_at")
    rows = messages.values_list("pk", "delivery__beside", *fields)
    for pk, beside, conversation, *said in rows:
        happened = step(*said)
        what = "own" if pk in apart else "beside" if beside else happened.what
        steps[conversation].append(happened._replace(what=what))
    times = ("conversation", "at")
    settled = Settlement.objects.standing().filter(conversation__in=conversations)
    for conversation, at in settled.values_list(*times):
        steps[conversation].append(Step(at, 1, "settled", at))
    objections = Objection.objects.filter(conversation__in=conversations)
    for rows_of in (objections, own.filter(message=None)):
        for conversation, at in rows_of.values_list(*times):
            steps[conversation].append(Step(at, 2, "own", at))
    return {conversation: sorted(rows) for conversation, rows in steps.items()}


def step_of(message: Message) -> Step:
    """What a message is that has just come in."""
    return step(message.received_at, message.outgoing, message.automatic, message.awaits_answer)


def step(
    at: datetime, outgoing: bool, automatic: bool, awaits: bool, written: datetime | None = None
) -> Step:
    """What a message is in its conversation; ``written`` is when an answer that left later was written."""
    what = "asked" if awaits else "answered" if outgoing and not automatic else "noted"
    return Step(at, 0, what, written or at)


def settle_times(conversation: Conversation, steps: list[Step]) -> None:
    """Sets the four times from the steps. An automatic message neither starts nor ends a wait."""
    conversation.opened_at, conversation.last_at = steps[0].at, steps[-1].at
    asked = next((number for number, step in enumerate(steps) if step.what in ASKED), len(steps))
    conversation.answered_at = next((step.at for step in steps[asked:] if step.what == "answered"), None)
    conversation.waiting_since = waits_since(steps)


def waits_since(steps: list[Step]) -> datetime | None:
    """Since when somebody waits, after these steps; None if nobody does."""
    open_asks: list[Step] = []
    for step in steps:
        if step.what in ASKED:
            open_asks.append(step)
        elif step.what in ENDS:
            open_asks = [ask for ask in open_asks if step.written < ask.at or outlasts(ask, step)]
    return open_asks[0].at if open_asks else None


def outlasts(ask: Step, answer: Step) -> bool:
    """Whether somebody waits on after a common answer: what they ask is their own."""
    return ask.what == "own" and answer.what == "beside"
