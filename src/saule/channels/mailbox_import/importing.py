"""Importing: mailbox files become messages of a desk. Nothing is sent for it, nothing comes in twice.

A message's position is the keyed digest of what it says (see ``positions``) and its number among identical
ones in the same file: a file that has moved or grown brings only what is new, and two genuine copies in one
file stay two. A mail that is also on a server comes in once. An import
that was killed, or met a full disk, is resumed by running it again.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from saule.channels.email.intake import Found, Parser, take_in, unknown
from saule.channels.email.positions import digest_of, named
from saule.channels.mailbox_import.reading import RawMail, WrongFile, describe, read
from saule.desk.models import Desk, Mailbox, User, log
from saule.matters.incoming import Incoming
from saule.people.addresses import canonical

BATCH, OCTETS_AT_ONCE = 200, 10_000_000


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
    """The messages of one source, each at its position; copies are counted within each mailbox of it."""
    seen: Counter[bytes] = Counter()
    box = ""
    for mail in mails:
        if mail.box != box:
            seen, box = Counter(), mail.box
        digest = digest_of(mail.raw)
        seen[digest] += 1
        yield Found(named(digest, seen[digest]), mail.raw, mail.bytes_read, mail.cut)


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
            batch.clear()  # mails may be large: they are not held while the next are read
            told(done)
        read_before = done.octets
    return done


def import_batch(
    desk: Desk, batch: Sequence[Found], done: Imported, parser: Parser, *, now: datetime
) -> None:
    """One batch; a copy of what the desk itself sent counts as known."""
    taken = take_in(desk, batch, parser, now=now, imported=True)
    done.stored += taken.stored
    done.known += taken.known + taken.recognised


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
            batch.clear()
            told(preview)
        read_before = preview.octets
    return preview


def batches(found: Iterable[Found]) -> Iterator[list[Found]]:
    """The messages in lists of at most ``BATCH``, or fewer large ones; where a file turns out damaged, also
    those before that.
    """
    batch: list[Found] = []
    octets = 0
    try:
        for one in found:
            batch.append(one)
            octets += len(one.raw)
            if len(batch) == BATCH or octets >= OCTETS_AT_ONCE:
                yield batch
                batch, octets = [], 0
    except WrongFile:
        if batch:
            yield batch
        raise
    if batch:
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
