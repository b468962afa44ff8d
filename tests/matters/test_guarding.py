"""The figure guard: nothing with a figure in doubt leaves before somebody stands for it by name."""

from dataclasses import replace
from datetime import timedelta

import pytest

from saule.matters.answering import approve, draft_for, propose, save_text, send
from saule.matters.drafting import save_draft
from saule.matters.errors import FiguresInDoubt
from saule.matters.grouping import group_waiting
from saule.matters.guarding import confirm, doubts_of, withdraw, words_of
from saule.matters.models import Delivery, FigureConfirmation, Matter
from saule.matters.receiving import receive_many
from saule.matters.referencing import Stated, state_fact, used_by
from saule.matters.replying import mark, reply

pytestmark = pytest.mark.django_db

FEE = Stated("amount", "45 €", name_fr="Tarif de la cantine", name_en="Canteen fee")
RIGHT = "Bonjour, le tarif de la cantine est de 45 €."
WRONG = "Bonjour, le tarif de la cantine est de 40 €."


@pytest.fixture
def canteen(desk, mail, now) -> Matter:
    """Two people ask what the canteen costs."""
    asked = "Bonjour, combien coûte la cantine de l’école des Tilleuls par trimestre pour deux enfants"
    receive_many(desk, [mail(asked + end) for end in (" ?", " ?!")], now=now)
    group_waiting(desk, now=now)
    return Matter.objects.get()


@pytest.fixture
def fee(desk, alice, now):
    """The desk knows what it costs."""
    return state_fact(desk, FEE, by=alice.user, now=now)


def written(matter, by, now, body=WRONG):
    """An answer in the making."""
    answer = draft_for(matter, by=by.user, now=now)
    save_text(answer, "fr", body, by=by.user, now=now)
    return answer


def test_an_answer_with_the_right_figure_leaves_and_says_what_it_relies_on(canteen, fee, alice, now):
    answer = written(canteen, alice, now, RIGHT)

    assert send(answer, by=alice, now=now) == 2
    assert used_by(fee) == ([answer], 0)


@pytest.mark.parametrize("verb", [propose, approve, lambda answer, by, now: send(answer, by=by, now=now)])
def test_a_contradicted_figure_stops_the_answer_at_every_step(canteen, fee, alice, now, verb):
    answer = written(canteen, alice, now)
    by = alice if verb not in (propose, approve) else alice.user

    with pytest.raises(FiguresInDoubt, match="40 €"):
        verb(answer, by=by, now=now)
    assert not Delivery.objects.exists()
    (doubt,) = doubts_of(answer, now=now)
    assert "45 €" in words_of(doubt, "fr")


def test_who_stands_for_a_figure_is_a_row_and_the_answer_leaves(canteen, fee, alice, bob, now):
    answer = written(canteen, alice, now)
    (doubt,) = doubts_of(answer, now=now)

    assert confirm(answer, [doubt.code, "amount:1 EUR"], by=bob.user, now=now) == 1
    assert confirm(answer, [doubt.code], by=alice.user, now=now) == 0
    one = FigureConfirmation.objects.get()
    assert (one.by, one.value, one.verdict, one.answer) == (bob.user, "40 EUR", "contradicts", answer)
    assert send(answer, by=alice, now=now) == 2


def test_another_figure_is_in_doubt_again(canteen, fee, alice, now):
    answer = written(canteen, alice, now)
    confirm(answer, [doubts_of(answer, now=now)[0].code], by=alice.user, now=now)
    save_text(answer, "fr", WRONG.replace("40", "41"), by=alice.user, now=now)

    with pytest.raises(FiguresInDoubt, match="41 €"):
        send(answer, by=alice, now=now)


def test_a_confirmation_is_taken_back_before_the_sending_only(canteen, fee, alice, now):
    answer = written(canteen, alice, now)
    (doubt,) = doubts_of(answer, now=now)
    confirm(answer, [doubt.code], by=alice.user, now=now)
    withdraw(answer, doubt.code, by=alice.user, now=now)
    with pytest.raises(FiguresInDoubt):
        send(answer, by=alice, now=now)

    confirm(answer, [doubt.code], by=alice.user, now=now)
    send(answer, by=alice, now=now)
    withdraw(answer, doubt.code, by=alice.user, now=now)
    assert FigureConfirmation.objects.exists()


def test_the_other_language_is_read_too(canteen, fee, alice, now):
    answer = written(canteen, alice, now, RIGHT)
    save_text(answer, "en", "The canteen fee is €54.", by=alice.user, now=now)

    with pytest.raises(FiguresInDoubt, match="€54"):
        send(answer, by=alice, now=now)


def test_the_guard_sleeps_where_nothing_is_stated(canteen, alice, now):
    answer = written(canteen, alice, now, "Le 31 mars, 12 % de 400 € sous 15 jours.")

    assert doubts_of(answer, now=now) == []
    assert send(answer, by=alice, now=now) == 2


def test_when_a_fact_changes_the_answers_that_told_it_are_found(desk, canteen, fee, alice, now):
    answer = written(canteen, alice, now, RIGHT)
    send(answer, by=alice, now=now)
    later = now + timedelta(days=3)
    new = state_fact(desk, replace(FEE, value="48 €"), by=alice.user, now=later, instead_of=fee)

    assert used_by(new) == ([answer], 0)
    (doubt,) = doubts_of(answer, now=later)
    assert doubt.facts == (new,)


def replied(conversation, by, now, **more):
    """A reply to one person."""
    return reply(conversation, by=by, now=now, seen=mark(conversation), window="w", **more)


def test_a_reply_is_read_too_and_its_draft_stays(canteen, fee, alice, now):
    conversation = canteen.filings.first().message.conversation
    save_draft(conversation, WRONG, by=alice.user, now=now, version=0, window="w")

    with pytest.raises(FiguresInDoubt):
        replied(conversation, alice, now)
    assert conversation.drafts.get().body == WRONG

    delivery = replied(conversation, alice, now, sure=["amount:40 EUR"])
    assert delivery.confirmations.get().by == alice.user
    assert used_by(fee) == ([], 1)
