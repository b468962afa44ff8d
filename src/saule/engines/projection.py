"""Projecting: when work in a known order is done, from the capacity planned. See `CalendarProjection`."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Days = NDArray[np.int64]
FINE = 1000.0
"""Steps in which ratios are counted."""


def covering_days(work: ArrayLike, planned: ArrayLike) -> Days:
    """Return in how many days the planned capacity covers each of these amounts of work; −1: not within it.

    ``planned`` are the answers expected on each day, the first being today (0 days ahead); ``work`` counts
    what is ahead of an item and the item itself, in the same units.
    """
    covered = np.cumsum(np.clip(np.asarray(planned, dtype=np.float64), 0.0, None))
    first = np.searchsorted(covered, np.asarray(work, dtype=np.float64) - 1e-9)
    days: Days = np.where(first < len(covered), first, -1)
    return days


class CalendarProjection:
    """Predicts waiting times from the day on which the plan reaches an item.

    The plan alone gives p₀, the first day when the cumulative planned capacity covers the work ahead
    (`covering_days`). How far plans and waits were apart lately says how far to trust it: of every item of
    the last ``window`` days, answered or not, r = log(1 + Y) − log(1 + p₀), Y being the days it waited. The
    date is (1 + p₀)·exp(Q) − 1, Q the quantile of r at ``level`` by Kaplan and Meier (*JASA* 53, 1958), to
    which an item still open counts as “at least so long”. Where more than 1 − ``level`` of the items are
    never answered there is no such Q, and no date. In logarithms, as plans for far days err by more days.

    ``least`` is the number of items below which nothing is said, ``horizon`` the farthest date in days.
    """

    def __init__(
        self, *, level: float = 0.92, window: int = 120, least: int = 30, horizon: int = 365
    ) -> None:
        self.level = level
        self.window = window
        self.least = least
        self.horizon = horizon
        self.items_ = 0
        self._ratios: Floats = np.zeros(0)
        self._left: Floats = np.zeros(0)

    def fit(
        self, projected: ArrayLike, opened: ArrayLike, answered: ArrayLike, *, up_to: int
    ) -> "CalendarProjection":
        """Learn how waits compare with what was projected; anything learned before is dropped.

        One p₀ an item (negative: the plan did not reach it, left out), and day numbers; ``answered`` beyond
        ``up_to``, the last whole day known, is not known yet.
        """
        p0, first = np.asarray(projected, dtype=np.float64), np.asarray(opened, dtype=np.int64)
        recent = (first > up_to - self.window) & (first <= up_to) & (p0 >= 0)
        last = np.asarray(answered, dtype=np.int64)[recent]
        waited = np.clip(np.minimum(last, up_to) - first[recent], 0, None)
        ratios = np.log1p(waited) - np.log1p(p0[recent])
        self.items_ = len(ratios)
        self._ratios, self._left = surviving(ratios, last <= up_to)
        return self

    @property
    def knows(self) -> bool:
        """Whether enough items were compared with their plan to say anything."""
        return self.items_ >= self.least

    @property
    def quantile_(self) -> float | None:
        """The ratio (a logarithm) that ``level`` of the items do not exceed; None while nothing is known."""
        sure = np.flatnonzero(self._left <= 1.0 - self.level + 1e-12)
        return float(self._ratios[sure[0]]) if self.knows and len(sure) else None

    def days_to_answer(self, projected: int) -> int | None:
        """Return in how many days an item that the plan reaches in ``projected`` days is answered."""
        days = int(self.days_of(np.array([projected]))[0])
        return days if days >= 0 else None

    def days_of(self, projected: Days) -> Days:
        """Return the same for many at once; −1: no day within the horizon is sure enough, or known."""
        quantile = self.quantile_
        if quantile is None:
            return np.full(len(projected), -1, dtype=np.int64)
        days = np.ceil((1.0 + projected) * np.exp(quantile) - 1.0 - 1e-9).clip(0.0)
        found: Days = np.where((projected >= 0) & (days <= self.horizon), days, -1).astype(np.int64)
        return found

    def chance(self, projected: int, days: int) -> float:
        """Return the chance that an item which the plan reaches in ``projected`` days is answered in time."""
        if projected < 0 or days < 0 or not self.knows:
            return 0.0
        reached = np.searchsorted(
            self._ratios, np.log1p(days) - np.log1p(projected) + 0.5 / FINE, side="right"
        )
        return float(1.0 - self._left[reached - 1]) if reached else 0.0

    def get_state(self) -> dict[str, Any]:
        """Return everything learned, as plain lists."""
        return {
            "parameters": {name: getattr(self, name) for name in ("level", "window", "least", "horizon")},
            "items": self.items_,
            "ratios": self._ratios.tolist(),
            "left": self._left.tolist(),
        }

    @classmethod
    def from_state(cls, state: Mapping[str, Any]) -> "CalendarProjection":
        """Return a predictor that knows what `get_state` said."""
        predictor = cls(**state["parameters"])
        predictor.items_ = state["items"]
        predictor._ratios, predictor._left = np.array(state["ratios"]), np.array(state["left"])
        return predictor


def surviving(ratios: Floats, done: NDArray[np.bool_]) -> tuple[Floats, Floats]:
    """Return at which ratios items were answered, in order, and the share that is left after each.

    By Kaplan and Meier: an item that is not ``done`` counts among those at risk up to its ratio. Ratios are
    counted to a thousandth, which is a third of a day in a year.
    """
    if not len(ratios):
        return np.zeros(0), np.zeros(0)
    steps = np.rint(ratios * FINE).astype(np.int64)
    lowest = int(steps.min())
    every = np.bincount(steps - lowest)
    answered = np.bincount(steps - lowest, weights=done)
    at_risk = np.cumsum(every[::-1])[::-1]
    left: Floats = np.cumprod(1.0 - answered / np.maximum(at_risk, 1), dtype=np.float64)
    here = np.flatnonzero(answered)
    return (here + lowest) / FINE, left[here]
