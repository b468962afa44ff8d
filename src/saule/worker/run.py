"""The worker's life: rounds, rests, and a quiet end after the present item."""

import logging
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

from django.db import Error, close_old_connections, connection
from django.utils import timezone

from saule.channels.registry import Channels
from saule.worker.fetching import Fetcher, fetch_all
from saule.worker.identity import own_identity
from saule.worker.sending import recount_answered
from saule.worker.sweeps import Swept, sweep_once

SHORTEST_REST, LONGEST_REST = 1.0, 15.0
STORE = "store"
LOG = logging.getLogger(__name__)


def run(*, once: bool = False, told: Callable[[Swept], None] = lambda swept: None) -> int:
    """Works until it is asked to stop (SIGTERM, SIGINT), or with ``once`` until nothing is left to do.

    ``told`` hears of every round. Returns an exit status: with ``once``, 1 if a step broke in the last round.
    Call it in the main thread. Raises ImproperlyConfigured before the first round if mail is set up wrongly.
    """
    stop = threading.Event()
    channels = Channels()
    channels.get("email")
    swept, rest, first = Swept(), SHORTEST_REST, True
    with asked_by_signals(stop), mail_fetched(stop, once=once):
        while not stop.is_set():
            swept = round_of(channels, stop, first=first)
            first = False
            told(swept)
            if swept.busy and not swept.failed:
                rest = SHORTEST_REST
                continue
            if once:
                break
            channels.close()
            stop.wait(rest)
            rest = min(rest * 1.5, LONGEST_REST)
    channels.close()
    return int(once and bool(swept.failed))


@contextmanager
def mail_fetched(stop: threading.Event, *, once: bool) -> Iterator[None]:
    """While this lasts, mail is fetched from the mailboxes' servers; with ``once``, once before it begins."""
    if once:
        fetch_all(timezone.now, stopping=stop.is_set)
        yield
        return
    fetcher = Fetcher(timezone.now, stop)
    fetcher.start()
    try:
        yield
    finally:
        fetcher.close()


def round_of(channels: Channels, stop: threading.Event, *, first: bool) -> Swept:
    """One round. A store that cannot be reached is waited for, like any other broken step."""
    try:
        fresh_connection(close_old_connections)
        if first:
            recount_answered(now=timezone.now())
        return sweep_once(now_fn=timezone.now, worker=own_identity(), channels=channels, stopping=stop.is_set)
    except Error:
        LOG.exception("the store cannot be reached")
        fresh_connection(connection.close)
        return Swept(failed=[STORE])


def fresh_connection(close: Callable[[], None]) -> None:
    """Lets go of a connection, so that the next query makes a new one, unless somebody around us uses it."""
    if not connection.in_atomic_block:
        close()


@contextmanager
def asked_by_signals(stop: threading.Event) -> Iterator[None]:
    """While this lasts, SIGTERM and SIGINT ask for a stop after the present item; asking twice, at once."""

    def asked(number: int, _frame: FrameType | None) -> None:
        stop.set()
        signal.signal(number, before[signal.Signals(number)])

    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    for number in before:
        signal.signal(number, asked)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
