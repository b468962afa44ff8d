"""Looking: who was shown what about a person is written down beside the page, never in its way.

The rows go to a thread of their own, which writes whatever has come together: a page does not wait for the
store, not even while a worker holds it. A process that is killed loses the looks of its last moment.
"""

import atexit
import logging
import threading
import time
from datetime import datetime, timedelta
from queue import SimpleQueue

from django.db import Error, connection

from saule.desk.models import Look

KEPT = timedelta(days=365)
"""How long looks are kept; the database refuses to delete younger ones."""
MOST_AT_ONCE = 500
AGAIN = 1.0
LAST_MOMENT = 5.0
LOG = logging.getLogger(__name__)


class Scribe:
    """Writes looks in a thread, which begins with the first of them."""

    def __init__(self) -> None:
        self._waiting: SimpleQueue[Look | None] = SimpleQueue()
        self._thread: threading.Thread | None = None
        self._lock = threading.Lock()

    def note(self, looks: list[Look]) -> None:
        """Hands these looks over, and returns at once."""
        for look in looks:
            self._waiting.put(look)
        if self._thread is None:
            with self._lock:
                if self._thread is None:
                    self._thread = threading.Thread(target=self._work, name="looks", daemon=True)
                    self._thread.start()
                    atexit.register(self.close)

    def close(self) -> None:
        """Writes what waits, and ends."""
        thread, self._thread = self._thread, None
        if thread is not None:
            self._waiting.put(None)
            thread.join(LAST_MOMENT)

    def _work(self) -> None:
        open_ = True
        while open_:
            batch, open_ = self._batch()
            while batch and not written(batch):
                time.sleep(AGAIN)
        connection.close()

    def _batch(self) -> tuple[list[Look], bool]:
        """What waits, at least one; and whether more is to come."""
        found, one = [], self._waiting.get()
        while one is not None:
            found.append(one)
            if self._waiting.empty() or len(found) >= MOST_AT_ONCE:
                return found, True
            one = self._waiting.get()
        return found, False


def written(batch: list[Look]) -> bool:
    """Writes these rows; False when the store cannot take them now."""
    try:
        write(batch)
    except Error:
        LOG.exception("who looked could not be written down; it is tried again")
        connection.close()
        return False
    return True


def write(looks: list[Look]) -> None:
    """Writes these rows at once."""
    Look.objects.bulk_create(looks)


def forget_looks(*, now: datetime) -> int:
    """Deletes what is older than it is kept; returns how many."""
    # A day more than the database asks for: its clock need not be ours.
    return Look.objects.filter(at__lt=now - KEPT - timedelta(days=1)).delete()[0]


SCRIBE = Scribe()
