"""What a matter usually sees explains an hour, or does not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from saule.engines.surging import Usual, is_calm, is_unusual, trimmed_mean, usual

hours = st.lists(st.integers(0, 500), max_size=200)


@pytest.mark.parametrize(
    ("own", "count", "found"),
    [
        ([3] * 100, 412, True),
        ([3] * 100, 12, False),
        ([0, 0, 0, 5] * 50, 29, False),
        ([0, 0, 0, 5] * 50, 60, True),
        ([100, 20, 300, 80] * 50, 412, False),
        ([], 150, False),
        ([], 5000, True),
        ([0] * 672, 30, True),
    ],
)
def test_an_hour_is_measured_by_the_past_of_its_matter(own, count, found):
    assert is_unusual(count, usual(own)) is found


def test_a_desk_whose_matters_often_grow_so_is_not_alarmed():
    assert is_unusual(300, usual([1] * 100))
    assert not is_unusual(300, usual([1] * 100, [250, 300, 200] * 20))
    assert is_unusual(300, usual([1] * 100, [250, 300]))


def test_one_great_day_does_not_hide_the_next_attack():
    assert is_unusual(400, usual([2] * 400 + [350] * 5))
    assert trimmed_mean([2] * 95 + [10_000] * 5) == 2


@given(hours, hours, st.integers(0, 10_000))
def test_more_is_never_more_usual_and_what_is_unusual_is_not_calm(own, others, count):
    known = usual(own, others)
    assert not is_unusual(count, known) or is_unusual(count + 1, known)
    assert not (is_unusual(count, known) and is_calm(count, known))


@given(hours, st.integers(0, 10_000), st.integers(0, 50))
def test_a_busier_past_explains_more(own, count, more):
    known = usual(own)
    busier = Usual(known.rate + more, known.busy + more, known.known)
    assert is_unusual(count, known) or not is_unusual(count, busier)


@given(hours)
def test_the_rate_is_within_what_was_seen(own):
    assert min(own, default=0) <= trimmed_mean(own) <= max(own, default=0)
