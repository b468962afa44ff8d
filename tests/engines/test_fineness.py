"""At which resolution messages are looked at together."""

import random

import numpy as np
import pytest

from saule.engines.fineness import RESOLUTIONS, Edges, best_resolution, clearness

TRIANGLES = [(0, 1, 1.0), (1, 2, 1.0), (0, 2, 1.0), (3, 4, 1.0), (4, 5, 1.0), (3, 5, 1.0), (2, 3, 0.1)]


def graph(lines, count):
    first, second, weights = zip(*lines, strict=True)
    return Edges(count, np.array(first, dtype=np.intp), np.array(second, dtype=np.intp), np.array(weights))


def crowds(sizes, *, spread=0.05, seed=2):
    """Rows around as many middles, and the graph of each with the twelve nearest."""
    rng = np.random.default_rng(seed)
    middles = np.eye(24, dtype=np.float32)[np.repeat(np.arange(len(sizes)), sizes)]
    rows = (middles + rng.normal(0, spread, middles.shape)).astype(np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    likeness = rows @ rows.T
    np.fill_diagonal(likeness, -1)
    near = np.argsort(-likeness, axis=1)[:, :12]
    pairs = {(min(one, other), max(one, other)) for one, line in enumerate(near.tolist()) for other in line}
    lines = [(one, other, max(0.01, float(likeness[one, other]))) for one, other in sorted(pairs)]
    return rows, graph(lines, len(rows))


def test_two_triangles_are_two_communities_for_any_seed():
    for seed in range(5):
        found = graph(TRIANGLES, 6).communities(1.0, seed=seed)
        assert found[0] == found[1] == found[2] != found[3] == found[4] == found[5]


def test_the_dice_of_others_are_left_alone():
    random.seed(4)
    np.random.seed(4)  # noqa: NPY002 - the one that others may use
    state, numbers = random.getstate(), np.random.get_state()[1].tolist()  # noqa: NPY002
    rows, edges = crowds([20, 20])
    best_resolution(edges, rows)
    assert random.getstate() == state
    assert np.random.get_state()[1].tolist() == numbers  # noqa: NPY002


def test_a_part_of_a_graph_keeps_the_edges_within():
    part = graph(TRIANGLES, 6).among(np.array([2, 3, 5]))
    assert (part.count, part.first.tolist(), part.second.tolist()) == (3, [1, 0], [2, 1])
    assert part.weights.tolist() == [1.0, 0.1]


def test_it_is_clearest_where_crowds_are_told_apart():
    rows, _ = crowds([20, 20])
    apart = np.repeat([0, 1], 20)
    assert clearness(rows, apart) > clearness(rows, np.zeros(40, dtype=np.intp))
    assert clearness(rows, apart) > clearness(rows, np.repeat([0, 1, 2, 3], 10))
    assert clearness(rows, np.arange(40)) == 0.0


@pytest.mark.parametrize("sizes", [[150, 150], [30] * 12, [60, 60, 20, 20, 20]])
def test_few_large_and_many_small_subjects_are_each_found(sizes):
    rows, edges = crowds(sizes, spread=0.1)
    found = edges.communities(best_resolution(edges, rows), seed=1)
    truth = np.repeat(np.arange(len(sizes)), sizes)
    pure = [len(set(truth[found == community].tolist())) == 1 for community in set(found.tolist())]
    assert all(pure)
    assert len(sizes) <= len(pure) <= 2 * len(sizes)


def test_of_more_messages_than_are_looked_at_the_same_is_found():
    rows, edges = crowds([500] * 8)
    assert best_resolution(edges, rows) in RESOLUTIONS
    found = edges.communities(best_resolution(edges, rows), seed=1)
    assert 8 <= len(set(found.tolist())) <= 16


def test_a_graph_without_edges_has_some_resolution():
    nothing = np.empty(0, dtype=np.intp)
    assert (
        best_resolution(Edges(3, nothing, nothing, np.empty(0)), np.eye(3, dtype=np.float32)) in RESOLUTIONS
    )
