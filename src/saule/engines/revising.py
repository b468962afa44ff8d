"""A second look at many messages together: communities in the graph of who resembles whom.

Each message is tied to its nearest neighbours with weights scaled to its own surroundings, exp(−(ρ − s)/σ),
made mutual by fuzzy union (McInnes, Healy and Melville, *UMAP*, 2018). Communities are found at the
resolution that suits these messages (see `fineness`). What is hardly like its companions stays alone.
"""

import math
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from saule.engines.decisions import Id
from saule.engines.encoders import Vectors
from saule.engines.fineness import Edges, Floats, Numbers, best_resolution, sums_of

_LEAST_GAP = 1e-3
_COMPANIONS = 5
_ALIKE = 0.375  # as much as the most alike tenth of the messages have in common with their companions


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
        pairs = np.concatenate([first * count + second, second * count + first])
        strength = np.concatenate([likeness, likeness])
        order = np.lexsort((-strength, pairs))
        pairs, strength = pairs[order], strength[order]
        fresh = np.ones(len(pairs), dtype=bool)
        fresh[1:] = pairs[1:] != pairs[:-1]
        one, other = np.divmod(pairs[fresh], max(1, count))
        strength = strength[fresh]
        order = np.lexsort((-strength, one))  # of equals the one that stands first stays first
        one, other, strength = one[order], other[order], strength[order]
        starts = np.searchsorted(one, np.arange(count))
        return cls(count, one, other, strength, np.arange(len(one)) - starts[one])


def draw(ties: Ties, neighbours: int) -> Edges:
    """Return the graph in which each message is tied to its nearest, with weights between 0 and 1."""
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
    return Edges(ties.count, pairs // ties.count, pairs % ties.count, 1.0 - missing)


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
    edges = draw(ties, min(neighbours, math.isqrt(ties.count)))
    found = edges.communities(best_resolution(edges, vectors, seed=seed), seed=seed)
    return join_alike(without_loners(found, ties, least), vectors, share=alike)


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
    sums = sums_of(vectors, labels).astype(np.float64)
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
