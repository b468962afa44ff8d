"""The threshold: from how many people a shared matter is due an answer, so that what is due can be answered.

The willow's rule: everything is due until work outgrows capacity; then the threshold rises by small touches,
and comes down again when there is room. See `ThresholdController`.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

STEPS = (1.0, 1.2, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0)
"""What people call round: these, and tens, hundreds… of them, as far as they are whole."""
HIGHEST = 10**10
"""More people than there are: a threshold beyond it says nothing."""

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Shared:
    """A shared matter that came in lately, whatever became of it.

    ``people`` have signed it so far; it came in ``age`` weeks ago. ``bar`` is the best threshold it has had,
    if it is still open and not yet due; None if it is due, answered, lapsed or merged away.
    """

    people: int
    age: float
    bar: int | None = None


@dataclass(frozen=True, slots=True)
class Columns:
    """The same of many matters, as arrays of one length; a bar of infinity stands for None."""

    people: Floats
    ages: Floats
    bars: Floats

    def __len__(self) -> int:
        return len(self.people)


@dataclass(frozen=True, slots=True)
class Situation:
    """What a desk knows when it asks for a threshold. Rates are a week.

    ``matters``: the shared matters of the last two years or so; ``arrivals``: how many come in; ``capacity``:
    how many can be answered; ``backlog``: how many are due and not answered. ``threshold`` is that in force,
    None before there was one; ``since`` the weeks since it last changed, None if it never did.
    """

    matters: Sequence[Shared] | Columns
    arrivals: float
    capacity: float
    backlog: float = 0.0
    threshold: int | None = 1
    since: float | None = None


class Reason(StrEnum):
    """Why this threshold: each is a sentence on the screen, with the figures of the recommendation."""

    ROOM = "room"
    """All that comes in can be answered: no threshold is needed."""
    OVERLOAD = "overload"
    """More would become due than can be answered in time: it rises."""
    ROOM_AGAIN = "room_again"
    """There is room for more: it comes down."""
    STEADY = "steady"
    """It is about right."""
    RESTING = "resting"
    """It changed so lately that it stays, whatever ``wanted`` says."""
    NO_CAPACITY = "no_capacity"
    """Nobody answers: no threshold can help, it stays."""
    UNKNOWN = "unknown"
    """Too few matters came in to judge by: it stays."""


@dataclass(frozen=True, slots=True)
class Recommendation:
    """A threshold and why.

    ``wanted`` is what the figures ask for before what limits one change (None: no threshold is high enough),
    ``share`` the p* of the formula, ``in_flight`` how many open matters will become due under ``value``.
    ``limited`` says that one change was not allowed to go all the way.
    """

    value: int
    changes: bool
    reason: Reason
    wanted: int | None
    limited: bool
    share: float
    arrivals: float
    capacity: float
    backlog: float
    in_flight: float
    matters: int


def columns(matters: Sequence[Shared] | Columns) -> Columns:
    """Return these matters as arrays."""
    if isinstance(matters, Columns):
        return matters
    bars = [math.inf if matter.bar is None else matter.bar for matter in matters]
    return Columns(
        people=np.array([max(1, matter.people) for matter in matters], dtype=np.float64),
        ages=np.array([matter.age for matter in matters], dtype=np.float64),
        bars=np.array(bars, dtype=np.float64),
    )


def round_numbers() -> Iterator[int]:
    """Yield the round numbers from 1 to `HIGHEST`, in order."""
    power = 1
    while power < HIGHEST:
        yield from (int(step * power) for step in STEPS if (step * power).is_integer())
        power *= 10
    yield HIGHEST


ROUND: NDArray[np.int64] = np.array(list(round_numbers()), dtype=np.int64)


class ThresholdController:
    """Recommends the smallest round threshold under which what becomes due can be answered as promised.

    In the coming ``window`` weeks (Tw), ``capacity`` (μ) answers μ·Tw matters, and a backlog of ``spare`` (s)
    of what can be answered within the ``promised`` weeks (D) may stand at its end. What is left of both after
    the ``backlog`` (B) and those in flight is the room for newcomers (λ a week):

        p* = (s·μ·D + μ·Tw − B − in flight) / (λ·Tw)

    and the threshold is the smallest round θ with P(S ≥ θ) ≤ p*. P is that of lately grown sizes, with a
    Pareto tail by Hill's estimator beyond the largest (B. M. Hill, *Annals of Statistics* 3, 1975). In flight
    are open matters that will pass their bar: min(θ, the best they have had), as they grow by
    t / (t + ``half_grown``) until they are ``grown`` weeks old.

    Averages hide rushes, and what comes in a rush keeps the threshold it found. So θ must also stand the
    worst rush that ``matters`` show: the most of θ people that came in within ``rest`` weeks, which is how
    soon a threshold can follow, may be what is answered in these weeks and the share ``spare`` of the
    promised ones.

    One change divides by ``fall`` or multiplies by ``rise`` at most; none is made within ``rest`` weeks of
    the last, nor if it were smaller than ``hysteresis``. A threshold below the smallest matter seen is as
    good as none: the first step from there begins at that smallest. ``door`` is the share of capacity always
    left to newcomers, so that a backlog never closes the desk.
    """

    def __init__(
        self,
        *,
        promised: float = 8.0,
        window: float = 5.0,
        spare: float = 0.25,
        hysteresis: float = 0.35,
        rest: float = 2.0,
        rise: float = 3.0,
        fall: float = 2.0,
        door: float = 0.1,
        grown: float = 4.0,
        half_grown: float = 0.3,
        tail: float = 0.1,
        fewest: int = 10,
    ) -> None:
        self.promised = promised
        self.window = window
        self.spare = spare
        self.hysteresis = hysteresis
        self.rest = rest
        self.rise = rise
        self.fall = fall
        self.door = door
        self.grown = grown
        self.half_grown = half_grown
        self.tail = tail
        self.fewest = fewest

    def recommend(self, now: Situation) -> Recommendation:
        """Return the threshold that should be in force next, whether it differs, and why."""
        matters = columns(now.matters)
        sizes = self._sizes(matters)
        wanted, share = self._wanted(now, matters, sizes)
        value, reason = self._judged(now, wanted, sizes)
        return Recommendation(
            value=value,
            changes=value != now.threshold,
            reason=reason,
            wanted=wanted,
            limited=wanted is not None and value not in (now.threshold, wanted),
            share=share,
            arrivals=now.arrivals,
            capacity=now.capacity,
            backlog=now.backlog,
            in_flight=float(self._in_flight(matters, np.array([value]))[0]),
            matters=len(matters),
        )

    def _judged(self, now: Situation, wanted: int | None, sizes: Floats) -> tuple[int, Reason]:
        """Return the threshold that should be in force next, and why."""
        present = now.threshold
        if wanted is None:
            return present or 1, Reason.NO_CAPACITY if now.capacity <= 0 else Reason.UNKNOWN
        if present is None:
            return wanted, Reason.ROOM if wanted == 1 else Reason.OVERLOAD
        if abs(wanted - present) < self.hysteresis * present:
            return present, Reason.ROOM if present == 1 else Reason.STEADY
        if now.since is not None and now.since < self.rest:
            return present, Reason.RESTING
        value = self._bounded(wanted, present, sizes)
        return value, Reason.OVERLOAD if value > present else Reason.ROOM if value == 1 else Reason.ROOM_AGAIN

    def _wanted(self, now: Situation, matters: Columns, sizes: Floats) -> tuple[int | None, float]:
        """Return the threshold that the figures ask for, None where they say nothing, and p* there."""
        rate, backlog = now.capacity, max(0.0, now.backlog)
        if rate <= 0:
            return None, 0.0
        newcomers = max(0.0, now.arrivals) * self.window
        standing = self.spare * self.promised
        left = rate * (standing + self.window) - backlog - self._in_flight(matters, ROUND)
        stands = self._worst_rush(matters) <= rate * (standing + self.rest)
        if newcomers <= left[0] and stands[0]:
            return 1, 1.0
        if len(sizes) < self.fewest:
            return None, 0.0
        left = self._at_least(left, rate)
        fits = (newcomers * self._exceeding(sizes, ROUND) <= left) & stands
        at = int(np.argmax(fits)) if fits.any() else len(ROUND) - 1
        return int(ROUND[at]), min(1.0, float(left[at] / newcomers)) if newcomers else 1.0

    def _at_least(self, room: Floats | float, rate: float) -> Floats:
        """Return this room, or the part of the capacity that is always left to newcomers."""
        return np.maximum(room, self.door * rate * self.window)

    def _worst_rush(self, matters: Columns) -> Floats:
        """Return, for each θ, the most matters of θ people that came in within ``rest`` weeks."""
        if not len(matters):
            return np.zeros(len(ROUND))
        # Half of ``rest`` is a step; a rush is what came in two steps that follow one another.
        steps = (np.maximum(matters.ages, 0.0) / (self.rest / 2)).astype(np.int64)
        sizes = np.searchsorted(ROUND, self._final(matters), side="right")
        places = len(ROUND) + 1
        counted = np.bincount(steps * places + sizes, minlength=(int(steps.max()) + 2) * places)
        came = counted.reshape(-1, places)
        reaching = np.cumsum(came[:, ::-1], axis=1)[:, ::-1][:, 1:]
        worst: Floats = (reaching[:-1] + reaching[1:]).max(axis=0).astype(np.float64)
        return worst

    def _share_grown(self, ages: Floats) -> Floats:
        """Return the share of its final signatures that a matter has at these ages, in weeks."""
        lived = np.clip(ages, 0.0, self.grown)
        share: Floats = lived / (lived + self.half_grown) * (self.grown + self.half_grown) / self.grown
        return share

    def _final(self, matters: Columns) -> Floats:
        """Return how many people each will have when it is grown, if it grows like others."""
        # Of the first day's hours nothing can be concluded: they count as a day.
        final: Floats = matters.people / self._share_grown(np.maximum(matters.ages, 1 / 7))
        return final

    def _sizes(self, matters: Columns) -> Floats:
        """Return the sizes to judge by, in order: those of matters that have grown, or nearly."""
        return np.sort(self._final(matters)[matters.ages >= self.grown / 2])

    def _in_flight(self, matters: Columns, thresholds: NDArray[np.int64]) -> Floats:
        """Return how many open matters would become due under each threshold."""
        still = np.isfinite(matters.bars)
        final, bars = self._final(matters)[still], matters.bars[still]
        below = np.sort(final[final < bars])
        return len(final) - np.searchsorted(below, thresholds).astype(np.float64)

    def _exceeding(self, sizes: Floats, thresholds: NDArray[np.int64]) -> Floats:
        """Return P(S ≥ θ) for each θ: the share seen, and beyond the largest seen Hill's Pareto tail."""
        count = len(sizes)
        seen: Floats = (count - np.searchsorted(sizes, thresholds)) / count
        top = max(2, math.ceil(self.tail * count))
        start = sizes[-top]
        mean_log = float(np.log(sizes[-top:] / start).sum() / (top - 1))
        if mean_log <= 0.0:
            return seen
        beyond = np.maximum(thresholds / start, 1.0)
        tail: Floats = top / count * beyond ** (-1.0 / mean_log)
        return np.where(thresholds > sizes[-1], np.minimum(tail, 1.0 / count), seen)

    def _bounded(self, wanted: int, present: int, sizes: Floats) -> int:
        """Return the round number nearest to ``wanted`` that one change may reach."""
        smallest = int(sizes[0]) if len(sizes) else 1
        if wanted == 1 and present <= smallest * self.fall:
            return 1
        highest = max(present, smallest if present < wanted else 1) * self.rise
        within = ROUND[(present <= ROUND * self.fall) & (highest >= ROUND)]
        if not len(within):
            return present
        return int(np.clip(wanted, within[0], within[-1]))
