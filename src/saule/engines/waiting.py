"""Waiting: how long until this is answered, from how long others waited. See `PeriodHazard`."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Counts = Mapping[str, Mapping[int, int]]
"""For each kind, how many items at each age in whole days."""

Floats = NDArray[np.float64]


class PeriodHazard:
    """Predicts waiting times from what happened lately to open items of each age.

    For each kind and age in days it counts, with weights that halve every ``half_life`` days, the item-days
    at risk R and the answers D. The chance to be answered on a day is h = (D + κ·h₀)/(R + κ), h₀ being that
    of all kinds together. A *period* estimate: it follows today's pace at every age at once, and items still
    open count by themselves. (Preston, Heuveline and Guillot, *Demography*, 2001, ch. 3, "period life
    table".)

    Age 0 is the day of arrival. ``level`` is the chance aimed at, ``horizon`` the farthest date given, in
    days.
    """

    def __init__(
        self, *, half_life: float = 90.0, kappa: float = 20.0, level: float = 0.92, horizon: int = 365
    ) -> None:
        self.half_life = half_life
        self.kappa = kappa
        self.level = level
        self.horizon = horizon
        self._rows: dict[str, int] = {}
        self._at_risk = np.zeros((0, horizon + 1))
        self._answered = np.zeros((0, horizon + 1))

    def observe_day(self, open_by_kind_age: Counts, answered_by_kind_age: Counts) -> None:
        """Learn one day, every day once.

        ``open_by_kind_age`` are the items that were open at any moment of the day: those open when it began,
        and those that came in it, at age 0. ``answered_by_kind_age`` are those of them answered in it.
        """
        self.rows([*open_by_kind_age, *answered_by_kind_age])
        self.observe_table(self._table(open_by_kind_age), self._table(answered_by_kind_age))

    def observe_table(self, open_: Floats, answered: Floats) -> None:
        """Learn one day from tables with a row for each kind, in the order of `rows`, a column per age."""
        fade = 2.0 ** (-1.0 / self.half_life)
        self._at_risk = fade * self._at_risk + open_
        self._answered = fade * self._answered + answered

    def rows(self, kinds: Sequence[str]) -> NDArray[np.int64]:
        """Return the row of each of these kinds; one not seen before gets a new one."""
        for kind in kinds:
            self._rows.setdefault(kind, len(self._rows))
        more = np.zeros((len(self._rows) - len(self._at_risk), self.horizon + 1))
        self._at_risk, self._answered = (
            np.vstack([table, more]) for table in (self._at_risk, self._answered)
        )
        return np.array([self._rows[kind] for kind in kinds], dtype=np.int64)

    def fit(
        self, kinds: Sequence[str], opened: Sequence[int], answered: Sequence[int | None], *, up_to: int
    ) -> "PeriodHazard":
        """Learn a whole history at once; anything learned before is dropped.

        Day numbers (such as `date.toordinal`), one per item; ``answered`` None while open; ``up_to`` the last
        whole day known. Later arrivals are left out, later answers count as not yet given.
        """
        first = np.asarray(opened, dtype=np.int64)
        last = np.array([up_to + 1 if day is None else day for day in answered], dtype=np.int64)
        known = first <= up_to
        done = known & (last <= up_to)
        exposure = np.clip(np.minimum(last, up_to) - first, 0, None)
        self._rows = {}
        self._at_risk = self._answered = np.zeros((0, self.horizon + 1))
        self.rows(sorted({kind for kind, is_known in zip(kinds, known, strict=True) if is_known}))
        of = np.array([self._rows.get(kind, -1) for kind in kinds], dtype=np.int64)
        for row in range(len(self._rows)):
            mine = known & (of == row)
            self._at_risk[row] = self._exposed(first[mine], exposure[mine], up_to)
            answers = mine & done
            self._answered[row] = self._weighed(exposure[answers], (up_to - last[answers]) / self.half_life)
        return self

    @property
    def kinds_(self) -> tuple[str, ...]:
        """The kinds seen so far."""
        return tuple(sorted(self._rows))

    def hazard(self, kind: str) -> Floats:
        """Return the chance to be answered at each age from 0 to ``horizon``, given open until then."""
        row = self._rows.get(kind)
        nothing = np.zeros((1, self.horizon + 1))
        mine, done = (nothing, nothing) if row is None else (self._at_risk[[row]], self._answered[[row]])
        hazard: Floats = self._shrunk(mine, done)[0]
        return hazard

    def days_at_arrival(self, rows: NDArray[np.int64], pace: float = 1.0) -> NDArray[np.int64]:
        """Return what `days_to_answer` says of an item that comes today, for these `rows`; −1: none."""
        left = np.cumprod(1.0 - pace * self._shrunk(self._at_risk[rows], self._answered[rows]), axis=1)
        sure = left <= 1.0 - self.level + 1e-12
        days: NDArray[np.int64] = np.where(sure.any(axis=1), sure.argmax(axis=1), -1)
        return days

    def expected(self, open_: Floats) -> float:
        """Return how many of the items in such a table (see `observe_table`) are answered on such a day."""
        return float((open_ * self._shrunk(self._at_risk, self._answered)).sum())

    def chance(self, kind: str, days: int, age: int = 0, pace: float = 1.0) -> float:
        """Return the chance that an item open at this age is answered within ``days`` days (0: today).

        ``pace``: the share of what was learned that is being answered now, if that is known to have changed.
        """
        ahead = pace * self._ahead(kind, age)[: days + 1]
        return float(1.0 - np.prod(1.0 - ahead))

    def days_to_answer(self, kind: str, age: int = 0, pace: float = 1.0) -> int | None:
        """Return in how many days from today (0: today) an item open at this age is answered, at ``level``.

        None when no day within ``horizon`` days from today is sure enough: then say so, and give no date.
        """
        left = np.cumprod(1.0 - pace * self._ahead(kind, age))
        sure = np.flatnonzero(left <= 1.0 - self.level + 1e-12)
        return int(sure[0]) if len(sure) else None

    def get_state(self) -> dict[str, Any]:
        """Return everything learned, as plain lists."""
        return {
            "parameters": {name: getattr(self, name) for name in ("half_life", "kappa", "level", "horizon")},
            "at_risk": {kind: self._at_risk[row].tolist() for kind, row in self._rows.items()},
            "answered": {kind: self._answered[row].tolist() for kind, row in self._rows.items()},
        }

    @classmethod
    def from_state(cls, state: Mapping[str, Any]) -> "PeriodHazard":
        """Return a predictor that goes on from `get_state`."""
        predictor = cls(**state["parameters"])
        kinds = list(state["at_risk"])
        predictor.rows(kinds)
        for row, kind in enumerate(kinds):
            predictor._at_risk[row] = state["at_risk"][kind]
            predictor._answered[row] = state["answered"][kind]
        return predictor

    def _shrunk(self, risk: Floats, answers: Floats) -> Floats:
        """Return the hazards of these rows, drawn towards that of all kinds where they know little."""
        at_risk, answered = self._at_risk.sum(axis=0), self._answered.sum(axis=0)
        pooled = np.divide(answered, at_risk, out=np.zeros_like(at_risk), where=at_risk > 0.0)
        if self.kappa == 0.0:
            return np.divide(answers, risk, out=np.zeros_like(risk), where=risk > 0.0)
        hazard: Floats = np.clip((answers + self.kappa * pooled) / (risk + self.kappa), 0.0, 1.0)
        return hazard

    def _ahead(self, kind: str, age: int) -> Floats:
        """Return the hazards from this age on, as many as the horizon has days; unseen ages answer nobody."""
        hazard = self.hazard(kind)[max(0, age) :]
        return np.concatenate([hazard, np.zeros(self.horizon + 1 - len(hazard))])

    def _table(self, counts: Counts) -> Floats:
        """Return counts by kind and age as a table in the order of the rows."""
        table = np.zeros_like(self._at_risk)
        for kind, ages in counts.items():
            for age, count in ages.items():
                if 0 <= age <= self.horizon:
                    table[self._rows[kind], age] += count
        return table

    def _exposed(self, first: NDArray[np.int64], exposure: NDArray[np.int64], up_to: int) -> Floats:
        """Return the faded item-days at risk at each age; an item is at risk at every age it lived."""
        # The weight of the day an item is a days old is 2^(−(up_to − first − a)/half-life): sum first what
        # belongs to the item over all that lived at least that long, then multiply by what belongs to the
        # age.
        lived = np.zeros(self.horizon + 1)
        np.add.at(lived, np.minimum(exposure, self.horizon), 2.0 ** (-(up_to - first) / self.half_life))
        at_least: Floats = np.cumsum(lived[::-1])[::-1]
        return at_least * 2.0 ** (np.arange(self.horizon + 1) / self.half_life)

    def _weighed(self, ages: NDArray[np.int64], half_lives_ago: Floats) -> Floats:
        within = ages <= self.horizon
        row = np.zeros(self.horizon + 1)
        np.add.at(row, ages[within], 2.0 ** (-half_lives_ago[within]))
        return row
