"""The day from which promises break, and how much more it takes for them not to."""

from hypothesis import given
from hypothesis import strategies as st

from saule.engines.overload import (
    Outlook,
    breaks,
    needed,
    rate_between,
    relieved,
    trend,
    waiting,
    widened,
)

DUE = st.lists(st.floats(0, 50), max_size=60)
DAYS = st.lists(st.floats(0.5, 20), min_size=10, max_size=60)
OUTLOOKS = st.builds(Outlook, DUE, DAYS, st.floats(0, 30), st.integers(0, 30))


def test_what_is_due_in_time_is_answered_in_time():
    assert breaks(Outlook([5] * 10, [5] * 10, 0, 5)) is None
    assert breaks(Outlook([5, 5, 6], [5] * 10, 0, 5)) == 2
    assert breaks(Outlook([0, 0, 12], [5] * 10, 0, 5)) is None


def test_what_is_still_to_come_breaks_promises_only_once_they_fall_due():
    outlook = Outlook([], [5] * 60, 6, 20)
    assert breaks(outlook) is None
    # What 20 days can answer in advance is used up by one a day more than can be answered.
    assert breaks(Outlook([], [5] * 200, 6, 20)) == 120


@given(OUTLOOKS)
def test_with_what_is_needed_nothing_breaks_and_with_less_something_does(outlook):
    share = needed(outlook)
    assert breaks(widened(outlook, share * 1.0001 + 1e-9)) is None
    if share > 0.01:
        assert breaks(widened(outlook, share * 0.99)) is not None
    assert (share > 0) == (breaks(outlook) is not None) or share < 1e-6


@given(OUTLOOKS, st.floats(0, 500))
def test_work_that_somebody_else_does_never_makes_it_worse(outlook, units):
    before, after = breaks(outlook), breaks(relieved(outlook, units))
    assert after is None or (before is not None and after >= before)


@given(OUTLOOKS, st.floats(0, 500))
def test_the_queue_is_never_negative_and_grows_with_its_backlog(outlook, backlog):
    rows = waiting(outlook, backlog)
    assert len(rows) == len(outlook.capacity)
    assert all(0 <= less <= more for less, more in zip(rows, waiting(outlook, backlog + 10), strict=True))


@given(st.integers(0, 5000), st.floats(1, 8))
def test_the_interval_holds_what_was_seen_and_narrows_with_it(count, weeks):
    low, high = rate_between(count, weeks)
    assert low <= count / weeks <= high
    wide, narrow = rate_between(10, weeks), rate_between(1000, weeks)
    assert (narrow[1] - narrow[0]) / 1000 < (wide[1] - wide[0]) / 10


def test_a_trend_is_seen_where_there_is_one():
    slope, half = trend([10, 20, 30, 40, 50, 60, 70, 80])
    assert slope == 10
    assert half < slope
    flat, unsure = trend([20, 22, 19, 21, 20, 18, 22, 20])
    assert abs(flat) < unsure
    assert trend([3, 4]) == (0.0, float("inf"))
