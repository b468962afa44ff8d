"""Middles: the median of whole numbers that were counted, with its interval; the mean with its own."""

from collections.abc import Mapping
from math import sqrt
from typing import NamedTuple

from saule.engines.shares import Z_95


class Middle(NamedTuple):
    """A middle and between what it likely lies, 95 times in 100."""

    value: float
    low: float
    high: float


def median(counts: Mapping[int, int]) -> Middle | None:
    """Return the median of values of which ``counts`` says how often each occurs; None of none.

    Its interval is between the values at the ranks n/2 ± z·√n/2: it asks nothing of how the values are spread
    (Conover, *Practical Nonparametric Statistics*, 1999, §3.2). Of very few it reaches from the least to the
    greatest.
    """
    number = sum(counts.values())
    if not number:
        return None
    half = Z_95 * sqrt(number) / 2
    ranks = (number / 2, number / 2 - half, number / 2 + half)
    value, low, high = (ranked(counts, min(max(rank, 0.5), number)) for rank in ranks)
    return Middle(value, low, high)


def ranked(counts: Mapping[int, int], rank: float) -> int:
    """Return the smallest value that at least ``rank`` of them do not exceed."""
    below = 0
    for value in sorted(counts):
        below += counts[value]
        if below >= rank:
            return value
    raise ValueError("there are not so many")


def mean(number: int, total: float, squares: float) -> Middle | None:
    """Return the mean of ``number`` values from their sum and that of their squares; None of none.

    The interval is the normal one; of a single value nothing is known of the spread, and it is all there is.
    """
    if not number:
        return None
    middle = total / number
    spread = max(squares / number - middle * middle, 0.0) * number / max(number - 1, 1)
    half = Z_95 * sqrt(spread / number)
    return Middle(middle, middle - half, middle + half)
