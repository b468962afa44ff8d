"""Overload: from which day on promises cannot all be kept, and what it takes for them to be.

Work with dates can be done in time if, by every day, no more of it is due than can be answered until
then (the demand bound of earliest-deadline-first: S. Baruah and others, *Real-Time Systems* 2, 1990). What
is still to come is promised like what came lately.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import ceil, sqrt

from scipy.special import gammaincinv


@dataclass(frozen=True, slots=True)
class Outlook:
    """What is known of the days to come, the next one first.

    ``due[d]``: how many promised answers have their date on that day (those late already on the first);
    ``capacity[d]``: how many can be given. ``arrivals``: how many pieces of work come a day, each promised
    within ``promised`` days.
    """

    due: Sequence[float]
    capacity: Sequence[float]
    arrivals: float
    promised: int


def breaks(now: Outlook) -> int | None:
    """The first day (0: the next one) by which more is due than can be answered until then; None if none."""
    demand = supply = 0.0
    for day, capacity in enumerate(now.capacity):
        demand += now.due[day] if day < len(now.due) else 0.0
        demand += now.arrivals if day >= now.promised else 0.0
        supply += capacity
        if demand > supply + 1e-9:
            return day
    return None


def waiting(now: Outlook, backlog: float) -> list[float]:
    """How much work waits at the end of each day, if it comes and is answered as foreseen."""
    rows, left = [], backlog
    for capacity in now.capacity:
        left = max(0.0, left + now.arrivals - capacity)
        rows.append(left)
    return rows


def needed(now: Outlook) -> float:
    """The smallest share by which capacity has to grow for nothing to break; 0 if nothing does.

    Infinite where something is due before anybody works.
    """
    demand = supply = most = 0.0
    for day, capacity in enumerate(now.capacity):
        demand += now.due[day] if day < len(now.due) else 0.0
        demand += now.arrivals if day >= now.promised else 0.0
        supply += capacity
        if demand > supply:
            most = max(most, demand / supply - 1 if supply else float("inf"))
    return most


def relieved(now: Outlook, units: float) -> Outlook:
    """The outlook once so many of the answers due first are given by somebody else."""
    left, due = units, list(now.due)
    for day, count in enumerate(due):
        taken = min(left, count)
        due[day], left = count - taken, left - taken
    return replace(now, due=due)


def widened(now: Outlook, share: float) -> Outlook:
    """The outlook with so much more capacity: 0.2 is a fifth more."""
    return replace(now, capacity=[capacity * (1 + share) for capacity in now.capacity])


def rate_between(count: int, weeks: float, level: float = 0.9) -> tuple[float, float]:
    """Between which rates a week the true one lies, of which ``count`` came in ``weeks`` (Poisson, gamma)."""
    tail = (1 - level) / 2
    low = float(gammaincinv(count, tail)) if count else 0.0
    return low / weeks, float(gammaincinv(count + 1, 1 - tail)) / weeks


def trend(weekly: Sequence[int]) -> tuple[float, float]:
    """By how much a week the count grows (least squares), and the half width of its 90 % interval.

    The spread is that of Poisson counts or of what is seen, whichever is wider.
    """
    n = len(weekly)
    if n < 3:
        return 0.0, float("inf")
    mean, middle = sum(weekly) / n, (n - 1) / 2
    squares = sum((i - middle) ** 2 for i in range(n))
    slope = sum((i - middle) * (y - mean) for i, y in enumerate(weekly)) / squares
    rest = sum((y - mean - slope * (i - middle)) ** 2 for i, y in enumerate(weekly)) / (n - 2)
    return slope, 1.645 * sqrt(max(rest, mean) / squares)


def whole(value: float) -> int:
    """Up to the next whole answer; what is no more than a rounding error above one is that one."""
    return ceil(value - 1e-9)
