import random

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from saule.engines.meaning_index import Neighbours
from saule.engines.revising import Scaling, best_ties, communities, draw, join_alike, name_communities

TWO_TRIANGLES = {(0, 1): 1.0, (1, 2): 1.0, (0, 2): 1.0, (3, 4): 1.0, (4, 5): 1.0, (3, 5): 1.0, (2, 3): 0.1}


def test_two_triangles_are_two_communities_for_any_seed():
    for seed in range(5):
        found = communities(6, TWO_TRIANGLES, seed=seed)
        assert found[0] == found[1] == found[2] != found[3] == found[4] == found[5]


def test_the_dice_of_others_are_left_alone():
    random.seed(4)
    state = random.getstate()
    communities(6, TWO_TRIANGLES, seed=1)
    assert random.getstate() == state


def test_messages_that_resemble_nobody_are_tied_to_nobody():
    near = [Neighbours([11], [2.0]), Neighbours([10], [2.0]), Neighbours([], [])]
    assert draw(near, {10: 0, 11: 1, 12: 2}, Scaling(cut=4.0)) == {}
    assert communities(3, {}, seed=1) == [0, 1, 2]


def test_the_nearest_is_tied_most():
    near = [Neighbours([11, 12], [9.0, 5.0]), Neighbours([10], [9.0]), Neighbours([10], [5.0])]
    edges = draw(near, {10: 0, 11: 1, 12: 2}, Scaling(cut=4.0, least_weight=0.0))
    assert edges[0, 1] == 1.0
    assert best_ties(edges)[0][0] == 1


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
    rng = np.random.default_rng(2)
    middles = np.eye(8, dtype=np.float32)[[0] * 12 + [1] * 6]
    rows = (middles + rng.normal(0, 0.05, middles.shape)).astype(np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    parts = [0] * 6 + [1] * 6 + [2] * 6
    joined = join_alike(parts, rows)
    assert joined[:12] == [joined[0]] * 12
    assert joined[12:] == [joined[12]] * 6
    assert joined[0] != joined[12]
    assert join_alike([], rows[:0]) == []
    assert join_alike([0, 1, 2], rows[:3]) == [0, 1, 2]
