"""What has earned its answer is promised to the public: dated like its people, kept by the answer."""

from datetime import datetime, timedelta

import pytest

from saule.matters.answering import draft_for, save_text, send
from saule.matters.earning import earn_due
from saule.matters.models import Delivery, Matter, Signature, SignatureEvidence
from saule.promises.acknowledging import acknowledge_due
from saule.promises.errors import DayNotPossible
from saule.promises.models import Promise
from saule.promises.news import tell_news
from saule.promises.promising import give_due, move
from saule.promises.publishing import sweep_public


@pytest.fixture
def earned(desk, town, now):
    """A matter that has passed its threshold; somebody waits in it."""
    matter = town.matter(threshold=3, confirmed=3, waiting=1, people=3)
    conversation = town.write(matter)
    signature = Signature.objects.create(matter=matter, person=conversation.person, since=now)
    message = conversation.messages.get()
    SignatureEvidence.objects.create(signature=signature, message=message, person=conversation.person, at=now)
    earn_due(desk, now=now)
    give_due(desk, now=now)
    return Matter.objects.get(pk=matter.pk), conversation


def public() -> Promise:
    return Promise.objects.filter(matter__isnull=False).latest("pk")


def test_the_public_hears_the_date_that_its_people_have(desk, earned, now):
    matter, conversation = earned
    assert sweep_public(desk, now=now) == 1
    assert sweep_public(desk, now=now) == 0
    assert (public().matter, public().person, public().state) == (matter, None, "given")
    assert public().day == Promise.objects.get(conversation=conversation).day


def test_nothing_is_promised_to_the_public_below_the_threshold(desk, town, now):
    town.write(town.matter(threshold=3, confirmed=2, waiting=1))
    give_due(desk, now=now)
    assert sweep_public(desk, now=now) == 0


def test_it_is_kept_by_the_official_answer(desk, town, earned, alice, now):
    matter, _conversation = earned
    sweep_public(desk, now=now)
    draft = draft_for(matter, by=alice.user, now=now)
    save_text(draft, "fr", "Bonjour {name}, oui.", by=alice.user, now=now)
    send(draft, by=alice, now=now + timedelta(days=1))
    assert sweep_public(desk, now=now + timedelta(days=1)) == 1
    assert public().state == "kept"


def test_it_is_late_when_the_day_is_over_and_kept_late_by_a_late_answer(desk, earned, alice, now):
    matter, _conversation = earned
    sweep_public(desk, now=now)
    later = now + timedelta(days=60)
    sweep_public(desk, now=later)
    assert public().state == "late"
    draft = draft_for(matter, by=alice.user, now=later)
    save_text(draft, "fr", "Bonjour {name}, oui.", by=alice.user, now=later)
    send(draft, by=alice, now=later)
    sweep_public(desk, now=later)
    assert public().state == "kept_late"


def test_a_leader_moves_it_once_and_its_people_hear_the_same_day_in_time(desk, town, earned, alice, now):
    matter, conversation = earned
    elsewhere = town.write(town.matter(title="Bancs"))
    give_due(desk, now=now)
    acknowledge_due(desk, now=now)
    sweep_public(desk, now=now)
    first, theirs = public(), Promise.objects.get(conversation=conversation)
    later = first.day + timedelta(days=21)

    new = move(first, day=later, by=alice.user, now=now, why="the operator is late")

    assert (new.matter, new.follows, new.day) == (matter, first, later)
    assert (first.state, first.transitions.get().why) == ("moved", "the operator is late")
    theirs.refresh_from_db()
    assert (theirs.state, theirs.followed_by.day) == ("moved", later)
    assert Promise.objects.get(conversation=elsewhere).state == "given"
    tell_news(desk, now=datetime(2026, 11, 24, 9, 1, tzinfo=desk.zone))
    assert Delivery.objects.get(purpose="news").conversation == conversation
    with pytest.raises(DayNotPossible, match="déjà été déplacée"):
        move(new, day=later + timedelta(days=9), by=alice.user, now=now, why="again")


def test_nobody_waits_longer_by_it_than_the_public_nor_is_brought_forward(desk, earned, alice, now):
    _matter, conversation = earned
    sweep_public(desk, now=now)
    mine = Promise.objects.get(conversation=conversation)
    move(mine, day=mine.day + timedelta(days=60), by=alice.user, now=now, why="an expert is asked")
    move(public(), day=public().day + timedelta(days=7), by=alice.user, now=now, why="the council meets")
    assert conversation.promises.get(state="given").day > public().day
