"""A date that will hardly be kept is moved before it comes, once, with notice, the reason and a new date."""

from datetime import date, datetime, time, timedelta

import pytest

from saule.desk.calendar import Calendar
from saule.desk.models import Capacity
from saule.desk.rhythm import beats_of
from saule.desk.stating import switch
from saule.matters.models import Delivery
from saule.promises.acknowledging import acknowledge_due
from saule.promises.because import HARDLY
from saule.promises.models import Promise
from saule.promises.news import tell_news
from saule.promises.promising import give_due, move, sweep_dates
from saule.promises.reviewing import NOTICE, review_due

State = Promise.State


def day_after_day(desk, town, now, days, step=1):
    """What the worker does, every so many days; returns the day of each move by Saule."""
    moves = []
    for number in range(0, days, step):
        at = now + timedelta(days=number)
        town.now = at
        sweep_dates(desk, now=at)
        give_due(desk, now=at)
        if review_due(desk, now=at):
            moves.append(desk.local_date(at))
    return moves


@pytest.fixture
def strike(desk, town, now):
    """A desk that answered within forty days, gives a date, and then answers nobody any more."""
    town.history(answers=80, after_days=40, begins=130)
    for ago in range(40):
        town.write(days_ago=ago)
    give_due(desk, now=now)
    return list(Promise.objects.filter(state=State.GIVEN))


def test_in_a_strike_dates_move_once_with_notice_and_a_reason(desk, town, now, strike):
    newest = max(strike, key=lambda promise: promise.day)
    assert day_after_day(desk, town, now, 45, step=3)
    moved = Promise.objects.filter(transitions__why__startswith=HARDLY).select_related("followed_by")
    assert newest in moved
    calendar = Calendar(desk)
    for promise in moved:
        on = desk.local_date(promise.transitions.get(to_state=State.MOVED).at)
        assert calendar.add(on, NOTICE) <= promise.day
        after = promise.followed_by
        assert after.day is None or after.day > promise.day
        assert after.inputs["cause"] in ("slower", "more_work")
        assert after.inputs["chance"] <= 0.25
    assert moved.values("conversation").distinct().count() == moved.count()


def test_where_answers_come_as_before_nothing_moves(desk, town, now):
    town.history(answers=60, after_days=5, begins=60)
    for number in range(20):
        at = now + timedelta(days=number)
        town.now = at
        town.write()
        for old in desk.conversations.waiting().filter(waiting_since__lte=at - timedelta(days=5)):
            town.answer(old, at=at)
        sweep_dates(desk, now=at)
        give_due(desk, now=at)
        assert review_due(desk, now=at) == 0
    assert not Promise.objects.filter(state=State.MOVED).exists()


def test_it_looks_once_a_day(desk, town, now, strike, django_assert_max_num_queries):
    review_due(desk, now=now)
    with django_assert_max_num_queries(1):
        assert review_due(desk, now=now + timedelta(hours=2)) == 0


def test_a_date_that_a_person_set_is_left_alone(desk, town, now, strike, alice):
    mine = strike[0]
    new = move(mine, day=desk.local_date(now) + timedelta(days=40), by=alice.user, now=now, why="known")
    assert day_after_day(desk, town, now + timedelta(days=24), 21, step=3)
    new.refresh_from_db()
    assert new.state in (State.GIVEN, State.LATE)


def test_on_the_day_before_it_is_too_late_to_give_notice(desk, town, now):
    Capacity.objects.create(desk=desk, answers_per_week=50, since=date(2026, 11, 1), at=now)
    town.write()
    give_due(desk, now=now)
    promise = Promise.objects.get()
    eve = datetime.combine(promise.day - timedelta(days=1), time(10), tzinfo=desk.zone)
    Capacity.objects.create(desk=desk, answers_per_week=1, since=desk.local_date(eve), at=eve)
    give_due(desk, now=eve)
    assert review_due(desk, now=eve) == 0


def test_without_a_history_less_capacity_moves_the_date(desk, town, now):
    for _ in range(40):
        town.write()
    give_due(desk, now=now)
    last = Promise.objects.order_by("-pk").first()
    Capacity.objects.create(desk=desk, answers_per_week=5, since=date(2026, 11, 20), at=now)
    assert review_due(desk, now=now + timedelta(days=1)) > 0
    last.refresh_from_db()
    assert last.state == State.MOVED
    assert last.followed_by.inputs["cause"] == "more_work"
    assert last.followed_by.day > last.day + timedelta(days=20)


@pytest.mark.parametrize(
    ("language", "words"), [("fr", "Nous ne pourrons pas tenir"), ("en", "We cannot keep")]
)
def test_who_was_told_the_old_date_is_told_the_new_one_and_why(desk, town, now, alice, language, words):
    mailbox = desk.mailboxes.first()
    switch(mailbox, live=True, would_leave=0, by=alice.user, now=now)
    people = [town.person(language=language) for _ in range(40)]
    for person in people:
        town.write(person=person)
    give_due(desk, now=now)
    acknowledge_due(desk, now=now)
    Capacity.objects.create(desk=desk, answers_per_week=5, since=date(2026, 11, 20), at=now)
    moved = review_due(desk, now=now + timedelta(days=1))
    tell_news(desk, now=beats_of(desk).following(now + timedelta(days=1)) + timedelta(minutes=1))
    told = Delivery.objects.filter(purpose=Delivery.Purpose.NEWS)
    assert told.count() == moved > 0
    body = told.first().body
    assert words in body
    assert ("plus à traiter" if language == "fr" else "more has to be answered") in body
