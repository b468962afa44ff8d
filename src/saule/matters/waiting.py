"""Who waits: derived from what came in and went out, so that the order of arrival does not matter."""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

from saule.desk.writing import write_rows
from saule.matters.models import Conversation, Message, Objection, Settlement

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
    fields = ("conversation", "received_at", "outgoing", "automatic", "awaits_answer", "delivery__created_at")
    for conversation, at, outgoing, automatic, awaits, written in messages.values_list(*fields):
        steps[conversation].append(step(at, outgoing, automatic, awaits, written))
    times = ("conversation", "at")
    settled = Settlement.objects.standing().filter(conversation__in=conversations)
    for conversation, at in settled.values_list(*times):
        steps[conversation].append(Step(at, 1, "settled", at))
    for conversation, at in Objection.objects.filter(conversation__in=conversations).values_list(*times):
        steps[conversation].append(Step(at, 2, "asked", at))
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
    asked = next((number for number, step in enumerate(steps) if step.what == "asked"), len(steps))
    conversation.answered_at = next((step.at for step in steps[asked:] if step.what == "answered"), None)
    conversation.waiting_since = waits_since(steps)


def waits_since(steps: list[Step]) -> datetime | None:
    """Since when somebody waits, after these steps; None if nobody does."""
    open_asks: list[datetime] = []
    for step in steps:
        if step.what == "asked":
            open_asks.append(step.at)
        elif step.what in ("answered", "settled"):
            open_asks = [at for at in open_asks if step.written < at]
    return open_asks[0] if open_asks else None
