"""Surging: whether so many within an hour can be what a matter, or its desk, usually sees.

The usual is robust: the mean of the past hours without their highest twentieth, so that one good day in the
news does not hide the next attack, and an attack does not become usual. Hours differ more than by chance
alone (evenings, Sundays); so the rate that has to explain the hour is raised to what busy hours had.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import log

LEAST, LEAST_WITHOUT_PAST = 30, 200
TRIMMED = 0.05
BUSY = 0.98
TIMES = 3
RARE = 1e-9
ENOUGH_HOURS = 24


@dataclass(frozen=True, slots=True)
class Usual:
    """What is usual: ``rate``, signatures an hour; ``busy``, what only one hour in fifty exceeds.

    ``known``: whether there is a past to speak of.
    """

    rate: float
    busy: float
    known: bool


def usual(own: Sequence[int], others: Sequence[int] = ()) -> Usual:
    """From counts of past hours: of the matter itself, and of the desk's other matters (only hours in which
    somebody signed, of which few say nothing).
    """
    busy = quantile(own, BUSY)
    if len(others) >= ENOUGH_HOURS:
        busy = max(busy, quantile(others, BUSY))
    known = len(own) >= ENOUGH_HOURS or len(others) >= ENOUGH_HOURS
    return Usual(rate=trimmed_mean(own), busy=busy, known=known)


def is_unusual(count: int, known: Usual) -> bool:
    """Whether the usual does not explain ``count`` within an hour: neither a busy one thrice, nor chance.

    Chance is Chernoff's bound for Poisson's law, exp(−(k·ln(k/λ) − k + λ)), at twice the usual rate.
    """
    if count < (LEAST if known.known else LEAST_WITHOUT_PAST):
        return False
    expected = max(1.0, 2 * known.rate)
    if count <= expected or count <= TIMES * known.busy:
        return False
    return -(count * log(count / expected) - count + expected) < log(RARE)


def is_calm(count: int, known: Usual) -> bool:
    """Whether a surge is over: the hour is no more than a busy one, or hardly anybody signs."""
    return count < LEAST or count <= max(known.busy, 2 * known.rate)


def trimmed_mean(counts: Sequence[int]) -> float:
    """The mean without the highest twentieth; 0 of nothing."""
    kept = sorted(counts)[: max(1, round(len(counts) * (1 - TRIMMED)))] if counts else []
    return sum(kept) / len(kept) if kept else 0.0


def quantile(counts: Sequence[int], share: float) -> float:
    """The count that ``share`` of the hours do not exceed; 0 of nothing."""
    ordered = sorted(counts)
    return float(ordered[min(len(ordered) - 1, int(share * len(ordered)))]) if ordered else 0.0
