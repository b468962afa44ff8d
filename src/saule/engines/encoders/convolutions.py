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

# One shape for every product of one kind. Matrix products round differently for different shapes, so that the
# same text would get another last digit in other company; with one shape a row does not depend on its
# neighbours.
TOKENS = 384
TEXTS = 40
_BLOCK = 16
_KEPT = 8192
_WIDTH = 256
_ORDERS = ((2, 0), (3, 1), (5, 2))  # tokens in the window, of which so many before the token itself
_STEPS = sum(order for order, _ in _ORDERS)

Slots = NDArray[np.intp]


class Convolutions:
    """Encodes tokenised texts with the weights of an encoder's backend."""

    def __init__(self, weights: Any) -> None:
        self._weights = weights
        self._dimensions = int(weights.table.shape[1])
        self._slot_of: NDArray[np.int32] = np.zeros(len(weights.table), dtype=np.int32)
        # Slot 0 stays zero: what a window reads beyond its text.
        self._projected: Vectors = np.zeros((len(_ORDERS), _KEPT, _WIDTH), dtype=np.float32)
        self._shares: Vectors = np.zeros((_STEPS, _KEPT, _WIDTH), dtype=np.float32)
        self._used = 1
        # The second convolution's weights, the steps of its window beside each other.
        self._second = [
            np.ascontiguousarray(rows.reshape(-1, _WIDTH, _WIDTH).transpose(1, 0, 2)).reshape(_WIDTH, -1)
            for rows in weights.w2
        ]

    def sums(self, texts: Sequence[list[int]]) -> Vectors:
        """Return the sum of the features of each text's tokens: of at most `TOKENS` tokens together."""
        lengths = np.fromiter(map(len, texts), dtype=np.intp, count=len(texts))
        tokens = np.fromiter(chain.from_iterable(texts), dtype=np.intp, count=int(lengths.sum()))
        starts = np.concatenate([[0], np.cumsum(lengths[:-1])])
        features = self._features(tokens, _windows(starts, lengths))
        self._normalise(features, self._weights.ln_g, self._weights.ln_b)
        rows: Vectors = np.add.reduceat(features, starts, axis=0)
        return rows

    def _features(self, tokens: Slots, windows: Slots) -> Vectors:
        """Return for each token its own vector and the three convolutions around it."""
        weights, count, slots = self._weights, len(tokens), self._slots(tokens)
        features = np.empty((count, self._dimensions + len(_ORDERS) * _WIDTH), dtype=np.float32)
        features[:, : self._dimensions] = self._embedded(tokens)
        around = np.append(slots, 0)[windows.T]
        for number in range(len(_ORDERS)):
            inner = self._first_layer(number, slots, around)
            start = self._dimensions + number * _WIDTH
            second = features[:, start : start + _WIDTH]
            second[:] = weights.b2[number]
            self._add_second_layer(second, inner, number, windows)
            np.maximum(second, 0, out=second)
            second += inner[:count]
        return features

    def _first_layer(self, number: int, slots: Slots, around: Slots) -> Vectors:
        """Return what the first convolution makes of each token, then zeros up to `TOKENS` rows."""
        order, before = _ORDERS[number]
        at = sum(steps for steps, _ in _ORDERS[:number])
        padded = np.zeros((TOKENS, _WIDTH), dtype=np.float32)
        inner = padded[: len(slots)]
        inner += self._weights.b1[number]
        share = np.empty_like(inner)
        for step in range(order):
            np.take(self._shares[at + step], around[2 - before + step], axis=0, out=share, mode="clip")
            inner += share
        np.maximum(inner, 0, out=inner)
        np.take(self._projected[number], slots, axis=0, out=share, mode="clip")
        inner += share
        return padded

    def _add_second_layer(self, rows: Vectors, inner: Vectors, number: int, windows: Slots) -> None:
        """Add to each token's row what the tokens of its window, itself included, bring to it."""
        (order, before), count = _ORDERS[number], len(rows)
        brought = (inner @ self._second[number]).reshape(TOKENS, order, _WIDTH)
        for step in range(order):
            shift = step - before
            # A token brings nothing to one of another text.
            strays = np.flatnonzero(windows[:, 2 + shift] == count) + shift
            brought[strays[(strays >= 0) & (strays < count)], step] = 0.0
            low, high = max(0, -shift), min(count, count - shift)
            rows[low:high] += brought[low + shift : high + shift, step]

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
        at = 0
        for number, (order, _) in enumerate(_ORDERS):
            part = np.ascontiguousarray(projected[:, number * _WIDTH : (number + 1) * _WIDTH])
            self._projected[number, here] = part[:count]
            for step in range(order):
                product = part @ weights.w1[number][step * _WIDTH : (step + 1) * _WIDTH]
                self._shares[at, here] = product[:count]
                at += 1
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

    def rows(self, sums: Vectors, lengths: Sequence[int]) -> Vectors:
        """Return a row of length 1 for each text, from its sum and how many tokens it has."""
        count = len(sums)
        rows = np.empty((count, self._dimensions), dtype=np.float32)
        for start in range(0, count, TEXTS):
            part = sums[start : start + TEXTS]
            padded = np.zeros((TEXTS, sums.shape[1]), dtype=np.float32)
            padded[: len(part)] = part
            tokens = np.ones(TEXTS, dtype=np.float32)
            tokens[: len(part)] = lengths[start : start + TEXTS]
            rows[start : start + TEXTS] = self._dense(padded, tokens)[: len(part)]
        return rows

    def _dense(self, sums: Vectors, lengths: Vectors) -> Vectors:
        """Return what the last layers make of each text's sum."""
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
