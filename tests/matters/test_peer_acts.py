"""From outside, people answer others and say what helped by the link in a mail: once, however spelled."""

import pytest
from tests.matters.talk import bus, say

from saule.matters.confirming import Wish, ask, confirm
from saule.matters.endorsing import CannotEndorse
from saule.matters.judging import refuse_by_rule
from saule.matters.models import Confirmation, Conversation, Endorsement, PeerAnswer
from saule.matters.peering import NotOpen
from saule.matters.peers import told_in
from saule.matters.publishing import published, withdraw
from saule.people.models import LinkMail, Person

__all__ = ["bus", "say"]
pytestmark = pytest.mark.django_db
TEXT = "Le minibus de la clinique passe aussi le samedi."


@pytest.fixture
def wish(desk, bus, now):
    """Somebody outside asks for something; followed unless asked otherwise."""

    def act(purpose, value, *, follow=True, **more) -> Confirmation:
        one = Wish(purpose=purpose, value=value, language="fr", matter=bus, **more)
        row = ask(desk, one, title="La ligne 12", now=now)
        return confirm(row, now=now) if follow else row

    return act


def test_nothing_is_kept_as_an_answer_before_the_link_was_followed(wish, bus):
    row = wish("peer", "zoe@example.org", follow=False, text=TEXT)
    assert not PeerAnswer.objects.exists()
    mail = LinkMail.objects.get(about=row.public_id)
    assert "répondre aux autres" in mail.body
    assert TEXT not in mail.body
    assert not Person.objects.filter(addresses__value="zoe@example.org").exists()


def test_the_answer_waits_for_a_look_and_has_a_place_for_what_its_writer_is_told(wish, bus):
    row = wish("peer", "zoe@example.org", text=TEXT, shown_name="Zoé du marché", details={"with_rank": "on"})
    answer = PeerAnswer.objects.get()
    assert (answer.state, answer.shown_name, answer.matter) == ("proposed", "Zoé du marché", bus)
    assert (answer.with_rank, answer.outlives) == (True, False)
    assert answer.conversation.person == answer.person == row.person
    assert not answer.conversation.messages.exists()
    assert (row.state, row.text, row.value) == ("confirmed", "", "")
    wish("peer", "zoe@example.org", text="Et il part devant la gare, à midi.")
    assert Conversation.objects.filter(person=row.person).count() == 1


def test_who_wrote_about_the_matter_is_told_in_that_conversation(wish, bus, town):
    conversation = town.write(bus)
    wish("peer", conversation.person.addresses.get().value, text=TEXT)
    answer = PeerAnswer.objects.get()
    assert (answer.person, answer.conversation) == (conversation.person, conversation)


def test_it_helped_me_counts_once_for_a_mailbox_however_it_is_spelled(wish, say, bus):
    answer = say()
    for value in ("zoe@example.org", "ZOE@example.org", "zoe+bus@example.org"):
        wish("endorse", value, peer_answer=answer)
    assert told_in(bus)[0].people == 1
    wish("endorse", "max@example.org", peer_answer=answer)
    assert told_in(bus)[0].people == 2


def test_nobody_lifts_their_own_answer_under_another_spelling(wish, now):
    wish("peer", "zoe@example.org", text=TEXT)
    answer = PeerAnswer.objects.get().move_to("shown", by=None, now=now)
    with pytest.raises(CannotEndorse):
        wish("endorse", "zoe+x@example.org", peer_answer=answer)
    assert not Endorsement.objects.exists()


def test_what_is_gone_when_the_link_is_followed_is_refused_in_words(wish, desk, say, bus, now, alice):
    answer = say()
    row = wish("endorse", "zoe@example.org", follow=False, peer_answer=answer)
    refuse_by_rule(answer, "elsewhere", by=alice.user, now=now)
    with pytest.raises(CannotEndorse):
        confirm(row, now=now)
    row = wish("peer", "zoe@example.org", follow=False, text=TEXT)
    withdraw(published(desk).get(), by=alice.user, now=now, why="a mistake")
    with pytest.raises(NotOpen):
        confirm(row, now=now)
