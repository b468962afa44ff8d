"""Taking mails in: from bytes at a position to stored messages, the same for servers and mailbox files."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction

from saule.channels.email.models import SentCopy
from saule.channels.email.parsing import parse
from saule.desk.models import Desk
from saule.matters.incoming import Incoming
from saule.matters.models import Delivery, Message, Source
from saule.matters.receiving import Received, receive_many
from saule.people.addresses import canonical, without_tag


@dataclass(frozen=True, slots=True)
class Found:
    """One mail of a source: its position, its original bytes, and the bytes of the source read so far.

    ``cut``: it was so long that only its beginning was read. ``folder`` and ``arrived_at``: where it lies on
    a server and since when. ``vouched``: that the desk wrote it, if it says so, can be believed.
    """

    position: str
    raw: bytes
    octets: int = 0
    cut: bool = False
    folder: str = ""
    arrived_at: datetime | None = None
    vouched: bool = True


@dataclass
class Taken(Received):
    """What became of mails; ``recognised`` counts those that are copies of what the desk itself sent."""

    recognised: int = 0


@dataclass(frozen=True, slots=True)
class Parser:
    """Makes of a mail found what the domain takes, knowing which addresses are the desk's own."""

    ours: frozenset[str]
    authserv_id: str

    @classmethod
    def of(cls, desk: Desk, *, also: Iterable[str] = (), authserv_id: str | None = None) -> "Parser":
        """The parser for a desk; ``also`` are more addresses that are its own.

        ``authserv_id``: the name of the server whose word is believed. A file does not say from which
        mailbox it comes: then only a name counts that all of the desk's mailboxes share.
        """
        named = authserv_id
        if named is None:
            names = set(desk.mailboxes.values_list("authserv_id", flat=True))
            named = names.pop() if len(names) == 1 else ""
        return cls(desk.own_addresses() | frozenset(also), named)

    def __call__(self, found: Found) -> Incoming:
        """The mail, parsed and masked; whose name it bears is believed only of what is vouched for."""
        incoming = parse(found.raw, position=found.position, authserv_id=self.authserv_id, ours=self.ours)
        if found.arrived_at:
            incoming = replace(incoming, arrived_at=found.arrived_at)
        if found.cut and "truncated" not in incoming.warnings:
            incoming = replace(incoming, warnings=(*incoming.warnings, "truncated"))
        return incoming

    def is_ours(self, incoming: Incoming) -> bool:
        """Whether the mail says that the desk wrote it."""
        sender = canonical("email", incoming.sender)
        return sender in self.ours or without_tag(sender) in self.ours


def take_in(desk: Desk, found: Sequence[Found], parser: Parser, *, now: datetime, imported: bool) -> Taken:
    """Stores what is not known yet. What is known is not even parsed again, so that resuming is quick.

    A copy of a mail that the desk sent itself is noted as evidence, and not stored a second time.
    """
    fresh = unknown(desk, found)
    taken = Taken(known=len(found) - len(fresh))
    mails = [(one, parser(one)) for one in fresh]
    rest = recognise(desk, mails, parser, taken, now=now)
    received = receive_many(desk, rest, now=now, imported=imported)
    taken.stored, taken.messages = received.stored, received.messages
    taken.known += received.known
    return taken


def unknown(desk: Desk, found: Sequence[Found]) -> list[Found]:
    """Those that are not stored yet. (What was erased is left out when it is received.)"""
    positions = [one.position for one in found]
    stored = set(Source.objects.filter(desk=desk, position__in=positions).values_list("position", flat=True))
    return [one for one in found if one.position not in stored]


def recognise(
    desk: Desk, mails: Sequence[tuple[Found, Incoming]], parser: Parser, taken: Taken, *, now: datetime
) -> list[Incoming]:
    """All but the copies of what the desk sent. A mail that only claims to be ours loses its sender."""
    claimed = {incoming.message_id for _one, incoming in mails if parser.is_ours(incoming)} - {""}
    sent = sent_by_us(desk, claimed)
    texts = texts_of(desk, claimed)
    rest = []
    for one, incoming in mails:
        if not parser.is_ours(incoming):
            rest.append(incoming)
        elif one.vouched or incoming.authenticated:
            if delivery := sent.get(incoming.message_id):
                note_copy(delivery, one, now=now)
                taken.recognised += 1
            else:
                rest.append(incoming)
        elif incoming.text.strip() and incoming.text.strip() in texts.get(incoming.message_id, ()):
            taken.recognised += 1  # a copy to ourselves of what we hold, word for word
        else:
            rest.append(unbelieved(incoming))
    return rest


def unbelieved(incoming: Incoming) -> Incoming:
    """A mail under our name that nothing vouches for: from nobody known, and marked."""
    warnings = (*incoming.warnings, "forged-sender")
    return replace(incoming, sender="", sender_name="", warnings=warnings)


def sent_by_us(desk: Desk, ids: Iterable[str]) -> dict[str, Delivery]:
    """The deliveries that left, or may have left, under these message ids."""
    rows = Delivery.objects.filter(desk=desk, message_id__in=list(ids), attempts__gt=0)
    return {row.message_id: row for row in rows}


def texts_of(desk: Desk, ids: Iterable[str]) -> dict[str, set[str]]:
    """What our own messages of these ids say."""
    found: dict[str, set[str]] = {}
    rows = Message.objects.filter(desk=desk, outgoing=True, message_id__in=list(ids))
    for message_id, text in rows.values_list("message_id", "text"):
        found.setdefault(message_id, set()).add(text.strip())
    return found


def note_copy(delivery: Delivery, one: Found, *, now: datetime) -> None:
    """Writes down where a copy of a mail of ours lies. What follows from it is for a person to decide."""
    facts = {"folder": one.folder[:200], "arrived_at": one.arrived_at, "found_at": now}
    with transaction.atomic():
        SentCopy.objects.get_or_create(delivery=delivery, defaults=facts)
