"""Shares: the interval holds the share, and narrows as more is known."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from saule.engines.shares import wilson


def test_known_intervals():
    assert wilson(8, 10) == pytest.approx((0.4902, 0.9433), abs=1e-4)
    assert wilson(0, 10) == pytest.approx((0, 0.2775), abs=1e-4)
    assert wilson(0, 0) == (0, 1)


@given(st.integers(1, 100_000), st.floats(0, 1))
def test_the_interval_holds_the_share_and_narrows(whole, share):
    part = round(share * whole)
    low, high = wilson(part, whole)
    lower, higher = wilson(part * 10, whole * 10)

    assert 0 <= low <= part / whole + 1e-9
    assert part / whole <= high + 1e-9 <= 1 + 1e-9
    assert higher - lower < high - low
