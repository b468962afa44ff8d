"""A provider's reply leaves as the desk's; a figure that the reference does not have so goes to a leader."""

import pytest

from saule.desk.errors import NotAllowed
from saule.matters.errors import CannotReply, FiguresInDoubt
from saule.matters.models import Delivery, Draft, FigureConfirmation
from saule.matters.referencing import Stated, state_fact
from saule.matters.replying import mark, reply
from saule.providers import answering, handing
from saule.providers.errors import CannotHand, ForALeader
from saule.providers.models import FigureStop

pytestmark = pytest.mark.django_db


@pytest.fixture
def handed(provider, ask, alice, now):
    (one,) = handing.propose(provider, [ask()], now=now, why={})
    return handing.hand(one, by=alice.user, now=now)


def write(handed, rita, now, body):
    answering.save(handed, body, by=rita, now=now)
    return answering.answer(handed, by=rita, now=now, seen=mark(handed.conversation), window="w1")


def test_the_reply_says_who_wrote_it_for_whom_and_the_conversation_is_the_desks_again(handed, rita, now):
    made = write(handed, rita, now, "Bonjour {name},\n\nà 8 h 10.")

    assert made.body == "Bonjour Léa Morin,\n\nà 8 h 10.\n\nÉcrit par Relais pour Mairie de Saint-Aubin."
    assert made.purpose == Delivery.Purpose.REPLY
    handed.refresh_from_db()
    assert (handed.state, handed.delivery, handed.answered_by) == ("answered", made, rita.user)
    handed.conversation.refresh_from_db()
    assert handed.conversation.assigned_team is None
    # Sent twice from one window is sent once; and by then nothing is theirs any more.
    with pytest.raises(NotAllowed):
        answering.answer(handed, by=rita, now=now, seen=mark(handed.conversation), window="w1")


def test_a_stand_in_never_reaches_the_person(handed, rita, now):
    with pytest.raises(CannotReply):
        write(handed, rita, now, "Bonjour [personne 1], à 8 h 10.")
    assert not Delivery.objects.filter(purpose="reply").exists()


def test_an_agent_of_a_provider_replies_to_nothing_else(handed, ask, rita, now):
    with pytest.raises(NotAllowed):
        reply(ask(2), by=rita, now=now, seen="0-0")


def stopped(desk, alice, handed, rita, now) -> FigureStop:
    state_fact(desk, Stated("amount", "1,60 €", name_fr="Trajet"), by=alice.user, now=now)
    with pytest.raises(ForALeader) as told:
        write(handed, rita, now, "Le trajet coûte 4,20 €.")
    return FigureStop.objects.get(pk=told.value.stop)


def test_a_provider_stands_for_no_figure(desk, alice, handed, rita, now):
    row = stopped(desk, alice, handed, rita, now)

    assert (row.figures[0]["text"], row.by) == ("4,20 €", rita.user)
    assert not Delivery.objects.filter(purpose="reply").exists()
    assert Draft.objects.get().body == "Le trajet coûte 4,20 €."
    with pytest.raises(ForALeader):
        write(handed, rita, now, "Le trajet coûte 4,20 €.")
    assert FigureStop.objects.count() == 1
    write_after = answering.save(handed, "Le trajet coûte 1,60 €.", by=rita, now=now, version=1)
    assert write_after.body == "Le trajet coûte 1,60 €."
    answering.answer(handed, by=rita, now=now, seen=mark(handed.conversation), window="w1")
    assert not FigureConfirmation.objects.exists()


def test_a_leader_gives_it_back_with_a_word_or_takes_it_over_with_the_text(
    desk, alice, bob, handed, rita, now
):
    row = stopped(desk, alice, handed, rita, now)
    answering.ask_leader(row, by=rita, now=now)
    with pytest.raises(CannotReply):
        answering.answer(handed, by=rita, now=now, seen=mark(handed.conversation))
    with pytest.raises(NotAllowed):
        answering.decide(row, taken_over=True, by=bob, now=now)
    with pytest.raises(CannotHand):
        answering.decide(row, taken_over=False, by=alice, now=now)
    answering.decide(row, taken_over=False, by=alice, now=now, why="it is 1,60 €")
    row.handover.refresh_from_db()
    assert row.handover.state == "taken"
    with pytest.raises(CannotHand):
        answering.decide(row, taken_over=True, by=alice, now=now)


def test_taking_over_makes_the_text_the_leaders_draft_who_confirms_by_name(desk, alice, handed, rita, now):
    row = stopped(desk, alice, handed, rita, now)
    answering.ask_leader(row, by=rita, now=now)
    answering.decide(row, taken_over=True, by=alice, now=now)

    talk = row.handover.conversation
    talk.refresh_from_db()
    assert talk.assigned_to == alice.user
    assert {draft.author: draft.body for draft in talk.drafts.all()} == {
        alice.user: "Le trajet coûte 4,20 €."
    }
    with pytest.raises(FiguresInDoubt):
        reply(talk, by=alice, now=now, seen=mark(talk))
    reply(talk, by=alice, now=now, seen=mark(talk), sure=[one["code"] for one in row.figures])
    assert FigureConfirmation.objects.get().by == alice.user


def test_a_note_of_theirs_is_read_at_the_desk(handed, rita, now):
    answering.add_note(handed, "Elle rappelle demain.", by=rita, now=now)

    assert handed.conversation.notes.get().by == rita.user
