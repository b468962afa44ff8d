"""Who waits: an answer covers what was there when it was written, and nothing that came since."""

from datetime import timedelta

import pytest

from saule.matters.answering import draft_for, save_text, send
from saule.matters.audience import audience, recipients
from saule.matters.delivering import attempt, sent
from saule.matters.filing import move
from saule.matters.grouping import group_waiting
from saule.matters.models import Conversation, Delivery, Matter, Message
from saule.matters.receiving import receive_many
from saule.matters.waiting import refresh_waiting, times_of

AN_HOUR = timedelta(hours=1)
BUS = "Je suis contre la suppression de la ligne de bus douze qui me conduit chaque jour au travail"
pytestmark = pytest.mark.django_db


@pytest.fixture
def write(desk, mail):
    """Somebody writes, and it is grouped."""

    def write(said, at, **fields) -> Message:
        received = receive_many(desk, [mail(said, **fields)], now=at)
        group_waiting(desk, now=at)
        return Message.objects.get(pk=received.messages[0])

    return write


def answer(matter, by, at):
    draft = draft_for(matter, by=by.user, now=at)
    save_text(draft, "fr", "Elle reste.", by=by.user, now=at)
    send(draft, by=by, now=at)
    return draft


def leave(at):
    for delivery in Delivery.objects.to_send():
        taken = attempt(delivery.pk, worker="here:1:1", now=at)
        assert taken is not None
        sent(taken, now=at)


def test_what_was_written_between_an_answer_and_its_leaving_still_waits(write, alice, now):
    write(BUS, now, sender="lea@x", message_id="lea@x")
    matter = Matter.objects.get()
    answer(matter, alice, now + AN_HOUR)
    write("Et l’arrêt de l’hôpital ?", now + 2 * AN_HOUR, sender="lea@x", in_reply_to=("lea@x",))
    leave(now + 3 * AN_HOUR)

    conversation = Conversation.objects.get()
    assert conversation.waiting_since == now + 2 * AN_HOUR
    assert conversation.answered_at == now + 3 * AN_HOUR
    matter.refresh_from_db()
    assert (matter.state, matter.waiting) == ("reopened", 1)


def test_what_was_written_before_the_answer_waits_no_more(write, alice, now):
    write(BUS, now, sender="lea@x", message_id="lea@x")
    write("J’insiste.", now + AN_HOUR, sender="lea@x", in_reply_to=("lea@x",))
    answer(Matter.objects.get(), alice, now + 2 * AN_HOUR)
    leave(now + 3 * AN_HOUR)

    assert Conversation.objects.get().waiting_since is None
    assert Matter.objects.get().waiting == 0


def test_a_message_that_was_grouped_only_after_the_answer_opens_the_matter_again(desk, mail, alice, now):
    receive_many(desk, [mail(BUS, sender="lea@x")], now=now)
    group_waiting(desk, now=now)
    matter = Matter.objects.get()
    receive_many(desk, [mail(BUS + " !", sender="zoe@x")], now=now + AN_HOUR)
    sent_one = answer(matter, alice, now + 2 * AN_HOUR)
    group_waiting(desk, now=now + 3 * AN_HOUR)

    matter.refresh_from_db()
    assert matter.state == Matter.State.REOPENED
    assert [one.address.value for one in recipients(audience(matter, sent_one))] == ["zoe@x"]


def test_nobody_who_is_being_answered_opens_the_matter_again(write, alice, now):
    write(BUS, now, sender="lea@x", message_id="lea@x")
    answer(Matter.objects.get(), alice, now + AN_HOUR)
    write("Merci beaucoup !", now + 2 * AN_HOUR, sender="lea@x", in_reply_to=("lea@x",))

    assert Matter.objects.get().state == Matter.State.ANSWERED


def test_who_is_put_into_an_answered_matter_opens_it_again(write, alice, now):
    write(BUS, now, sender="lea@x", subject="Ligne 12")
    other = write("La piscine ouvre-t-elle dimanche matin ?", now, sender="tom@x")
    matter = Matter.objects.exclude(filings__message=other).get()
    answer(matter, alice, now)
    leave(now + AN_HOUR)
    move(other, matter, by=alice.user, now=now + 2 * AN_HOUR, before=other.filings.get().matter)

    matter.refresh_from_db()
    assert matter.state == Matter.State.REOPENED


def test_an_answer_does_not_follow_who_withdrew_before_it_could_leave(write, alice, now):
    write(BUS, now, sender="lea@x")
    write(BUS + " !", now, sender="tom@x")
    matter = Matter.objects.get()
    answer(matter, alice, now)
    lea = matter.signatures.get(person__addresses__value="lea@x")
    lea.move_to("withdrawn", by=None, now=now, why="not mine")
    for delivery in Delivery.objects.all():
        attempt(delivery.pk, worker="here:1:1", now=now + AN_HOUR)

    outcomes = dict(Delivery.objects.values_list("address__value", "outcome"))
    assert outcomes == {"lea@x": "withdrawn", "tom@x": ""}


def test_a_thread_that_comes_at_once_waits_as_if_it_had_come_by_and_by(desk, mail, now):
    """Conversations that open with their messages are not counted a second time when these are stored."""
    asked = {"sender": "lea@x", "message_id": "1@x", "sent_at": now - 3 * AN_HOUR}
    thanks = {"sender": "lea@x", "message_id": "2@x", "in_reply_to": ("1@x",), "sent_at": now - AN_HOUR}
    other = {"sender": "max@x", "message_id": "3@x", "sent_at": now - 2 * AN_HOUR}
    letters = [mail("Merci beaucoup !", **thanks), mail(BUS, **asked), mail(BUS, **other)]
    receive_many(desk, letters, now=now, imported=True)

    found = [times_of(one) for one in Conversation.objects.order_by("opened_at")]
    assert [one[2] for one in found] == [now - 3 * AN_HOUR, now - 2 * AN_HOUR]
    assert [one[1] for one in found] == [now - AN_HOUR, now - 2 * AN_HOUR]
    refresh_waiting(Conversation.objects.values_list("pk", flat=True))
    assert [times_of(one) for one in Conversation.objects.order_by("opened_at")] == found
