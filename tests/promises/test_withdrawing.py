"""Whoever wrote may say that they need no answer any more, and take that back."""

from datetime import timedelta

from saule.promises.closing import settle
from saule.promises.models import Promise
from saule.promises.promising import give_due, sweep_dates
from saule.promises.withdrawing import renew, withdraw, withdrawn

State = Promise.State


def test_their_date_is_withdrawn_and_there_is_one_fewer_before_the_next(desk, town, now):
    first, second = town.write(days_ago=2), town.write(days_ago=1)
    give_due(desk, now=now)
    assert withdraw(first, now=now) is not None
    assert first.promises.get().state == State.WITHDRAWN
    assert first.waiting_since is None
    assert sweep_dates(desk, now=now + timedelta(days=30)).late == 1
    assert second.promises.get().state == State.LATE
    event = desk.events.get(verb="withdraw request")
    assert (event.by, event.why) == (None, "")


def test_taken_back_they_have_the_same_date_and_place(desk, town, now):
    conversation = town.write(days_ago=2)
    give_due(desk, now=now)
    day, since = conversation.promises.get().day, conversation.waiting_since
    withdraw(conversation, now=now)
    again = renew(conversation, now=now + timedelta(hours=1))
    assert (again.state, again.day) == (State.GIVEN, day)
    assert conversation.waiting_since == since
    assert desk.events.filter(verb="renew request").exists()


def test_doing_it_twice_does_it_once(desk, town, now):
    conversation = town.write()
    give_due(desk, now=now)
    withdraw(conversation, now=now)
    assert withdraw(conversation, now=now) is None
    assert conversation.settlements.count() == 1
    renew(conversation, now=now)
    assert renew(conversation, now=now) is None


def test_what_the_desk_settled_is_not_theirs_to_open(desk, town, now, alice):
    conversation = town.write()
    give_due(desk, now=now)
    settle(conversation, by=alice.user, now=now, why="spoken to")
    assert withdrawn(conversation) is None
    assert renew(conversation, now=now) is None
    assert conversation.waiting_since is None


def test_who_writes_again_waits_again(desk, town, now):
    conversation = town.write(days_ago=1)
    give_due(desk, now=now)
    withdraw(conversation, now=now)
    later = town.write(conversation=conversation, days_ago=-1)
    assert later.waiting_since == now + timedelta(days=1)
    assert withdrawn(later) is None
