"""Pace: how much days vary, and what each kind of work takes."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from saule.engines.pace import ENOUGH_DAYS, dispersion, handling


def test_days_that_vary_by_chance_alone_have_a_dispersion_near_one():
    drawn = np.random.default_rng(1).poisson(20, 2_000)

    assert dispersion(drawn.tolist(), [20] * len(drawn)) == pytest.approx(1, abs=0.1)


def test_days_that_vary_more_are_found_out():
    random = np.random.default_rng(2)
    drawn = random.poisson(random.gamma(4, 5, 2_000))  # mean 20, variance 20 + 100

    assert dispersion(drawn.tolist(), [20] * len(drawn)) == pytest.approx(6, rel=0.15)


def test_even_days_and_few_days_promise_nothing():
    assert dispersion([20] * 50, [20] * 50) == 1
    assert dispersion([0, 100] * (ENOUGH_DAYS // 2 - 1), [50] * (ENOUGH_DAYS - 2)) == 1
    assert dispersion([], []) == 1


def test_days_of_which_nothing_was_expected_are_left_out():
    assert dispersion([20] * 20 + [5] * 20, [20] * 20 + [0] * 20) == 1


def test_days_of_which_next_to_nothing_was_expected_are_left_out():
    assert dispersion([20] * 20 + [1] * 5, [20] * 20 + [2e-311, 1e-300, 1e-9, 0.001, 0.05]) == 1


@pytest.mark.parametrize("seed", range(5))
def test_what_each_kind_takes_is_found_from_days_of_mixed_work(seed):
    random = np.random.default_rng(seed)
    days = [{"civil": int(random.poisson(20)), "works": int(random.poisson(8))} for _day in range(60)]
    hours = [0.1 * day["civil"] + 0.5 * day["works"] for day in days]

    found = handling(days, hours)

    assert found == pytest.approx({"civil": 0.1, "works": 0.5}, rel=0.05)


def test_kinds_that_take_the_same_are_mostly_not_told_apart_on_uneven_days():
    """Chance makes some differences look true; half the time, next to none may be believed."""
    random = np.random.default_rng(3)
    apart = []
    for _desk in range(40):
        days = [{"civil": int(random.poisson(20)), "works": int(random.poisson(8))} for _day in range(60)]
        hours = [0.25 * sum(day.values()) * random.uniform(0.7, 1.3) for day in days]
        found = handling(days, hours)
        apart.append(abs(found["works"] - found["civil"]) / 0.25)

    assert np.median(apart) < 0.05


def test_kinds_that_always_come_together_take_the_same():
    found = handling([{"a": 5, "b": 5}] * 30, [5.0] * 30)

    assert found["a"] == pytest.approx(found["b"]) == pytest.approx(0.5)


def test_without_work_nothing_is_said():
    assert handling([], []) == {}
    assert handling([{}, {"a": 0}], [7.0, 7.0]) == {}


days = st.lists(
    st.tuples(st.dictionaries(st.sampled_from("abc"), st.integers(0, 500), max_size=3), st.floats(0, 1_000)),
    max_size=40,
)


@given(days)
def test_times_are_never_negative_and_never_absurd(days):
    found = handling([kinds for kinds, _hours in days], [hours for _kinds, hours in days])

    assert all(np.isfinite(time) and time >= 0 for time in found.values())
    assert set(found) == {kind for kinds, _hours in days for kind, count in kinds.items() if count}


@given(st.lists(st.tuples(st.integers(0, 10_000), st.floats(0, 10_000)), max_size=60))
def test_a_dispersion_is_a_number_of_at_least_one(days):
    found = dispersion([count for count, _mean in days], [mean for _count, mean in days])

    assert found >= 1
