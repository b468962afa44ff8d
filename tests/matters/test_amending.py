"""Taking an answer back: all of it or nothing, and only before a worker has tried any of it."""

from datetime import timedelta

import pytest

from saule.desk.models import Event
from saule.matters.amending import leaves_at, take_back
from saule.matters.answering import draft_for, save_text, send
from saule.matters.audience import audience
from saule.matters.delivering import attempt, due, sent
from saule.matters.errors import CannotAnswer
from saule.matters.grouping import group_waiting
from saule.matters.models import Answer, Delivery, Matter
from saule.matters.receiving import receive_many
from saule.people.suppressing import suppress

BUS = "Je suis contre la suppression de la ligne de bus douze qui me conduit chaque jour au travail"
SOON = timedelta(seconds=20)
pytestmark = pytest.mark.django_db


@pytest.fixture
def matter(desk, mail, now) -> Matter:
    """Léa and Tom about one bus line."""
    receive_many(desk, [mail(BUS, sender="lea@x"), mail(BUS + ".", sender="tom@x")], now=now)
    group_waiting(desk, now=now)
    return Matter.objects.get()


@pytest.fixture
def answer(matter, alice, now) -> Answer:
    """It has just been sent to both."""
    draft = draft_for(matter, by=alice.user, now=now)
    save_text(draft, "fr", "La ligne ferme le 12.", by=alice.user, now=now)
    send(draft, by=alice, now=now)
    return draft


def test_nothing_leaves_while_it_can_be_undone(answer, now):
    assert due(now=now + SOON - timedelta(seconds=1), limit=9) == []
    assert len(due(now=now + SOON, limit=9)) == 2
    assert leaves_at(answer) == now + SOON


def test_an_answer_taken_back_leaves_to_nobody_and_can_be_sent_again(answer, matter, alice, now):
    assert take_back(answer, by=alice, now=now + SOON / 2) == 2

    matter.refresh_from_db()
    assert (answer.state, matter.state) == (Answer.State.APPROVED, Matter.State.OPEN)
    assert set(Delivery.objects.values_list("state", "outcome")) == {("refused", "taken-back")}
    assert due(now=now + 2 * SOON, limit=9) == []
    assert [row.why for row in matter.transitions.all()] == ["answered", "its answer was taken back"]
    assert Delivery.objects.first().transitions.get().by == alice.user
    assert Event.objects.get(verb="take back").facts["people"] == 2
    assert leaves_at(answer) is None

    save_text(answer, "fr", "La ligne ferme le 14.", by=alice.user, now=now + SOON)
    assert send(answer, by=alice, now=now + SOON) == 2
    assert set(Delivery.objects.to_send().values_list("body", flat=True)) == {"La ligne ferme le 14."}
    matter.refresh_from_db()
    assert matter.state == Matter.State.ANSWERED


def test_what_a_worker_has_tried_cannot_be_taken_back(answer, matter, alice, now):
    taken = attempt(answer.deliveries.first().pk, worker="here:1:1", now=now + SOON)
    with pytest.raises(CannotAnswer):
        take_back(answer, by=alice, now=now + SOON)
    assert sorted(answer.deliveries.values_list("state", flat=True)) == ["attempting", "waiting"]

    sent(taken, now=now + SOON)
    with pytest.raises(CannotAnswer):
        take_back(answer, by=alice, now=now + SOON)
    answer.refresh_from_db()
    matter.refresh_from_db()
    assert (answer.state, matter.state) == (Answer.State.SENT, Matter.State.ANSWERED)


def test_a_worker_finds_nothing_to_send_after_an_undo(answer, alice, now):
    asked = due(now=now + SOON, limit=9)
    take_back(answer, by=alice, now=now + SOON)
    assert [attempt(pk, worker="here:1:1", now=now + SOON) for pk in asked] == [None, None]


def test_what_the_gate_held_back_is_taken_back_too(answer, desk, alice, now):
    suppress(desk, "email", "tom@x", reason="asked", by=None, now=now)
    attempt(answer.deliveries.get(address__value="tom@x").pk, worker="here:1:1", now=now + SOON)
    take_back(answer, by=alice, now=now + SOON)
    assert len(audience(answer.matter, answer)) == 2


def test_undoing_a_later_sending_leaves_the_earlier_one_alone(answer, matter, desk, mail, alice, now):
    for pk in due(now=now + SOON, limit=9):
        sent(attempt(pk, worker="here:1:1", now=now + SOON), now=now + SOON)
    later = now + timedelta(hours=1)
    receive_many(desk, [mail(BUS + " !", sender="zoe@x")], now=later)
    group_waiting(desk, now=later)
    send(answer, by=alice, now=later)

    assert take_back(answer, by=alice, now=later) == 1
    matter.refresh_from_db()
    assert (answer.state, matter.state) == (Answer.State.SENT, Matter.State.REOPENED)
    assert answer.deliveries.filter(state="sent").count() == 2
    assert len(audience(matter, answer)) == 1
    with pytest.raises(CannotAnswer):
        take_back(answer, by=alice, now=later)


def test_undoing_twice_or_before_sending_is_refused_in_words(answer, alice, now):
    take_back(answer, by=alice, now=now)
    with pytest.raises(CannotAnswer):
        take_back(answer, by=alice, now=now)
