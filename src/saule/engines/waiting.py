"""Waiting: how long until this is answered, from how long others waited. See `PeriodHazard`."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

Counts = Mapping[str, Mapping[int, int]]
"""For each kind, how many items at each age in whole days."""


class PeriodHazard:
    """Predicts waiting times from what happened to open items of each age lately."""

    def __init__(
        self, *, half_life: float = 90.0, kappa: float = 20.0, level: float = 0.92, horizon: int = 365
    ) -> None:
        self.half_life = half_life
        self.kappa = kappa
        self.level = level
        self.horizon = horizon

    def observe_day(self, open_by_kind_age: Counts, answered_by_kind_age: Counts) -> None:
        """Learn one day: items open when it began (with those that came in it, at age 0), and those answered."""
        raise NotImplementedError

    def fit(
        self, kinds: Sequence[str], opened: Sequence[int], answered: Sequence[int | None], *, up_to: int
    ) -> "PeriodHazard":
        """Learn a whole history at once: day numbers; ``up_to`` is the last whole day known."""
        raise NotImplementedError

    def days_to_answer(self, kind: str, age: int = 0) -> int | None:
        """Return in how many days from today an item of this kind and age is answered with the level's chance."""
        raise NotImplementedError


def capacity_days(
    ahead: float, weekly_capacity: float, *, days_a_week: int = 5, margin: float = 0.25
) -> int | None:
    """Return the working days until the work ahead and this item are done; None when there is no capacity."""
    raise NotImplementedError


def capacity_date(
    ahead: float,
    weekly_capacity: float,
    working_days: Iterable[date],
    *,
    days_a_week: int = 5,
    margin: float = 0.25,
) -> date | None:
    """Return the day by which the work ahead and this item are done, among the coming working days given."""
    raise NotImplementedError
