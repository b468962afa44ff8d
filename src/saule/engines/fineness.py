"""How fine a desk's subjects are: at which resolution its messages are clearest about where they belong.

Nobody knows beforehand whether a desk's messages are about seven things or seven hundred. Communities are
sought at several resolutions, and the one is taken at which messages belong most clearly to their own group
rather than to the next: Rousseeuw's silhouette (1987), with small groups held back. Of many messages a sample
is asked: the ties of a group and those expected by chance shrink alike in a part of a graph.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass

import igraph
import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from saule.engines.encoders import Vectors

RESOLUTIONS = tuple(0.35 * 2 ** (step / 2) for step in range(12))  # ever finer, up to 16
_ROUNDS = 2
_SAMPLE = 5_000  # messages that are looked at
_HELD_BACK = 1_000  # see `clearness`

Numbers = NDArray[np.intp]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Edges:
    """A graph of ``count`` messages: each edge once, its ends and its weight."""

    count: int
    first: Numbers
    second: Numbers
    weights: Floats

    def among(self, chosen: Numbers) -> "Edges":
        """Return the graph of the chosen messages alone; they are numbered in the order given."""
        position = np.full(self.count, -1, dtype=np.intp)
        position[chosen] = np.arange(len(chosen))
        first, second = position[self.first], position[self.second]
        kept = (first >= 0) & (second >= 0)
        return Edges(len(chosen), first[kept], second[kept], self.weights[kept])

    def communities(self, resolution: float, *, seed: int) -> Numbers:
        """Return the community number of each message, the same for the same seed.

        Found by the Leiden algorithm (Traag, Waltman and van Eck, 2019).
        """
        ends = np.stack([self.first, self.second], axis=1)
        return _leiden(igraph.Graph(n=self.count, edges=ends), self.weights.tolist(), resolution, seed)


def best_resolution(edges: Edges, vectors: Vectors, *, seed: int = 1) -> float:
    """Return the resolution at which communities are clearest. ``vectors`` are rows of length 1.

    One look may be lucky: each counts half, and a quarter of the next finer and the next coarser.
    """
    chosen = np.random.default_rng(seed).permutation(edges.count)[:_SAMPLE]
    chosen.sort()
    sample, rows = edges.among(chosen), vectors[chosen]
    found = [clearness(rows, sample.communities(one, seed=seed)) for one in RESOLUTIONS]
    padded = np.pad(found, 1, mode="edge")
    return RESOLUTIONS[int(np.argmax(np.round(padded[:-2] + 2 * padded[1:-1] + padded[2:], 4)))]


def clearness(vectors: Vectors, membership: Numbers) -> float:
    """Return how clearly messages belong to their own community rather than to the next, on average.

    0 for those alone. A small group's members are alike by chance, and the more so the more messages it was
    chosen from: it counts as if it had some more, one and a thousandth of all, that have nothing in common
    with it.
    """
    more = 1.0 + len(vectors) / _HELD_BACK
    sizes = np.bincount(membership)
    shared = vectors @ sums_of(vectors, membership).T
    every = np.arange(len(vectors))
    own = (shared[every, membership] - 1.0) / (sizes[membership] - 1 + more)
    means = shared / (sizes + more)
    means[every, membership] = -1.0
    other = means.max(axis=1, initial=-1.0)
    clear = (own - other) / (1.0 - np.minimum(own, other))
    clear[sizes[membership] == 1] = 0.0
    return round(float(clear.mean()), 5)


def sums_of(vectors: Vectors, membership: Numbers) -> Vectors:
    """Return the sum of the vectors of each community."""
    count = len(vectors)
    ones = np.ones(count, dtype=np.float32)
    groups = int(membership.max(initial=-1)) + 1
    members = csr_array((ones, (membership, np.arange(count))), shape=(groups, count))
    sums: Vectors = members @ vectors
    return sums


def _leiden(graph: igraph.Graph, weights: Sequence[float], resolution: float, seed: int) -> Numbers:
    igraph.set_random_number_generator(random.Random(seed))  # noqa: S311 - no secret: a repeatable draw
    try:
        found = graph.community_leiden(
            "modularity", weights=weights, resolution=resolution, n_iterations=_ROUNDS
        )
    finally:
        igraph.set_random_number_generator(random)
    return np.asarray(found.membership, dtype=np.intp)
