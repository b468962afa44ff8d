"""Strength: which matters speak loudest, so that a rare grave case rises above a popular trifle.

It weighs who speaks (people, rather in their own words), whether they are suddenly more than their own past
would have it, and how far they are spread; danger comes before all of it. Pure figures in, figures out.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, log, log2, log10, sqrt

from scipy.special import betainc

DANGER = 50.0
"""What a grave matter has above any other: more than all people of the Earth could weigh."""
VULNERABLE = 5.0
RAREST = 1e-6
"""A burst rarer than this is no more surprising."""
SHAPE, RATE = 0.5, 0.5
"""What is thought of a matter's weeks before any is known: half a person in half a week (Jeffreys' prior)."""


@dataclass(frozen=True, slots=True)
class Signals:
    """What is known of one matter: ``waiting`` people of ``people``, of whom ``own_words`` used their own.

    ``recent`` people came in the last week, ``past`` in the ``weeks`` before that (0: it is new).
    ``communities`` are how many people come from each mail domain.
    """

    people: int
    waiting: int
    own_words: int
    recent: int = 0
    past: int = 0
    weeks: float = 0.0
    communities: Sequence[int] = ()
    channels: int = 1
    languages: int = 1
    grave: bool = False
    vulnerable: bool = False
    dangers: int = 0


@dataclass(frozen=True, slots=True)
class Strength:
    """How strong a matter is, and by what: ``usual`` people a week before the last one, ``surprise`` how rare
    the last week is beside that (as a power of ten), ``spread`` the communities as if all were equally large.
    """

    value: float
    voices: float
    usual: float
    surprise: float
    spread: float


def strength(signals: Signals) -> Strength:
    """Weigh one matter. Each term counts doublings, so that none but danger can drown the others."""
    voiced = voices(signals)
    rare = surprise(signals.recent, signals.past, signals.weeks)
    spread = effective(signals.communities)
    value = log2(1 + voiced) + rare / 2 + log2(spread) / 2
    value += (max(1, signals.channels) - 1) / 2 + (max(1, signals.languages) - 1) / 4
    value += log2(1 + signals.dangers) / 2
    if signals.grave:
        value += DANGER + VULNERABLE * signals.vulnerable
    usual = signals.past / signals.weeks if signals.weeks else 0.0
    return Strength(round(value, 9), voiced, usual, rare, spread)


def voices(signals: Signals) -> float:
    """How many voices wait: one's own words count whole, a hundred copies of a letter like ten."""
    if signals.people <= 0:
        return float(signals.waiting)
    own = signals.waiting * min(1.0, signals.own_words / signals.people)
    return own + sqrt(max(0.0, signals.waiting - own))


def surprise(recent: int, past: int, weeks: float) -> float:
    """How rare ``recent`` people in a week are where ``past`` came in the ``weeks`` before: −log₁₀ P(X ≥ n).

    Poisson counts under a gamma-distributed rate: the next week's count is negative binomial (A. Gelman and
    others, *Bayesian Data Analysis*, 2.6). 0 to 6.
    """
    if recent <= 0:
        return 0.0
    shape, rate = SHAPE + past, RATE + weeks
    return -log10(max(RAREST, float(betainc(recent, shape, 1 / (1 + rate)))))


def effective(communities: Sequence[int]) -> float:
    """How many equally large communities would be as mixed (exp of Shannon's entropy); 1 for none."""
    total = sum(communities)
    if total <= 0:
        return 1.0
    return exp(-sum(n / total * log(n / total) for n in communities if n))
