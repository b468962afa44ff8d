"""A person moves a date once, before it comes, with a reason; the old one stays in the books."""

from datetime import date, datetime, timedelta

import pytest

from saule.desk.changing import NotPossible
from saule.desk.errors import IllegalTransition
from saule.promises.acknowledging import acknowledge_due
from saule.promises.errors import DayNotPossible
from saule.promises.models import Promise
from saule.promises.news import tell_news
from saule.promises.promising import give_due, move, sweep_dates

State = Promise.State


def test_a_person_moves_a_promise(desk, town, now, alice):
    conversation = town.write()
    give_due(desk, now=now)
    old = Promise.objects.get(conversation=conversation)
    new = move(old, day=date(2026, 12, 25), by=alice.user, now=now, why="Waiting for the operator")
    assert old.state == State.MOVED
    assert new.day == date(2026, 12, 28)  # the 25th is a holiday, then comes the weekend
    row = old.transitions.get()
    assert (row.by, row.why) == (alice.user, "Waiting for the operator")


def test_a_promise_cannot_be_moved_to_the_past_nor_twice(desk, town, now, alice):
    town.write()
    give_due(desk, now=now)
    promise = Promise.objects.get()
    with pytest.raises(DayNotPossible, match="21"):
        move(promise, day=desk.local_date(now), by=alice.user, now=now, why="holidays")
    move(promise, day=date(2026, 12, 3), by=alice.user, now=now, why="holidays")
    with pytest.raises(IllegalTransition):
        move(promise, day=date(2026, 12, 4), by=alice.user, now=now, why="holidays")
    assert Promise.objects.count() == 2


@pytest.mark.parametrize("days", [0, 1])
def test_a_date_is_moved_before_its_day_comes(desk, town, now, alice, days):
    town.write()
    give_due(desk, now=now)
    promise = Promise.objects.get()
    at = now + (promise.day - desk.local_date(now)) + timedelta(days=days)
    sweep_dates(desk, now=at)
    promise.refresh_from_db()
    with pytest.raises(DayNotPossible, match="Le jour est venu"):
        move(promise, day=promise.day + timedelta(days=30), by=alice.user, now=at, why="holidays")


def test_a_date_that_was_heard_of_is_moved_once_and_with_a_reason(desk, town, now, alice):
    town.write()
    give_due(desk, now=now)
    acknowledge_due(desk, now=now)
    promise = Promise.objects.get()
    with pytest.raises(NotPossible, match="Dites pourquoi"):
        move(promise, day=date(2026, 12, 9), by=alice.user, now=now, why=" ")
    wrong = move(promise, day=date(2026, 12, 9), by=alice.user, now=now, why="holidays")
    right = move(wrong, day=date(2026, 12, 10), by=alice.user, now=now, why="a slip of the pen, nobody knew")
    tell_news(desk, now=datetime(2026, 11, 24, 9, 1, tzinfo=desk.zone))
    right.refresh_from_db()
    with pytest.raises(DayNotPossible, match="déjà été déplacée"):
        move(right, day=date(2026, 12, 11), by=alice.user, now=now, why="again")
