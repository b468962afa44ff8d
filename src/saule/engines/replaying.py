"""Replaying: what a desk's history would have been under another threshold, staffing or order of work.

See `DeskReplay`. Times are weeks since the history's first day; a week is a step, and within it each matter
passes its threshold at its own moment.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from saule.engines.threshold import Columns, Recommendation, Situation, ThresholdController

Floats = NDArray[np.float64]
WEEKS_A_YEAR = 365.25 / 7
FAR = 1e9
"""A bar that nobody has passed, for matters that came before there was a threshold."""


class Order(StrEnum):
    """Which of those that are due is answered first."""

    PASSING = "passing"
    """The one that passed its threshold first: its promise presses most."""
    STRENGTH = "strength"
    """The one with the most people."""
    ARRIVAL = "arrival"
    """The one that came in first."""


@dataclass(frozen=True, slots=True)
class Arrivals:
    """The shared matters of a history: when each came in (weeks, ascending), its people when fully grown."""

    born: Floats
    people: Floats

    @classmethod
    def on(cls, days: Sequence[float], people: Sequence[int]) -> "Arrivals":
        """Return the arrivals of a history told in days, in any order; the first day begins the first week.

        Those of which only the day is known, a whole number, are spread evenly over it.
        """
        moments = np.array(days, dtype=np.float64)
        for day in np.unique(moments[moments == np.floor(moments)]):
            alike = np.flatnonzero(moments == day)
            moments[alike] += (np.arange(len(alike)) + 0.5) / len(alike)
        first = np.floor(moments.min()) if len(moments) else 0.0
        order = np.argsort(moments, kind="stable")
        return cls((moments[order] - first) / 7, np.array(people, dtype=np.float64)[order])

    @property
    def weeks(self) -> int:
        """How many weeks the history has."""
        return int(self.born[-1]) + 1 if len(self.born) else 0


@dataclass(frozen=True, slots=True)
class Staffing:
    """How many shared matters can be answered a week, and from week ``change`` on how many ``then``."""

    weekly: float
    change: int | None = None
    then: float = 0.0

    def in_week(self, week: int) -> float:
        """The capacity of one week."""
        return self.weekly if self.change is None or week < self.change else self.then


@dataclass(frozen=True, slots=True)
class Week:
    """One week of a replay: counts of matters but for ``people`` (answered in it); state at its end."""

    week: int
    threshold: int | None
    arrived: int
    passed: int
    answered: int
    people: int
    backlog: int
    kept: int
    late: int


@dataclass(frozen=True, slots=True)
class Change:
    """A threshold that the controller set, from which week on, and why."""

    week: int
    recommendation: Recommendation


@dataclass(frozen=True, slots=True)
class Totals:
    """What a replay comes to. ``people`` were answered at all, ``people_in_time`` not after the
    promised day."""

    matters: int
    promised: int
    kept: int
    late: int
    answered: int
    people: int
    people_in_time: int
    changes: int
    changes_a_year: float
    max_backlog: int

    @property
    def kept_share(self) -> float | None:
        """The share of promises that were kept; None when none was given."""
        return self.kept / self.promised if self.promised else None


@dataclass(frozen=True, slots=True)
class Replay:
    """A history as it would have been."""

    weeks: tuple[Week, ...]
    changes: tuple[Change, ...]
    totals: Totals


class DeskReplay:
    """Replays a history week by week.

    A matter grows from the day it comes in: after t weeks it has t / (t + h) of what it has at ``life``
    weeks, when it lapses; h is ``half_grown`` times a factor of its own (log-normal, ``spread``), drawn by
    ``seed``. It keeps the best threshold that was in force while it was open. Once it passes, it is promised
    an answer within ``promised`` weeks. What passes in one week can be answered from the next on.

    Due matters are answered first, in ``order``. What capacity they leave goes to the strongest open ones
    below the threshold, unless ``due_only``; these were promised nothing.

    A controller sees what a desk would: sizes so far, not what they will be. It looks for the first time
    after ``opening`` weeks (nothing is promised before) and then every week, at the last ``memory`` weeks;
    what it decides is announced and applies from the next week on, to matters that come in then or are still
    open.
    """

    def __init__(
        self,
        *,
        promised: float = 8.0,
        life: float = 30 / 7,
        half_grown: float = 0.25,
        spread: float = 0.5,
        opening: int = 4,
        memory: float = 104.0,
        order: Order = Order.PASSING,
        due_only: bool = False,
        seed: int = 1,
    ) -> None:
        self.promised = promised
        self.life = life
        self.half_grown = half_grown
        self.spread = spread
        self.opening = opening
        self.memory = memory
        self.order = order
        self.due_only = due_only
        self.seed = seed

    def steps(self, arrivals: Arrivals) -> int:
        """Return how many weeks are replayed: until the last day on which a promise could be due."""
        return arrivals.weeks + int(np.ceil(self.life + self.promised)) + 1 if arrivals.weeks else 0

    def run(
        self,
        arrivals: Arrivals,
        policy: int | ThresholdController,
        staffing: Staffing,
        *,
        progress: Callable[[int], None] | None = None,
    ) -> Replay:
        """Return what would have become of ``arrivals`` under a fixed threshold, or a controller's.

        ``progress`` is told after each week how many of all ``steps`` are done.
        """
        desk = _Desk(self, arrivals, staffing)
        if isinstance(policy, int):
            desk.threshold = policy
        for week in range(self.steps(arrivals)):
            desk.live(week)
            if isinstance(policy, ThresholdController) and self.opening <= week + 1 < arrivals.weeks:
                desk.consult(policy, week + 1)
            if progress:
                progress(week + 1)
        return Replay(tuple(desk.weeks), tuple(desk.changes), desk.totals())


class _Desk:
    """A desk while it is replayed: each array has a place for each matter; infinity is never."""

    def __init__(self, how: DeskReplay, arrivals: Arrivals, staffing: Staffing) -> None:
        self.how = how
        self.born, self.people, self.staffing = arrivals.born, arrivals.people, staffing
        count = len(self.born)
        rng = np.random.default_rng(how.seed)
        self.half = how.half_grown * np.exp(how.spread * rng.standard_normal(count))
        self.bar, self.passed, self.answered = (np.full(count, np.inf) for _ in range(3))
        self.threshold: int | None = None
        self.changed: int | None = None
        self.credit = 0.0
        self.history = arrivals.weeks
        self.weeks: list[Week] = []
        self.changes: list[Change] = []

    def live(self, week: int) -> None:
        """One week: some come in, some pass, some are answered."""
        passed = self._pass(week)
        done = self._answer(week, self._due(week))
        if not self.how.due_only:
            done = np.concatenate([done, self._answer(week, self._strongest(week))])
        end = week + 1
        due = np.isfinite(self.passed)
        deadline = self.passed + self.how.promised
        waiting = np.isinf(self.answered)
        self.weeks.append(
            Week(
                week=week,
                threshold=self.threshold,
                arrived=int(((self.born >= week) & (self.born < end)).sum()),
                passed=passed,
                answered=len(done),
                people=int(self.people[done].sum()),
                backlog=int((due & waiting).sum()),
                kept=int((due[done] & (self.answered[done] <= deadline[done])).sum()),
                late=int((due & (self.answered > deadline) & (deadline < end) & (deadline >= week)).sum()),
            )
        )

    def consult(self, controller: ThresholdController, now: int) -> None:
        """Ask for a threshold at the end of a week; a new one is in force from the next on."""
        advice = controller.recommend(self.situation(now))
        if advice.changes:
            self.changes.append(Change(now, advice))
            self.threshold, self.changed = advice.value, now

    def situation(self, now: int) -> Situation:
        """What the desk knows at this moment."""
        lately = np.flatnonzero((self.born <= now) & (self.born > now - self.how.memory))
        ages = now - self.born[lately]
        still = np.isinf(self.passed[lately]) & np.isinf(self.answered[lately]) & (ages < self.how.life)
        return Situation(
            matters=Columns(
                people=np.maximum(np.floor(self.people[lately] * self._grown(lately, ages)), 1.0),
                ages=ages,
                bars=np.where(still, np.minimum(self.bar[lately], FAR), np.inf),
            ),
            arrivals=arrival_rate(ages, now),
            capacity=self.staffing.in_week(now),
            backlog=float((np.isfinite(self.passed) & np.isinf(self.answered)).sum()),
            threshold=self.threshold,
            since=None if self.changed is None else float(now - self.changed),
        )

    def totals(self) -> Totals:
        """What all weeks come to."""
        promised = np.isfinite(self.passed)
        answered = np.isfinite(self.answered)
        in_time = promised & (self.answered <= self.passed + self.how.promised)
        broken = promised & ~in_time
        # The first threshold of a controller is no change: there was none before.
        changes = max(0, len(self.changes) - 1)
        return Totals(
            matters=len(self.born),
            promised=int(promised.sum()),
            kept=int(in_time.sum()),
            late=int(broken.sum()),
            answered=int(answered.sum()),
            people=int(self.people[answered].sum()),
            people_in_time=int(self.people[answered & ~broken].sum()),
            changes=changes,
            changes_a_year=changes / self.history * WEEKS_A_YEAR if self.history else 0.0,
            max_backlog=max((week.backlog for week in self.weeks), default=0),
        )

    def _grown(self, which: NDArray[np.int64], ages: Floats) -> Floats:
        lived, half, life = np.clip(ages, 0.0, self.how.life), self.half[which], self.how.life
        share: Floats = lived / (lived + half) * (life + half) / life
        return share

    def _pass(self, week: int) -> int:
        """Let those pass that reach their bar in this week; return how many."""
        life = self.how.life
        near = slice(*np.searchsorted(self.born, [week - life, week + 1]))
        open_ = np.arange(len(self.born))[near]
        open_ = open_[np.isinf(self.passed[open_]) & np.isinf(self.answered[open_])]
        if self.threshold is not None:
            self.bar[open_] = np.minimum(self.bar[open_], self.threshold)
        open_ = open_[self.bar[open_] <= self.people[open_]]
        half = self.half[open_]
        # The age at which t/(t + h), over its value at the end of life, is the share that the bar asks for.
        share = self.bar[open_] / self.people[open_] * life / (life + half)
        moment = self.born[open_] + np.minimum(share * half / (1.0 - share), life)
        moment = np.maximum(moment, week)
        now = moment <= week + 1
        self.passed[open_[now]] = moment[now]
        return int(now.sum())

    def _due(self, week: int) -> NDArray[np.int64]:
        """Return those that had passed before this week and wait, the next to be answered first."""
        # What cannot be used in a week is gone; only a part of an answer is carried on to the next.
        weekly = self.staffing.in_week(week)
        self.credit = min(self.credit + weekly, max(weekly, 1.0))
        due = np.flatnonzero((self.passed < week) & np.isinf(self.answered))
        keys = {Order.PASSING: self.passed, Order.STRENGTH: -self.people, Order.ARRIVAL: self.born}
        order: NDArray[np.int64] = np.argsort(keys[self.how.order][due], kind="stable")
        return due[order]

    def _strongest(self, week: int) -> NDArray[np.int64]:
        """Return the open ones that are not due, a week old at least, the strongest by now first."""
        near = slice(*np.searchsorted(self.born, [week + 1 - self.how.life, week], side="right"))
        below = np.arange(len(self.born))[near]
        below = below[np.isinf(self.passed[below]) & np.isinf(self.answered[below])]
        sizes = self.people[below] * self._grown(below, week + 1 - self.born[below])
        strongest: NDArray[np.int64] = below[np.argsort(-sizes, kind="stable")]
        return strongest

    def _answer(self, week: int, queue: NDArray[np.int64]) -> NDArray[np.int64]:
        """Answer the first of these, as many as there is capacity left for; return which."""
        first = queue[: int(self.credit + 1e-9)]
        self.answered[first] = week + 1
        self.credit -= len(first)
        return first


def arrival_rate(ages: Floats, weeks: float, *, short: float = 2.0, long: float = 6.0) -> float:
    """Return how many come in a week: the higher of the last two weeks' and the last six weeks' pace.

    ``ages`` in weeks; ``weeks`` is how long the desk has been there. A rush counts at once, and a pause is
    believed only after a while.
    """
    spans = (max(1.0, min(span, weeks)) for span in (short, long))
    return max(float((ages < span).sum()) / span for span in spans)
