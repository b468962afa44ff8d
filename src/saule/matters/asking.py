"""Asking: the wish to write to somebody becomes one row of the outbox, however often it is asked for.

Its Message-ID, subject and place in the thread are fixed here, once.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from typing import Any

from django.db import transaction

from saule.desk.ids import new_id
from saule.desk.models import Desk, Mailbox
from saule.matters.headers import answered_messages, new_message_id, quoted_by, reply_subject
from saule.matters.models import Answer, Conversation, Delivery, Message
from saule.people.models import Address, Person
from saule.people.owning import preferred

AT_ONCE = 500
TO_THE_CHOSEN = frozenset({"answer", "news", "notice", "peer"})
"""What goes where a person wishes. A colleague’s reply, a code, and the word that a letter has come go where
they wrote from.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What is to be written to whom, and not before when; ``key`` tells it from every other."""

    key: str
    purpose: str
    conversation: Conversation
    person: Person
    address: Address
    mailbox: Mailbox
    language: str
    subject: str
    body: str
    foot: str = ""
    answer: Answer | None = None
    beside: bool = False
    not_before: datetime | None = None


def ask(desk: Desk, *, now: datetime, **wish: Any) -> Delivery:
    """The delivery of this wish (its fields are named as in ``Wish``): the one there is, or a new one."""
    wished = Wish(**wish)
    rows = Delivery.objects.filter(desk=desk, key=wished.key)
    known = rows.first()
    if known is None:
        ask_all(desk, [wished], now=now)
        known = rows.get()
    return known


def ask_writer(message: Message, *, now: datetime, **wish: Any) -> Delivery:
    """The delivery of this wish to whoever wrote ``message``, in its conversation and under its subject.

    Only for messages whose writer has an address.
    """
    there = {
        "conversation": message.conversation,
        "person": message.person,
        "address": message.address,
        "subject": message.subject or message.conversation.subject,
    }
    return ask(message.conversation.desk, now=now, **{**there, **wish})


def ask_all(desk: Desk, wishes: Sequence[Wish], *, now: datetime) -> None:
    """A delivery for each wish that has none yet. Asking twice, or at the same time, is asking once.

    It takes a few queries for hundreds of wishes.
    """
    with transaction.atomic():
        for some in in_parts(wishes):
            known = set(
                Delivery.objects.filter(desk=desk, key__in=[w.key for w in some]).values_list(
                    "key", flat=True
                )
            )
            new = [wish for wish in some if wish.key not in known]
            answered = answered_messages({wish.conversation.pk for wish in new})
            new = where_they_wish(new)
            rows = [row_of(desk, wish, answered.get(wish.conversation.pk), now) for wish in new]
            # Somebody else may be asking for the same: whoever comes second finds it there.
            Delivery.objects.bulk_create(rows, ignore_conflicts=True)


def where_they_wish(wishes: Sequence[Wish]) -> list[Wish]:
    """The wishes, each to the address at which its person said that they want to be written to."""
    chosen = preferred({wish.person.pk for wish in wishes if wish.purpose in TO_THE_CHOSEN})
    return [
        replace(wish, address=chosen[wish.person.pk])
        if wish.person.pk in chosen and wish.purpose in TO_THE_CHOSEN
        else wish
        for wish in wishes
    ]


def in_parts(wishes: Sequence[Wish]) -> Iterator[list[Wish]]:
    """The wishes, a few hundred at a time: stores limit how much one statement may name."""
    rest = iter(wishes)
    while some := list(islice(rest, AT_ONCE)):
        yield some


def row_of(desk: Desk, wish: Wish, answered: Message | None, now: datetime) -> Delivery:
    """The delivery that waits to be sent, in answer to ``answered`` if there is such a message."""
    public_id = new_id()
    in_reply_to, references = quoted_by(answered)
    return Delivery(
        desk=desk,
        public_id=public_id,
        key=wish.key,
        purpose=wish.purpose,
        channel=wish.address.channel,
        mailbox=wish.mailbox,
        conversation=wish.conversation,
        person=wish.person,
        address=wish.address,
        answer=wish.answer,
        beside=wish.beside,
        language=wish.language,
        subject=reply_subject(wish.subject, wish.language, answers=answered is not None),
        body=wish.body,
        foot=wish.foot,
        message_id=new_message_id(public_id, wish.mailbox),
        in_reply_to=in_reply_to,
        references=references,
        created_at=now,
        not_before=wish.not_before or now,
    )
