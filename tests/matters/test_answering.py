"""Answering: one text reaches everyone who signed, once, each in their own thread and language."""

from datetime import timedelta

import pytest

from saule.matters.answering import (
    approve,
    draft_for,
    preview,
    propose,
    save_text,
    send,
)
from saule.matters.approving import needs_approval
from saule.matters.audience import audience, recipients
from saule.matters.errors import CannotAnswer, NeedsApproval
from saule.matters.grouping import group_waiting
from saule.matters.models import Answer, Matter
from saule.matters.objecting import object_to
from saule.matters.receiving import receive_many
from saule.matters.settling import ReasonNeeded
from saule.matters.wording import spoken_name
from saule.promises.closing import settle

pytestmark = pytest.mark.django_db

BUS = "Je suis contre la suppression de la ligne de bus douze qui me conduit chaque jour au travail"


@pytest.fixture
def bus(desk, mail, now) -> Matter:
    """Two people about one bus line; one of them writes twice."""
    mails = [
        mail(BUS, sender="lea@x", sender_name="Léa", message_id="lea1@x"),
        mail(BUS + ".", sender="tom@x", sender_name="", message_id="tom@x"),
        mail("Et encore ceci.", sender="lea@x", in_reply_to=("lea1@x",), message_id="lea2@x"),
    ]
    receive_many(desk, mails, now=now)
    group_waiting(desk, now=now)
    return Matter.objects.get()


def answered(matter, by, now, body="Bonjour {name}, la ligne reste.") -> Answer:
    """A sent answer."""
    answer = draft_for(matter, by=by.user, now=now)
    save_text(answer, "fr", body, by=by.user, now=now)
    send(answer, by=by, now=now)
    return answer


def test_everybody_is_written_to_once_in_their_own_conversation(bus, alice, now):
    answer = answered(bus, alice, now)

    deliveries = {d.address.value: d for d in answer.deliveries.all()}
    assert set(deliveries) == {"lea@x", "tom@x"}
    assert deliveries["lea@x"].in_reply_to.strip("<>") == "lea2@x"
    assert deliveries["tom@x"].in_reply_to.strip("<>") == "tom@x"
    assert deliveries["lea@x"].body == "Bonjour Léa, la ligne reste."
    bus.refresh_from_db()
    assert bus.state == Matter.State.ANSWERED


def test_whoever_has_no_name_is_greeted_neutrally(bus, alice, now):
    answer = answered(bus, alice, now)
    assert "{name}" not in answer.deliveries.get(address__value="tom@x").body


def test_sending_again_reaches_only_those_who_wrote_since(bus, desk, mail, alice, now):
    answer = answered(bus, alice, now)
    with pytest.raises(CannotAnswer):
        send(answer, by=alice, now=now)

    receive_many(desk, [mail(BUS + " !", sender="zoe@x")], now=now)
    group_waiting(desk, now=now)
    assert [one.address.value for one in recipients(audience(bus, answer))] == ["zoe@x"]
    assert send(answer, by=alice, now=now) == 1
    assert answer.deliveries.count() == 3


def test_a_large_audience_needs_somebody_who_may_approve(bus, desk, alice, bob, now):
    desk.large_audience = 1
    desk.save()
    answer = draft_for(bus, by=bob.user, now=now)
    save_text(answer, "fr", "Bonjour", by=bob.user, now=now)
    assert needs_approval(answer, bob)
    with pytest.raises(NeedsApproval):
        send(answer, by=bob, now=now)

    propose(answer, by=bob.user, now=now)
    send(answer, by=alice, now=now)
    assert answer.deliveries.count() == 2
    assert [t.to_state for t in answer.transitions.all()] == ["proposed", "approved", "sent"]


def test_changing_an_approved_text_makes_it_a_draft_again(bus, bob, now):
    answer = draft_for(bus, by=bob.user, now=now)
    save_text(answer, "fr", "Bonjour", by=bob.user, now=now)
    propose(answer, by=bob.user, now=now)
    save_text(answer, "fr", "Bonsoir", by=bob.user, now=now)
    assert answer.state == Answer.State.DRAFT


def test_nothing_written_cannot_be_sent(bus, alice, now):
    with pytest.raises(CannotAnswer):
        send(draft_for(bus, by=alice.user, now=now), by=alice, now=now)


def test_a_preview_says_when_the_language_is_missing(bus, alice, now):
    answer = draft_for(bus, by=alice.user, now=now)
    save_text(answer, "en", "Hello {name}", by=alice.user, now=now)
    shown = preview(answer, recipients(audience(bus))[0])
    assert shown.language == "en"
    assert shown.missing
    assert audience(bus).languages() == [("fr", 2)]


def test_there_is_one_answer_in_the_making(bus, alice, bob, now):
    assert draft_for(bus, by=alice.user, now=now) == draft_for(bus, by=bob.user, now=now)


def test_an_objection_brings_back_one_person(bus, alice, now):
    answer = answered(bus, alice, now)
    conversation = answer.deliveries.first().conversation
    settle(conversation, by=alice.user, now=now, why="answered by hand")
    assert conversation.waiting_since is None

    object_to(conversation, answer=answer, words="Et pour l’hôpital ?", now=now)
    object_to(conversation, answer=answer, words="Et pour l’hôpital ?", now=now)
    assert conversation.waiting_since is not None
    assert conversation.objections.count() == 1

    later = now + timedelta(days=1)
    settle(conversation, by=alice.user, now=later, why="answered by telephone")
    object_to(conversation, answer=answer, words="Et pour l’hôpital ?", now=later)
    assert conversation.waiting_since is not None


def test_a_card_number_is_kept_neither_in_an_objection_nor_in_an_answer(bus, alice, now):
    answer = answered(bus, alice, now, body="Votre carte 4111 1111 1111 1111 est débitée.")
    conversation = answer.deliveries.first().conversation
    objection = object_to(conversation, answer=answer, words="4111111111111111 n’est pas la mienne", now=now)
    kept = [objection.words, answer.texts.get().body, *answer.deliveries.values_list("body", flat=True)]
    assert not [text for text in kept if "1111 1111 1111" in text or "4111111111" in text]
    assert all("1111" in text for text in kept)


def test_an_answer_changed_while_a_colleague_approved_it_is_a_draft_again(bus, alice, bob, now):
    answer = draft_for(bus, by=bob.user, now=now)
    save_text(answer, "fr", "Bonjour", by=bob.user, now=now)
    approve(Answer.objects.get(), by=alice.user, now=now)

    save_text(answer, "fr", "Bonsoir", by=bob.user, now=now)
    assert Answer.objects.get().state == Answer.State.DRAFT


def test_settling_needs_a_reason(bus, alice, now):
    with pytest.raises(ReasonNeeded):
        settle(bus.filings.first().message.conversation, by=alice.user, now=now, why="  ")


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("BROSSARD Élodie", "Élodie BROSSARD"),
        ("LE GOFF Jean-Pierre", "Jean-Pierre LE GOFF"),
        ("Dupont, Jean", "Jean Dupont"),
        ("Jean DUPONT", "Jean DUPONT"),
        ("J. Dupont", "J. Dupont"),
        ("SNCF", "SNCF"),
        ("Léa", "Léa"),
        ("lea@example.org", ""),
        ("", ""),
    ],
)
def test_a_name_is_put_as_one_says_it(written, said):
    assert spoken_name(written) == said


@pytest.mark.parametrize("body", ["Bonjour {naem}", "Une réponse avant le {date}."])
def test_nothing_leaves_with_a_placeholder_that_nothing_is_put_for(bus, alice, now, body):
    draft = draft_for(bus, by=alice.user, now=now)
    save_text(draft, "fr", body, by=alice.user, now=now)

    with pytest.raises(CannotAnswer, match=r"\{"):
        send(draft, by=alice, now=now)
    assert draft.deliveries.count() == 0
