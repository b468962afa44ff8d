"""A second look at many messages together: communities in the graph of who resembles whom.

Each message is tied to its nearest neighbours with weights scaled to its own surroundings, exp(−(ρ − s)/σ),
made mutual by fuzzy union (McInnes, Healy and Melville, *UMAP*, 2018); communities are those that describe a
random walk in the fewest bits (Rosvall and Bergstrom, *Infomap*, 2008).
"""

import random
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import igraph
import numpy as np
from numpy.typing import NDArray

from saule.engines.decisions import Id
from saule.engines.encoders import Vectors
from saule.engines.meaning_index import Neighbours

_LEAST_GAP = 1e-2  # in spreads
_TRIALS = 3

Floats = NDArray[np.float64]
Edges = dict[tuple[int, int], float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scaling:
    """How the graph is drawn: neighbours of each message, the cut in spreads, and the least weight kept."""

    neighbours: int = 15
    cut: float = 4.0
    least_weight: float = 0.2


def draw(near: Sequence[Neighbours], position: Mapping[int, int], scaling: Scaling) -> Edges:
    """Return the weighted edges between positions; ``position`` of each row of the index."""
    directed: dict[tuple[int, int], float] = {}
    for at, found in enumerate(near):
        spreads = np.asarray(found.spreads[: scaling.neighbours])
        if not len(spreads) or spreads[0] < scaling.cut:
            continue
        sigma = max(_LEAST_GAP, float(np.mean(spreads[0] - spreads)))
        for row, spread in zip(found.rows, spreads, strict=False):
            if spread >= scaling.cut:
                directed[at, position[row]] = float(np.exp((spread - spreads[0]) / sigma))
    return _mutual(directed, scaling.least_weight)


def _mutual(directed: Mapping[tuple[int, int], float], least: float) -> Edges:
    edges: Edges = {}
    for (start, end), weight in directed.items():
        back = directed.get((end, start), 0.0)
        both = weight + back - weight * back
        if both >= least:
            edges[min(start, end), max(start, end)] = both
    return edges


def communities(count: int, edges: Edges, *, seed: int) -> list[int]:
    """Return the community number of each of ``count`` nodes, the same for the same seed."""
    graph = igraph.Graph(n=count, edges=list(edges))
    igraph.set_random_number_generator(random.Random(seed))  # noqa: S311 - no secret: a repeatable draw
    try:
        found = graph.community_infomap(edge_weights=list(edges.values()), trials=_TRIALS)
    finally:
        igraph.set_random_number_generator(random)
    return list(found.membership)


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


def best_ties(edges: Edges) -> dict[int, list[int]]:
    """Return for each node its tied nodes, the strongest first."""
    ties: defaultdict[int, list[tuple[float, int]]] = defaultdict(list)
    for (start, end), weight in edges.items():
        ties[start].append((-weight, end))
        ties[end].append((-weight, start))
    return {node: [other for _, other in sorted(tied)] for node, tied in ties.items()}


def join_alike(
    membership: Sequence[int], vectors: Vectors, *, share: float = 0.8, least: int = 5
) -> list[int]:
    """Join communities that are parts of one: a crisis of hundreds is cut up by its own density.

    Two communities of at least ``least`` members are one when their members resemble each other across, on
    average, at least ``share`` as much as within the looser of the two. The most alike are joined first.
    ``vectors`` are rows of length 1, one for each node.
    """
    labels = np.unique(np.asarray(membership, dtype=np.intp), return_inverse=True)[1]
    sums = np.zeros((int(labels.max(initial=-1)) + 1, vectors.shape[1]))
    np.add.at(sums, labels, vectors)
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
