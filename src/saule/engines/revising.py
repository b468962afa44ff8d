"""A second look at many messages together: communities in the graph of who resembles whom.

Each message is tied to its nearest neighbours with weights scaled to its own surroundings, exp(−(ρ − s)/σ),
made mutual by fuzzy union (McInnes, Healy and Melville, *UMAP*, 2018). Communities are found by the Leiden
algorithm (Traag, Waltman and van Eck, 2019) at several resolutions, because how fine a desk's subjects are is
not known beforehand: the resolution is taken at which its messages are clearest about where they belong,
which is Rousseeuw's silhouette (1987) with small groups held back. What is hardly like its companions stays
alone.
"""

import math
import random
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import igraph
import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from saule.engines.decisions import Id
from saule.engines.encoders import Vectors

RESOLUTIONS = (0.5, 1.0, 2.0, 4.0, 8.0, 16.0)
_BETWEEN = 2**0.5  # the best of these is tried again a little finer and a little coarser
_ROUNDS = 2
_LEAST_GAP = 1e-3
_COMPANIONS = 5
_ALIKE = 0.4  # as much as the most alike tenth of the messages have in common with their companions
_HELD_BACK = 16.0  # see `clearness`

Numbers = NDArray[np.intp]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Ties:
    """Who resembles whom: every pair twice, grouped by ``first``, there the most alike first.

    ``rank`` counts from 0 for the most alike of each ``first``. All are positions among ``count`` messages.
    """

    count: int
    first: Numbers
    second: Numbers
    likeness: Floats
    rank: Numbers

    @classmethod
    def of(cls, count: int, first: Numbers, second: Numbers, likeness: Floats) -> "Ties":
        """Return the ties of these pairs, given in either or both directions; of several the strongest."""
        both = np.concatenate([first, second]), np.concatenate([second, first])
        strength = np.concatenate([likeness, likeness])
        order = np.lexsort((-strength, both[1], both[0]))
        one, other, strength = both[0][order], both[1][order], strength[order]
        fresh = np.ones(len(one), dtype=bool)
        fresh[1:] = (one[1:] != one[:-1]) | (other[1:] != other[:-1])
        one, other, strength = one[fresh], other[fresh], strength[fresh]
        order = np.lexsort((other, -strength, one))
        one, other, strength = one[order], other[order], strength[order]
        starts = np.searchsorted(one, np.arange(count))
        return cls(count, one, other, strength, np.arange(len(one)) - starts[one])


def draw(ties: Ties, neighbours: int) -> tuple[Numbers, Numbers, Floats]:
    """Return the edges of the graph, each once: their ends and weights between 0 and 1."""
    near = ties.rank < neighbours
    first, second, likeness = ties.first[near], ties.second[near], ties.likeness[near]
    nearest, total = np.zeros(ties.count), np.zeros(ties.count)
    heads = ties.rank[near] == 0
    nearest[first[heads]] = likeness[heads]
    gaps = nearest[first] - likeness
    np.add.at(total, first, gaps)
    sigma = np.maximum(_LEAST_GAP, total / np.maximum(1, np.bincount(first, minlength=ties.count)))
    weights = np.exp(-gaps / sigma[first])
    low, high = np.minimum(first, second), np.maximum(first, second)
    pairs, at = np.unique(low * ties.count + high, return_inverse=True)
    missing = np.ones(len(pairs))
    np.multiply.at(missing, at, 1.0 - weights)  # a fuzzy union: 1 − (1 − a)(1 − b)
    return pairs // ties.count, pairs % ties.count, 1.0 - missing


def look_together(
    ties: Ties,
    vectors: Vectors,
    *,
    neighbours: int = 15,
    least: float = 0.0,
    alike: float = 0.82,
    seed: int = 1,
) -> list[int]:
    """Return the community of each message, the same for the same seed.

    ``vectors`` are rows of length 1. Under ``least`` likeness with its nearest companions a message is alone;
    ``alike`` is for `join_alike`. Of few messages, each has fewer ``neighbours``: the square root of all.
    """
    graph, weights = _graph(ties, min(neighbours, math.isqrt(ties.count)))
    found: dict[float, tuple[float, Numbers]] = {}

    def look(resolution: float) -> None:
        membership = communities(graph, weights, resolution, seed=seed)
        membership = without_loners(membership, ties, least)
        found[resolution] = clearness(vectors, membership), membership

    def best() -> float:
        return max(sorted(found), key=lambda resolution: found[resolution][0])

    for resolution in RESOLUTIONS:
        look(resolution)
    middle = best()
    for resolution in (middle / _BETWEEN, middle * _BETWEEN):
        look(resolution)
    return join_alike(found[best()][1], vectors, share=alike)


def _graph(ties: Ties, neighbours: int) -> tuple[igraph.Graph, list[float]]:
    first, second, weights = draw(ties, neighbours)
    return igraph.Graph(n=ties.count, edges=np.stack([first, second], axis=1).tolist()), weights.tolist()


def communities(graph: igraph.Graph, weights: Sequence[float], resolution: float, *, seed: int) -> Numbers:
    """Return the community number of each node, the same for the same seed."""
    igraph.set_random_number_generator(random.Random(seed))  # noqa: S311 - no secret: a repeatable draw
    try:
        found = graph.community_leiden(
            "modularity", weights=weights, resolution=resolution, n_iterations=_ROUNDS
        )
    finally:
        igraph.set_random_number_generator(random)
    return np.asarray(found.membership, dtype=np.intp)


def without_loners(membership: Numbers, ties: Ties, least: float) -> Numbers:
    """Return the communities without the members that are hardly like their nearest companions.

    These stay alone. Where most messages are alike, more is asked of each.
    """
    together = membership[ties.first] == membership[ties.second]
    first, likeness = ties.first[together], ties.likeness[together]
    starts = np.searchsorted(first, np.arange(ties.count))
    near = np.arange(len(first)) - starts[first] < _COMPANIONS
    total = np.zeros(ties.count)
    np.add.at(total, first[near], likeness[near])
    sizes = np.bincount(membership)[membership]
    mean = total / np.clip(sizes - 1, 1, _COMPANIONS)
    cut = max(least, _ALIKE * float(np.quantile(mean, 0.9)))
    alone = np.flatnonzero(np.round(mean, 4) < cut)
    kept = membership.copy()
    kept[alone] = membership.max(initial=0) + 1 + np.arange(len(alone))
    return np.unique(kept, return_inverse=True)[1]


def clearness(vectors: Vectors, membership: Numbers) -> float:
    """Return how clearly messages belong to their own community rather than to the next, on average.

    0 for those alone. A small group's members are alike by chance, and the more so the more messages it was
    chosen from: it counts as if it had some more, a sixteenth of the square root of all, that have nothing in
    common with it.
    """
    more = max(1.0, float(np.sqrt(len(vectors))) / _HELD_BACK)
    sizes = np.bincount(membership)
    shared = vectors @ _sums(vectors, membership).T
    every = np.arange(len(vectors))
    own = (shared[every, membership] - 1.0) / (sizes[membership] - 1 + more)
    means = shared / (sizes + more)
    means[every, membership] = -1.0
    other = means.max(axis=1)
    clear = (own - other) / (1.0 - np.minimum(own, other))
    clear[sizes[membership] == 1] = 0.0
    return round(float(clear.mean()), 5)


def _sums(vectors: Vectors, membership: Numbers) -> Vectors:
    """Return the sum of the vectors of each community."""
    count = len(vectors)
    ones = np.ones(count, dtype=np.float32)
    groups = int(membership.max(initial=-1)) + 1
    members = csr_array((ones, (membership, np.arange(count))), shape=(groups, count))
    sums: Vectors = members @ vectors
    return sums


def name_communities(
    membership: Sequence[int],
    matters: Sequence[Id | None],
    weights: Sequence[int],
    new_name: Callable[[int], Id],
) -> dict[int, Id]:
    """Return the matter each community is: the one it shares most voices with, else a new one.

    A matter goes to one community only, the one that holds most of it; ``new_name`` names a community by the
    position of its first member.
    """
    overlap: Counter[tuple[int, Id]] = Counter()
    first: dict[int, int] = {}
    for at, (community, matter) in enumerate(zip(membership, matters, strict=True)):
        first.setdefault(community, at)
        if matter is not None:
            overlap[community, matter] += weights[at]
    names: dict[int, Id] = {}
    taken: set[Id] = set()
    for (community, matter), _ in overlap.most_common():
        if community not in names and matter not in taken:
            names[community] = matter
            taken.add(matter)
    return {
        community: names[community] if community in names else new_name(at) for community, at in first.items()
    }


def best_ties(ties: Ties, places: Sequence[Id]) -> dict[int, tuple[int, float]]:
    """Return for each message its most alike companion in the same place, and how alike they are."""
    found: dict[int, tuple[int, float]] = {}
    for first, second, likeness in zip(
        ties.first.tolist(), ties.second.tolist(), ties.likeness.tolist(), strict=True
    ):
        if first not in found and places[first] == places[second]:
            found[first] = second, likeness
    return found


def join_alike(
    membership: Sequence[int] | Numbers, vectors: Vectors, *, share: float, least: int = 5
) -> list[int]:
    """Join communities that are parts of one: a crisis of hundreds is cut up by its own density.

    Two communities of at least ``least`` members are one when their members resemble each other across, on
    average, at least ``share`` as much as within the looser of the two. The most alike are joined first.
    ``vectors`` are rows of length 1, one for each node.
    """
    labels = np.unique(np.asarray(membership, dtype=np.intp), return_inverse=True)[1]
    sums = _sums(vectors, labels).astype(np.float64)
    sizes = np.bincount(labels).astype(np.float64)
    names = np.arange(len(sizes))
    while (pair := _most_alike(sums, sizes, share, least)) is not None:
        kept, gone = pair
        sums[kept] += sums[gone]
        sizes[kept] += sizes[gone]
        sizes[gone] = 0
        names[names == gone] = kept
    return [int(name) for name in names[labels]]


def _most_alike(sums: Floats, sizes: Floats, share: float, least: int) -> tuple[int, int] | None:
    large = np.flatnonzero(sizes >= least)
    if len(large) < 2:
        return None
    means = sums[large] / sizes[large][:, None]
    across = means @ means.T
    # The mean likeness of two different members: without each one's likeness of 1 with itself.
    within = (np.diag(across) * sizes[large] - 1.0) / (sizes[large] - 1.0)
    ratio = np.round(across / np.maximum(np.minimum(within[:, None], within[None, :]), 0.05), 4)
    ratio[np.tril_indices(len(large))] = -1.0
    at = int(np.argmax(ratio))
    first, second = divmod(at, len(large))
    return (int(large[first]), int(large[second])) if ratio[first, second] >= share else None
