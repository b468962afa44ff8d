"""Looking ahead: what a desk can say of its waits, by the better of two predictors. See `Outlook`."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from saule.engines.choosing import Choice, PredictorChooser
from saule.engines.projection import CalendarProjection, covering_days
from saule.engines.waiting import PeriodHazard

NEVER = 2**40
"""A day number beyond all others: not answered."""
HISTORY, PLAN = "history", "plan"
FEW = 10.0
"""Answers that must have been expected before their absence says something."""
PARAMETERS = (
    *("level", "kept", "horizon", "half_life", "kappa", "window", "least", "rehearsed"),
    *("standstill", "strike_half_life"),
)
Days = NDArray[np.int64]
Plan = Callable[[int], ArrayLike | None]
"""The answers planned for a day (by number) and those after it, as known when it begins; None: no plan."""


@dataclass(frozen=True, slots=True)
class Said:
    """Days until an answer (None: none is sure enough): that of the predictor chosen, and what each said."""

    days: int | None
    choice: Choice
    history: int | None
    plan: int | None
    projected: int | None
    chance: Callable[[int], float] = field(compare=False)
    """The chance, by the predictor chosen, of an answer within so many days."""


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """What would have been said at midnight of each item that came since a day: its number, what each
    predictor said and what the chooser took (−1: no date), and whether that was the plan.
    """

    item: Days
    history: Days
    plan: Days
    taken: Days
    by_plan: NDArray[np.bool_]


class Outlook:
    """Learns a desk's waits, and says by when the next ones are over.

    Two predictors: `PeriodHazard` (“history”, how long others waited) and `CalendarProjection` (“plan”, when
    the planned capacity covers the work ahead). Which of them speaks is chosen per kind by what their dates
    would have cost: the midnights of the last ``rehearsed`` days are gone through in their order, and at each
    one both say what they would have said of that day's items, from what was known the day before and from
    nothing later. Where there is no plan, or too little is known of how plans come true, the history speaks.

    What was learned over months does not see a strike. So the answers of the last weeks (weights halve every
    ``strike_half_life`` days) are compared with those that the history expected: where at most the share
    ``standstill`` of them came, of ten or more, the history speaks for that pace until answers come again.

    ``level`` is the chance aimed at; the loss is that of dates meant to be kept ``kept`` of the time.
    """

    def __init__(
        self,
        *,
        level: float = 0.92,
        kept: float = 0.9,
        horizon: int = 365,
        half_life: float = 90.0,
        kappa: float = 20.0,
        window: int = 120,
        least: int = 30,
        rehearsed: int | None = 180,
        standstill: float = 0.25,
        strike_half_life: float = 14.0,
    ) -> None:
        self.level = level
        self.kept = kept
        self.horizon = horizon
        self.half_life = half_life
        self.kappa = kappa
        self.window = window
        self.least = least
        self.rehearsed = rehearsed
        self.standstill = standstill
        self.strike_half_life = strike_half_life
        self._forget()

    def _forget(self) -> None:
        self._came, self._expected = 0.0, 0.0
        self.hazard_ = PeriodHazard(
            half_life=self.half_life, kappa=self.kappa, level=self.level, horizon=self.horizon
        )
        self.projection_ = CalendarProjection(
            level=self.level, window=self.window, least=self.least, horizon=self.horizon
        )
        self.chooser_ = PredictorChooser(
            names=(HISTORY, PLAN),
            level=self.kept,
            half_life=self.half_life,
            least=self.least,
            cap=self.horizon,
        )

    def fit(
        self,
        kinds: Sequence[str],
        opened: ArrayLike,
        answered: ArrayLike,
        *,
        up_to: int,
        plan: Plan | None = None,
        work: ArrayLike | None = None,
    ) -> "Outlook":
        """Learn a whole history; anything learned before is dropped.

        Items in the order in which they came, with day numbers; ``answered`` is `NEVER` while open, and
        ``up_to`` the last whole day known. ``work`` says how much each adds to what is ahead of the next (1;
        0 if it is answered together with one before).
        """
        self._forget()
        past = Past.of(kinds, opened, answered, work, up_to)
        begin = int(past.opened[0]) if len(past.opened) else up_to + 1
        start = begin if self.rehearsed is None else max(begin, up_to + 1 - self.rehearsed)
        before = start - 1 - (self.window if plan else 0)
        known = past.answered_by(before)
        self.hazard_.fit(past.kinds, past.opened.tolist(), known, up_to=before)
        self.rehearsal_ = Rehearsing(self, past, plan).run(before + 1, start, up_to)
        return self

    @property
    def pace_(self) -> float:
        """The share of the answers expected that came lately, where next to none came; else 1."""
        if self._expected < FEW:
            return 1.0
        share = self._came / self._expected
        return share if share <= self.standstill else 1.0

    def watch(self, came: float, expected: float) -> None:
        """Learn how many answers a day brought, and how many the history had expected."""
        fade = 2.0 ** (-1.0 / self.strike_half_life)
        self._came = fade * self._came + came
        self._expected = fade * self._expected + expected

    def predict(
        self,
        kind: str,
        *,
        age: int = 0,
        ahead: float | None = None,
        planned: ArrayLike | None = None,
    ) -> Said:
        """Return what is said of an item that has waited ``age`` days, with so much work ahead of it.

        ``planned`` are the answers expected from today on; without it, or without ``ahead``, only the history
        speaks.
        """
        projected = None
        if ahead is not None and planned is not None:
            projected = int(covering_days([ahead + 1.0], planned)[0])
        history = self.hazard_.days_to_answer(kind, age, self.pace_)
        plan = None if projected is None else self.projection_.days_to_answer(projected)
        choice = self.chooser_.choose(kind)
        if choice.name == PLAN and projected is not None and self.projection_.knows:
            return Said(
                plan, choice, history, plan, projected, lambda days: self.projection_.chance(projected, days)
            )
        by_history = Choice(HISTORY, choice.queue, choice.items, choice.losses)
        return Said(
            history,
            by_history,
            history,
            plan,
            projected,
            lambda days: self.hazard_.chance(kind, days, age, self.pace_),
        )

    def get_state(self) -> dict[str, Any]:
        """Return everything that predicting needs, as plain data."""
        return {
            "parameters": {name: getattr(self, name) for name in PARAMETERS},
            "recent": [self._came, self._expected],
            "hazard": self.hazard_.get_state(),
            "projection": self.projection_.get_state(),
            "chooser": self.chooser_.get_state(),
        }

    @classmethod
    def from_state(cls, state: Mapping[str, Any]) -> "Outlook":
        """Return an outlook that says what the one said whose state this is."""
        outlook = cls(**state["parameters"])
        outlook._came, outlook._expected = state["recent"]
        outlook.hazard_ = PeriodHazard.from_state(state["hazard"])
        outlook.projection_ = CalendarProjection.from_state(state["projection"])
        outlook.chooser_ = PredictorChooser.from_state(state["chooser"])
        return outlook


@dataclass(frozen=True, slots=True)
class Past:
    """A history: one place an item in each list, in the order in which they came."""

    kinds: list[str]
    opened: Days
    answered: Days
    work: NDArray[np.float64]

    @classmethod
    def of(
        cls, kinds: Sequence[str], opened: ArrayLike, answered: ArrayLike, work: ArrayLike | None, up_to: int
    ) -> "Past":
        """What is known at the end of ``up_to``. Raises ValueError where the items are not in their order."""
        came, left = np.asarray(opened, dtype=np.int64), np.asarray(answered, dtype=np.int64)
        if (np.diff(came) < 0).any():
            raise ValueError("items must come in the order in which they were opened")
        here = int(np.searchsorted(came, up_to, side="right"))
        weights = np.ones(len(came)) if work is None else np.asarray(work, dtype=np.float64)
        left = np.where(left <= up_to, np.maximum(left, came), NEVER)
        return cls(list(kinds[:here]), came[:here], left[:here], weights[:here])

    def answered_by(self, day: int) -> list[int | None]:
        """The day of each answer as far as known at the end of this day."""
        return [left if left <= day else None for left in self.answered.tolist()]


class Rehearsing:
    """Goes through the midnights of a history: at each one, first say, then learn what the day brought."""

    def __init__(self, outlook: Outlook, past: Past, plan: Plan | None) -> None:
        self.outlook = outlook
        self.past = past
        self.plan = plan
        self.rows = outlook.hazard_.rows(past.kinds)
        self.by_answer = np.argsort(past.answered, kind="stable")
        self.answer_days = past.answered[self.by_answer]
        size = len(past.opened)
        self.projected = np.full(size, -1)
        self.said = np.full((size, 2), -1)
        self.taken = np.full(size, -1)
        self.by_plan = np.zeros(size, dtype=bool)
        self.known_on = np.full(size, NEVER)
        self.waiting = 0.0
        self.pending: Days = np.zeros(0, dtype=np.int64)

    def run(self, first: int, start: int, up_to: int) -> Rehearsal:
        """Walks from ``first`` to ``up_to``, both included, and says from ``start`` on; then learns for the
        day after.
        """
        past, hazard = self.past, self.outlook.hazard_
        open_ = self.open_table(first)
        self.waiting = float(past.work[(past.opened < first) & (past.answered >= first)].sum())
        for day in range(first, up_to + 1):
            came = self.between(past.opened, day)
            self.say(day, came, aloud=day >= start)
            np.add.at(open_[:, 0], self.rows[came], 1.0)
            done = self.by_answer[self.between(self.answer_days, day)]
            self.waiting += float(past.work[came].sum() - past.work[done].sum())
            ages = day - past.opened[done]
            within = ages <= hazard.horizon
            answers = np.zeros_like(open_)
            np.add.at(answers, (self.rows[done][within], ages[within]), 1.0)
            self.outlook.watch(float(answers.sum()), hazard.expected(open_))
            hazard.observe_table(open_, answers)
            open_ -= answers
            open_[:, 1:] = open_[:, :-1].copy()
            open_[:, 0] = 0.0
        self.learn(up_to + 1)
        item = np.arange(np.searchsorted(past.opened, start), len(past.opened))
        said = self.said[item]
        return Rehearsal(item, said[:, 0], said[:, 1], self.taken[item], self.by_plan[item])

    def open_table(self, day: int) -> NDArray[np.float64]:
        """How many items of each kind and age are open when this day begins."""
        past, hazard = self.past, self.outlook.hazard_
        table = np.zeros((int(self.rows.max(initial=-1)) + 1, hazard.horizon + 1))
        ages = day - past.opened
        still = (ages > 0) & (past.answered >= day) & (ages <= hazard.horizon)
        np.add.at(table, (self.rows[still], ages[still]), 1.0)
        return table

    def between(self, days: Days, day: int) -> slice:
        """The places of what falls on this day in an ordered list of days."""
        return slice(int(np.searchsorted(days, day)), int(np.searchsorted(days, day, side="right")))

    def say(self, day: int, came: slice, *, aloud: bool) -> None:
        """What both would have said of the items that came on this day, and which was taken."""
        outlook = self.outlook
        if aloud:
            self.learn(day)
        if came.start == came.stop:
            return
        planned = self.plan(day) if self.plan else None
        if planned is not None:
            self.projected[came] = covering_days(self.waiting + np.cumsum(self.past.work[came]), planned)
        if not aloud:
            return
        both = planned is not None and outlook.projection_.knows
        distinct, inverse = np.unique(self.rows[came], return_inverse=True)
        self.said[came, 0] = outlook.hazard_.days_at_arrival(distinct, outlook.pace_)[inverse]
        self.said[came, 1] = outlook.projection_.days_of(self.projected[came])
        for row in distinct.tolist():
            mine = np.arange(came.start, came.stop)[self.rows[came] == row]
            by_plan = both and outlook.chooser_.choose(self.past.kinds[mine[0]]).name == PLAN
            self.by_plan[mine] = by_plan
            self.taken[mine] = self.said[mine, int(by_plan)]
        if both:
            self.await_outcome(day, came)

    def await_outcome(self, day: int, came: slice) -> None:
        """Notes when it will be known how it went with what both said; where one was silent, nothing is."""
        # How it went is known once it is answered, or once it is later than everything that was said.
        latest = np.where(self.said[came] < 0, self.outlook.horizon, self.said[came]).max(axis=1)
        self.known_on[came] = np.minimum(self.past.answered[came], day + latest + 1)
        self.pending = np.concatenate([self.pending, np.arange(came.start, came.stop)])

    def learn(self, day: int) -> None:
        """At this midnight: how plans came true, and the outcome of what was said, known the day before."""
        outlook, past = self.outlook, self.past
        if self.plan:
            recent = slice(
                int(np.searchsorted(past.opened, day - outlook.window)),
                int(np.searchsorted(past.opened, day)),
            )
            outlook.projection_.fit(
                self.projected[recent], past.opened[recent], past.answered[recent], up_to=day - 1
            )
        outlook.chooser_.fade()
        self.score(day)

    def score(self, day: int) -> None:
        """Scores what was said and whose outcome was known the day before."""
        known = self.known_on[self.pending] < day
        done = self.pending[known]
        kinds = [self.past.kinds[item] for item in done.tolist()]
        waited = self.known_on[done] - self.past.opened[done]
        self.outlook.chooser_.score(kinds, self.said[done], waited)
        self.pending = self.pending[~known]
