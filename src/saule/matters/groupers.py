"""The engine's memory of a desk, rebuilt from the rows whenever they say more than it knows."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from itertools import islice
from typing import TypeVar

import numpy as np
from django.conf import settings
from django.db.models import Case, Model, Q, QuerySet, When

from saule.desk.models import Desk
from saule.engines.encoders import Encoder, load_encoder
from saule.engines.grouping import MatterGrouper
from saule.matters.models import Correction, Decision, Filing, Message, MessageVector
from saule.matters.placing import parts
from saule.matters.wording import said
from saule.people.models import ErasedPlace

CHUNK = 1000
READ = ("subject", "said", "text", "language", "received_at")
PEOPLES = Q(by__isnull=False) | Q(correction__isnull=False)
WORDLESS = Q(subject="", said="", text="")
"""What was erased, or never said anything, is like nothing else."""
T = TypeVar("T", bound=Model)

Apart = tuple[int, int]
"""A message and a matter that it must not be put into."""


@cache
def encoder() -> Encoder:
    """The encoder of this installation, loaded at the first use."""
    return load_encoder(settings.SAULE_ENCODER)


@dataclass
class Memory:
    """A grouper, the newest decision and erasure it knows of, and what it was told to keep apart."""

    grouper: MatterGrouper
    knows: int
    erased: int
    apart: set[Apart] = field(default_factory=set)


MEMORIES: dict[int, Memory] = {}


def grouper_for(desk: Desk) -> MatterGrouper:
    """The grouper that knows all that is filed at the desk.

    What people decided since is told to it; it is rebuilt only when another worker has decided too, or when
    somebody was erased: then it knows nothing of them any more.
    """
    memory, newest = MEMORIES.get(desk.pk), newest_decision(desk)
    if memory is not None and memory.erased != newest_erasure(desk):
        memory = None
    if memory is None or (memory.knows != newest and not catch_up(desk, memory)):
        MEMORIES[desk.pk] = memory = rebuilt(desk)
    memory.knows = newest
    return memory.grouper


def catch_up(desk: Desk, memory: Memory) -> bool:
    """Tells the memory what people decided since; False if Saule decided elsewhere: it must be rebuilt."""
    if newest_decision(desk) < memory.knows:  # the store is not the one it was
        return False
    since = Decision.objects.filter(message__desk=desk, pk__gt=memory.knows)
    people = since.filter(PEOPLES)
    if since.exclude(pk__in=people.values("pk")).exclude(layer="thread").exists():
        return False
    changed = sorted(set(people.values_list("message_id", flat=True)))
    for part in parts(changed):
        place_again(desk, memory, part)
    return True


def place_again(desk: Desk, memory: Memory, changed: Sequence[int]) -> None:
    """Puts these messages where they are filed now, as a rebuilt memory would have them."""
    grouper = memory.grouper
    filed, placed, known = filed_now(desk, changed), placed_by_people(desk, changed), grouper.labels_
    new = [key for key in changed if key in filed and key not in known]
    for key in changed:
        if key not in filed:
            grouper.forget(key)
    grouper.place({key: filed[key] for key in changed if key in filed and key in known}, pinned=placed)
    rows = Message.objects.filter(pk__in=new).exclude(WORDLESS).order_by("received_at", "id")
    remember(grouper, list(rows.only(*READ)), filed, placed)
    keep_apart(memory, changed, apart_now(desk, changed))


def keep_apart(memory: Memory, changed: Collection[int], apart: set[Apart]) -> None:
    """Tells the memory which of these messages people keep out of which matters, and which no more."""
    told = {pair for pair in memory.apart if pair[0] in set(changed)}
    for message, matter in told - apart:
        memory.grouper.unseparate(message, matter)
    for message, matter in apart - told:
        memory.grouper.separate(message, matter)
    memory.apart = (memory.apart - told) | apart


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


def newest_erasure(desk: Desk) -> int:
    """The key of the last place at the desk in which somebody was erased; 0 if nobody ever was."""
    places = ErasedPlace.objects.filter(proof__desk=desk).order_by("-pk")
    return places.values_list("pk", flat=True).first() or 0


def rebuilt(desk: Desk) -> Memory:
    """A memory of the grouped messages of the desk and of what people kept apart."""
    memory = Memory(MatterGrouper(encoder()), newest_decision(desk), newest_erasure(desk))
    filed, placed = filed_now(desk), placed_by_people(desk)
    for part in parts(newest(desk, filed, memory.grouper.window)):
        rows = Message.objects.filter(pk__in=part).order_by("received_at", "id").only(*READ)
        remember(memory.grouper, list(rows), filed, placed)
    apart = apart_now(desk)
    keep_apart(memory, {message for message, _matter in apart}, apart)
    return memory


def newest(desk: Desk, filed: Collection[int], most: int) -> list[int]:
    """The filed messages that a memory holds, oldest first: so many of the newest, and of copies of letters.

    A letter sent a million times so leaves room for what others wrote before it.
    """
    found: list[tuple[datetime, int]] = []
    for alone in (True, False):
        rows = desk.messages.filter(letter__isnull=alone).order_by("-received_at", "-id")
        rows = rows.exclude(WORDLESS)
        keys = rows.values_list("received_at", "pk").iterator(chunk_size=CHUNK)
        found += islice((key for key in keys if key[1] in filed), most)
    return [key for _, key in sorted(found)]


def filed_now(desk: Desk, messages: Collection[int] | None = None) -> dict[int, int]:
    """Where each message that speaks for a matter is filed; of several, the one it is not attached to.

    Follow-ups of a conversation do not teach, nor does what its writer took out for themselves.
    """
    rows = among(Filing.objects.filter(message__desk=desk), messages)
    rows = rows.exclude(decision__layer="thread").exclude(decision__reason="stepped_out")
    beside = Case(When(decision__reason="attached", then=0), default=1)
    pairs = rows.order_by(beside, "pk").values_list("message_id", "matter_id")
    return dict(pairs)


def placed_by_people(desk: Desk, messages: Collection[int] | None = None) -> set[int]:
    """The messages that people have put where they are."""
    by_people = Q(decision__by__isnull=False) | Q(decision__correction__isnull=False)
    rows = among(Filing.objects.filter(by_people, message__desk=desk), messages)
    return set(rows.values_list("message_id", flat=True))


def apart_now(desk: Desk, messages: Collection[int] | None = None) -> set[Apart]:
    """Which messages people took or keep out of which matters: the engine must not put them there."""
    rows = among(Decision.objects.filter(PEOPLES, message__desk=desk), messages)
    together = (Correction.Verb.MERGE, Correction.Verb.ATTACH)
    left = rows.filter(before__isnull=False).exclude(correction__verb__in=together)
    kept = rows.filter(reason="kept_from", undone_by=None, suggested__isnull=False)
    found: set[Apart] = set(left.values_list("message_id", "before_id"))
    found |= set(kept.values_list("message_id", "suggested_id"))
    here = Filing.objects.filter(message__in={message for message, _matter in found})
    return found - set(here.values_list("message_id", "matter_id"))


def among(rows: "QuerySet[T]", messages: Collection[int] | None) -> "QuerySet[T]":
    """Those about these messages; all if none are named."""
    return rows if messages is None else rows.filter(message__in=messages)


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
