"""Timetabling: hours by weekday from a day on, leave without a reason, what outside teams are to answer."""

from datetime import date, timedelta

import pytest

from saule.desk.changing import ChangedMeanwhile, NotPossible, stamp
from saule.desk.reverting import revert
from saule.desk.staffing import end_membership
from saule.desk.timetabling import (
    contracts,
    record_leave,
    state_contract,
    state_hours,
    take_back_leave,
    week_of,
)

pytestmark = pytest.mark.django_db
WEEK = [420, 420, 0, 420, 420, 0, 0]
MONDAY = date(2026, 11, 23)


def test_hours_count_from_their_day_on_and_earlier_ones_stay(bob, alice, now):
    state_hours(bob, WEEK, since=date(2026, 1, 5), by=alice.user, now=now)
    state_hours(bob, [60] * 5 + [0, 0], since=MONDAY, by=alice.user, now=now)

    assert week_of(bob, date(2026, 1, 4)) == [0] * 7
    assert week_of(bob, MONDAY - timedelta(days=1)) == WEEK
    assert week_of(bob, MONDAY) == [60] * 5 + [0, 0]
    assert state_hours(bob, [60] * 5 + [0, 0], since=MONDAY, by=alice.user, now=now) is None


def test_hours_say_who_stated_them_and_can_be_put_back(bob, alice, now):
    row = state_hours(bob, WEEK, by=alice.user, now=now)
    assert row is not None
    assert (row.by, row.facts["after"]) == (alice.user, {"minutes": WEEK})
    assert {one.by for one in bob.hours.all()} == {alice.user}

    revert(row, by=alice.user, now=now)
    assert week_of(bob, bob.desk.local_date(now)) == [0] * 7
    with pytest.raises(ChangedMeanwhile):
        revert(row, by=alice.user, now=now)


def test_hours_that_no_day_has_and_hours_not_seen_are_refused(bob, alice, now):
    for odd in ([1441, 0, 0, 0, 0, 0, 0], [-1, 0, 0, 0, 0, 0, 0], [60]):
        with pytest.raises(NotPossible):
            state_hours(bob, odd, by=alice.user, now=now)
    with pytest.raises(NotPossible):
        state_hours(bob, WEEK, since=date(2036, 1, 1), by=alice.user, now=now)
    seen = stamp({"minutes": [0] * 7})
    state_hours(bob, WEEK, by=alice.user, now=now)
    with pytest.raises(ChangedMeanwhile):
        state_hours(bob, [1] * 7, seen=seen, by=alice.user, now=now)


def test_nobody_has_hours_or_leave_at_a_desk_that_they_left(bob, alice, now):
    end_membership(bob, by=alice.user, now=now)

    with pytest.raises(NotPossible):
        state_hours(bob, WEEK, by=alice.user, now=now)
    with pytest.raises(NotPossible):
        record_leave(bob, MONDAY, None, by=alice.user, now=now)


def test_leave_is_recorded_without_a_reason_and_taken_back(bob, alice, now):
    leave = record_leave(bob, MONDAY, MONDAY + timedelta(days=4), by=alice.user, now=now)
    assert leave.by == alice.user
    with pytest.raises(NotPossible) as caught:
        record_leave(bob, MONDAY + timedelta(days=4), None, by=alice.user, now=now)
    assert caught.value.field == "first"

    take_back_leave(leave, by=alice.user, now=now)
    assert take_back_leave(leave, by=alice.user, now=now) is None
    leave.refresh_from_db()
    assert (leave.ended_at, leave.ended_by) == (now, alice.user)
    record_leave(bob, MONDAY, None, by=alice.user, now=now)
    verbs = [event.verb for event in bob.desk.events.all()]
    assert verbs == ["record leave", "take back leave", "record leave"]


@pytest.mark.parametrize(
    ("first", "last"),
    [(MONDAY, date(2026, 11, 1)), (MONDAY, date(2036, 11, 1)), (date(1, 1, 1), None), (date.max, None)],
)
def test_leave_that_makes_no_sense_is_refused(first, last, bob, alice, now):
    with pytest.raises(NotPossible):
        record_leave(bob, first, last, by=alice.user, now=now)


def test_a_contract_counts_from_its_day_and_zero_ends_it(desk, alice, now):
    state_contract(desk, " Relais  Sud ", 100, since=date(2026, 6, 1), by=alice.user, now=now)
    state_contract(desk, "relais sud", 0, by=alice.user, now=now)

    assert contracts(desk, date(2026, 5, 31)) == []
    assert [(one.name, one.answers_per_week) for one in contracts(desk, date(2026, 6, 1))] == [
        ("Relais Sud", 100)
    ]
    assert [(one.name, one.answers_per_week) for one in contracts(desk, MONDAY)] == [("Relais Sud", 0)]
    for name, answers in (("", 1), ("x" * 81, 1), ("A", -1), ("A", 10_000_000)):
        with pytest.raises(NotPossible):
            state_contract(desk, name, answers, by=alice.user, now=now)
