"""Grouping: the sweep that gives every message a matter, and the pass that thinks again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import numpy as np
from django.db import transaction
from numpy.typing import NDArray

from saule.desk.models import Desk
from saule.engines.decisions import Decision as Thought
from saule.engines.decisions import Id
from saule.engines.grouping import MatterGrouper
from saule.matters import groupers
from saule.matters.counting import recount
from saule.matters.describing import describe, mark_severity
from saule.matters.following_up import note_follow_ups
from saule.matters.letters import note_copies
from saule.matters.models import Decision, Filing, Matter, Message, MessageVector
from saule.matters.placing import carry_out
from saule.matters.reasons import code_of
from saule.matters.reopening import reopen
from saule.matters.suggesting import suggest_asked
from saule.matters.wording import said

Vectors = NDArray[np.float16]


@dataclass
class Grouped:
    """What one sweep did: messages looked at and matters touched."""

    count: int = 0
    matters: set[int] = field(default_factory=set)


class AlreadyGrouped(Exception):
    """Another worker has grouped some of these messages meanwhile."""


def group_waiting(desk: Desk, *, now: datetime, limit: int = 500) -> Grouped:
    """Decides about up to ``limit`` messages that wait for it. Call again until ``count`` is 0."""
    messages = list(Message.objects.filter(desk=desk).to_group().select_related("desk")[:limit])
    if not messages:
        return Grouped()
    grouper = groupers.grouper_for(desk)
    heads, followers = heads_and_followers(messages)
    vectors = encoded(grouper, heads)  # outside the transaction: this is what takes time
    try:
        with transaction.atomic():
            claim(messages, now)
            touched = group(desk, grouper, heads, followers, vectors, now=now)
    except AlreadyGrouped:
        groupers.forget_all(desk)
        return Grouped(count=len(messages))
    except BaseException:
        groupers.forget_all(desk)
        raise
    groupers.now_knows(desk)
    return Grouped(count=len(messages), matters=touched)


def claim(messages: Sequence[Message], now: datetime) -> None:
    """Marks them as looked at; raises AlreadyGrouped when another worker was faster."""
    keys = [message.pk for message in messages]
    if Message.objects.filter(pk__in=keys, grouped_at=None).update(grouped_at=now) != len(keys):
        raise AlreadyGrouped


def encoded(grouper: MatterGrouper, messages: Sequence[Message]) -> Vectors | None:
    """What the encoder makes of each message."""
    subjects = [message.subject for message in messages]
    return grouper.encode([said(message) for message in messages], subjects=subjects) if messages else None


def group(
    desk: Desk,
    grouper: MatterGrouper,
    heads: Sequence[Message],
    followers: Sequence[Message],
    vectors: Vectors | None,
    *,
    now: datetime,
) -> set[int]:
    """Files the first message of each conversation by what it says, the others beside it."""
    mark_severity([*heads, *followers])
    touched = decide(desk, grouper, heads, vectors, now=now)
    follow, alone = continuations(followers, now)
    touched |= carry_out(follow, now=now)
    touched |= decide(desk, grouper, alone, None, now=now)
    note_follow_ups([*heads, *followers], now=now)
    reopen(touched, now=now)
    recount(touched, now=now)
    describe(desk, touched)
    return touched


def heads_and_followers(messages: Sequence[Message]) -> tuple[list[Message], list[Message]]:
    """Those that open what they are about, and those whose conversation is filed or opens in this batch."""
    conversations = {message.conversation_id for message in messages}
    rows = Filing.objects.filter(message__conversation__in=conversations)
    begun = set(rows.values_list("message__conversation", flat=True))
    heads: list[Message] = []
    followers: list[Message] = []
    for message in messages:
        (followers if message.conversation_id in begun else heads).append(message)
        begun.add(message.conversation_id)
    return heads, followers


def continuations(followers: Sequence[Message], now: datetime) -> tuple[list[Decision], list[Message]]:
    """Decisions for messages that continue a filed conversation, and those that continue none."""
    rows = Filing.objects.filter(message__conversation__in={m.conversation_id for m in followers})
    homes = dict(rows.order_by("pk").values_list("message__conversation", "matter"))
    decisions = [
        Decision(
            message=message,
            outcome=Decision.Outcome.JOINED,
            matter_id=homes[message.conversation_id],
            layer="thread",
            score=1,
            reason="same_conversation",
            at=now,
        )
        for message in followers
        if message.conversation_id in homes
    ]
    return decisions, [message for message in followers if message.conversation_id not in homes]


def decide(
    desk: Desk, grouper: MatterGrouper, messages: Sequence[Message], vectors: Vectors | None, *, now: datetime
) -> set[int]:
    """Lets the engine decide for each message, and makes rows of it."""
    if not messages:
        return set()
    thoughts = grouper.partial_fit(
        [said(message) for message in messages],
        ids=[message.pk for message in messages],
        subjects=[message.subject for message in messages],
        languages=[message.language for message in messages],
        times=[message.received_at.timestamp() for message in messages],
        vectors=vectors,
    )
    store_vectors(grouper, messages)
    by_pk = {message.pk: message for message in messages}
    names = open_matters(desk, thoughts, by_pk)
    grouper.rename_matters(names)
    decisions = [as_row(thought, by_pk[int(thought.message)], names, now) for thought in thoughts]
    touched = carry_out(decisions, now=now)
    suggest_asked(desk, decisions)
    note_copies(thoughts, by_pk)
    return touched


def store_vectors(grouper: MatterGrouper, messages: Sequence[Message]) -> None:
    """Keeps the vectors that the engine compared."""
    rows = grouper.vectors_([message.pk for message in messages])
    MessageVector.objects.bulk_create(
        (
            MessageVector(message=message, encoder=grouper.encoder.name, values=row.tobytes())
            for message, row in zip(messages, rows, strict=True)
        ),
        ignore_conflicts=True,
    )


def open_matters(desk: Desk, thoughts: Sequence[Thought], messages: dict[int, Message]) -> dict[Id, Id]:
    """A new row for each matter that the engine opened; returns the engine's names with the rows' keys."""
    opened: dict[Id, Message] = {
        thought.matter: messages[int(thought.message)]
        for thought in thoughts
        if thought.outcome in ("opened", "asked") and thought.matter is not None
    }
    rows = Matter.objects.bulk_create(
        Matter(
            desk=desk,
            title=message.subject[:200] or message.said[:80],
            language=message.language,
            threshold=desk.best_threshold(message.received_at),
            opened_at=message.received_at,
            last_at=message.received_at,
        )
        for message in opened.values()
    )
    return dict(zip(opened, (row.pk for row in rows), strict=True))


def as_row(thought: Thought, message: Message, names: Mapping[Id, Id], now: datetime) -> Decision:
    """The engine's decision as a row."""
    facts = {"shared": list(thought.shared), "differs": list(thought.differs)}
    return Decision(
        message=message,
        outcome=thought.outcome,
        matter_id=key_of(thought.matter, names),
        suggested_id=key_of(thought.suggested, names),
        like_id=thought.nearest,
        layer=thought.layer,
        score=thought.score,
        other_id=key_of(thought.other, names),
        other_score=thought.other_score,
        reason=code_of(thought.reason, facts),
        facts=facts,
        engine=thought.engine,
        at=now,
    )


def key_of(matter: Id | None, names: Mapping[Id, Id]) -> int | None:
    """The row's key of a matter as the engine names it."""
    if matter is None:
        return None
    return int(names.get(matter, matter))
