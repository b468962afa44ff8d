"""Mails that did not arrive: tried again, sent elsewhere, decided about together; each act is a row."""

from datetime import timedelta

import pytest

from saule.desk.models import Event
from saule.matters.answering import draft_for, save_text, send
from saule.matters.apart import lacking, put_together, set_apart
from saule.matters.audience import audience, recipients
from saule.matters.delivering import BACK_OFF, attempt, decide, put_off, refused, sent, unsure
from saule.matters.errors import CannotAnswer
from saule.matters.grouping import group_waiting
from saule.matters.models import Conversation, Delivery, Matter
from saule.matters.receiving import receive_many
from saule.matters.undelivered import (
    CannotTryAgain,
    causes,
    decide_all,
    other_addresses,
    retriable,
    send_elsewhere,
    try_again,
    try_all_again,
)
from saule.people.models import Address, Person

pytestmark = pytest.mark.django_db
BUS = "Je suis contre la suppression de la ligne de bus douze qui me conduit chaque jour au travail"
SOON = timedelta(minutes=1)


@pytest.fixture
def bus(desk, mail, now) -> Matter:
    """Three people about one bus line; Zoé gave no name."""
    mails = [
        mail(BUS, sender="lea@x.example", sender_name="Léa"),
        mail(BUS + " !", sender="tom@x.example", sender_name="Tom"),
        mail(BUS + " !!", sender="zoe@x.example", sender_name=""),
    ]
    receive_many(desk, mails, now=now)
    group_waiting(desk, now=now)
    return Matter.objects.get()


@pytest.fixture
def mails(bus, alice, now) -> list[Delivery]:
    """An answer to the three, on its way."""
    answer = draft_for(bus, by=alice.user, now=now)
    save_text(answer, "fr", "Bonjour {name}, la ligne reste.", by=alice.user, now=now)
    send(answer, by=alice, now=now)
    return list(answer.deliveries.order_by("pk"))


def tried(delivery, at) -> Delivery:
    """The wire is about to be touched."""
    found = attempt(delivery.pk, worker="w", now=at)
    assert found is not None
    return found


def given_up(delivery, at) -> None:
    """Tried until nobody tries any more."""
    for _again in range(len(BACK_OFF) + 1):
        put_off(tried(delivery, at), error="451 later", code="smtp-451", now=at)
        at += timedelta(days=2)


def test_what_was_put_off_is_due_at_once(mails, alice, now):
    at = now + SOON
    put_off(tried(mails[0], at), error="451 later", code="smtp-451", now=at)
    assert attempt(mails[0].pk, worker="w", now=at) is None

    try_again(mails[0], by=alice.user, now=at)
    sent(tried(mails[0], at), now=at)
    assert Delivery.objects.get(pk=mails[0].pk).state == "sent"
    assert Event.objects.get(verb="try again").record_id == mails[0].public_id


def test_what_was_given_up_is_tried_again_and_what_was_refused_for_good_is_not(mails, alice, now):
    given_up(mails[0], now + SOON)
    refused(tried(mails[1], now + SOON), error="550 no such user", code="smtp-550", now=now)
    later = now + timedelta(days=30)

    assert [one.pk for one in retriable(Delivery.objects.all())] == [mails[0].pk]
    with pytest.raises(CannotTryAgain):
        try_again(mails[1], by=alice.user, now=later)
    assert try_all_again(Delivery.objects.all(), by=alice.user, now=later) == 1
    sent(tried(mails[0], later), now=later)
    assert try_all_again(Delivery.objects.all(), by=alice.user, now=later) == 0
    # Whoever was refused for good after a second try is not tried a third time.
    assert not retriable(Delivery.objects.all()).exists()


def test_a_mail_that_may_have_left_is_never_tried_again_by_retrying(mails, alice, now):
    unsure(tried(mails[0], now + SOON), error="worker-died", code="worker-died", now=now)

    assert try_all_again(Delivery.objects.all(), by=alice.user, now=now) == 0
    assert Delivery.objects.get(pk=mails[0].pk).state == "uncertain"


def test_what_was_refused_goes_to_another_address_of_the_same_person_once(mails, desk, alice, now):
    lea = mails[0].person
    other = Address.objects.create(
        desk=desk, person=lea, channel="email", value="lea@work.example", created_at=now
    )
    assert other_addresses(mails[0]) == []
    with pytest.raises(CannotTryAgain):
        send_elsewhere(mails[0], other, by=alice.user, now=now)

    refused(tried(mails[0], now + SOON), error="550 no", code="smtp-550", now=now)
    mails[0].refresh_from_db()
    assert other_addresses(mails[0]) == [other]
    new = send_elsewhere(mails[0], other, by=alice.user, now=now)
    assert (new.body, new.answer, new.address) == (mails[0].body, mails[0].answer, other)
    assert other_addresses(mails[0]) == []
    tom = Address.objects.get(value="tom@x.example")
    with pytest.raises(CannotTryAgain):
        send_elsewhere(mails[0], tom, by=alice.user, now=now)


def test_one_decision_for_all_of_one_cause_is_a_row_for_each(mails, alice, now):
    for one, cause in zip(mails, ("worker-died", "worker-died", "smtp-broken"), strict=True):
        unsure(tried(one, now + SOON), error=cause, code=cause, now=now)
    everything = Delivery.objects.all()
    assert causes(everything) == [("worker-died", 2), ("smtp-broken", 1)]

    done = decide_all(
        everything, "worker-died", outcome="resend", by=alice.user, now=now, why="not in the log"
    )
    assert done == 2
    assert Event.objects.filter(verb="decide", by=alice.user).count() == 2
    assert sorted(everything.values_list("state", flat=True)) == ["uncertain", "waiting", "waiting"]
    assert decide(everything.get(state="uncertain"), outcome="sent", by=alice.user, now=now, why="log")


def draft(matter, by, now, body="Bonjour {name}, la ligne reste."):
    """An answer in the making."""
    answer = draft_for(matter, by=by.user, now=now)
    save_text(answer, "fr", body, by=by.user, now=now)
    return answer


def test_whoever_has_no_name_is_listed_unless_other_words_are_given(bus, alice, now):
    answer = draft(bus, alice, now)
    found = recipients(audience(bus, answer))
    assert [one.address.value for one in lacking(answer, found)] == ["zoe@x.example"]

    save_text(answer, "fr", "Bonjour {name|chère voisine}, la ligne reste.", by=alice.user, now=now)
    assert lacking(Matter.objects.get().answers.get(), found) == []
    send(answer, by=alice, now=now)
    bodies = dict(Delivery.objects.values_list("address__value", "body"))
    assert bodies["zoe@x.example"] == "Bonjour chère voisine, la ligne reste."
    assert bodies["tom@x.example"] == "Bonjour Tom, la ligne reste."


def test_who_is_left_out_waits_for_a_personal_answer(bus, alice, now):
    answer = draft(bus, alice, now)
    zoe = Person.objects.get(addresses__value="zoe@x.example")
    assert set_apart(answer, [zoe], by=alice.user, now=now) == 1
    assert set_apart(answer, [zoe], by=alice.user, now=now) == 0

    assert send(answer, by=alice, now=now) == 2
    for one in Delivery.objects.all():
        sent(tried(one, now + SOON), now=now + SOON)
    assert Conversation.objects.get(waiting_since__isnull=False).person == zoe
    with pytest.raises(CannotAnswer):
        set_apart(answer, [zoe], by=alice.user, now=now)


def test_who_was_left_out_is_taken_in_again(bus, alice, now):
    answer = draft(bus, alice, now)
    zoe = Person.objects.get(addresses__value="zoe@x.example")
    set_apart(answer, [zoe], by=alice.user, now=now)

    assert put_together(answer, [zoe], by=alice.user, now=now) == 1
    assert len(audience(bus, answer)) == 3
