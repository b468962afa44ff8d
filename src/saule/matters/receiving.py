"""Receiving: what came from a channel becomes rows, exactly once, in batches of one transaction each."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import islice
from typing import Any

from django.db import DatabaseError, transaction

from saule.desk.ids import keyed_digest
from saule.desk.models import Desk
from saule.desk.writing import create_rows
from saule.engines.masking import mask_cards
from saule.engines.thanks import only_thanks
from saule.matters.approaching import leave_to_outreach
from saule.matters.counting import matters_of, recount
from saule.matters.exchanging import tie
from saule.matters.flooding import set_floods_aside
from saule.matters.heeding import heed
from saule.matters.incoming import Incoming
from saule.matters.indexing import index_messages, index_newcomers
from saule.matters.language import language_of
from saule.matters.models import Attachment, Conversation, MailClass, Message, Source
from saule.matters.models.messages import WEBFORM
from saule.matters.snoozing import wake_written
from saule.matters.threading import Threads, whose
from saule.matters.waiting import Step, refresh_waiting, settle_times, step_of
from saule.people.addresses import EMAIL, canonical, without_tag
from saule.people.finding import find_or_make
from saule.people.models import Address, Tombstone
from saule.people.suppressing import heard_from

BATCH = 200
LONGEST_TEXT = 1_000_000
TEXT_FIELDS = ("sender_name", "subject", "text", "said", "html")


@dataclass
class Received:
    """What became of the messages handed over: how many were stored, how many were known already."""

    stored: int = 0
    known: int = 0
    messages: list[int] = field(default_factory=list)


def receive_many(
    desk: Desk, incoming: Iterable[Incoming], *, now: datetime, imported: bool = False
) -> Received:
    """Stores each message that is not known yet by its source position; threads it; finds its person.

    ``imported``: history from a file. Its messages count as received when they were sent, and nobody is
    acknowledged for them. Calling again with the same messages changes nothing. When it returns, every
    message handed over is at rest.
    """
    received = Received()
    for batch in batches(incoming):
        try:
            receive_batch(desk, batch, received, now=now, imported=imported)
        except DatabaseError:
            receive_singly(desk, batch, received, now=now, imported=imported)
    return received


def batches(incoming: Iterable[Incoming]) -> Iterator[list[Incoming]]:
    """The messages in lists of at most ``BATCH``."""
    iterator = iter(incoming)
    while batch := list(islice(iterator, BATCH)):
        yield batch


def receive_singly(
    desk: Desk, batch: Sequence[Incoming], received: Received, *, now: datetime, imported: bool
) -> None:
    """The batch one by one; a message that the store refuses is kept as its bytes alone. A store that fails
    altogether (a full disk) raises: nothing is acknowledged then.
    """
    for incoming in batch:
        try:
            receive_batch(desk, [incoming], received, now=now, imported=imported)
        except DatabaseError:
            bare = Incoming(
                channel=incoming.channel,
                position=incoming.position,
                raw=incoming.raw,
                warnings=("unreadable",),
            )
            receive_batch(desk, [bare], received, now=now, imported=imported)


def receive_batch(
    desk: Desk, batch: Sequence[Incoming], received: Received, *, now: datetime, imported: bool
) -> None:
    """One transaction: everything of these messages, or nothing."""
    with transaction.atomic():
        fresh = [clean(incoming) for incoming in unknown(desk, batch)]
        messages = store(desk, fresh, now=now, imported=imported)
    received.stored += len(messages)
    received.known += len(batch) - len(messages)
    received.messages += [message.pk for message in messages]


def unknown(desk: Desk, batch: Sequence[Incoming]) -> list[Incoming]:
    """Those whose position is neither stored nor erased; one of each position."""
    by_position = {incoming.position: incoming for incoming in reversed(batch)}
    stored = set(
        Source.objects.filter(desk=desk, position__in=by_position).values_list("position", flat=True)
    )
    digests = {position_digest(position): position for position in by_position}
    erased = Tombstone.objects.filter(desk=desk, digest__in=digests).values_list("digest", flat=True)
    gone = stored | {digests[bytes(digest)] for digest in erased}
    return [one for position, one in reversed(by_position.items()) if position not in gone]


def position_digest(position: str) -> bytes:
    """What a tombstone keeps of a position."""
    return keyed_digest("tombstone", position)


def clean(incoming: Incoming) -> Incoming:
    """No card number and no NUL gets past this door, whatever the channel did before."""
    masked = {name: mask_cards(getattr(incoming, name)[:LONGEST_TEXT]) for name in TEXT_FIELDS}
    found = sum(text.cards for text in masked.values())
    texts: dict[str, Any] = {name: text.text.replace("\x00", "") for name, text in masked.items()}
    raw = incoming.raw
    if found:
        raw = mask_cards(raw.decode("latin-1")).text.encode("latin-1", "replace")
    return replace(
        incoming,
        raw=raw,
        cards_masked=incoming.cards_masked + found,
        **texts,
    )


def store(desk: Desk, batch: Sequence[Incoming], *, now: datetime, imported: bool) -> list[Message]:
    """The rows of these messages, threaded among each other and with what is there."""
    if not batch:
        return []
    ours = desk.own_addresses()
    by = reached_by(batch[0].channel)
    addresses = find_or_make(desk, by, names_in(batch, ours), now=now)
    sources = kept(desk, batch, now=now)
    threads = Threads.around(desk, batch)
    messages = []
    for incoming, source in zip(batch, sources, strict=True):
        address = addresses.get(other_side(incoming, ours))
        outgoing = is_ours(incoming, incoming.sender, ours)
        message = row(desk, incoming, source, address, outgoing=outgoing, now=now)
        messages.append(threaded(threads, incoming, message, now=now, imported=imported))
    if not imported:
        set_floods_aside(desk, messages, now=now)
    new = settle_new(messages)
    create_rows(new)
    create_rows(messages)
    threads.save()
    tie(threads, batch, messages)
    store_attachments(batch, messages)
    index_messages(messages, new=True)
    index_newcomers(address.person_id for address in addresses.values())
    heed(desk, batch, messages, now=now, imported=imported)
    follow_up(desk, by, messages, now=now, new={one.pk for one in new})
    if not imported:
        revive(messages)
    return messages


def kept(desk: Desk, batch: Sequence[Incoming], *, now: datetime) -> list[Source]:
    """The originals of these messages, at rest."""
    sources = [
        Source(desk=desk, channel=i.channel, position=i.position, raw=i.raw, received_at=now) for i in batch
    ]
    create_rows(sources)
    return sources


def threaded(
    threads: Threads, incoming: Incoming, message: Message, *, now: datetime, imported: bool
) -> Message:
    """The message with its conversation, which may be new, and the moment from which it counts."""
    message.received_at = min((incoming.sent_at if imported else incoming.arrived_at) or now, now)
    found = threads.find(incoming, person=whose(message), outgoing=message.outgoing)
    message.conversation = found or opened_by(message, imported)
    if message.conversation.outreach:
        leave_to_outreach(message, now)
    threads.remember(incoming, message)
    return message


def settle_new(messages: Sequence[Message]) -> list[Conversation]:
    """The conversations that these messages open, with their times: nothing else has happened in them yet."""
    opened: dict[int, tuple[Conversation, list[Step]]] = {}
    for message in messages:
        conversation = message.conversation
        if conversation._state.adding:
            opened.setdefault(id(conversation), (conversation, []))[1].append(step_of(message))
    for conversation, steps in opened.values():
        settle_times(conversation, sorted(steps))
    return [conversation for conversation, _steps in opened.values()]


def revive(messages: Sequence[Message]) -> None:
    """A conversation out of an import in which somebody writes now is one like any other from now on."""
    spoken = {m.conversation_id for m in messages if not m.outgoing and m.mail_class == MailClass.HUMAN}
    Conversation.objects.filter(pk__in=spoken, imported=True).update(imported=False)


def follow_up(
    desk: Desk, channel: str, messages: Sequence[Message], *, now: datetime, new: Collection[int]
) -> None:
    """What follows from new messages: who waits, how many they are, which addresses live, what wakes.

    ``new``: conversations that they opened, of which nothing is known that could change.
    """
    if conversations := {message.conversation_id for message in messages}.difference(new):
        refresh_waiting(conversations)
        if matters := matters_of(conversations):
            recount(matters, now=now)
    wrote: dict[str, datetime] = {}
    spoken: dict[int, datetime] = {}
    for message in messages:
        if message.outgoing or message.mail_class != MailClass.HUMAN:
            continue
        at, key = message.received_at, message.conversation_id
        if key in conversations:
            spoken[key] = max(at, spoken.get(key, at))
        if message.address:
            value = message.address.value
            wrote[value] = max(at, wrote.get(value, at))
    heard_from(desk, channel, wrote, now=now)
    wake_written(spoken, now=now)


def reached_by(channel: str) -> str:
    """The channel by which whoever wrote on this one is answered: a form is answered by mail."""
    return EMAIL if channel == WEBFORM else channel


def is_ours(incoming: Incoming, address: str, ours: frozenset[str]) -> bool:
    """Whether it is an address of the desk, however it is written, with our reply token or without."""
    value = canonical(reached_by(incoming.channel), address)
    return value in ours or without_tag(value) in ours


def other_side(incoming: Incoming, ours: frozenset[str]) -> str:
    """The address of the person: the sender, or the first outsider that a mail of ours went to."""
    if not is_ours(incoming, incoming.sender, ours):
        return incoming.sender
    return next((address for address in incoming.recipients if not is_ours(incoming, address, ours)), "")


def names_in(batch: Sequence[Incoming], ours: frozenset[str]) -> dict[str, str]:
    """Each person's address with the name they sign with."""
    names: dict[str, str] = {}
    for incoming in batch:
        address = other_side(incoming, ours)
        name = incoming.sender_name if address == incoming.sender else ""
        names[address] = names.get(address) or name
    names.pop("", None)
    return names


def row(
    desk: Desk, incoming: Incoming, source: Source, address: Address | None, *, outgoing: bool, now: datetime
) -> Message:
    """The message's row, not saved, without its conversation.

    Its person is whose address it is, even if they were joined into another: so they can be parted again.
    """
    human = incoming.mail_class == MailClass.HUMAN
    said = incoming.said or incoming.text
    return Message(
        desk=desk,
        person=address.person if address else None,
        address=address,
        source=source,
        channel=incoming.channel,
        outgoing=outgoing,
        automatic=outgoing and not human,
        mail_class=incoming.mail_class,
        class_reason=incoming.class_reason[:40],
        subject=incoming.subject[:300],
        text=incoming.text,
        said=incoming.said,
        html=incoming.html,
        language=language_of(f"{incoming.subject}\n{said}", fallback=incoming.language or desk.language),
        sent_at=incoming.sent_at or now,
        received_at=now,
        message_id=incoming.message_id[:998],
        in_reply_to=(incoming.in_reply_to[0] if incoming.in_reply_to else "")[:998],
        references=" ".join(incoming.references),
        authenticated=incoming.authenticated,
        awaits_answer=human and not outgoing and awaits_answer(incoming),
        warnings=list(incoming.warnings),
        cards_masked=incoming.cards_masked,
    )


def awaits_answer(incoming: Incoming) -> bool:
    """Whether somebody waits: there are words or files, and more than thanks."""
    words = f"{incoming.said or incoming.text}".strip() or incoming.subject.strip()
    return bool(words or incoming.attachments) and not only_thanks(words)


def opened_by(message: Message, imported: bool) -> Conversation:
    """The conversation that this message opens, not saved."""
    return Conversation(
        desk=message.desk,
        person=message.person,
        subject=message.subject,
        opened_at=message.received_at,
        last_at=message.received_at,
        imported=imported,
    )


def store_attachments(batch: Sequence[Incoming], messages: Sequence[Message]) -> None:
    """The rows of all attached files; their content stays in the source."""
    create_rows(
        [
            Attachment(
                message=message,
                name=file.name[:255],
                content_type=file.content_type[:127],
                size=file.size,
                part=file.part,
                scanned=file.scanned,
            )
            for incoming, message in zip(batch, messages, strict=True)
            for file in incoming.attachments
        ]
    )
