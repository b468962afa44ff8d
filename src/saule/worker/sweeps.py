"""One round of the worker: every row that is not yet as it should be is made so, step by step."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from saule.channels.registry import Channels
from saule.desk.models import Desk
from saule.matters.attending import forget_old
from saule.matters.delivering import recover
from saule.matters.grouping import group_waiting
from saule.matters.revising import revise_recent
from saule.matters.snoozing import wake_due
from saule.promises.acknowledging import acknowledge_due
from saule.promises.announcing import announce_due
from saule.promises.news import tell_news
from saule.promises.promising import give_due, sweep_dates
from saule.worker import identity
from saule.worker.reindexing import REINDEXING
from saule.worker.sending import Sending, send_due

REVISE_EVERY = timedelta(minutes=15)
LOG = logging.getLogger(__name__)
Clock = Callable[[], datetime]


@dataclass
class Swept:
    """What one round did. ``failed`` names the steps that broke; the others were done all the same."""

    recovered: int = 0
    woken: int = 0
    grouped: int = 0
    revised: int = 0
    promised: int = 0
    acknowledged: int = 0
    announced: int = 0
    news: int = 0
    sending: Sending = field(default_factory=Sending)
    indexed: int = 0
    failed: list[str] = field(default_factory=list)

    @property
    def busy(self) -> bool:
        """Whether there may be more to do at once."""
        told = self.acknowledged or self.announced or self.news
        return bool(self.grouped or self.promised or told or self.sending.seen or self.indexed)


@dataclass
class Round:
    """One round under way: each step is kept apart, so that one that breaks does not stop the others."""

    channels: Channels
    worker: str
    now_fn: Clock
    stopping: Callable[[], bool]
    swept: Swept = field(default_factory=Swept)

    def step(self, name: str, work: Callable[[], int]) -> int:
        """Does one step unless the worker is to stop; returns what it counted, 0 if it broke."""
        if self.stopping():
            return 0
        try:
            return work()
        except Exception:
            # Whatever it is, it is written down, told in the result, and tried again in the next round.
            LOG.exception("the step “%s” broke", name)
            self.swept.failed.append(name)
            return 0

    def desk(self, desk: Desk) -> None:
        """Groups what came in, promises dates, looks after the dates given, and tells them."""
        swept = self.swept
        grouped = self.step("group", lambda: group_waiting(desk, now=self.now_fn()).count)
        swept.grouped += grouped
        if not grouped:
            swept.revised += self.step("revise", lambda: revise_due(desk, now=self.now_fn()))
        swept.promised += self.step("promise", lambda: give_due(desk, now=self.now_fn()))
        self.step("dates", lambda: bool(sweep_dates(desk, now=self.now_fn())))
        swept.acknowledged += self.step("acknowledge", lambda: acknowledge_due(desk, now=self.now_fn()))
        swept.news += self.step("news", lambda: tell_news(desk, now=self.now_fn()))
        swept.announced += self.step("announce", lambda: announce_due(desk, now=self.now_fn()))

    def send(self) -> int:
        """Sends what is due."""
        self.swept.sending = send_due(
            self.channels, worker=self.worker, now_fn=self.now_fn, stopping=self.stopping
        )
        return self.swept.sending.seen


def revise_due(desk: Desk, *, now: datetime) -> int:
    """Second thoughts about recent groupings, not more often than every so often: they read all of them."""
    last = desk.events.filter(verb="revise").first()
    if last is not None and now - last.at < REVISE_EVERY:
        return 0
    return revise_recent(desk, now=now)


def never() -> bool:
    """A worker that nobody asks to stop."""
    return False


def sweep_once(
    *,
    now_fn: Clock,
    worker: str,
    channels: Channels | None = None,
    stopping: Callable[[], bool] = never,
) -> Swept:
    """Recovers what dead workers left, wakes what rested, groups, promises, looks after dates, tells, sends.

    A batch of each: call it again while the result is ``busy``. ``stopping`` is asked before each item.
    """
    round_ = Round(channels or Channels(), worker, now_fn, stopping)
    swept = round_.swept
    swept.recovered = round_.step("recover", lambda: recover(now=now_fn(), alive=identity.alive))
    swept.woken = round_.step("wake", lambda: wake_due(now=now_fn()))
    round_.step("forget", lambda: forget_old(now=now_fn()))
    for desk in Desk.objects.order_by("pk"):
        round_.desk(desk)
    round_.step("send", round_.send)
    swept.indexed = round_.step("index", lambda: REINDEXING.step(now=now_fn()))
    if channels is None:
        round_.channels.close()
    return swept
