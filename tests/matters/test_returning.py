"""What comes back: addresses are suppressed or paused, the person waits again, and forgeries do nothing."""

from datetime import timedelta

import pytest

from saule.matters.asking import ask_writer
from saule.matters.delivering import attempt, sent
from saule.matters.incoming import Failure, Report
from saule.matters.models import Conversation, Delivery, MailClass, Message, Return
from saule.matters.receiving import receive_many
from saule.matters.returning import came_back, return_token, returned
from saule.people.addresses import address_digest
from saule.people.models import Suppression
from saule.people.pausing import paused_until
from saule.people.suppressing import is_suppressed

WHO = "marie@example.org"
A_DAY = timedelta(days=1)


@pytest.fixture
def answered(desk, mailbox, mail, now):
    """Marie wrote and was answered; makes one more mail to her each time."""
    receive_many(desk, [mail(sender=WHO)], now=now - A_DAY)
    message = Message.objects.get()
    numbers = iter(range(100))

    def answered(purpose: str = "answer", at=now) -> Delivery:
        wish = {"purpose": purpose, "mailbox": mailbox, "language": "fr", "body": "Elle rouvre lundi."}
        delivery = ask_writer(message, key=f"k{next(numbers)}", **wish, now=at)
        taken = attempt(delivery.pk, worker="w", now=at)
        return sent(taken, now=at) if taken else delivery

    return answered


@pytest.fixture
def report(desk, mail, now):
    """A machine reports; returns the message stored."""

    def report(failures=(), ids=(), token="", at=now, complaint=False, said="Undelivered") -> Message:
        one = mail(
            said,
            sender="mailer-daemon@elsewhere.example",
            mail_class="auto_reply" if complaint else "bounce",
            return_token=token,
            report=Report(failures=tuple(failures), message_ids=tuple(ids), complaint=complaint),
            sent_at=at,
        )
        return Message.objects.get(pk=receive_many(desk, [one], now=at).messages[0])

    return report


def gone(address: str = WHO, status: str = "5.1.1") -> Failure:
    return Failure(address=address, permanent=True, status=status)


def full(address: str = WHO) -> Failure:
    return Failure(address=address, permanent=False, status="5.2.2")


def test_an_address_that_does_not_exist_gets_nothing_automatic_any_more(desk, answered, report, now):
    delivery = answered()
    bounce = report([gone()], token=return_token(delivery))
    row = Return.objects.get()
    assert (row.delivery, row.message, row.permanent, row.status) == (delivery, bounce, True, "5.1.1")
    assert is_suppressed(desk, "email", WHO)
    assert not is_suppressed(desk, "email", WHO, automatic=False)


def test_who_never_got_the_answer_waits_again(answered, report):
    delivery = answered()
    assert Conversation.objects.get().waiting_since is None
    bounce = report([gone()], ids=[delivery.message_id])
    assert bounce.conversation_id == delivery.conversation_id
    assert Conversation.objects.get().waiting_since == bounce.received_at


def test_an_acknowledgement_that_comes_back_makes_nobody_wait(answered, report):
    answered()
    news = answered(purpose="notice")
    Delivery.objects.filter(pk=news.pk).update(state="sent")
    report([gone()], token=return_token(news))
    assert Conversation.objects.get().waiting_since is None


@pytest.mark.parametrize("forged", ["token", "unknown id", "another address", "nothing"])
def test_a_report_that_proves_nothing_is_kept_and_does_nothing(desk, answered, report, forged):
    delivery = answered()
    report(
        [gone("somebody@else.example" if forged == "another address" else WHO)],
        token=delivery.public_id + "aaaaaaaa" if forged == "token" else "",
        ids={"unknown id": ["x@y.example"], "another address": [delivery.message_id]}.get(forged, []),
    )
    assert Message.objects.filter(mail_class=MailClass.BOUNCE).count() == 1
    assert not Return.objects.exists()
    assert not is_suppressed(desk, "email", WHO)


def test_a_forwarded_mail_that_comes_back_is_known_by_its_token(desk, answered, report):
    report([gone("elsewhere@forwarded.example")], token=return_token(answered()))
    assert is_suppressed(desk, "email", WHO)


def test_a_full_mailbox_is_left_alone_for_a_day_then_two(desk, answered, report, now):
    digest = address_digest(desk, "email", WHO)
    report([full()], token=return_token(answered()))
    assert paused_until(desk, digest, now=now) == now + A_DAY
    held = answered()
    assert (held.state, Delivery.objects.get(pk=held.pk).outcome) == ("waiting", "paused")
    later = now + A_DAY
    report([full()], token=return_token(answered(at=later)), at=later)
    assert paused_until(desk, digest, now=later) == later + 2 * A_DAY
    assert not is_suppressed(desk, "email", WHO)


def test_a_colleagues_own_words_leave_during_a_pause(answered, report):
    report([full()], token=return_token(answered()))
    assert answered(purpose="reply").state == "sent"


def test_the_third_mail_in_a_row_that_comes_back_counts_as_permanent(desk, answered, report, now):
    for day in (0, 1, 3):
        at = now + day * A_DAY
        report([full()], token=return_token(answered(at=at)), at=at)
    assert is_suppressed(desk, "email", WHO)
    assert Return.objects.order_by("id").last().permanent


def test_warnings_about_one_mail_never_add_up(desk, answered, report, now):
    token = return_token(answered())
    late = Failure(address=WHO, final=False, status="4.4.1")
    for hour in range(5):
        report([late], token=token, at=now + timedelta(hours=hour))
    assert not is_suppressed(desk, "email", WHO)
    assert not list(came_back([Delivery.objects.get().pk]))
    assert Conversation.objects.get().waiting_since is None


def test_who_writes_again_is_there_again(desk, mail, answered, report, now):
    report([full()], token=return_token(answered()))
    later = now + timedelta(hours=2)
    receive_many(desk, [mail(sender=WHO, sent_at=later)], now=later)
    assert paused_until(desk, address_digest(desk, "email", WHO), now=later) is None


def test_the_same_report_twice_is_one(answered, report, now):
    delivery = answered()
    bounce = report([gone()], token=return_token(delivery))
    returned(delivery, permanent=True, status="5.1.1", message=bounce, now=now)
    assert Return.objects.count() == 1


def test_a_complaint_ends_automatic_mail_and_outlives_the_next_letter(desk, mail, answered, report, now):
    report([Failure(address=WHO)], ids=[answered().message_id], complaint=True)
    assert Suppression.objects.get().reason == Suppression.Reason.COMPLAINT
    receive_many(desk, [mail(sender=WHO, sent_at=now + A_DAY)], now=now + A_DAY)
    assert is_suppressed(desk, "email", WHO)
