"""Pace: how much work gets done a day, how much that varies, and what each kind of it takes."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import nnls

ENOUGH_DAYS = 10
LEAST_EXPECTED = 0.1
"""Answers: on a day of which less was expected, a single one would weigh as ten even days do."""
PULLS = tuple(float(kappa) for kappa in np.geomspace(1_000.0, 0.1, 13))
"""How strongly kinds may be drawn together, in answers, the strongest first."""

Floats = NDArray[np.float64]


def dispersion(counts: Sequence[float], expected: Sequence[float]) -> float:
    """Return by how many times daily counts vary more than chance alone would have it (variance ÷ mean).

    The Pearson statistic of a quasi-Poisson model over its degrees of freedom (McCullagh and Nelder,
    *Generalized Linear Models*, 1989, §6.2). Days of which next to nothing was expected are left out: they
    say nothing. Never under 1: a run of even days is no proof that the next ones will be; 1 as well while
    fewer than ``ENOUGH_DAYS`` are known.
    """
    seen, mean = np.asarray(counts, dtype=np.float64), np.asarray(expected, dtype=np.float64)
    tells = mean >= LEAST_EXPECTED
    seen, mean = seen[tells], mean[tells]
    if len(seen) < ENOUGH_DAYS:
        return 1.0
    return max(1.0, float(np.sum((seen - mean) ** 2 / mean)) / (len(seen) - 1))


def handling(days: Sequence[Mapping[str, int]], hours: Sequence[float]) -> dict[str, float]:
    """Return the hours that one answer of each kind takes, from days of work as a whole.

    ``days`` are the answers given on each day by kind, ``hours`` what was staffed on it. Solves Σ n·t = hours
    over the days for t ≥ 0 by least squares, with each t drawn towards that of all kinds together: a kind
    that is rare, or that never comes without the others, takes what all take. How strongly is told by the
    days (``pull``). What staff do besides answering is spread over the answers. Nothing is known of who did
    which.
    """
    kinds = sorted({kind for day in days for kind, count in day.items() if count > 0})
    total = sum(sum(day.values()) for day in days)
    if not kinds or total <= 0:
        return {}
    pooled = sum(hours) / total
    counts = np.array([[day.get(kind, 0) for kind in kinds] for day in days], dtype=np.float64)
    # A day of n answers varies as n: each equation weighs as much as it tells.
    weight = 1.0 / np.sqrt(np.maximum(counts.sum(axis=1), 1.0))
    work, staffed = counts * weight[:, None], np.asarray(hours, dtype=np.float64) * weight
    root = np.sqrt(pull(work, staffed - pooled * work.sum(axis=1)))
    left = np.vstack([work, root * np.eye(len(kinds))])
    right = np.concatenate([staffed, np.full(len(kinds), root * pooled)])
    found, _residual = nnls(left, right)
    return {kind: float(time) for kind, time in zip(kinds, found, strict=True)}


def pull(work: Floats, beyond: Floats) -> float:
    """Return how strongly to draw kinds together: as it best foretells each day from all the others.

    ``beyond`` is what each day took beyond its ``work`` at the pace of all kinds. On a mixed day only the
    shares of the kinds tell them apart, so that no fixed strength fits: days that fit their work well are
    taken at their word, and differences that are no more than noise are not believed. The error on a day left
    out is that on it over 1 − its leverage (Allen's PRESS, *Technometrics* 16, 1974).
    """

    def missed(kappa: float) -> float:
        told = work @ np.linalg.solve(work.T @ work + kappa * np.eye(work.shape[1]), work.T)
        return float(np.sum(((beyond - told @ beyond) / (1.0 - np.diag(told))) ** 2))

    return min(PULLS, key=missed)
