import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from saule.engines.revising import (
    Ties,
    best_ties,
    draw,
    join_alike,
    look_together,
    name_communities,
    without_loners,
)


def ties(pairs, count):
    first, second = (np.array([pair[side] for pair in pairs], dtype=np.intp) for side in (0, 1))
    return Ties.of(count, first, second, np.array([pairs[pair] for pair in pairs], dtype=float))


def crowds(*sizes, seed=2, spread=0.05):
    """Rows around as many middles, with all their likenesses."""
    rng = np.random.default_rng(seed)
    middles = np.eye(8, dtype=np.float32)[[at for at, size in enumerate(sizes) for _ in range(size)]]
    rows = (middles + rng.normal(0, spread, middles.shape)).astype(np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    first, second = np.triu_indices(len(rows), 1)
    return rows, Ties.of(len(rows), first, second, (rows @ rows.T)[first, second].astype(float))


def test_ties_go_both_ways_the_strongest_first_and_none_twice():
    found = ties({(0, 1): 0.4, (1, 0): 0.6, (0, 2): 0.9}, 4)
    assert found.first.tolist() == [0, 0, 1, 2]
    assert found.second.tolist() == [2, 1, 0, 0]
    assert found.likeness.tolist() == [0.9, 0.6, 0.6, 0.9]
    assert found.rank.tolist() == [0, 1, 0, 0]


def test_the_nearest_is_tied_most():
    drawn = draw(ties({(0, 1): 0.9, (0, 2): 0.5}, 3), 15)
    ends = zip(drawn.first.tolist(), drawn.second.tolist(), strict=True)
    edges = dict(zip(ends, drawn.weights.tolist(), strict=True))
    assert edges[0, 1] == 1.0
    assert set(edges) == {(0, 1), (0, 2)}
    assert best_ties(ties({(0, 1): 0.9, (0, 2): 0.5}, 3), ["m", "n", "m"]) == {0: (2, 0.5), 2: (0, 0.5)}


def test_each_crowd_is_one_community_large_or_small():
    rows, near = crowds(60, 12, 12)
    found = look_together(near, rows)
    assert [len(set(part)) for part in (found[:60], found[60:72], found[72:])] == [1, 1, 1]
    assert len(set(found)) == 3


def test_who_is_like_nobody_stays_alone():
    rows, near = crowds(12, 12, 1, 1)
    found = look_together(near, rows, least=0.3)
    assert len(set(found)) == 4
    kept = without_loners(np.zeros(26, dtype=np.intp), near, 0.3)
    assert len(set(kept.tolist())) == 3


def test_without_any_tie_everyone_is_alone():
    nothing = np.empty(0, dtype=np.intp)
    rows = np.eye(3, dtype=np.float32)
    assert look_together(Ties.of(3, nothing, nothing, np.empty(0)), rows) == [0, 1, 2]


@given(st.integers(0, 5))
def test_the_same_seed_finds_the_same(seed):
    rows, near = crowds(9, 8, 7, spread=0.4)
    assert look_together(near, rows, seed=seed) == look_together(near, rows, seed=seed)


def test_a_matter_goes_to_the_community_that_has_most_of_it():
    names = name_communities(
        [0, 0, 1, 1, 2], ["m", "m", "m", None, None], [1, 1, 1, 1, 1], lambda at: f"new {at}"
    )
    assert names == {0: "m", 1: "new 2", 2: "new 4"}


@given(st.lists(st.tuples(st.integers(0, 4), st.sampled_from(["m", "n", None])), max_size=20))
def test_every_community_has_a_name_of_its_own(members):
    membership = [community for community, _ in members]
    matters = [matter for _, matter in members]
    names = name_communities(membership, matters, [1] * len(members), lambda at: f"new {at}")
    assert set(names) == set(membership)
    assert len(set(names.values())) == len(names)


def test_the_parts_of_one_crowd_are_joined_and_another_crowd_is_not():
    rows, _ = crowds(12, 6)
    joined = join_alike([0] * 6 + [1] * 6 + [2] * 6, rows, share=0.8)
    assert joined[:12] == [joined[0]] * 12
    assert joined[12:] == [joined[12]] * 6
    assert joined[0] != joined[12]
    assert join_alike([], rows[:0], share=0.8) == []
    assert join_alike([0, 1, 2], rows[:3], share=0.8) == [0, 1, 2]
