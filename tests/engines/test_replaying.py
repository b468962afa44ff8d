from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from saule.engines.replaying import Arrivals, DeskReplay, Order, Staffing, arrival_rate
from saule.engines.threshold import Columns, Situation, ThresholdController

histories = st.lists(st.tuples(st.floats(0, 300), st.integers(1, 50_000)), max_size=80).map(
    lambda rows: Arrivals.on([day for day, _ in rows], [people for _, people in rows])
)
policies = st.integers(1, 20_000) | st.just(ThresholdController())
staffings = st.builds(
    Staffing, weekly=st.floats(0, 20), change=st.none() | st.integers(0, 40), then=st.floats(0, 20)
)
orders = st.sampled_from(Order)


def replay(days, people, policy, weekly, **how):
    staffing = weekly if isinstance(weekly, Staffing) else Staffing(weekly)
    return DeskReplay(**{"spread": 0.0, **how}).run(Arrivals.on(days, people), policy, staffing)


def test_who_passes_is_answered_and_the_promise_kept():
    done = replay([0.5, 1.5], [100, 10], 50, 1, due_only=True)
    totals = done.totals
    assert (totals.promised, totals.kept, totals.late, totals.answered) == (1, 1, 0, 1)
    assert (totals.people, totals.people_in_time, totals.kept_share) == (100, 100, 1.0)


def test_more_than_can_be_answered_in_time_is_late_and_stays_answered():
    done = replay([0.1 * n for n in range(20)], [100] * 20, 50, 1, promised=4.0)
    assert done.totals.promised == 20
    # It ends when the last promised day is over; the others are still waiting then.
    assert done.totals.answered == 10 == done.weeks[-1].backlog
    assert 3 <= done.totals.kept <= 5
    assert done.totals.people == 1_000
    assert done.totals.people_in_time == 100 * done.totals.kept
    assert max(week.backlog for week in done.weeks) == done.totals.max_backlog >= 15


def test_nobody_can_keep_a_promise_without_capacity():
    done = replay([0, 1, 2], [100] * 3, 1, 0)
    assert (done.totals.promised, done.totals.kept, done.totals.answered) == (3, 0, 0)
    assert sum(week.late for week in done.weeks) == 3


def test_a_matter_passes_only_once_it_has_grown_that_far():
    # Half of it in the first quarter of a week, the rest slowly: 90 % come in the second week or after.
    done = replay([0], [100], 90, 5, half_grown=0.25)
    assert [week.passed for week in done.weeks][:3] == [0, 1, 0]


def test_free_capacity_goes_to_the_strongest_below_the_threshold():
    people = [40, 30, 20, 10]
    assert replay([0.5] * 4, people, 50, 1, due_only=True).totals.people == 0
    done = replay([0.5] * 4, people, 50, 1)
    assert done.weeks[1].answered == 1
    assert done.weeks[1].people == 40
    # The fourth lapsed before its turn.
    assert (done.totals.people, done.totals.promised) == (90, 0)


@pytest.mark.parametrize(
    ("order", "first"), [(Order.PASSING, 3_000), (Order.STRENGTH, 9_000), (Order.ARRIVAL, 120)]
)
def test_the_order_of_work_says_who_is_next(order, first):
    # The smallest came first and passes last; the middle one passes first.
    done = replay([0.1, 0.7, 0.2], [120, 9_000, 3_000], 100, 1, order=order, due_only=True)
    assert next(week.people for week in done.weeks if week.answered) == first


def test_a_change_of_staffing_takes_effect_in_its_week():
    days = [n / 4 for n in range(80)]
    steady = replay(days, [100] * 80, 1, 2, due_only=True)
    helped = replay(days, [100] * 80, 1, Staffing(2, change=3, then=30), due_only=True)
    assert [week.answered for week in steady.weeks][:3] == [week.answered for week in helped.weeks][:3]
    assert helped.weeks[3].answered > steady.weeks[3].answered == 2


def test_a_part_of_an_answer_is_carried_on_but_idle_weeks_are_not():
    done = replay([70] * 4, [100] * 4, 1, 0.5)
    answered = [week.week for week in done.weeks if week.answered]
    assert len(answered) == 4
    assert np.diff(answered).tolist() == [2, 2, 2]


def test_what_a_matter_earned_it_keeps_when_the_threshold_rises():
    class RisesAtOnce(ThresholdController):
        def recommend(self, now):
            advice = super().recommend(replace(now, capacity=1_000.0))
            value = 1 if now.threshold is None else 10**6
            return replace(advice, value=value, changes=value != now.threshold)

    # The second week's matters met a threshold of 1; those of the fifth met one that nobody passes.
    done = replay([8, 9, 36, 37, 60], [10] * 5, RisesAtOnce(), 1, opening=1)
    assert [change.recommendation.value for change in done.changes] == [1, 10**6]
    assert done.totals.promised == 2


def test_a_controller_knows_only_what_a_desk_would():
    class Asks(ThresholdController):
        asked: list[Situation] = []

        def recommend(self, now):
            self.asked.append(now)
            return super().recommend(now)

    replay([n / 2 for n in range(100)], [1_000] * 100, Asks(), 1, opening=2)
    first = Asks.asked[0]
    assert first.threshold is None
    assert isinstance(first.matters, Columns)
    assert len(first.matters) == 28
    assert first.matters.ages.min() >= 0
    assert first.matters.people.max() < 1_000


def test_a_controller_keeps_more_promises_than_a_bar_too_low():
    days = [n / 5 for n in range(1_500)]
    people = [round(100 / (1 - n / 1_500.5)) for n in np.random.default_rng(1).permutation(1_500)]
    fixed = replay(days, people, 150, 3).totals
    followed = replay(days, people, ThresholdController(), 3).totals
    assert fixed.kept_share < 0.1
    assert followed.kept_share > 0.98
    assert followed.people_in_time > 3 * fixed.people_in_time
    assert followed.changes_a_year <= 8


def test_progress_is_told_to_the_end():
    told = []
    arrivals = Arrivals.on([0, 20], [5, 5])
    DeskReplay().run(arrivals, 1, Staffing(1), progress=told.append)
    assert told == list(range(1, DeskReplay().steps(arrivals) + 1))
    assert len(told) > 3


@settings(max_examples=60, deadline=None)
@given(histories, policies, staffings, orders, st.booleans(), st.integers(0, 5))
def test_whatever_is_replayed_adds_up(arrivals, policy, staffing, order, due_only, seed):
    how = {"order": order, "due_only": due_only, "seed": seed}
    done = DeskReplay(**how).run(arrivals, policy, staffing)
    weeks, totals = done.weeks, done.totals
    assert sum(week.arrived for week in weeks) == totals.matters == len(arrivals.born)
    assert sum(week.passed for week in weeks) == totals.promised
    assert sum(week.kept for week in weeks) == totals.kept
    assert sum(week.late for week in weeks) == totals.late
    assert totals.kept + totals.late == totals.promised
    assert sum(week.answered for week in weeks) == totals.answered <= totals.matters
    assert sum(week.people for week in weeks) == totals.people >= totals.people_in_time
    assert all(week.backlog >= 0 for week in weeks)
    for week in weeks:
        assert week.answered <= max(1, staffing.in_week(week.week)) + 1
    assert done == DeskReplay(**how).run(arrivals, policy, staffing)


@settings(max_examples=40, deadline=None)
@given(histories, st.integers(1, 20_000), st.integers(1, 20_000))
def test_a_lower_threshold_promises_at_least_as_many(arrivals, one, other):
    low, high = sorted((one, other))
    promised = [
        DeskReplay(due_only=True).run(arrivals, bar, Staffing(1)).totals.promised for bar in (low, high)
    ]
    assert promised[0] >= promised[1]


def test_of_a_day_without_hours_matters_come_evenly():
    arrivals = Arrivals.on([10, 10, 10.25, 12], [1, 2, 3, 4])
    assert (arrivals.born * 7).tolist() == pytest.approx([0.25, 0.25, 0.75, 2.5])
    assert arrivals.people.tolist() == [1, 3, 2, 4]


def test_a_rush_counts_at_once_and_a_pause_is_believed_after_a_while():
    steady = np.arange(0, 52, 0.5)
    rush = np.concatenate([np.linspace(0, 0.9, 20), steady])
    assert arrival_rate(steady, 52) == 2
    assert arrival_rate(rush, 52) == 12
    assert arrival_rate(steady[steady > 1.9], 52) == pytest.approx(8 / 6)
    assert arrival_rate(np.array([]), 0) == 0
