"""Settling ends the date at once; taken back, whoever waited has again the date that they were told."""

from datetime import timedelta

from saule.matters.models import Delivery
from saule.promises.acknowledging import acknowledge_due
from saule.promises.closing import settle, take_back
from saule.promises.promising import give_due, sweep_dates

AN_HOUR = timedelta(hours=1)


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
