"""The fetcher: looks at every mailbox's server, in a few threads beside the sweeps.

An account is looked at when its row says that it is due, or when its server says that something is new. One
that hangs or fails holds up none of the others: threads are bounded, those that fail may take only half of
them, and a look in which nothing moves for minutes is cut off.
"""

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from threading import Event, Lock, Thread
from time import monotonic
from typing import NamedTuple

from django.db import Error, close_old_connections, connections

from saule.channels.email import accounts
from saule.channels.email.fetching import Fetched, fetch
from saule.channels.email.idling import Doorbell
from saule.channels.email.imap import Connection, credentials
from saule.channels.email.models import Account
from saule.channels.email.troubles import MailServerError
from saule.desk.errors import SauleError
from saule.worker.identity import alive, own_identity

THREADS = 8
MOST_DOORBELLS = 20
MOST_KEPT = 200
TICK = 1.0
STUCK = 900.0  # fifty megabytes over a slow line take minutes
LOG = logging.getLogger(__name__)


@dataclass
class Look:
    """One look at an account under way, and when something last moved in it."""

    failing: bool
    moved_at: float
    connection: Connection | None = None


@dataclass
class Fetcher:
    """Looks at every account that is due, until ``stop``. ``told`` hears what each look brought."""

    clock: Callable[[], datetime]
    stop: Event
    threads: int = THREADS
    told: Callable[[Fetched], None] = lambda fetched: None
    looks: dict[int, Look] = field(default_factory=dict)
    kept: dict[int, Connection] = field(default_factory=dict)
    bells: dict[int, Doorbell] = field(default_factory=dict)
    rung: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.lock, self.wake = Lock(), Event()
        self.pool = ThreadPoolExecutor(self.threads, thread_name_prefix="fetch")
        self.thread = Thread(target=self.run, name="fetcher", daemon=True)

    def start(self) -> None:
        """Begins, in a thread of its own."""
        self.thread.start()

    def close(self) -> None:
        """Stops: what is being read is cut off, and read again another time."""
        self.stop.set()
        self.wake.set()
        for look in list(self.looks.values()):
            if look.connection:
                look.connection.abort()
        for bell in self.bells.values():
            bell.silence()
        self.thread.join()
        self.pool.shutdown(wait=True, cancel_futures=True)
        for connection in self.kept.values():
            connection.abort()

    def run(self) -> None:
        """Ticks until it is asked to stop. A store that cannot be reached is waited for."""
        while not self.stop.is_set():
            try:
                close_old_connections()
                self.tick()
            except Error:
                LOG.exception("the store cannot be reached")
                connections.close_all()
            self.wake.wait(TICK)
            self.wake.clear()
        connections.close_all()

    def tick(self) -> None:
        """Hands out what is due, cuts off what is stuck, and sees to the doorbells."""
        with self.lock:
            rung, self.rung = self.rung, set()
        due = list(Account.objects.due(self.clock()).values_list("pk", "failures"))
        for pk in sorted(rung - {pk for pk, _failures in due}):
            self.hand_out(pk, failing=False, rung=True)
        for pk, failures in due:
            self.hand_out(pk, failing=failures > 0, rung=False)
        for look in list(self.looks.values()):
            if look.connection and monotonic() - look.moved_at > STUCK:
                look.connection.abort()
        self.see_to_bells()

    def hand_out(self, pk: int, *, failing: bool, rung: bool) -> None:
        """Gives an account to a thread, unless one has it, or failing ones have their half of the threads."""
        with self.lock:
            if pk in self.looks:
                if rung:
                    self.rung.add(pk)  # once more, after the present look
                return
            if failing and sum(look.failing for look in self.looks.values()) >= max(1, self.threads // 2):
                return
            self.looks[pk] = Look(failing, monotonic())
        self.pool.submit(self.one, pk, rung)

    def one(self, pk: int, rung: bool) -> None:
        """One account, from the lease to the row that says how it went. Never raises."""
        try:
            close_old_connections()
            now = self.clock()
            account = accounts.take(pk, worker=own_identity(), alive=alive, now=now, rung=rung)
            if account is not None and not self.stop.is_set():
                self.look(account)
        except Exception:
            LOG.exception("an account could not be looked at")
        finally:
            with self.lock:
                self.looks.pop(pk, None)

    def look(self, account: Account) -> None:
        """Fetches, and writes down how it went."""
        look = self.looks[account.pk]
        look.moved_at = monotonic()

        def moved() -> None:
            look.moved_at = monotonic()
            accounts.keep(account, now=self.clock())

        try:
            look.connection = self.connection(account)
            look.moved_at = monotonic()
            fetched = fetch(
                account,
                clock=self.clock,
                connection=look.connection,
                stopping=self.stop.is_set,
                alive=moved,
            )
        except Exception as error:  # noqa: BLE001 -- whatever it was is written down in the account's row
            self.failed(account, look.connection, error)
            return
        self.keep(account.pk, look.connection)
        accounts.well(account, fetched, now=self.clock())
        self.told(fetched)

    def failed(self, account: Account, connection: Connection | None, error: Exception) -> None:
        """Writes down what went wrong; what was cut off because we stop is no failure."""
        if connection:
            connection.abort()
        if self.stop.is_set():
            accounts.release(account)
            return
        with suppress(Error):
            accounts.failed(account, code_for(error), now=self.clock())

    def connection(self, account: Account) -> Connection:
        """The kept connection if it is still good, or a new one."""
        kept = self.kept.pop(account.pk, None)
        if kept and kept.made_for == credentials(account):
            with suppress(MailServerError):
                kept.ping()
                return kept
        if kept:
            kept.abort()
        return Connection(account)

    def keep(self, pk: int, connection: Connection) -> None:
        """Keeps a connection for the next look: hosts dislike those who sign in all the time."""
        try:
            connection.close_folder()
        except MailServerError:
            connection.abort()
            return
        if len(self.kept) < MOST_KEPT:
            self.kept[pk] = connection
        else:
            connection.logout()

    def ring(self, pk: int) -> None:
        """A server says that something is new."""
        with self.lock:
            self.rung.add(pk)
        self.wake.set()

    def see_to_bells(self) -> None:
        """A doorbell for the first accounts that are well; none for those paused, gone or changed."""
        rows = Account.objects.at_work().filter(failures=0, ok_at__isnull=False).order_by("pk")
        wanted = {account.pk: account for account in rows[:MOST_DOORBELLS]}
        for pk, bell in list(self.bells.items()):
            changed = pk in wanted and credentials(wanted[pk]) != credentials(bell.account)
            if pk not in wanted or changed:
                bell.silence()
                del self.bells[pk]
        for pk in set(self.kept) - set(Account.objects.at_work().values_list("pk", flat=True)):
            self.kept.pop(pk).abort()
        for pk, account in wanted.items():
            if pk not in self.bells:
                self.bells[pk] = Doorbell(account, self.ring)
                self.bells[pk].start()


def code_for(error: Exception) -> str:
    """The code under which a failure is kept; what was not foreseen is also logged."""
    if isinstance(error, SauleError):
        return error.code
    LOG.error("an account broke", exc_info=error)
    return "unforeseen"


class Looked(NamedTuple):
    """What a look at one account brought, or the code of why it failed."""

    mailbox: str
    stored: int
    known: int
    error: str


def fetch_all(
    clock: Callable[[], datetime], *, stopping: Callable[[], bool] = lambda: False, now_all: bool = False
) -> list[Looked]:
    """Looks once at every account that is due, until nothing more is to be read; ``now_all``: due or not."""
    rows = Account.objects.at_work() if now_all else Account.objects.due(clock())
    looked = []
    for pk in list(rows.values_list("pk", flat=True)):
        account = accounts.take(pk, worker=own_identity(), alive=alive, now=clock(), rung=now_all)
        if account is not None and not stopping():
            looked.append(look_once(account, clock, stopping))
    return looked


def look_once(account: Account, clock: Callable[[], datetime], stopping: Callable[[], bool]) -> Looked:
    """Reads an account to its end, and writes down how it went."""
    stored = known = 0
    try:
        while True:
            fetched = fetch(account, clock=clock, stopping=stopping)
            stored, known = stored + fetched.stored, known + fetched.known
            if not fetched.more or stopping():
                break
        accounts.well(account, fetched, now=clock())
    except Exception as error:  # noqa: BLE001 -- whatever it was is written down in the account's row
        code = code_for(error)
        accounts.failed(account, code, now=clock())
        return Looked(account.mailbox.address, stored, known, code)
    return Looked(account.mailbox.address, stored, known, "")
