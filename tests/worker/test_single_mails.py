"""A mail to a colleague leaves once: a row first, the wire after, and never again when nobody knows."""

from datetime import timedelta

import pytest

from saule.channels.contract import DeliveryError
from saule.desk.models import StaffMail
from saule.desk.single_mails import LEASE, MOST_ATTEMPTS
from saule.desk.telling_staff import ask_for
from saule.worker.single_mails import send_single_mails


class Wire:
    """Takes mails, or says what it is told to."""

    def __init__(self) -> None:
        self.taken: list[str] = []
        self.says: Exception | None = None

    def get(self, _name):
        return self

    def send_single(self, mail) -> None:
        self.taken.append(mail.public_id)
        if self.says:
            raise self.says


@pytest.fixture
def mail_to_alice(alice, mailbox, now) -> StaffMail:
    how = {"key": "heat:1", "subject": "Hot", "body": "It is hot.", "mailbox": mailbox, "now": now}
    assert ask_for(alice, **how) == ask_for(alice, **how)
    return StaffMail.objects.get()


@pytest.fixture
def wire() -> Wire:
    return Wire()


def sweep(wire, at) -> int:
    return send_single_mails(wire, now_fn=lambda: at, stopping=lambda: False)


def state() -> str:
    return StaffMail.objects.get().state


def test_it_leaves_once(wire, mail_to_alice, now):
    assert (sweep(wire, now), sweep(wire, now)) == (1, 0)
    assert (wire.taken, state()) == ([mail_to_alice.public_id], "sent")
    assert [step.to_state for step in mail_to_alice.transitions.all()] == ["attempting", "sent"]


def test_a_server_that_says_no_for_now_is_asked_again_later_and_not_for_ever(wire, mail_to_alice, now):
    wire.says = DeliveryError("busy", False)
    sweep(wire, now)
    assert sweep(wire, now + timedelta(minutes=1)) == 0
    for day in range(1, MOST_ATTEMPTS + 3):
        sweep(wire, now + timedelta(days=day))
    assert (len(wire.taken), state()) == (MOST_ATTEMPTS, "refused")


@pytest.mark.parametrize("error", [DeliveryError("cut", False, maybe_left=True), RuntimeError("bug")])
def test_what_may_have_left_is_not_sent_again(wire, mail_to_alice, now, error):
    wire.says = error
    sweep(wire, now)
    sweep(wire, now + timedelta(days=1))
    assert (len(wire.taken), state()) == (1, "uncertain")


def test_a_worker_that_died_in_the_middle_leaves_it_uncertain(wire, mail_to_alice, now):
    mail_to_alice.move_to("attempting", by=None, now=now, not_before=now)
    assert sweep(wire, now + LEASE / 2) == 0
    assert state() == "attempting"
    sweep(wire, now + 2 * LEASE)
    assert (wire.taken, state()) == ([], "uncertain")
