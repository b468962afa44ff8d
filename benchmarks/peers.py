"""What others group with, offline, on the same messages: for comparison, as far as it is installed.

All but the last see the vectors that Saule's encoder makes, all messages at once, and k-means the true
number of groups. Their parameters are their usual ones or stated here, the same for every file. A message
that HDBSCAN calls noise is a group of its own. What is not installed (the group ``benchmarks`` of
pyproject.toml has it) is said in its place.
"""

import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from benchmarks.measuring import tell

if TYPE_CHECKING:
    from benchmarks.grouping import Labelled

AVERAGE_LINK_CUT = 0.6
"""Cosine distance above which average-link clusters are not joined."""
ONE_PASS_CUT = 0.25
"""Cosine of TF-IDF from which a message joins a group in one pass."""
DIMENSIONS, NEIGHBOURS, SMALLEST = 5, 15, 10
LARGEST_MATRIX = 12_000
"""Messages above which average link needs more memory than a small machine has."""

Peer = Callable[["Labelled", Any, int], Sequence[int]]


def all_peers(
    messages: "Labelled", agreement: Callable[[Sequence[int]], dict[str, Any]], *, seed: int
) -> dict[str, Any]:
    """The figures of every peer, or why it has none."""
    from saule.engines.encoders import load_encoder

    vectors = load_encoder("use").encode(messages.texts)
    peers: dict[str, Peer] = {
        "umap_hdbscan": umap_hdbscan,
        "average_link": average_link,
        "k_means_true_k": k_means,
        "tfidf_one_pass": one_pass,
    }
    return {name: figures(name, peer, messages, vectors, agreement, seed) for name, peer in peers.items()}


def figures(
    name: str,
    peer: Peer,
    messages: "Labelled",
    vectors: Any,
    agreement: Callable[[Sequence[int]], dict[str, Any]],
    seed: int,
) -> dict[str, Any]:
    """One peer's agreement with the labels and the CPU seconds it took, encoding left out."""
    began = time.process_time()
    try:
        found = peer(messages, vectors, seed)
    except ImportError as missing:
        tell(f"{name}: {missing}")
        return {"missing": str(missing)}
    except MemoryError as large:
        return {"missing": str(large)}
    spent = time.process_time() - began
    tell(f"{name} in {spent:.1f} CPU s")
    return {**agreement(found), "cpu_seconds": round(spent, 1)}


def umap_hdbscan(messages: "Labelled", vectors: Any, seed: int) -> Sequence[int]:
    """UMAP to five dimensions, then HDBSCAN, as topic models do."""
    import umap
    from hdbscan import HDBSCAN

    reducer = umap.UMAP(
        n_neighbors=NEIGHBOURS, n_components=DIMENSIONS, min_dist=0.0, metric="cosine", random_state=seed
    )
    found = HDBSCAN(min_cluster_size=SMALLEST).fit_predict(reducer.fit_transform(vectors))
    most = int(found.max(initial=-1))
    return [int(group) if group >= 0 else most + 1 + at for at, group in enumerate(found)]


def average_link(messages: "Labelled", vectors: Any, seed: int) -> Sequence[int]:
    """Agglomerative clustering by average link, cut at one distance."""
    from scipy.cluster.hierarchy import fcluster, linkage

    if len(vectors) > LARGEST_MATRIX:
        raise MemoryError(f"more than {LARGEST_MATRIX} messages")
    tree = linkage(vectors, method="average", metric="cosine")
    return [int(group) for group in fcluster(tree, AVERAGE_LINK_CUT, criterion="distance")]


def k_means(messages: "Labelled", vectors: Any, seed: int) -> Sequence[int]:
    """k-means, told how many groups there are."""
    from sklearn.cluster import KMeans

    wanted = len(set(messages.labels))
    return [
        int(group) for group in KMeans(n_clusters=wanted, n_init=3, random_state=seed).fit_predict(vectors)
    ]


def one_pass(messages: "Labelled", vectors: Any, seed: int) -> Sequence[int]:
    """Each message joins the group whose TF-IDF sum is nearest, or opens one; weights from all messages."""
    import numpy as np
    from sklearn.feature_extraction.text import TfidfVectorizer

    rows = TfidfVectorizer(sublinear_tf=True, strip_accents="unicode").fit_transform(messages.texts)
    sums, squares = np.zeros((64, rows.shape[1]), dtype=np.float32), np.ones(64)
    found: list[int] = []
    groups = 0
    for at in range(rows.shape[0]):
        row = rows[at]
        alike = (sums[:groups, row.indices] @ row.data) / np.sqrt(squares[:groups])
        best = int(alike.argmax()) if groups else -1
        if best < 0 or alike[best] < ONE_PASS_CUT:
            best, groups = groups, groups + 1
        if groups == len(sums):
            sums, squares = np.concatenate([sums, np.zeros_like(sums)]), np.tile(squares, 2)
        sums[best, row.indices] += row.data
        squares[best] = sums[best] @ sums[best]
        found.append(best)
    return found
