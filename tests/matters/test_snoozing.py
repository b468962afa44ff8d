"""A conversation rests until its time, until somebody writes, or until a colleague wakes it."""

from datetime import timedelta

import pytest

from saule.matters.grouping import group_waiting
from saule.matters.models import Conversation, MailClass, Message, Snooze
from saule.matters.objecting import object_to
from saule.matters.receiving import receive_many
from saule.matters.snoozing import CannotSnooze, snooze, wake, wake_due
from saule.promises.models import Promise
from saule.promises.promising import give_due
from saule.worker.sweeps import sweep_once

pytestmark = pytest.mark.django_db
A_DAY = timedelta(days=1)


@pytest.fixture
def resting(desk, alice, mail, now) -> Conversation:
    """Léa's conversation rests for a week."""
    receive_many(desk, [mail(sender="lea@example.org", message_id="first@x")], now=now)
    conversation = Conversation.objects.get()
    snooze(conversation, now + 7 * A_DAY, by=alice.user, now=now, why="the roads’ office answers on Friday")
    return conversation


def ended() -> list[str]:
    return [row.ended for row in Snooze.objects.order_by("pk")]


def test_a_conversation_that_rests_still_waits_and_keeps_its_promise(resting, desk, now):
    group_waiting(desk, now=now)
    give_due(desk, now=now)
    promise = Promise.objects.get()

    sweep_once(now_fn=lambda: now + A_DAY, worker="here:1:1")

    resting.refresh_from_db()
    promise.refresh_from_db()
    assert resting.waiting_since is not None
    assert promise.state == "given"
    assert not Conversation.objects.waiting().awake(now + A_DAY).exists()
    assert Conversation.objects.snoozed(now).get() == resting


def test_it_wakes_when_its_time_comes_even_before_the_worker_says_so(resting, now):
    later = now + 7 * A_DAY
    assert Conversation.objects.awake(later).get() == resting

    assert wake_due(now=later - timedelta(seconds=1)) == 0
    assert sweep_once(now_fn=lambda: later, worker="here:1:1").woken == 1

    resting.refresh_from_db()
    assert resting.snoozed_until is None
    assert ended() == ["time"]
    assert wake_due(now=later) == 0


def test_it_wakes_when_the_person_writes(resting, desk, mail, now):
    receive_many(desk, [mail(sender="lea@example.org", in_reply_to=("first@x",))], now=now + A_DAY)

    resting.refresh_from_db()
    assert Conversation.objects.count() == 1
    assert resting.snoozed_until is None
    assert ended() == ["message"]


def test_a_machine_and_the_past_do_not_wake_it(resting, desk, mail, now):
    auto = mail(sender="lea@example.org", in_reply_to=("first@x",), mail_class=MailClass.OUT_OF_OFFICE)
    ours = mail(sender="contact@mairie.example", recipients=("lea@example.org",), in_reply_to=("first@x",))
    receive_many(desk, [auto, ours], now=now + A_DAY)
    old = mail(sender="lea@example.org", in_reply_to=("first@x",), sent_at=now - 90 * A_DAY)
    receive_many(desk, [old], now=now + A_DAY, imported=True)

    resting.refresh_from_db()
    assert Message.objects.filter(conversation=resting).count() == 4
    assert resting.snoozed_until is not None


def test_it_wakes_when_the_person_objects(resting, now):
    object_to(resting, answer=None, words="Et alors ?", now=now + A_DAY)

    assert ended() == ["message"]


def test_a_colleague_wakes_it(resting, bob, now):
    assert wake(resting, by=bob.user, now=now + A_DAY)
    assert not wake(resting, by=bob.user, now=now + A_DAY)

    assert (Snooze.objects.get().ended, Snooze.objects.get().ended_by) == ("person", bob.user)


def test_snoozing_anew_ends_the_rest_before(resting, bob, now):
    snooze(resting, now + 2 * A_DAY, by=bob.user, now=now + A_DAY, why="sooner")

    resting.refresh_from_db()
    assert resting.snoozed_until == now + 2 * A_DAY
    assert ended() == ["replaced", ""]


@pytest.mark.parametrize(
    ("after", "why"),
    [(-A_DAY, "x"), (timedelta(0), "x"), (400 * A_DAY, "x"), (A_DAY, " "), (A_DAY, "\x00")],
    ids=["the past", "now", "too far", "no reason", "no words"],
)
def test_what_cannot_be_snoozed(after, why, town, alice, now):
    conversation = town.write()

    with pytest.raises(CannotSnooze):
        snooze(conversation, now + after, by=alice.user, now=now, why=why)

    assert not Snooze.objects.exists()


def test_where_nobody_waits_there_is_nothing_to_put_off(town, alice, now):
    conversation = town.answer(town.write(days_ago=2))

    with pytest.raises(CannotSnooze):
        snooze(conversation, now + A_DAY, by=alice.user, now=now, why="x")
