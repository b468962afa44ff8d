"""Cosigning: somebody who followed the link in a mail counts as one person who asks for the same.

What they did is a message of theirs, without words if they wrote none. So everything that holds for those who
wrote holds for them: merging and undoing, waiting and its promise, the answer, their own page, erasure.
Thousands may come in an hour: a few statements for each, and figures that only go up by one.
"""

from datetime import datetime
from typing import Any

from saule.engines.masking import mask_cards
from saule.matters.acting import hold
from saule.matters.because import BY_LINK
from saule.matters.earning import earn
from saule.matters.indexing import index_messages, index_newcomers
from saule.matters.merged import standing_for
from saule.matters.models import (
    Confirmation,
    Conversation,
    Decision,
    Filing,
    Matter,
    Message,
    Signature,
    SignatureEvidence,
    SignatureTransition,
)
from saule.matters.models.messages import WEBFORM
from saule.matters.reopening import reopen
from saule.people.addresses import EMAIL
from saule.people.finding import find_or_make
from saule.people.joining import everybody_who_is
from saule.people.models import Address, Person

State = Signature.State


def cosign(row: Confirmation, now: datetime) -> Person:
    """Counts who reads at the address of the confirmation for its matter, once; returns who that is.

    Call it inside a transaction. All who sign one matter wait for each other at its row: what needs it not
    comes before.
    """
    address = verified(row, now)
    key = standing_for(row.matter).pk  # type: ignore[arg-type]
    at = row.confirmed_at or now
    matter = hold({key})[key]
    known = signature_of(matter, address)
    if known is None:
        sign(matter, row, address, at, now)
    elif known.state != State.SET_ASIDE:
        again(matter, known, row, address, at, now)
    return address.person.canonical


def verified(row: Confirmation, now: datetime) -> Address:
    """The address, which is known now to be read by somebody."""
    address = find_or_make(row.desk, EMAIL, {row.value: ""}, now=now)[row.value]
    if address.verified_at is None:
        Address.objects.filter(pk=address.pk).update(verified_at=now)
    index_newcomers([address.person_id])
    return address


def signature_of(matter: Matter, address: Address) -> Signature | None:
    """The signature of whoever reads at the address, also if they signed from another spelling of it."""
    mine = Signature.objects.filter(matter=matter, person=address.person.canonical).first()
    if mine is not None or address.alike is None:
        return mine
    same = Address.objects.filter(desk=address.desk_id, channel=EMAIL, alike=address.alike)
    people = set(same.exclude(pk=address.pk).values_list("person", flat=True))
    canonical = {one.canonical.pk for one in Person.objects.filter(pk__in=people)}
    return Signature.objects.filter(matter=matter, person__in=canonical).order_by("pk").first()


def sign(matter: Matter, row: Confirmation, address: Address, at: datetime, now: datetime) -> None:
    """A new signature, confirmed, what is behind it, and the figures one up."""
    signature = Signature.objects.create(
        matter=matter,
        person=address.person.canonical,
        state=State.CONFIRMED,
        own_words=bool(row.text),
        language=row.language,
        shown_name=row.shown_name,
        since=at,
    )
    SignatureTransition.objects.create(
        signature=signature, from_state=State.UNCONFIRMED, to_state=State.CONFIRMED, at=now, why=BY_LINK
    )
    write_down(signature, row, address, at)
    count(matter, at, now, people=1, confirmed=1, waiting=1, messages_count=1, own_words=int(bool(row.text)))


def again(
    matter: Matter, known: Signature, row: Confirmation, address: Address, at: datetime, now: datetime
) -> None:
    """Somebody signs who had signed: it stays one signature, which is confirmed now, or comes back."""
    was = known.state
    if was != State.CONFIRMED:
        known.move_to(State.CONFIRMED, by=None, now=now, why=BY_LINK)
    up = {"people": int(was == State.WITHDRAWN), "confirmed": int(was != State.CONFIRMED)}
    if was == State.WITHDRAWN or row.text:
        waited = waits_already(matter, address.person.canonical)
        write_down(known, row, address, at)
        up |= {"messages_count": 1, "waiting": int(not waited)}
        own = row.text and not known.own_words
        Signature.objects.filter(pk=known.pk).update(own_words=known.own_words or bool(row.text))
        up |= {"own_words": int(bool(own) or (was == State.WITHDRAWN and known.own_words))}
    if row.shown_name:
        Signature.objects.filter(pk=known.pk).update(shown_name=row.shown_name)
    count(matter, at, now, **up)


def waits_already(matter: Matter, person: Person) -> bool:
    """Whether the person waits in this matter for something that they wrote earlier."""
    rows = matter.filings.filter(message__person__in=everybody_who_is(person))
    return rows.filter(message__conversation__waiting_since__isnull=False).exists()


def write_down(signature: Signature, row: Confirmation, address: Address, now: datetime) -> None:
    """The message behind a signature, in a conversation of its own, filed in the matter."""
    matter = signature.matter
    conversation = Conversation.objects.create(
        desk=row.desk,
        person=address.person,
        subject=row.subject,
        opened_at=now,
        last_at=now,
        waiting_since=now,
    )
    message = message_of(conversation, row, address, now)
    decision = Decision.objects.create(
        message=message,
        outcome=Decision.Outcome.JOINED,
        matter=matter,
        layer="person",
        score=1,
        reason="co_signed",
        at=now,
    )
    Filing.objects.create(message=message, matter=matter, decision=decision)
    SignatureEvidence.objects.create(signature=signature, message=message, person=address.person, at=now)
    if message.text:
        index_messages([message], new=True)


def message_of(conversation: Conversation, row: Confirmation, address: Address, now: datetime) -> Message:
    """What they did, as a message; without words where they wrote none."""
    text = mask_cards(row.text).text
    return Message.objects.create(
        desk=row.desk,
        conversation=conversation,
        person=address.person,
        address=address,
        channel=WEBFORM,
        subject=conversation.subject,
        text=text,
        said=text,
        language=row.language,
        sent_at=now,
        received_at=now,
        authenticated=True,
        awaits_answer=True,
        grouped_at=now,
    )


def count(matter: Matter, at: datetime, now: datetime, **up: int) -> None:
    """The figures of a matter that the caller holds go up, by what happened at a moment; what passes its
    threshold has earned an answer.
    """
    changed: dict[str, Any] = {name: getattr(matter, name) + by for name, by in up.items() if by}
    if not changed:
        return
    if up.get("messages_count"):
        changed["last_at"] = max(matter.last_at, at)
    Matter.objects.filter(pk=matter.pk).update(**changed)
    for name, value in changed.items():
        setattr(matter, name, value)
    earn([matter], now=now)
    if not matter.is_open:
        reopen([matter.pk], now=now)
