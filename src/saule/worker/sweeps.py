"""One round of the worker: every row that is not yet as it should be is made so, step by step."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial

from saule.channels.registry import Channels
from saule.desk.looking import forget_looks
from saule.desk.models import Desk
from saule.matters.attending import forget_old
from saule.matters.confirming import forget_unfollowed
from saule.matters.delivering import recover
from saule.matters.drawing import draw_due
from saule.matters.following import follow
from saule.matters.grouping import group_waiting
from saule.matters.reconciling import reconcile_due
from saule.matters.revising import revise_recent
from saule.matters.snoozing import wake_due
from saule.matters.strengths import weigh_due
from saule.people.erasing import erase_due
from saule.people.linking import forget_links
from saule.promises.acknowledging import acknowledge_due
from saule.promises.alarming import watch_heat
from saule.promises.announcing import announce_due
from saule.promises.lapsing import lapse_due, say_when
from saule.promises.losing import end_lost_dates, tell_set_aside
from saule.promises.monthly import keep_due
from saule.promises.news import tell_news
from saule.promises.overflowing import overflow_due
from saule.promises.peer_words import thank_due
from saule.promises.promising import give_due, sweep_dates
from saule.promises.publishing import sweep_public
from saule.promises.reviewing import review_due
from saule.promises.surging import watch_growth
from saule.promises.thresholds import apply_due, decide_due
from saule.worker import identity
from saule.worker.learning import LEARNING
from saule.worker.purging import purge_due
from saule.worker.reindexing import REINDEXING
from saule.worker.sending import Sending, send_due
from saule.worker.single_mails import send_single_mails

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
    linked: int = 0
    followed: int = 0
    indexed: int = 0
    purged: int = 0
    failed: list[str] = field(default_factory=list)

    @property
    def busy(self) -> bool:
        """Whether there may be more to do at once."""
        told = self.acknowledged or self.announced or self.news
        found = self.grouped or self.promised or self.followed or self.indexed or self.linked
        return bool(found or told or self.purged or self.sending.seen)


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

    def forget(self) -> None:
        """Erases whom somebody asked to erase, and lets go of what has had its time."""
        self.step("forget", lambda: forget_old(now=self.now_fn()))
        self.step("erase", lambda: erase_due(now=self.now_fn()))
        self.step("forget looks", lambda: forget_looks(now=self.now_fn()))
        self.step("forget wishes", lambda: forget_unfollowed(now=self.now_fn()))
        self.step("forget links", lambda: forget_links(now=self.now_fn()))
        for desk in Desk.objects.order_by("pk"):
            self.swept.purged += self.step("purge", partial(purge_due, desk, now=self.now_fn()))

    def desk(self, desk: Desk) -> None:
        """Groups what came in, promises dates, looks after the dates given, and tells them."""
        swept = self.swept
        grouped = self.step("group", lambda: group_waiting(desk, now=self.now_fn()).count)
        swept.grouped += grouped
        if not grouped:
            swept.revised += self.step("revise", lambda: revise_due(desk, now=self.now_fn()))
        self.step("threshold", lambda: threshold_due(desk, now=self.now_fn()))
        swept.promised += self.step("promise", lambda: give_due(desk, now=self.now_fn()))
        self.step("dates", lambda: bool(sweep_dates(desk, now=self.now_fn())))
        self.step("public", lambda: public_due(desk, now=self.now_fn()))
        self.step("strength", lambda: weigh_due(desk, now=self.now_fn()))
        self.step("heat", lambda: watch_heat(desk, now=self.now_fn()))
        self.step("growth", lambda: watch_growth(desk, now=self.now_fn()))
        self.step("reconcile", lambda: reconcile_due(desk, now=self.now_fn()))
        self.step("overflow", lambda: overflow_due(desk, now=self.now_fn()))
        self.step("review", lambda: review_due(desk, now=self.now_fn()))
        swept.acknowledged += self.step("acknowledge", lambda: acknowledge_due(desk, now=self.now_fn()))
        swept.news += self.step("news", lambda: tell_news(desk, now=self.now_fn()))
        self.step("thanks", lambda: thank_due(desk, now=self.now_fn()))
        swept.announced += self.step("announce", lambda: announce_due(desk, now=self.now_fn()))

    def follow(self) -> None:
        """What came in is filed: only then it is known who is back about the same thing."""
        swept, now_fn = self.swept, self.now_fn
        swept.followed = self.step("follow", lambda: follow(now=now_fn()))
        if not swept.followed:
            # Every answer has its row: the lot falls on each alike.
            self.step("draw", lambda: sum(draw_due(desk, now=now_fn()) for desk in Desk.objects.all()))
            self.step("months", lambda: sum(keep_due(desk, now=now_fn()) for desk in Desk.objects.all()))

    def send(self) -> int:
        """Sends what is due."""
        self.swept.sending = send_due(
            self.channels, worker=self.worker, now_fn=self.now_fn, stopping=self.stopping
        )
        return self.swept.sending.seen

    def send_single(self) -> int:
        """Sends what Saule itself writes outside any conversation."""
        return send_single_mails(self.channels, now_fn=self.now_fn, stopping=self.stopping)


def revise_due(desk: Desk, *, now: datetime) -> int:
    """Second thoughts about recent groupings, not more often than every so often: they read all of them."""
    last = desk.events.filter(verb="revise").first()
    if last is not None and now - last.at < REVISE_EVERY:
        return 0
    return revise_recent(desk, now=now)


def threshold_due(desk: Desk, *, now: datetime) -> int:
    """What was announced applies, what may be decided is; and each matter below has a day said beforehand."""
    begun = apply_due(desk, now=now) + bool(decide_due(desk, now=now))
    return begun + say_when(desk, now=now) + lapse_due(desk, now=now)


def public_due(desk: Desk, *, now: datetime) -> int:
    """Promises to the public follow what was earned and answered; whoever lost one to fraud is told."""
    lost = end_lost_dates(desk, now=now) + tell_set_aside(desk, now=now)
    return lost + sweep_public(desk, now=now)


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
    round_.forget()
    for desk in Desk.objects.order_by("pk"):
        round_.desk(desk)
    if not swept.grouped:
        round_.follow()
    round_.step("send", round_.send)
    swept.linked = round_.step("send links", round_.send_single)
    round_.step("learn", lambda: LEARNING.step(now=now_fn()))
    swept.indexed = round_.step("index", lambda: REINDEXING.step(now=now_fn()))
    if channels is None:
        round_.channels.close()
    return swept
