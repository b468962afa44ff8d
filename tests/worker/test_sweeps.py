"""A round of the worker: everything that waits is done, and one broken step does not stop the others."""

from datetime import timedelta

import pytest
from django.db import OperationalError

from saule.channels.contract import DeliveryError
from saule.channels.registry import Channels
from saule.matters import delivering
from saule.matters.asking import ask_writer
from saule.matters.models import Conversation, Delivery, Filing, Matter, Message, Sequel
from saule.matters.receiving import receive_many
from saule.promises.models import Promise
from saule.worker import run, sweeps
from saule.worker.sending import recount_answered
from saule.worker.sweeps import sweep_once

State = Delivery.State


class Fake:
    """A channel that notes what left, or fails as it is told."""

    name = "email"

    def __init__(self) -> None:
        self.left: list[str] = []
        self.failures: list[Exception] = []
        self.closed = 0

    def send(self, delivery: Delivery) -> None:
        assert Delivery.objects.get(pk=delivery.pk).state == State.ATTEMPTING
        if self.failures:
            raise self.failures.pop(0)
        self.left.append(delivery.public_id)

    def close(self) -> None:
        self.closed += 1


@pytest.fixture
def channel() -> Fake:
    return Fake()


@pytest.fixture
def sweep(channel, now):
    """One round at ``now`` plus some time."""
    channels = Channels()
    channels.open["email"] = channel

    def sweep(after: timedelta = timedelta(minutes=1), **options):
        return sweep_once(now_fn=lambda: now + after, worker="here:1:1", channels=channels, **options)

    return sweep


@pytest.fixture
def wishes(desk, mailbox, mail, now):
    """Asks for some answers."""

    def wishes(count: int) -> list[Delivery]:
        # From an import: nobody is acknowledged, so that nothing else leaves.
        keys = receive_many(desk, [mail() for _ in range(count)], now=now, imported=True).messages
        return [reply_to(message) for message in Message.objects.filter(pk__in=keys).order_by("pk")]

    def reply_to(message: Message) -> Delivery:
        wish = {"purpose": "reply", "mailbox": mailbox, "language": "fr", "body": "Lundi."}
        return ask_writer(message, key=f"reply:{message.pk}", **wish, now=now)

    return wishes


def test_who_writes_is_grouped_promised_told_and_only_once(desk, mail, sweep, channel, now):
    receive_many(desk, [mail(sender="anne@example.org"), mail(sender="bea@example.org")], now=now)
    first = sweep()
    assert (first.grouped, first.promised, first.acknowledged, first.sending.sent) == (2, 2, 2, 2)
    assert first.busy
    again = sweep()
    assert not again.busy
    assert (Filing.objects.count(), Promise.objects.count(), len(channel.left)) == (2, 2, 2)
    assert set(Delivery.objects.values_list("purpose", "state")) == {("acknowledgement", "sent")}
    assert not Conversation.objects.filter(waiting_since=None).exists()


def test_answers_end_the_wait_and_keep_the_promise(desk, mail, sweep, wishes, now):
    wishes(3)
    sweep()
    sweep(timedelta(hours=1))
    matter = Matter.objects.get()
    assert (matter.people, matter.waiting) == (3, 0)
    assert set(Promise.objects.values_list("state", flat=True)) <= {"kept", "withdrawn"}


def test_what_was_answered_is_followed_and_then_drawn_from(desk, sweep, wishes, bob):
    wishes(3)
    sweep()
    sweep(timedelta(hours=1))
    assert Sequel.objects.filter(state="young", contacts=1).count() == 3
    assert not desk.draws.exists()

    Sequel.objects.update(by=bob.user)
    sweep(timedelta(days=8))
    draw = desk.draws.get()
    assert (draw.answers, draw.wanted) == (3, 3)
    sweep(timedelta(days=8, hours=1))
    assert desk.draws.count() == 1


def test_each_failure_has_its_end(sweep, wishes, channel):
    made = wishes(5)
    channel.failures = [
        DeliveryError("no", True, reason="smtp-550", evidence="550 no"),
        DeliveryError("later", False, reason="smtp-451", evidence="451 later"),
        DeliveryError("cut", False, reason="smtp-broken", maybe_left=True),
        RuntimeError("a mistake of ours"),
    ]
    swept = sweep()
    sent = swept.sending
    assert (sent.refused, sent.put_off, sent.uncertain, sent.sent) == (1, 1, 2, 1)
    states = [Delivery.objects.get(pk=delivery.pk) for delivery in made]
    assert [(d.state, d.outcome) for d in states] == [
        ("refused", "550 no"),
        ("deferred", "451 later"),
        ("uncertain", "smtp-broken"),
        ("uncertain", "channel-error"),
        ("sent", ""),
    ]
    assert swept.failed == []


def test_one_broken_step_does_not_stop_the_others(sweep, wishes, channel, monkeypatch):
    wishes(2)

    def broken(*_args, **_kwargs):
        raise OperationalError("disk full")

    monkeypatch.setattr(sweeps, "group_waiting", broken)
    swept = sweep()
    assert swept.failed == ["group"]
    assert swept.sending.sent == 2


def test_asked_to_stop_it_stops_after_the_present_item(sweep, wishes, channel):
    wishes(5)
    swept = sweep(stopping=lambda: len(channel.left) >= 2)
    assert swept.sending.sent == 2
    assert Delivery.objects.filter(state=State.WAITING).count() == 3
    assert not Delivery.objects.filter(state=State.ATTEMPTING).exists()


def test_what_was_decided_while_it_was_sent_stays(sweep, wishes, channel, alice, now):
    (made,) = wishes(1)

    def slow(delivery: Delivery) -> None:
        delivering.unsure(delivery, error="lease-over", code="lease-over", now=now)
        delivering.decide(delivery, outcome="drop", by=alice.user, now=now, why="too late")

    channel.send = slow
    assert sweep().failed == []
    made.refresh_from_db()
    assert made.state == State.REFUSED


def test_figures_that_a_dead_worker_left_are_counted_again(sweep, wishes, now):
    wishes(3)
    sweep()
    Matter.objects.update(waiting=3)
    assert recount_answered(now=now) == 1
    assert Matter.objects.get().waiting == 0


def test_once_ends_when_nothing_is_left(desk, mail, now, settings, tmp_path):
    settings.HOME, settings.SAULE_MAIL = tmp_path, "outbox"
    receive_many(desk, [mail() for _ in range(3)], now=now)
    rounds = []
    assert run.run(once=True, told=rounds.append) == 0
    assert len(list((tmp_path / "outbox").glob("*.eml"))) == 3
    assert sum(swept.sending.sent for swept in rounds) == 3


def test_once_says_when_a_step_broke(desk, monkeypatch):
    def broken(**_kwargs):
        raise OperationalError("no store")

    monkeypatch.setattr(run, "sweep_once", broken)
    rounds = []
    assert run.run(once=True, told=rounds.append) == 1
    assert rounds[-1].failed == ["store"]
