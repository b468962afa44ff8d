"""Importing: mailbox files become messages of a desk. Nothing is sent for it, nothing comes in twice.

A message's position is the keyed digest of its original bytes and its number among identical ones in the
same file: a file that has moved or grown brings only what is new, and two genuine copies in one file stay
two. An import that was killed, or met a full disk, is resumed by running it again.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import islice
from pathlib import Path

from saule.channels.email.parsing import parse
from saule.channels.mailbox_import.reading import RawMail, describe, read
from saule.desk.ids import keyed_digest
from saule.desk.models import Desk, Mailbox, User, log
from saule.matters.incoming import Incoming
from saule.matters.models import Source
from saule.matters.receiving import receive_many
from saule.people.addresses import canonical

BATCH = 200
DIGEST_BYTES = 20


@dataclass(frozen=True, slots=True)
class Found:
    """One message of a file: its position, its original bytes, and the bytes of the file read so far.

    ``cut``: it was so long that only its beginning was read.
    """

    position: str
    raw: bytes
    octets: int = 0
    cut: bool = False


@dataclass
class Imported:
    """What an import has done so far; ``octets`` counts the bytes read of all files."""

    stored: int = 0
    known: int = 0
    octets: int = 0


@dataclass
class Preview:
    """What an import would bring in, without the ``known``: nothing of it is stored."""

    messages: int = 0
    known: int = 0
    ours: int = 0
    octets: int = 0
    cards: int = 0
    classes: Counter[str] = field(default_factory=Counter)
    warnings: Counter[str] = field(default_factory=Counter)
    people: set[str] = field(default_factory=set)
    first: datetime | None = None
    last: datetime | None = None

    def count(self, incoming: Incoming, ours: frozenset[str]) -> None:
        """Adds one message that is not known yet."""
        self.messages += 1
        self.cards += incoming.cards_masked
        self.warnings.update(incoming.warnings)
        if incoming.sender in ours:
            self.ours += 1
        else:
            self.classes[incoming.mail_class] += 1
            if incoming.mail_class == "human" and incoming.sender:
                self.people.add(incoming.sender)
        if incoming.sent_at:
            self.first = min(self.first or incoming.sent_at, incoming.sent_at)
            self.last = max(self.last or incoming.sent_at, incoming.sent_at)


def find(path: Path) -> Iterator[Found]:
    """The messages in a mailbox file or a folder of mails, in their order, each at its position."""
    return located(read(path))


def located(mails: Iterable[RawMail]) -> Iterator[Found]:
    """The messages of one source, each at its position."""
    seen: Counter[bytes] = Counter()
    for mail in mails:
        digest = keyed_digest("mailbox", mail.raw, size=DIGEST_BYTES)
        seen[digest] += 1
        yield Found(f"mailbox:{digest.hex()}:{seen[digest]}", mail.raw, mail.bytes_read, mail.cut)


def octets_in(paths: Iterable[Path]) -> int:
    """The bytes that an import of these will read. Raises WrongFile for the first that holds no mails."""
    return sum(describe(path).total_bytes for path in paths)


def import_files(
    desk: Desk, paths: Iterable[Path], *, now: datetime, told: Callable[[Imported], None] = lambda _done: None
) -> Imported:
    """Brings in what is not known yet, in batches of one transaction each; ``told`` hears of each batch."""
    done, read_before, parser = Imported(), 0, Parser.of(desk)
    for path in paths:
        for batch in batches(find(path)):
            import_batch(desk, batch, done, parser, now=now)
            done.octets = read_before + batch[-1].octets
            told(done)
        read_before = done.octets
    return done


def import_batch(
    desk: Desk, batch: Sequence[Found], done: Imported, parser: "Parser", *, now: datetime
) -> None:
    """One batch. What is known is not even parsed again, so that resuming is quick."""
    fresh = unknown(desk, batch)
    received = receive_many(desk, (parser(one) for one in fresh), now=now, imported=True)
    done.stored += received.stored
    done.known += received.known + len(batch) - len(fresh)


def preview_files(
    desk: Desk,
    paths: Iterable[Path],
    *,
    ours: Iterable[str] = (),
    told: Callable[[Preview], None] = lambda _seen: None,
) -> Preview:
    """Says what ``import_files`` would bring in. Nothing is written."""
    preview, read_before = Preview(), 0
    parser = Parser.of(desk, also={canonical("email", address) for address in ours})
    for path in paths:
        for batch in batches(find(path)):
            fresh = unknown(desk, batch)
            for one in fresh:
                preview.count(parser(one), parser.ours)
            preview.known += len(batch) - len(fresh)
            preview.octets = read_before + batch[-1].octets
            told(preview)
        read_before = preview.octets
    return preview


@dataclass(frozen=True, slots=True)
class Parser:
    """Makes of a message found what the domain takes, knowing which addresses are the desk's own."""

    ours: frozenset[str]
    authserv_id: str

    @classmethod
    def of(cls, desk: Desk, *, also: Iterable[str] = ()) -> "Parser":
        """The parser for a desk; ``also`` are more addresses that are its own."""
        rows = list(desk.mailboxes.order_by("pk").values_list("address", "authserv_id"))
        named = next((authserv_id for _address, authserv_id in rows if authserv_id), "")
        return cls(frozenset(address for address, _id in rows) | frozenset(also), named)

    def __call__(self, found: Found) -> Incoming:
        """The message, parsed and masked."""
        incoming = parse(found.raw, position=found.position, authserv_id=self.authserv_id, ours=self.ours)
        if found.cut and "truncated" not in incoming.warnings:
            return replace(incoming, warnings=(*incoming.warnings, "truncated"))
        return incoming


def unknown(desk: Desk, batch: Sequence[Found]) -> list[Found]:
    """Those of a batch that are not stored yet. (What was erased is left out when it is received.)"""
    positions = [one.position for one in batch]
    stored = set(Source.objects.filter(desk=desk, position__in=positions).values_list("position", flat=True))
    return [one for one in batch if one.position not in stored]


def batches(found: Iterable[Found]) -> Iterator[list[Found]]:
    """The messages in lists of at most ``BATCH``."""
    iterator = iter(found)
    while batch := list(islice(iterator, BATCH)):
        yield batch


def own(desk: Desk, addresses: Iterable[str], *, by: User | None, now: datetime) -> list[Mailbox]:
    """Makes these addresses the desk's own, so that what was sent from them counts as answers.

    Returns those that are new. They are in rehearsal: nothing is sent from them.
    """
    made = []
    for address in addresses:
        mailbox, is_new = Mailbox.objects.get_or_create(
            desk=desk,
            address=canonical("email", address),
            defaults={"name": desk.name, "created_at": now},
        )
        if is_new:
            log(desk, "own", mailbox, by=by, now=now)
            made.append(mailbox)
    return made
