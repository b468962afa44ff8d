"""Spelling as evidence beside meaning: TF-IDF of hashed 3- to 5-character pieces.

It tells apart what an encoder blurs: names of streets, numbers of bus lines, product names.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from saule.engines.shingles import character_codes, hash_pieces
from saule.engines.texts import normalise

_BUCKETS = 1 << 18
Floats = NDArray[np.float32]


@dataclass(slots=True)
class Profile:
    """The pieces of one text: bucket numbers, damped counts (1 + ln n), its length under today's weights."""

    buckets: NDArray[np.int32]
    counts: Floats
    length: float = 1.0


def profile(text: str) -> Profile:
    """Return the pieces of a text, never none: an empty text has that of three spaces."""
    codes = character_codes(f" {normalise(text) or ' '} ")
    hashed = np.concatenate([hash_pieces(codes, length) for length in (3, 4, 5)]) % np.uint64(_BUCKETS)
    buckets, counts = np.unique(hashed.astype(np.int32), return_counts=True)
    return Profile(buckets, (1.0 + np.log(counts)).astype(np.float32))


class LexicalWeights:
    """How much each piece weighs: ln((1 + texts) / (1 + texts with it)) + 1, as of the last ``refresh``."""

    def __init__(self) -> None:
        self._texts = 0
        self._seen = np.zeros(_BUCKETS, dtype=np.int32)
        self._weights = np.ones(_BUCKETS, dtype=np.float32)
        self._scratch = np.zeros(_BUCKETS, dtype=np.float32)

    def count(self, one: Profile) -> None:
        """Count a text in; it weighs from the next ``refresh``."""
        self._texts += 1
        self._seen[one.buckets] += 1

    def refresh(self) -> None:
        """Weigh anew. Every profile must then be measured again."""
        self._weights = (np.log((1.0 + self._texts) / (1.0 + self._seen)) + 1.0).astype(np.float32)

    def measure(self, one: Profile) -> None:
        """Set the profile's length under today's weights."""
        one.length = float(np.linalg.norm(self._weights[one.buckets] * one.counts)) or 1.0

    def likeness(self, one: Profile, others: list[Profile]) -> Floats:
        """Return the cosine of one measured profile with each of the others."""
        if not others:
            return np.zeros(0, dtype=np.float32)
        squares = np.square(self._weights[one.buckets])
        self._scratch[one.buckets] = squares * one.counts
        buckets = np.concatenate([other.buckets for other in others])
        products = self._scratch[buckets] * np.concatenate([other.counts for other in others])
        self._scratch[one.buckets] = 0.0
        starts = np.cumsum([0, *(len(other.buckets) for other in others[:-1])])
        sums: Floats = np.add.reduceat(products, starts)
        return sums / (one.length * np.array([other.length for other in others], dtype=np.float32))

    def pairs(self, profiles: list[Profile]) -> Floats:
        """Return the cosines of all measured profiles with each other, a square array."""
        starts = np.cumsum([0, *(len(one.buckets) for one in profiles)])
        buckets = np.concatenate([one.buckets for one in profiles])
        values = np.concatenate([one.counts / np.float32(one.length) for one in profiles])
        rows = csr_array((values * self._weights[buckets], buckets, starts), shape=(len(profiles), _BUCKETS))
        return np.asarray((rows @ rows.T).toarray(), dtype=np.float32)

    def get_state(self) -> dict[str, object]:
        """Return the counts and today's weights."""
        return {"texts": self._texts, "seen": self._seen.copy(), "weights": self._weights.copy()}

    def set_state(self, state: dict[str, object]) -> None:
        """Go on from ``get_state``."""
        self._texts = int(state["texts"])  # type: ignore[call-overload]
        self._seen = np.array(state["seen"], dtype=np.int32)
        self._weights = np.array(state["weights"], dtype=np.float32)
