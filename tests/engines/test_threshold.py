import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from saule.engines.threshold import ROUND, Reason, Shared, Situation, ThresholdController

people = st.integers(0, 200_000)
ages = st.floats(0, 40)
bars = st.none() | st.integers(1, 200_000)
matters = st.lists(st.builds(Shared, people=people, age=ages, bar=bars), max_size=60)
rates = st.floats(0, 500)
situations = st.builds(
    Situation,
    matters=matters,
    arrivals=rates,
    capacity=rates,
    backlog=st.floats(0, 2_000),
    threshold=st.none() | st.integers(1, 200_000),
    since=st.none() | st.floats(0, 30),
)


def spread(sizes):
    """Grown matters of these sizes, that came in evenly over the last two years."""
    return tuple(Shared(people=size, age=5 + at * 37 % 97) for at, size in enumerate(sizes))


GROWN = spread((*range(1, 100), 150, 250, 400, 700, 1_500, 4_000))
CALM = Situation(matters=GROWN, arrivals=4, capacity=10, threshold=1)
BUSY = Situation(matters=GROWN, arrivals=100, capacity=10, threshold=50)


def recommend(situation, **parameters):
    return ThresholdController(**parameters).recommend(situation)


def fresh(situation):
    """The same desk before it had any threshold: what one change may do limits nothing."""
    return replace(situation, threshold=None, since=None)


def test_all_that_comes_in_is_due_while_it_can_be_answered():
    advice = recommend(CALM)
    assert (advice.value, advice.changes, advice.reason) == (1, False, Reason.ROOM)


def test_it_rises_when_work_outgrows_capacity():
    advice = recommend(BUSY)
    assert advice.value > 50
    assert (advice.changes, advice.reason) == (True, Reason.OVERLOAD)


def test_it_comes_down_when_there_is_room_again():
    advice = recommend(replace(CALM, threshold=40))
    assert (advice.value, advice.changes, advice.reason) == (20, True, Reason.ROOM_AGAIN)
    assert (advice.wanted, advice.limited) == (1, True)


def test_the_last_step_down_says_that_there_is_room_for_all():
    advice = recommend(replace(CALM, threshold=2))
    assert (advice.value, advice.reason, advice.limited) == (1, Reason.ROOM, False)


def test_what_is_about_right_stays():
    wanted = recommend(fresh(BUSY)).value
    advice = recommend(replace(BUSY, threshold=round(wanted * 1.2)))
    assert (advice.value, advice.changes, advice.reason) == (round(wanted * 1.2), False, Reason.STEADY)


def test_it_rests_after_a_change_and_says_what_it_would_do():
    advice = recommend(replace(BUSY, since=1.5))
    assert (advice.value, advice.changes, advice.reason) == (50, False, Reason.RESTING)
    assert advice.wanted > 50
    assert recommend(replace(BUSY, since=2)).changes


def test_a_desk_that_answers_nobody_is_told_that_no_threshold_helps():
    advice = recommend(replace(BUSY, capacity=0))
    assert (advice.value, advice.changes, advice.reason) == (50, False, Reason.NO_CAPACITY)


def test_nothing_is_concluded_from_a_handful_of_matters():
    advice = recommend(replace(BUSY, matters=GROWN[:5]))
    assert (advice.value, advice.changes, advice.reason) == (50, False, Reason.UNKNOWN)


def test_an_empty_desk_has_room():
    advice = recommend(Situation(matters=(), arrivals=0, capacity=5))
    assert (advice.value, advice.changes, advice.reason, advice.matters) == (1, False, Reason.ROOM, 0)


def test_matters_of_one_size_leave_a_threshold_just_above_them():
    alike = spread([30] * 40)
    assert recommend(fresh(replace(BUSY, matters=alike))).value == 40


def test_the_share_that_becomes_due_is_what_can_be_answered():
    busy = replace(fresh(BUSY), matters=spread(range(1, 1_001)))
    advice = recommend(busy)
    # 10 a week for 5 weeks, and a quarter of 8 weeks' work may stand at their end: 70 of 500.
    assert advice.share == pytest.approx(0.14)
    assert sum(matter.people >= advice.value for matter in busy.matters) / 1_000 <= 0.14
    lower = max(number for number in ROUND.tolist() if number < advice.value)
    assert sum(matter.people >= lower for matter in busy.matters) / 1_000 > 0.14


def test_beyond_the_largest_seen_the_tail_goes_on_as_it_began():
    # A Pareto distribution, P(S ≥ θ) = 1/θ: one in 2,000 is past 2,000, though only 500 were seen.
    sizes = spread(round(500 / rank) for rank in range(1, 501))
    advice = recommend(fresh(Situation(matters=sizes, arrivals=20_000, capacity=10)))
    assert 1_000 <= advice.value <= 4_000


def test_those_about_to_pass_count_before_they_have_passed():
    young = tuple(Shared(people=45, age=0.5, bar=50) for _ in range(60))
    with_them = recommend(replace(fresh(BUSY), matters=GROWN + young))
    assert with_them.in_flight == 60
    assert with_them.value > recommend(fresh(BUSY)).value


def test_coming_down_counts_the_open_matters_that_it_makes_due():
    # All of them still open under 1,000: at 20, most would be due at once.
    still = tuple(replace(matter, age=5, bar=1_000) for matter in GROWN * 3)
    quiet = Situation(matters=still, arrivals=4, capacity=10)
    assert recommend(fresh(quiet)).value > 50


def test_a_backlog_never_closes_the_desk():
    buried = recommend(fresh(replace(BUSY, backlog=10_000)))
    # A tenth of the capacity is kept for newcomers: one answer a week for a hundred matters.
    assert buried.share == pytest.approx(0.01)


@given(situations)
def test_whatever_comes_a_threshold_is_a_number_of_people(situation):
    advice = recommend(situation)
    assert advice.value >= 1
    assert advice.changes == (advice.value != situation.threshold)
    assert 0 <= advice.share <= 1
    assert all(map(math.isfinite, (advice.in_flight, advice.arrivals, advice.capacity, advice.backlog)))


def test_it_stands_a_rush_like_the_worst_that_was_seen():
    rush = tuple(Shared(people=1_000 + at, age=60) for at in range(50))
    calm = replace(fresh(CALM), matters=GROWN + rush[:35])
    # Two weeks and a quarter of eight make 40 answers: 35 and the few of any fortnight fit, 50 do not.
    assert recommend(calm).value == 1
    assert recommend(replace(calm, matters=GROWN + rush)).value > 1_000


def test_a_threshold_below_the_smallest_matter_is_as_good_as_none():
    large = spread(range(200, 1_200))
    first = recommend(replace(BUSY, matters=large, threshold=1))
    assert 300 <= first.value <= 600
    assert first.limited
    assert recommend(replace(CALM, matters=large, threshold=400)).value == 1


@given(situations)
def test_a_change_goes_to_a_round_number_within_bounds_and_never_too_soon(situation):
    alone = Shared(people=1, age=20)
    advice = recommend(replace(situation, matters=[*situation.matters, alone]))
    present = situation.threshold
    if advice.changes and present is not None:
        assert advice.value in ROUND
        assert present / 2 <= advice.value <= present * 3
        assert situation.since is None or situation.since >= 2
        assert abs(advice.wanted - present) >= 0.35 * present
        assert (advice.value - present) * (advice.wanted - present) > 0


@given(situations, st.floats(1, 500))
def test_more_capacity_never_asks_for_more_people(situation, more):
    before, after = (
        recommend(fresh(situation)),
        recommend(fresh(replace(situation, capacity=more + situation.capacity))),
    )
    if before.wanted is not None:
        assert after.wanted <= before.wanted


@given(situations, st.floats(0, 500))
def test_more_work_never_asks_for_fewer_people(situation, more):
    before = recommend(fresh(situation))
    for busier in (
        replace(situation, backlog=situation.backlog + more),
        replace(situation, arrivals=situation.arrivals + more),
        replace(situation, matters=[*situation.matters, Shared(people=10**6, age=0.1, bar=1)]),
    ):
        after = recommend(fresh(busier))
        if before.wanted is not None and after.wanted is not None:
            assert after.wanted >= before.wanted


@given(situations)
def test_the_same_figures_give_the_same_advice(situation):
    assert recommend(situation) == recommend(situation)


@pytest.mark.parametrize("number", [1, 2, 3, 5, 8, 10, 12, 15, 20, 25, 100, 150, 5_000, 25_000, 100_000])
def test_round_numbers_are_those_people_use(number):
    assert number in ROUND
    assert len(set(ROUND.tolist())) == len(ROUND)
    assert (ROUND[1:] > ROUND[:-1]).all()
