"""Spelling as evidence beside meaning: TF-IDF of hashed 3- to 5-character pieces, in rows of one length.

It tells apart what an encoder blurs: names of streets, numbers of bus lines, product names. The pieces of a
text are added up in `WIDTH` places with signs (the hashing trick: Weinberger et al., *Feature Hashing for
Large Scale Multitask Learning*, 2009), so that two texts are compared by one product of two rows. It differs
from the cosine of all pieces by some 1/√`WIDTH`.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from saule.engines.shingles import character_codes, hash_runs
from saule.engines.texts import normalise

WIDTH = 512
_BUCKETS = 1 << 18
Floats = NDArray[np.float32]
Pieces = NDArray[np.int32]


def pieces(text: str) -> Pieces:
    """Return the bucket of each piece of a text, repeats included; never none."""
    codes = character_codes(f" {normalise(text) or ' '} ")
    return (hash_runs(codes, 3, 5) & np.uint64(_BUCKETS - 1)).astype(np.int32)


class LexicalWeights:
    """How much each piece weighs: ln((1 + texts) / (1 + texts with it)) + 1, as of the last ``refresh``."""

    def __init__(self) -> None:
        self._texts = 0
        self._seen = np.zeros(_BUCKETS, dtype=np.int32)
        self._weights = _signs()

    def count(self, one: Pieces) -> None:
        """Count a text in; it weighs from the next ``refresh``."""
        self._texts += 1
        self._seen[one] += 1  # once for each bucket, however often it stands there

    def refresh(self) -> None:
        """Weigh anew. Every row must then be made again."""
        weights = np.log((1.0 + self._texts) / (1.0 + self._seen)) + 1.0
        self._weights = (weights * _signs()).astype(np.float32)

    def rows(self, texts: Sequence[Pieces]) -> Floats:
        """Return a row for each text under today's weights: `WIDTH` numbers, of length 1."""
        sizes = [len(one) for one in texts]
        every = np.concatenate(texts)
        places = (every & (WIDTH - 1)) + np.repeat(np.arange(len(texts)) * WIDTH, sizes)
        sums = np.bincount(places, weights=self._weights[every], minlength=WIDTH * len(texts))
        rows = sums.astype(np.float32).reshape(len(texts), WIDTH)
        lengths = np.linalg.norm(rows, axis=1, keepdims=True)
        rows /= np.where(lengths > 0.0, lengths, 1.0)
        return rows

    def get_state(self) -> dict[str, object]:
        """Return the counts and today's weights."""
        return {"texts": self._texts, "seen": self._seen.copy(), "weights": self._weights.copy()}

    def set_state(self, state: dict[str, object]) -> None:
        """Go on from ``get_state``."""
        self._texts = int(state["texts"])  # type: ignore[call-overload]
        self._seen = np.array(state["seen"], dtype=np.int32)
        self._weights = np.array(state["weights"], dtype=np.float32)


def _signs() -> Floats:
    """Return a sign for each bucket, by a bit that has no part in its place."""
    bits = np.arange(_BUCKETS) >> WIDTH.bit_length() & 1
    return np.where(bits, np.float32(-1.0), np.float32(1.0))
