"""Learning: the embedded store counts how its rows are spread, to read them from the side where few are.

Without it, it looks for the conversations of one person among all of the desk's. A server learns by itself.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection

REST = timedelta(hours=1)
LOOKED_AT = 1000
"""Of each index so many entries are looked at: a fifth of a second, however large the store is."""


@dataclass
class Learning:
    """What this worker did of it: once when it starts, then once an hour."""

    learned_at: datetime | None = None

    def step(self, *, now: datetime) -> int:
        """Learns if it is time; returns how often it did."""
        if connection.vendor != "sqlite" or (self.learned_at is not None and now - self.learned_at < REST):
            return 0
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA analysis_limit={LOOKED_AT}")
            cursor.execute("ANALYZE")
        self.learned_at = now
        return 1


LEARNING = Learning()
"""This worker's."""
