"""Middles: the median is one of the values, its interval holds it; the mean of a single value says little."""

from collections import Counter
from statistics import median_low

import pytest
from hypothesis import given
from hypothesis import strategies as st

from saule.engines.middles import mean, median


def test_known_middles():
    assert median(Counter(range(1, 102))) == (51, 41, 61)
    assert median({3: 1}) == (3, 3, 3)
    assert median({}) is None
    assert mean(0, 0, 0) is None
    assert mean(4, 8, 24) == pytest.approx((2, 2 - 1.6003, 2 + 1.6003), abs=1e-4)


@given(st.lists(st.integers(0, 400), min_size=1, max_size=60))
def test_the_median_is_the_lower_one_and_lies_in_its_interval(values):
    found = median(Counter(values))
    assert found is not None
    assert found.value == median_low(values)
    assert min(values) <= found.low <= found.value <= found.high <= max(values)


@given(st.lists(st.integers(0, 50), min_size=1, max_size=60))
def test_the_mean_lies_in_its_interval(values):
    found = mean(len(values), sum(values), sum(value * value for value in values))
    assert found is not None
    assert found.low <= found.value <= found.high
    assert found.value == pytest.approx(sum(values) / len(values))
