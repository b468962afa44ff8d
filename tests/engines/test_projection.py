"""A plan and how plans came true lately make a date."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from saule.engines.outlook import NEVER
from saule.engines.projection import CalendarProjection, covering_days

LONG_AGO = 1_000
plans = st.lists(st.floats(0, 50), min_size=1, max_size=60)


def learned(waits, p0=9, **parameters) -> CalendarProjection:
    """Items that the plan reached in ``p0`` days, and how long they waited (None: they still do)."""
    opened = [LONG_AGO - 60] * len(waits)
    answered = [NEVER if wait is None else LONG_AGO - 60 + wait for wait in waits]
    return CalendarProjection(**parameters).fit([p0] * len(waits), opened, answered, up_to=LONG_AGO)


@given(plans, st.floats(0.1, 500))
def test_the_plan_covers_the_work_on_that_day_and_not_the_day_before(planned, work):
    day = int(covering_days([work], planned)[0])
    if day < 0:
        assert sum(planned) < work
    else:
        assert sum(planned[: day + 1]) >= work - 1e-6
        assert sum(planned[:day]) < work


@given(plans, st.floats(0, 500), st.floats(0, 500))
def test_more_work_never_comes_earlier(planned, work, more):
    sooner, later = covering_days([work, work + more], planned).tolist()
    assert later == -1 or 0 <= sooner <= later


def test_closed_days_are_waited_through():
    assert covering_days([1, 10, 11, 21], [0, 0, 10, 0, 10]).tolist() == [2, 2, 4, -1]
    assert covering_days([3], [-5, 3]).tolist() == [1]


def test_plans_that_come_true_are_believed():
    assert learned([9] * 40).days_to_answer(9) == 9
    assert learned([9] * 40).days_to_answer(0) == 0
    assert learned([9] * 40).days_to_answer(-1) is None


def test_plans_that_take_twice_as_long_are_doubled():
    predictor = learned([19] * 40)
    assert predictor.days_to_answer(9) == 19
    assert predictor.days_to_answer(39) == 79


def test_the_date_is_by_when_nine_in_ten_came():
    waits = [9] * 85 + [19] * 10 + [None] * 5
    assert learned(waits, level=0.9).days_to_answer(9) == 19
    assert learned(waits, level=0.85).days_to_answer(9) == 9


def test_where_too_many_are_never_answered_there_is_no_date():
    assert learned([9] * 85 + [None] * 15).days_to_answer(9) is None


def test_what_still_waits_counts_for_as_long_as_it_has_waited():
    # A third came a day ago and says nothing yet: without them eight in ten would seem to be all there are.
    opened = [LONG_AGO - 60] * 60 + [LONG_AGO] * 30
    answered = [LONG_AGO - 51] * 60 + [NEVER] * 30
    predictor = CalendarProjection().fit([9] * 90, opened, answered, up_to=LONG_AGO)
    assert predictor.days_to_answer(9) == 9


def test_too_few_say_nothing():
    assert learned([9] * 29).days_to_answer(9) is None
    assert learned([9] * 29).chance(9, 300) == 0.0
    assert CalendarProjection().days_to_answer(3) is None


def test_what_is_long_past_is_forgotten():
    opened = [LONG_AGO - 200] * 50 + [LONG_AGO - 50] * 50
    answered = [day + wait for day, wait in zip(opened, [40] * 50 + [9] * 50, strict=True)]
    predictor = CalendarProjection().fit([9] * 100, opened, answered, up_to=LONG_AGO)
    assert (predictor.items_, predictor.days_to_answer(9)) == (50, 9)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 59) | st.none(), min_size=30, max_size=80), st.integers(0, 100))
def test_a_date_has_the_chance_it_says_and_an_earlier_one_has_less(waits, p0):
    predictor = learned(waits)
    days = predictor.days_to_answer(p0)
    chances = [predictor.chance(p0, day) for day in range(400)]
    assert chances == sorted(chances)
    if days is not None:
        assert chances[days] >= 0.92 - 1e-9
        assert days == 0 or chances[days - 1] <= predictor.chance(p0, days)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(0, 59) | st.none(), max_size=80))
def test_a_projection_goes_on_from_its_state(waits):
    predictor = learned(waits)
    again = CalendarProjection.from_state(predictor.get_state())
    projected = np.arange(-1, 200)
    assert (again.days_of(projected) == predictor.days_of(projected)).all()
    assert again.chance(9, 20) == pytest.approx(predictor.chance(9, 20))
