"""The layers of the universal sentence encoder, in an order that computes each token's share once.

The first of the two convolutions looks at a window of tokens, each of which adds its own product: what a
token adds at each place of the window never changes, and words come again. It is kept for the last
thousands of tokens, so that only the second convolution is left to multiply for each text.
"""

from collections.abc import Sequence
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

from saule.engines.encoders import Vectors

# One shape for every product. Matrix products round differently for different shapes, so that the same text
# would get another last digit in other company; with one shape a row does not depend on its neighbours.
TOKENS = 384
TEXTS = 40
_BLOCK = 16
_KEPT = 8192
_WIDTH = 256
_ORDERS = ((2, 0), (3, 1), (5, 2))  # tokens in the window, of which so many before the token itself

Slots = NDArray[np.intp]


class Convolutions:
    """Encodes tokenised texts with the weights of an encoder's backend."""

    def __init__(self, weights: Any) -> None:
        self._weights = weights
        self._dimensions = int(weights.table.shape[1])
        self._slot_of: NDArray[np.int32] = np.zeros(len(weights.table), dtype=np.int32)
        steps = sum(order for order, _ in _ORDERS)
        # Slot 0 stays zero: what a window reads beyond its text.
        self._projected: Vectors = np.zeros((_KEPT, len(_ORDERS) * _WIDTH), dtype=np.float32)
        self._shares: Vectors = np.zeros((_KEPT, steps * _WIDTH), dtype=np.float32)
        self._used = 1

    def encode(self, texts: Sequence[list[int]]) -> Vectors:
        """Return a row for each text: at most `TEXTS` of them, of at most `TOKENS` tokens together."""
        lengths = np.fromiter(map(len, texts), dtype=np.intp, count=len(texts))
        tokens = np.fromiter(chain.from_iterable(texts), dtype=np.intp, count=int(lengths.sum()))
        starts = np.concatenate([[0], np.cumsum(lengths[:-1])])
        features = self._features(tokens, self._slots(tokens), _windows(starts, lengths))
        self._normalise(features, self._weights.ln_g, self._weights.ln_b)
        sums = np.zeros((TEXTS, features.shape[1]), dtype=np.float32)
        sums[: len(texts)] = np.add.reduceat(features, starts, axis=0)
        padded = np.ones(TEXTS, dtype=np.float32)
        padded[: len(texts)] = lengths
        return self._dense(sums, padded)[: len(texts)]

    def _features(self, tokens: Slots, slots: Slots, windows: Slots) -> Vectors:
        """Return for each token its own vector and the three convolutions around it."""
        weights, count = self._weights, len(tokens)
        features = np.empty((count, self._dimensions + len(_ORDERS) * _WIDTH), dtype=np.float32)
        features[:, : self._dimensions] = self._embedded(tokens)
        around = np.append(slots, 0)[windows]
        at = 0
        for number, (order, before) in enumerate(_ORDERS):
            own = self._projected[slots, number * _WIDTH : (number + 1) * _WIDTH]
            first = np.zeros((TOKENS + 1, _WIDTH), dtype=np.float32)
            inner = first[:count]
            for step in range(order):
                inner += self._shares[around[:, 2 - before + step], at : at + _WIDTH]
                at += _WIDTH
            inner += weights.b1[number]
            np.maximum(inner, 0, out=inner)
            inner += own
            columns = np.full((TOKENS, order), TOKENS, dtype=np.intp)
            places = windows[:, 2 - before : 2 - before + order]
            columns[:count] = np.where(places == count, TOKENS, places)
            second = (first[columns].reshape(TOKENS, order * _WIDTH) @ weights.w2[number])[:count]
            second += weights.b2[number]
            np.maximum(second, 0, out=second)
            second += inner
            start = self._dimensions + number * _WIDTH
            features[:, start : start + _WIDTH] = second
        return features

    def _slots(self, tokens: Slots) -> Slots:
        """Return where the tokens' shares are kept, computing those that are not."""
        new = np.unique(tokens[self._slot_of[tokens] == 0])
        if self._used + len(new) > _KEPT:
            self._slot_of[:] = 0
            self._used = 1
            new = np.unique(tokens)
        for start in range(0, len(new), _BLOCK):
            self._keep(new[start : start + _BLOCK])
        return self._slot_of[tokens].astype(np.intp)

    def _keep(self, tokens: Slots) -> None:
        count, weights = len(tokens), self._weights
        rows = np.zeros((_BLOCK, self._dimensions), dtype=np.float32)
        rows[:count] = self._embedded(tokens)
        projected = rows @ weights.proj_W
        projected += weights.proj_b
        self._normalise(projected, weights.ln_g_all, weights.ln_b_all)
        here = slice(self._used, self._used + count)
        self._projected[here] = projected[:count]
        at = 0
        for number, (order, _) in enumerate(_ORDERS):
            part = np.ascontiguousarray(projected[:, number * _WIDTH : (number + 1) * _WIDTH])
            for step in range(order):
                product = part @ weights.w1[number][step * _WIDTH : (step + 1) * _WIDTH]
                self._shares[here, at : at + _WIDTH] = product[:count]
                at += _WIDTH
        self._slot_of[tokens] = np.arange(here.start, here.stop)
        self._used = here.stop

    def _embedded(self, tokens: Slots) -> Vectors:
        chunk = tokens % len(self._weights.scale)
        rows: Vectors = self._weights.table[tokens].astype(np.float32)
        rows *= self._weights.scale[chunk, None]
        rows += self._weights.lo[chunk, None]
        return rows

    def _normalise(self, rows: Vectors, gamma: Vectors, beta: Vectors) -> None:
        """Bring each row to mean 0 and variance 1, then scale and shift it, in place."""
        rows -= rows.mean(axis=-1, keepdims=True)
        variance = np.einsum("ij,ij->i", rows, rows) / rows.shape[-1]
        rows *= np.reciprocal(np.sqrt(variance + self._weights.eps))[:, None]
        rows *= gamma
        rows += beta

    def _dense(self, sums: Vectors, lengths: Vectors) -> Vectors:
        """Return what the last layers make of each text's sum, of length 1."""
        weights = self._weights
        mean = sums @ weights.cnn_W
        mean += lengths[:, None] * weights.cnn_b
        mean *= np.reciprocal(np.sqrt(lengths))[:, None]
        first = np.maximum(mean @ weights.d0, 0)
        second = np.maximum(mean @ weights.p1 + first @ weights.d1, 0)
        third = np.maximum(second @ weights.d2, 0)
        rows: Vectors = np.tanh(second @ weights.p3 + third @ weights.d3)
        rows *= np.reciprocal(np.sqrt(np.maximum(np.einsum("ij,ij->i", rows, rows), weights.eps)))[:, None]
        return rows


def _windows(starts: Slots, lengths: Slots) -> Slots:
    """Return the positions of the two before each token, itself and the two after; the count for none."""
    count = int(lengths.sum())
    places = np.arange(count)[:, None] + np.arange(-2, 3)
    first = np.repeat(starts, lengths)[:, None]
    last = np.repeat(starts + lengths, lengths)[:, None]
    return np.where((places >= first) & (places < last), places, count)
