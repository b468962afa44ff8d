"""Settling ends the date at once; taken back, whoever waited has again the date that they were told."""

from datetime import datetime, time, timedelta

import pytest

from saule.matters import delivering
from saule.matters.models import Delivery
from saule.promises.acknowledging import acknowledge_due, would_be_told
from saule.promises.closing import settle, take_back
from saule.promises.promising import give_due, move, sweep_dates

AN_HOUR = timedelta(hours=1)
State = Delivery.State


def promised(desk, town, now, *, told=True, **fields):
    """Somebody waits with a date, of which they were told."""
    conversation = town.write(**fields)
    give_due(desk, now=now)
    if told:
        acknowledge_due(desk, now=now)
    return conversation


def states(conversation) -> list[str]:
    return list(conversation.promises.order_by("given_at", "pk").values_list("state", flat=True))


def a_round(desk, now) -> None:
    """What the worker does with dates."""
    give_due(desk, now=now)
    sweep_dates(desk, now=now)
    acknowledge_due(desk, now=now)


def leave(now) -> None:
    """What the worker does with mail: all that may leave does."""
    for pk in delivering.due(now=now, limit=50):
        if delivery := delivering.attempt(pk, worker="here:1:1", now=now):
            delivering.sent(delivery, now=now)


def mails(conversation) -> list[tuple[str, str]]:
    return list(conversation.deliveries.order_by("pk").values_list("purpose", "state"))


def test_a_late_date_ends_in_the_moment_of_settling_and_says_who(desk, town, now, alice):
    conversation = promised(desk, town, now)
    later = now + timedelta(days=30)
    sweep_dates(desk, now=later)
    assert states(conversation) == ["late"]

    settle(conversation, by=alice.user, now=later, why="she called")

    assert states(conversation) == ["withdrawn"]
    last = conversation.promises.get().transitions.last()
    assert (last.by, last.why) == (alice.user, "settled without an answer")


def test_taken_back_the_same_date_stands_and_nothing_is_sent(desk, town, now, alice):
    conversation = promised(desk, town, now)
    first, told = conversation.promises.get(), Delivery.objects.get()

    settle(conversation, by=alice.user, now=now + AN_HOUR, why="only thanks")
    # Meanwhile the queue has grown: anybody new is given a later date.
    for _ in range(200):
        town.write()
    again = take_back(conversation, by=alice.user, now=now + 2 * AN_HOUR)
    a_round(desk, now + 3 * AN_HOUR)

    assert states(conversation) == ["withdrawn", "given"]
    assert (again.day, again.told_by, again.follows) == (first.day, told, first)
    assert conversation.deliveries.get() == told
    assert desk.promises.exclude(conversation=conversation).latest("day").day > first.day


def test_a_date_that_is_over_when_it_is_taken_back_is_late_at_once(desk, town, now, alice):
    conversation = promised(desk, town, now)
    settle(conversation, by=alice.user, now=now + AN_HOUR, why="only thanks")

    take_back(conversation, by=alice.user, now=now + timedelta(days=30))

    assert states(conversation) == ["withdrawn", "late"]
    assert conversation.deliveries.count() == 1


def test_who_had_not_been_told_yet_is_told_as_anybody_once_it_is_taken_back(desk, town, now, alice):
    conversation = promised(desk, town, now, told=False)
    settle(conversation, by=alice.user, now=now + AN_HOUR, why="only thanks")
    a_round(desk, now + AN_HOUR)
    assert not Delivery.objects.exists()

    take_back(conversation, by=alice.user, now=now + 2 * AN_HOUR)
    a_round(desk, now + 3 * AN_HOUR)
    a_round(desk, now + 4 * AN_HOUR)

    assert Delivery.objects.get().purpose == Delivery.Purpose.ACKNOWLEDGEMENT
    assert conversation.promises.latest("pk").told_by == Delivery.objects.get()


def test_an_answer_given_meanwhile_keeps_its_promise_rather_than_withdraws_it(desk, town, now, alice):
    conversation = promised(desk, town, now)
    town.answer(conversation, at=now + AN_HOUR)
    settle(conversation, by=alice.user, now=now + 2 * AN_HOUR, why="she called too")

    assert states(conversation) == ["kept"]


def test_taken_back_twice_the_date_stands_each_time(desk, town, now, alice):
    conversation = promised(desk, town, now)
    day = conversation.promises.get().day
    for hour in (1, 3):
        settle(conversation, by=alice.user, now=now + hour * AN_HOUR, why="only thanks")
        take_back(conversation, by=alice.user, now=now + (hour + 1) * AN_HOUR)

    assert states(conversation) == ["withdrawn", "withdrawn", "given"]
    assert set(conversation.promises.values_list("day", flat=True)) == {day}


def test_who_could_not_be_told_while_it_was_settled_is_told_once_it_is_taken_back(desk, town, now, alice):
    conversation = promised(desk, town, now)
    settle(conversation, by=alice.user, now=now + AN_HOUR, why="only thanks")
    leave(now + AN_HOUR)
    assert mails(conversation) == [("acknowledgement", State.REFUSED)]

    again = take_back(conversation, by=alice.user, now=now + 2 * AN_HOUR)
    assert again.told_by is None
    for hour in (3, 4):
        a_round(desk, now + hour * AN_HOUR)
        leave(now + hour * AN_HOUR)

    assert mails(conversation) == [("acknowledgement", State.REFUSED), ("acknowledgement", State.SENT)]
    assert conversation.promises.get(state="given").told_by == conversation.deliveries.get(state="sent")


def test_a_mail_that_is_given_up_in_the_moment_of_the_taking_back_is_asked_for_again(desk, town, now, alice):
    """A worker may look at it just before, and write down that nobody waits just after."""
    conversation = promised(desk, town, now)
    settle(conversation, by=alice.user, now=now + AN_HOUR, why="only thanks")
    again = take_back(conversation, by=alice.user, now=now + 2 * AN_HOUR)
    again.told_by.move_to(State.REFUSED, by=None, now=now + 2 * AN_HOUR, outcome="overtaken")

    for hour in (3, 4):
        a_round(desk, now + hour * AN_HOUR)
        leave(now + hour * AN_HOUR)

    assert mails(conversation) == [("acknowledgement", State.REFUSED), ("acknowledgement", State.SENT)]


def test_who_knows_only_the_date_before_is_told_of_the_one_that_stands_again(desk, town, now, alice):
    conversation = promised(desk, town, now)
    leave(now)
    first = conversation.promises.get()
    eve = first.day - timedelta(days=1)
    now = datetime.combine(eve, time(8), tzinfo=desk.zone)  # too late for a day of news to come first
    moved = move(first, day=first.day + timedelta(days=7), by=alice.user, now=now, why="holidays")
    settle(conversation, by=alice.user, now=now, why="only thanks")
    leave(now)

    again = take_back(conversation, by=alice.user, now=now + AN_HOUR)
    a_round(desk, now + 2 * AN_HOUR)
    leave(now + 2 * AN_HOUR)

    assert again.day == moved.day
    assert mails(conversation) == [
        ("acknowledgement", State.SENT),
        ("news", State.REFUSED),
        ("news", State.SENT),
    ]
    bodies = conversation.deliveries.filter(purpose="news").values_list("body", flat=True)
    assert len(set(bodies)) == 1


def test_who_is_not_to_be_written_to_is_asked_about_once_in_a_wait(desk, town, now):
    conversation = promised(desk, town, now)
    delivery = delivering.attempt(Delivery.objects.get().pk, worker="here:1:1", now=now)
    delivering.refused(delivery, error="550", code="smtp-550", now=now)

    a_round(desk, now + AN_HOUR)

    assert mails(conversation) == [("acknowledgement", State.REFUSED)]
    assert would_be_told(desk, now=now + AN_HOUR) == 0


def test_what_was_dropped_may_have_been_read_and_is_not_asked_for_again(desk, town, now, alice):
    conversation = promised(desk, town, now)
    delivering.attempt(Delivery.objects.get().pk, worker="here:1:1", now=now)
    delivering.recover(now=now, alive=lambda _worker: False)
    delivering.decide(Delivery.objects.get(), outcome="drop", by=alice.user, now=now, why="log")
    settle(conversation, by=alice.user, now=now + AN_HOUR, why="only thanks")

    take_back(conversation, by=alice.user, now=now + 2 * AN_HOUR)
    a_round(desk, now + 3 * AN_HOUR)

    assert mails(conversation) == [("acknowledgement", State.REFUSED)]


def test_a_date_of_an_earlier_wait_does_not_come_back(desk, town, now, alice):
    conversation = promised(desk, town, now)
    old = conversation.promises.get().day
    settle(conversation, by=alice.user, now=now + AN_HOUR, why="only thanks")
    summer = now + timedelta(days=90)
    town.write(conversation=conversation, days_ago=-90)
    settle(conversation, by=alice.user, now=summer + AN_HOUR, why="only thanks again")

    assert take_back(conversation, by=alice.user, now=summer + 2 * AN_HOUR) is None
    a_round(desk, summer + 2 * AN_HOUR)

    assert states(conversation) == ["withdrawn", "given"]
    assert conversation.promises.get(state="given").day > old


@pytest.mark.parametrize(
    ("answered", "ends"), [(1, ["kept"]), (60, ["late", "kept_late"])], ids=["in time", "too late"]
)
def test_a_date_that_was_kept_or_missed_is_not_signed_by_who_settles(desk, town, now, alice, answered, ends):
    conversation = promised(desk, town, now)
    town.answer(conversation, at=now + timedelta(days=answered))
    settle(conversation, by=alice.user, now=now + timedelta(days=61), why="she called too")

    rows = conversation.promises.get().transitions.order_by("pk")
    assert list(rows.values_list("to_state", "by")) == [(end, None) for end in ends]
