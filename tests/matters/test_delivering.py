"""The outbox: asked once, sent once, and every end is a row."""

from datetime import timedelta

import pytest

from saule.desk.errors import IllegalTransition
from saule.desk.models import Event, MailboxSwitch
from saule.matters.asking import Wish, ask, ask_all, ask_writer
from saule.matters.delivering import (
    BACK_OFF,
    LEASE,
    attempt,
    attempted_at,
    decide,
    due,
    put_off,
    recover,
    refused,
    sent,
    unsure,
)
from saule.matters.headers import MOST_REFERENCES, quoted_by, reply_subject
from saule.matters.models import Delivery, Message
from saule.matters.receiving import receive_many
from saule.people.gate import AUTOMATIC_PER_DAY
from saule.people.models import AttentionEntry
from saule.people.suppressing import is_suppressed, lift, suppress

State = Delivery.State
WORKER = "here:1:1"
A_MINUTE = timedelta(minutes=1)


@pytest.fixture
def write(desk, mailbox, mail, now):
    """Somebody writes; returns what they wrote."""

    def write(said: str = "Quand rouvre la piscine ?", **fields) -> Message:
        received = receive_many(desk, [mail(said, **fields)], now=now)
        return Message.objects.get(pk=received.messages[0])

    return write


@pytest.fixture
def wish(mailbox, now):
    """Asks for a delivery to whoever wrote."""

    def wish(message: Message, key: str = "k", purpose: str = "answer", **fields) -> Delivery:
        usual = {"mailbox": mailbox, "language": "fr", "body": "Bonjour,\n\nElle rouvre lundi.\n", "now": now}
        return ask_writer(message, key=key, purpose=purpose, **{**usual, **fields})

    return wish


def states(delivery: Delivery) -> list[tuple[str, str]]:
    return list(delivery.transitions.values_list("to_state", "why"))


def test_asking_twice_is_asking_once(write, wish, now):
    message = write()
    first = wish(message)
    second = wish(message, subject="another", now=now + timedelta(days=1))
    assert first.pk == second.pk
    assert Delivery.objects.count() == 1
    assert second.subject == "Re: Piscine"


def test_hundreds_are_asked_for_in_a_few_queries(
    desk, mailbox, mail, write, now, django_assert_max_num_queries
):
    human = write(sender="anne@example.org", message_id="human@x")
    away = {"in_reply_to": ("human@x",), "mail_class": "out_of_office"}
    write("Je suis absente.", sender="anne@example.org", **away)
    others = [write(f"Bonjour {n}", message_id=f"m{n}@x") for n in range(20)]
    wishes = [
        Wish(
            key=message.public_id,
            purpose="answer",
            conversation=message.conversation,
            person=message.person,
            address=message.address,
            mailbox=mailbox,
            language="fr",
            subject=message.subject,
            body="Lundi.",
        )
        for message in [human, *others]
    ]
    first = ask(desk, now=now, **{name: getattr(wishes[0], name) for name in Wish.__slots__})

    with django_assert_max_num_queries(10):
        ask_all(desk, wishes, now=now)
        ask_all(desk, wishes, now=now + A_MINUTE)

    assert Delivery.objects.count() == 21
    assert Delivery.objects.get(key=human.public_id) == first
    assert first.in_reply_to == "human@x"
    assert set(Delivery.objects.exclude(pk=first.pk).values_list("in_reply_to", flat=True)) == {
        f"m{n}@x" for n in range(20)
    }


def test_its_place_in_the_thread_is_fixed_when_asked(write, wish):
    message = write(message_id="b@x", references=("root@x", "a@x"), in_reply_to=("a@x",))
    delivery = wish(message)
    assert delivery.in_reply_to == "b@x"
    assert delivery.references == "root@x a@x b@x"
    assert delivery.message_id.startswith(f"{delivery.public_id}.")
    assert delivery.message_id.endswith("@mairie.example")


def test_an_out_of_office_reply_is_not_what_we_answer(write, wish, now):
    human = write(sender="anne@example.org", message_id="human@x")
    write(
        "Je suis absente.",
        sender="anne@example.org",
        in_reply_to=("human@x",),
        mail_class="out_of_office",
        message_id="ooo@x",
    )
    delivery = wish(human, purpose="notice")
    assert delivery.in_reply_to == "human@x"
    assert attempt(delivery.pk, worker=WORKER, now=now) is not None


def test_who_only_ever_sent_automatic_mail_gets_none(write, wish, now):
    delivery = wish(write("Undelivered", mail_class="bounce"), purpose="notice")  # nobody waits there
    assert attempt(delivery.pk, worker=WORKER, now=now) is None
    delivery.refresh_from_db()
    assert (delivery.state, delivery.outcome, delivery.attempts) == (State.REFUSED, "overtaken", 0)
    assert states(delivery) == [("refused", "overtaken")]


def test_long_threads_and_broken_ids_fit_into_headers():
    message = Message(
        message_id="own@x",
        references=" ".join([f"{n}@x" for n in range(60)] + ["x" * 400, "own@x", "é@x"]),
    )
    own, references = quoted_by(message)
    ids = references.split()
    assert own == "own@x"
    assert len(ids) == MOST_REFERENCES
    assert (ids[0], ids[-1]) == ("0@x", "own@x")
    assert all(len(one) < 300 and one.isascii() for one in ids)


def test_a_message_without_an_id_can_be_answered_too(write, wish):
    delivery = wish(write(message_id=""))
    assert (delivery.in_reply_to, delivery.references) == ("", "")


@pytest.mark.parametrize(
    ("subject", "expected"),
    [
        ("Piscine", "Re: Piscine"),
        ("RE : Piscine", "RE : Piscine"),
        ("Réponse attendue", "Re: Réponse attendue"),
        ("Piscine\r\nBcc: all@example.org", "Re: Piscine Bcc: all@example.org"),
        ("x" * 400, "Re: " + "x" * 296),
    ],
)
def test_the_subject_says_re_once_on_one_line(subject, expected):
    assert reply_subject(subject, "fr") == expected


def test_an_attempt_is_at_rest_before_the_wire(write, wish, now):
    delivery = wish(write())
    taken = attempt(delivery.pk, worker=WORKER, now=now)
    assert taken is not None
    assert (taken.state, taken.attempts, taken.leased_by) == (State.ATTEMPTING, 1, WORKER)
    assert taken.leased_until == now + LEASE
    assert attempted_at(taken) == now
    assert AttentionEntry.objects.get().delivery == delivery.public_id
    assert attempt(delivery.pk, worker="other:1:1", now=now) is None


def test_a_sent_answer_is_in_the_conversation_and_ends_the_wait(write, wish, now):
    message = write()
    message.conversation.refresh_from_db()
    assert message.conversation.waiting_since is not None
    delivery = wish(message)
    later = now + timedelta(minutes=3)
    done = sent(attempt(delivery.pk, worker=WORKER, now=later), now=later)
    assert (done.state, done.sent_at, done.leased_by, done.leased_until) == (State.SENT, later, "", None)
    assert done.recorded.outgoing
    assert not done.recorded.automatic
    assert (done.recorded.text, done.recorded.message_id) == (delivery.body, delivery.message_id)
    message.conversation.refresh_from_db()
    assert message.conversation.waiting_since is None
    assert message.conversation.answered_at == later
    assert states(done) == [("attempting", ""), ("sent", "")]


def test_an_acknowledgement_does_not_end_the_wait(write, wish, now):
    message = write()
    later = now + timedelta(minutes=1)
    wished = wish(message, purpose="acknowledgement")
    done = sent(attempt(wished.pk, worker=WORKER, now=later), now=later)
    assert done.recorded.automatic
    message.conversation.refresh_from_db()
    assert message.conversation.waiting_since == now
    assert message.conversation.answered_at is None


def test_nobody_is_told_a_date_for_an_answer_they_have(write, wish, now):
    message = write()
    late = wish(message, key="ack", purpose="acknowledgement")
    later = now + timedelta(minutes=1)
    sent(attempt(wish(message).pk, worker=WORKER, now=later), now=later)
    assert attempt(late.pk, worker=WORKER, now=later) is None
    late.refresh_from_db()
    assert (late.state, late.outcome) == (State.REFUSED, "overtaken")


def test_a_reply_to_our_mail_finds_its_conversation(write, wish, now):
    message = write(sender="anne@example.org")
    done = sent(attempt(wish(message).pk, worker=WORKER, now=now), now=now)
    reply = write("Et le mardi ?", sender="anne@example.org", in_reply_to=(done.message_id,))
    assert reply.conversation_id == message.conversation_id


def test_failures_are_put_off_ever_longer_and_then_refused(write, wish, now):
    delivery = wish(write())
    for wait in BACK_OFF:
        taken = attempt(delivery.pk, worker=WORKER, now=now)
        put = put_off(taken, error="451 later", code="smtp-451", now=now)
        assert (put.state, put.outcome, put.not_before) == (State.DEFERRED, "451 later", now + wait)
        assert due(now=now, limit=9) == []
        assert attempt(delivery.pk, worker=WORKER, now=now) is None
        now += wait
        assert due(now=now, limit=9) == [delivery.pk]
    last = put_off(attempt(delivery.pk, worker=WORKER, now=now), error="451", code="smtp-451", now=now)
    assert last.state == State.REFUSED
    assert states(last)[-1] == ("refused", "too-many-attempts")
    assert not AttentionEntry.objects.exists()


def test_an_address_that_is_gone_gets_no_automatic_mail_any_more(desk, write, wish, now):
    message = write()
    taken = attempt(wish(message).pk, worker=WORKER, now=now)
    end = refused(taken, error="550 5.1.1", code="smtp-550", now=now, address_gone=True)
    assert (end.state, end.outcome) == (State.REFUSED, "550 5.1.1")
    assert is_suppressed(desk, "email", message.address.value)
    assert not is_suppressed(desk, "email", message.address.value, automatic=False)
    assert not AttentionEntry.objects.exists()


def test_the_suppressed_are_refused_with_the_reason(desk, write, wish, now):
    message = write()
    suppress(desk, "email", message.address.value, reason="objection", by=None, now=now)
    delivery = wish(message)
    assert attempt(delivery.pk, worker=WORKER, now=now) is None
    delivery.refresh_from_db()
    assert (delivery.state, delivery.outcome) == (State.REFUSED, "suppressed")


def test_past_the_daily_limit_they_wait_and_leave_the_next_day(write, wish, now):
    message = write()
    wishes = [wish(message, key=str(n), purpose="notice") for n in range(AUTOMATIC_PER_DAY + 2)]
    taken = [attempt(pk, worker=WORKER, now=now) for pk in due(now=now, limit=99)]
    assert sum(one is not None for one in taken) == AUTOMATIC_PER_DAY
    wishes[-1].refresh_from_db()
    assert (wishes[-1].state, wishes[-1].outcome) == (State.DEFERRED, "daily-limit")
    assert due(now=now + timedelta(hours=1), limit=99) == []
    tomorrow = now + timedelta(days=1)
    assert len(due(now=tomorrow, limit=99)) == 2
    assert attempt(wishes[-1].pk, worker=WORKER, now=tomorrow) is not None


def test_nothing_is_due_while_the_mailbox_rehearses(write, wish, mailbox, now):
    delivery = wish(write())
    off = MailboxSwitch.objects.create(mailbox=mailbox, live=False, at=now)
    assert due(now=now, limit=9) == []
    assert attempt(delivery.pk, worker=WORKER, now=now) is None
    delivery.refresh_from_db()
    assert delivery.outcome == "not-live"
    MailboxSwitch.objects.create(mailbox=mailbox, live=True, at=off.at + timedelta(seconds=1))
    assert due(now=delivery.not_before, limit=9) == [delivery.pk]


def test_the_due_come_oldest_first_and_not_too_many(write, wish, now):
    wishes = [wish(write(), key=str(n), now=now - timedelta(minutes=n)) for n in range(4)]
    assert due(now=now, limit=3) == [wishes[3].pk, wishes[2].pk, wishes[1].pk]
    assert due(now=now - timedelta(hours=1), limit=3) == []


def test_what_a_dead_worker_left_is_uncertain_and_stays_so(write, wish, now):
    dead = wish(write(), key="1")
    living = wish(write(), key="2")
    attempt(dead.pk, worker="dead", now=now)
    attempt(living.pk, worker="living", now=now)
    assert recover(now=now, alive=lambda worker: worker == "living") == 1
    dead.refresh_from_db()
    assert (dead.state, dead.outcome, dead.leased_by) == (State.UNCERTAIN, "worker-died", "")
    assert due(now=now + timedelta(days=90), limit=9) == []
    assert attempt(dead.pk, worker=WORKER, now=now + timedelta(days=90)) is None
    assert AttentionEntry.objects.count() == 2
    assert recover(now=now + LEASE, alive=lambda worker: True) == 1
    living.refresh_from_db()
    assert (living.state, living.outcome) == (State.UNCERTAIN, "lease-over")


def test_a_worker_that_was_only_slow_still_says_that_it_sent(write, wish, now):
    taken = attempt(wish(write()).pk, worker=WORKER, now=now)
    recover(now=now + LEASE, alive=lambda worker: True)
    assert sent(taken, now=now + LEASE).state == State.SENT


@pytest.fixture
def uncertain(write, wish, now):
    """A delivery of which nobody knows whether it left."""
    taken = attempt(wish(write()).pk, worker=WORKER, now=now + A_MINUTE)
    return unsure(taken, error="smtp-broken", code="smtp-broken", now=now + A_MINUTE)


def test_a_person_decides_that_it_left(uncertain, alice, now):
    tomorrow = now + timedelta(days=1)
    done = decide(uncertain, outcome="sent", by=alice.user, now=tomorrow, why="she thanked us")
    assert (done.state, done.sent_at) == (State.SENT, now + A_MINUTE)
    done.conversation.refresh_from_db()
    assert done.conversation.answered_at == now + A_MINUTE
    row = done.transitions.last()
    assert (row.by, row.why, row.at) == (alice.user, "she thanked us", tomorrow)
    assert Event.objects.get().facts == {"outcome": "sent"}


def test_a_person_decides_to_send_again_with_the_same_id(uncertain, alice, now):
    again = decide(uncertain, outcome="resend", by=alice.user, now=now, why="not in the server's log")
    assert (again.state, due(now=now, limit=9)) == (State.WAITING, [again.pk])
    taken = attempt(again.pk, worker=WORKER, now=now)
    assert (taken.message_id, taken.attempts) == (uncertain.message_id, 2)
    assert AttentionEntry.objects.count() == 1


def test_a_person_decides_to_let_it_be(uncertain, alice, now):
    dropped = decide(uncertain, outcome="drop", by=alice.user, now=now, why="too late")
    assert dropped.state == State.REFUSED
    with pytest.raises(IllegalTransition):
        decide(uncertain, outcome="resend", by=alice.user, now=now, why="after all")
    assert Event.objects.count() == 1


def test_a_lifted_suppression_lets_new_deliveries_pass(desk, write, wish, now):
    message = write()
    suppress(desk, "email", message.address.value, reason="bounced", by=None, now=now)
    lift(desk, "email", message.address.value, by=None, now=now)
    assert attempt(wish(message).pk, worker=WORKER, now=now) is not None


def test_rows_hold_no_words_from_outside_in_their_history(write, wish, now):
    taken = attempt(wish(write()).pk, worker=WORKER, now=now)
    put_off(taken, error="451 greylisted, anne", code="smtp-451", now=now)
    assert states(taken)[-1] == ("deferred", "smtp-451")


@pytest.mark.parametrize("ahead", [timedelta(hours=5), timedelta(days=400)])
def test_what_was_asked_for_while_the_clock_was_ahead_leaves_once_it_is_right(write, wish, now, ahead):
    delivery = wish(write(), now=now + ahead)

    assert due(now=now, limit=9) == [delivery.pk]
    assert attempt(delivery.pk, worker=WORKER, now=now) is not None


def test_what_was_put_off_while_the_clock_was_ahead_does_not_wait_for_years(write, wish, now):
    then = now + timedelta(days=400)
    delivery = wish(write(), now=now)
    taken = attempt(delivery.pk, worker=WORKER, now=then)
    put_off(taken, error="451 later", code="smtp-451", now=then)

    assert attempt(delivery.pk, worker=WORKER, now=now) is not None


def test_the_clocks_of_two_machines_may_differ_by_seconds(write, wish, now):
    delivery = wish(write(), now=now + timedelta(seconds=20))

    assert due(now=now, limit=9) == []
    assert attempt(delivery.pk, worker=WORKER, now=now) is None
