"""Sequels: the first thing that happens in time decides; without any, time does."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from saule.engines.sequels import BECOMES, ENDED, YOUNG, Happened, Sequel, sequel

CLOSED = datetime(2026, 11, 1, 9, tzinfo=UTC)
moments = st.integers(-40, 40).map(lambda hours: CLOSED + timedelta(hours=12 * hours))
happenings = st.lists(st.builds(Happened, moments, st.sampled_from(sorted(BECOMES)), st.integers(1, 99)))


@pytest.mark.parametrize(
    ("days", "what", "state"),
    [
        (13.9, "asked", "repeated"),
        (14, "asked", "repeated"),
        (14.1, "asked", "ended"),
        (3, "disputed", "objected"),
        (3, "taken back", "void"),
        (3, "followed", "void"),
        (0, "asked", "ended"),
        (-1, "disputed", "ended"),
    ],
)
def test_what_comes_in_time_decides(days, what, state):
    one = Happened(CLOSED + timedelta(days=days), what, 7)
    found = sequel(CLOSED, [one], days=14, now=CLOSED + timedelta(days=30))
    assert found == Sequel(state, one if state != "ended" else None)


def test_the_first_of_several_decides():
    asked, followed = (
        Happened(CLOSED + timedelta(days=day), what, 1) for day, what in ((4, "asked"), (2, "followed"))
    )
    assert sequel(CLOSED, [asked, followed], days=14, now=CLOSED + timedelta(days=5)) == ("void", followed)


def test_nobody_is_taken_as_answered_before_the_days_are_over():
    assert sequel(CLOSED, [], days=14, now=CLOSED + timedelta(days=14)).state == YOUNG
    assert sequel(CLOSED, [], days=14, now=CLOSED + timedelta(days=14, seconds=1)).state == ENDED


@given(happenings, st.integers(1, 20), moments, st.randoms())
def test_order_and_repetition_say_nothing_and_what_is_decided_stays(happened, days, now, random):
    found = sequel(CLOSED, happened, days=days, now=now)
    shuffled = happened * 2
    random.shuffle(shuffled)

    assert sequel(CLOSED, shuffled, days=days, now=now) == found
    if found.state != YOUNG:
        assert sequel(CLOSED, happened, days=days, now=now + timedelta(days=90)) == found
