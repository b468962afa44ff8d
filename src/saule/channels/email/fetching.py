"""Fetching: what is new on a mail server becomes messages of the desk, once each, in bounded batches.

A folder has two cursors. New mail lies above ``last_uid``; older mail is read from ``older_uid`` downwards,
newest first and a slice at a time, so that a history of years keeps nobody waiting. A cursor moves on when
its mails are at rest: killed in between, the same mails are fetched again, and known by their position. When
the server numbers its mails anew (another UIDVALIDITY), everything is read again as older mail.

Nothing on the server is changed. A mail that cannot be had or kept becomes a dead letter, and those after it
come in all the same.
"""

import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from time import monotonic

from django.db import DatabaseError

from saule.channels.email import dead
from saule.channels.email.folders import settle_folders
from saule.channels.email.imap import LONGEST_MAIL, Connection, Envelope
from saule.channels.email.intake import Found, Parser, take_in
from saule.channels.email.models import Account, Folder
from saule.channels.email.positions import position_of
from saule.channels.email.troubles import MailServerError

MAILS_AT_ONCE = 50
BYTES_AT_ONCE = 8_000_000
WINDOW = 500
SLICE = 20.0  # seconds of older mail before new mail is looked for again
PATIENT_TIMES = 3
BEFORE = timedelta(days=1)
LOG = logging.getLogger(__name__)
Clock = Callable[[], datetime]


@dataclass
class Fetched:
    """What one look at an account brought. ``more``: older mail is still to be read."""

    stored: int = 0
    known: int = 0
    recognised: int = 0
    dead: int = 0
    lag: int | None = None
    more: bool = False


@dataclass
class Fetching:
    """One look at an account under way; ``stopping`` is asked before each batch, ``alive`` told after it."""

    account: Account
    connection: Connection
    clock: Clock
    stopping: Callable[[], bool] = lambda: False
    alive: Callable[[], None] = lambda: None
    done: Fetched = field(default_factory=Fetched)

    def __post_init__(self) -> None:
        mailbox = self.account.mailbox
        self.parser = Parser.of(mailbox.desk, authserv_id=mailbox.authserv_id)
        self.until = monotonic() + SLICE

    def look(self) -> Fetched:
        """Reads what is new in every folder, then a slice of what is older."""
        # Sent mail first: who was answered long ago must not seem to wait.
        folders = sorted(self.account.folders.all(), key=lambda one: (one.role != Folder.Role.SENT, one.pk))
        for folder in folders:
            self.news(folder)
        for folder in folders:
            self.older(folder)
        self.second_chance()
        return self.done

    def second_chance(self) -> None:
        """Tries one dead letter again that the server did not hand over, more and more rarely."""
        letter = dead.due(self.account, now=self.clock())
        if letter is None or self.stopping():
            return
        try:
            dead.replay(letter, by=None, now=self.clock(), connection=self.connection)
        except dead.StillDead:
            LOG.info("dead letter %s stays one", letter.pk)

    def news(self, folder: Folder) -> None:
        """Reads what came since the last look."""
        state = self.connection.state(folder.name)
        if folder.uidvalidity != state.uidvalidity:
            renumber(folder, state.uidvalidity, state.uidnext)
        if state.uidnext > folder.last_uid + 1 and self.opened(folder):
            for part in windows(self.connection.uids(folder.last_uid + 1)):
                if not self.read(folder, part, "last_uid"):
                    return
        folder.checked_at = self.clock()
        folder.save(update_fields=["checked_at"])

    def older(self, folder: Folder) -> None:
        """Reads a slice of what was there before, newest first."""
        if not folder.older_uid or not self.opened(folder):
            return
        waiting = self.connection.uids(1, folder.older_uid)
        while waiting and monotonic() < self.until:
            part, waiting = waiting[-WINDOW:], waiting[:-WINDOW]
            if not self.read(folder, part, ""):
                break
            folder.older_uid = waiting[-1] if waiting else 0
            folder.save(update_fields=["older_uid"])
        if not waiting and folder.older_uid and monotonic() < self.until and not self.stopping():
            folder.older_uid = 0
            folder.save(update_fields=["older_uid"])
        self.done.more = self.done.more or bool(folder.older_uid)

    def opened(self, folder: Folder) -> bool:
        """Opens the folder; false when its mails were numbered anew since its state was asked for."""
        found = self.connection.open(folder.name)
        return not found or found == folder.uidvalidity

    def read(self, folder: Folder, uids: Sequence[int], cursor: str) -> bool:
        """Takes these mails in, batch by batch; after each, ``cursor`` moves on. False: asked to stop."""
        known = {one.uid: one for one in self.connection.envelopes(uids)} if uids else {}
        for batch in batches([known[uid] for uid in uids if uid in known], alone=bool(folder.troubles)):
            if self.stopping():
                return False
            self.take(folder, batch)
            folder.troubles = 0
            if cursor:
                setattr(folder, cursor, batch[-1].uid)
            folder.save(update_fields=["troubles", *([cursor] if cursor else [])])
            self.alive()
        return not self.stopping()

    def take(self, folder: Folder, batch: Sequence[Envelope]) -> None:
        """One batch, fetched and stored; what cannot be becomes a dead letter.

        That it is tried is written down first: a mail that breaks the connection each time, or kills this
        process, is known by it.
        """
        folder.troubles += 1
        folder.save(update_fields=["troubles"])
        if len(batch) == 1 and folder.troubles > PATIENT_TIMES:
            self.bury(folder, batch[0], "breaks-connection")
            return
        raws = self.fetched(folder, batch)
        found = {one.uid: self.found(folder, one, raws[one.uid]) for one in batch if one.uid in raws}
        for live in (False, True):
            part = [one for one in batch if one.uid in found and is_live(self.account, folder, one) is live]
            self.store(folder, part, found, live=live)

    def fetched(self, folder: Folder, batch: Sequence[Envelope]) -> dict[int, bytes]:
        """The bytes of a batch. One that the server refuses is asked for mail by mail."""
        try:
            raws = self.connection.mails([one.uid for one in batch])
        except MailServerError as error:
            if error.code != "refused":
                raise
            if len(batch) == 1:
                self.bury(folder, batch[0], "not-handed-over")
                return {}
            return {uid: raw for one in batch for uid, raw in self.fetched(folder, [one]).items()}
        for one in batch:
            if one.size and raws.get(one.uid) == b"":
                del raws[one.uid]
                self.bury(folder, one, "empty")
        return raws

    def found(self, folder: Folder, one: Envelope, raw: bytes) -> Found:
        """A mail as it is taken in."""
        cut = len(raw) > LONGEST_MAIL
        raw = raw[:LONGEST_MAIL]
        vouched = folder.role == Folder.Role.SENT
        place = {"folder": folder.name, "arrived_at": one.arrived_at, "vouched": vouched}
        return Found(position_of(raw), raw, cut=cut, **place)  # type: ignore[arg-type]

    def store(self, folder: Folder, part: Sequence[Envelope], found: dict[int, Found], *, live: bool) -> None:
        """Stores mails together, or one by one if that fails."""
        if not part:
            return
        try:
            self.take_in([found[one.uid] for one in part], live=live)
        except Exception as error:
            if len(part) > 1:
                for one in part:
                    self.store(folder, [one], found, live=live)
                return
            LOG.exception("a mail could not be kept")
            try:
                self.bury(folder, part[0], "not-kept", raw=found[part[0].uid].raw)
            except DatabaseError:
                # The store takes nothing at all: nothing moves on, and everything is tried again.
                raise MailServerError("store") from error

    def take_in(self, found: Sequence[Found], *, live: bool) -> None:
        """Stores, and counts."""
        now = self.clock()
        desk = self.account.mailbox.desk
        taken = take_in(desk, found, self.parser, now=now, imported=not live)
        self.done.stored += taken.stored
        self.done.known += taken.known
        self.done.recognised += taken.recognised
        if live and taken.stored:
            lags = [(now - one.arrived_at).total_seconds() for one in found if one.arrived_at]
            self.done.lag = max(self.done.lag or 0, *(max(0, int(lag)) for lag in lags), 0)

    def bury(self, folder: Folder, one: Envelope, code: str, raw: bytes | None = None) -> None:
        """Keeps what is known of a mail that could not be had or kept."""
        live = is_live(self.account, folder, one)
        dead.bury(folder, one, code, raw=raw, live=live, now=self.clock())
        self.done.dead += 1


def renumber(folder: Folder, uidvalidity: int, uidnext: int) -> None:
    """The folder is seen for the first time, or its mails have new numbers: all of it is older mail."""
    first = folder.uidvalidity is None
    folder.uidvalidity, folder.live_from = uidvalidity, uidnext if first else None
    folder.last_uid = folder.older_uid = uidnext - 1
    folder.troubles = 0
    folder.save(update_fields=["uidvalidity", "live_from", "last_uid", "older_uid", "troubles"])


def is_live(account: Account, folder: Folder, one: Envelope) -> bool:
    """Whether a mail came after the account was connected, so that whoever wrote it is to be told a date.

    A mail of long ago that somebody moves into the folder has a new number and its old date.
    """
    if folder.live_from is not None and one.uid < folder.live_from:
        return False
    patience = BEFORE if folder.live_from is not None else timedelta(0)
    return one.arrived_at is None or one.arrived_at >= account.connected_at - patience


def windows(uids: Sequence[int]) -> Iterator[Sequence[int]]:
    """The UIDs in runs of at most WINDOW."""
    return (uids[start : start + WINDOW] for start in range(0, len(uids), WINDOW))


def batches(mails: Sequence[Envelope], *, alone: bool = False) -> Iterator[list[Envelope]]:
    """The mails in lists, bounded in number and bytes; each on its own when ``alone``."""
    batch: list[Envelope] = []
    for one in mails:
        full = len(batch) >= MAILS_AT_ONCE or sum(each.size for each in batch) + one.size > BYTES_AT_ONCE
        if batch and (alone or full):
            yield batch
            batch = []
        batch.append(one)
    if batch:
        yield batch


def fetch(
    account: Account,
    *,
    clock: Clock,
    connection: Connection | None = None,
    stopping: Callable[[], bool] = lambda: False,
    alive: Callable[[], None] = lambda: None,
) -> Fetched:
    """One look at an account. Raises MailServerError, or LostSecret; what was fetched until then is kept."""
    own = connection is None
    connection = connection or Connection(account)
    try:
        if not connection.settled:
            settle_folders(account, connection)
            connection.settled = True
        return Fetching(account, connection, clock, stopping, alive).look()
    finally:
        if own:
            connection.logout()
