"""A doorbell: one connection that waits for the server to say that something is new (IDLE, RFC 2177).

It fetches nothing itself: it rings, and whoever fetches looks. So a doorbell that is deaf costs a delay and
never a mail, and two workers may each have their own.
"""

import logging
import random
from collections.abc import Callable
from threading import Event, Thread

from django.db import connections

from saule.channels.email.folders import INBOX
from saule.channels.email.imap import Connection
from saule.channels.email.models import Account
from saule.channels.email.troubles import told
from saule.desk.errors import SauleError

RENEW = 9 * 60.0  # some routers forget a silent connection after ten minutes
SHORTEST_WAIT, LONGEST_WAIT = 10.0, 600.0
LOG = logging.getLogger(__name__)


class Doorbell(Thread):
    """Listens at one account until ``silence`` is called; ``ring`` hears its key."""

    def __init__(self, account: Account, ring: Callable[[int], None], *, renew: float = RENEW) -> None:
        super().__init__(name=f"doorbell-{account.pk}", daemon=True)
        self.account, self.ring, self.renew = account, ring, renew
        self.over = Event()
        self.connection: Connection | None = None
        self.failures = 0

    def run(self) -> None:
        """Listens, and begins again after a while when the connection breaks."""
        while not self.over.is_set():
            try:
                self.connection = Connection(self.account)
                if not self.connection.can_idle():
                    break
                self.listen(self.connection)
            except SauleError:
                self.failures += 1
            except Exception:
                LOG.exception("a doorbell broke")
                self.failures += 1
            finally:
                self.hang_up()
            wait = min(SHORTEST_WAIT * 2 ** min(self.failures, 10), LONGEST_WAIT)
            self.over.wait(wait * random.uniform(0.8, 1.2))  # noqa: S311
        connections.close_all()

    def listen(self, connection: Connection) -> None:
        """Rings for each new mail; asks anew every so often, which also shows a dead connection."""
        connection.open(INBOX)
        self.ring(self.account.pk)  # what came before we listened
        while not self.over.is_set():
            with told():
                connection.box.idle.start()  # type: ignore[no-untyped-call]
                said = connection.box.idle.poll(timeout=self.renew)
                connection.box.idle.stop()  # type: ignore[no-untyped-call]
            self.failures = 0
            if any(b"EXISTS" in line.upper() for line in said):
                self.ring(self.account.pk)

    def hang_up(self) -> None:
        """Lets the connection go."""
        connection, self.connection = self.connection, None
        if connection is not None:
            connection.abort()

    def silence(self) -> None:
        """Stops listening soon; may be called by another thread."""
        self.over.set()
        if (connection := self.connection) is not None:
            connection.abort()
