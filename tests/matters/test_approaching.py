"""The desk writes first, on somebody's behalf: what comes back is no work of its own, unless it is given."""

from datetime import timedelta

import pytest

from saule.channels.email.composing import compose
from saule.matters import delivering
from saule.matters.approaching import approach, give_to_desk
from saule.matters.asking import ask
from saule.matters.grouping import group_waiting
from saule.matters.models import Conversation, Delivery, Message
from saule.matters.receiving import receive_many
from saule.matters.threading import token_for
from saule.people.finding import find_or_make

pytestmark = pytest.mark.django_db


@pytest.fixture
def address(desk, now):
    return find_or_make(desk, "email", {"anne@example.org": "Anne"}, now=now)["anne@example.org"]


@pytest.fixture
def conversation(address, now):
    return approach(address.person, subject="Un café ?", now=now)


@pytest.fixture
def reply(mail, desk, conversation, now):
    """What Anne writes back to what the desk wrote."""
    letter = mail("Non merci.", sender="anne@example.org", reply_token=token_for(conversation))
    receive_many(desk, [letter], now=now + timedelta(hours=1))
    return Message.objects.get()


def test_a_reply_makes_nobody_wait_and_is_in_no_matter(desk, conversation, reply, now):
    assert reply.conversation == conversation
    conversation.refresh_from_db()
    assert conversation.waiting_since is None
    assert group_waiting(desk, now=now + timedelta(hours=2)).count == 0


def test_it_is_no_work_of_agents(conversation, alice, bob):
    assert conversation in Conversation.objects.visible_to(alice)
    assert conversation not in Conversation.objects.visible_to(bob)


def test_what_is_given_to_the_desk_waits_like_anything_else(desk, conversation, reply, alice, bob, now):
    later = now + timedelta(hours=2)
    for _twice in range(2):
        given = give_to_desk(conversation, by=alice.user, now=later, why="une question pour la mairie")
    assert given.waiting_since == reply.received_at
    assert given in Conversation.objects.visible_to(bob)
    assert Message.objects.to_group().get() == reply
    assert desk.events.filter(verb="give to desk").count() == 1


def test_what_is_written_says_below_who_writes_and_how_to_stop(desk, mailbox, conversation, address, now):
    wish = {"conversation": conversation, "person": address.person, "address": address, "mailbox": mailbox}
    made = ask(
        desk,
        key="one",
        purpose=Delivery.Purpose.SOLICITATION,
        language="fr",
        subject="Un café ?",
        body="Bonjour.",
        foot="Nous écrivons pour Atelier Brun.",
        now=now,
        **wish,
    )
    sent = compose(made)
    assert sent["Subject"] == "Un café ?"
    assert sent["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert sent["Auto-Submitted"] is None
    assert sent.get_content().splitlines() == ["Bonjour.", "", "-- ", "Nous écrivons pour Atelier Brun."]
    made.move_to(made.State.ATTEMPTING, by=None, now=now, leased_until=now)
    assert "Atelier Brun" in delivering.sent(made, now=now).recorded.text
