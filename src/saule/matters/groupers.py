"""The engine's memory of a desk, rebuilt from the rows whenever they say more than it knows."""

from dataclasses import dataclass
from functools import cache

import numpy as np
from django.conf import settings

from saule.desk.models import Desk
from saule.engines.encoders import Encoder, load_encoder
from saule.engines.grouping import MatterGrouper
from saule.matters.models import Decision, Filing, Message, MessageVector
from saule.matters.wording import said

CHUNK = 1000


@cache
def encoder() -> Encoder:
    """The encoder of this installation, loaded at the first use."""
    return load_encoder(settings.SAULE_ENCODER)


@dataclass
class Memory:
    """A grouper and the newest decision it knows of. Rebuilt when somebody else decided since."""

    grouper: MatterGrouper
    knows: int


MEMORIES: dict[int, Memory] = {}


def grouper_for(desk: Desk) -> MatterGrouper:
    """The grouper that knows all that is filed at the desk."""
    memory = MEMORIES.get(desk.pk)
    if memory is None or memory.knows != newest_decision(desk):
        MEMORIES[desk.pk] = memory = Memory(rebuilt(desk), newest_decision(desk))
    return memory.grouper


def now_knows(desk: Desk) -> None:
    """The grouper's own decisions were stored: it is up to date."""
    MEMORIES[desk.pk].knows = newest_decision(desk)


def forget_all(desk: Desk) -> None:
    """Drops the memory: it will be rebuilt from the rows."""
    MEMORIES.pop(desk.pk, None)


def newest_decision(desk: Desk) -> int:
    """The key of the newest decision about a message of the desk; 0 if none."""
    newest = Decision.objects.filter(message__desk=desk).order_by("-pk").values_list("pk", flat=True).first()
    return newest or 0


def rebuilt(desk: Desk) -> MatterGrouper:
    """A grouper that remembers every grouped message of the desk and what people kept apart."""
    grouper = MatterGrouper(encoder())
    filed = filed_now(desk)
    by_people = Filing.objects.filter(message__desk=desk, decision__by__isnull=False)
    placed = {filing.message_id for filing in by_people.only("message_id")}
    rows = Message.objects.filter(desk=desk, pk__in=filed).order_by("received_at", "id")
    messages = list(rows.only("subject", "said", "text", "language", "received_at"))
    for start in range(0, len(messages), CHUNK):
        remember(grouper, messages[start : start + CHUNK], filed, placed)
    for decision in taken_out(desk):
        matter = decision.before_id
        if matter is not None and filed.get(decision.message_id, matter) != matter:
            grouper.separate(decision.message_id, matter)
    return grouper


def filed_now(desk: Desk) -> dict[int, int]:
    """Where each message that speaks for a matter is filed. Follow-ups of a conversation do not teach."""
    rows = Filing.objects.filter(message__desk=desk).exclude(decision__layer="thread").order_by("pk")
    return {filing.message_id: filing.matter_id for filing in rows.only("message_id", "matter_id")}


def remember(
    grouper: MatterGrouper, messages: list[Message], filed: dict[int, int], placed: set[int]
) -> None:
    """Tells the grouper of messages with their stored vectors; those without are encoded again."""
    rows = MessageVector.objects.filter(message__in=messages, encoder=grouper.encoder.name)
    stored = {row.message_id: np.frombuffer(row.values, dtype=np.float16) for row in rows}
    known = [message for message in messages if message.pk in stored]
    lost = [message for message in messages if message.pk not in stored]
    for part, vectors in (
        (known, np.array([stored[message.pk] for message in known])),
        (lost, None),
    ):
        if part:
            grouper.remember(
                [message.pk for message in part],
                [said(message) for message in part],
                vectors,
                [filed[message.pk] for message in part],
                subjects=[message.subject for message in part],
                languages=[message.language for message in part],
                times=[message.received_at.timestamp() for message in part],
                pinned=placed,
            )


def taken_out(desk: Desk) -> list[Decision]:
    """People's decisions that took a message out of a matter: the engine must not put it back."""
    rows = Decision.objects.filter(message__desk=desk, by__isnull=False, before__isnull=False)
    return list(rows.only("message_id", "before_id"))
