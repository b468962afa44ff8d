"""The search index made good: what was stored before there was one, and what slipped through."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from saule.matters.indexing import Walk, catch_up

REST = timedelta(hours=1)


@dataclass
class Reindexing:
    """One walk through the store after the other, in steps short enough to leave the worker its other work.

    How far it came is not at rest anywhere: a worker that starts anew walks from the newest record again, and
    passes quickly over what is indexed.
    """

    walk: Walk = field(default_factory=Walk)
    rested_since: datetime | None = None

    def step(self, *, now: datetime) -> int:
        """Indexes what the next step meets; returns how many records. Rests an hour after each walk."""
        if self.rested_since is not None and now - self.rested_since < REST:
            return 0
        if self.rested_since is not None:
            self.walk, self.rested_since = Walk(), None
        indexed = catch_up(self.walk)
        if self.walk.done():
            self.rested_since = now
        return indexed


REINDEXING = Reindexing()
"""This worker's."""
