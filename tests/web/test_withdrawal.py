"""“I need no answer any more”: said without an account, seen by the desk, taken back in the same place."""

import pytest
from django.test import Client

from saule.matters.because import LAPSED
from saule.promises.closing import settle

pytestmark = pytest.mark.django_db


def words(client, world, name="status", **query) -> str:
    return client.get(world.url(name), {"language": "en", **query}).content.decode()


def test_a_person_says_that_it_is_settled_and_changes_their_mind(world, client):
    assert "I need no answer any more" in words(client, world)

    client.post(world.url("withdrawal"))
    world.conversation.refresh_from_db()
    assert world.conversation.waiting_since is None
    page = words(client, world)
    assert "You need no answer any more" in page
    assert "you said that you need no answer any more" in page
    assert "Somebody at the desk" not in page
    assert "Too few people" not in page

    client.post(world.url("withdrawal-reversal"))
    world.conversation.refresh_from_db()
    assert world.conversation.waiting_since is not None
    assert "I need no answer any more" in words(client, world)


def test_looking_withdraws_nothing(world, client):
    assert client.get(world.url("withdrawal")).status_code == 405
    words(client, world)
    world.conversation.refresh_from_db()
    assert world.conversation.waiting_since is not None


def test_staff_see_that_it_was_the_person(world, client, alice):
    client.post(world.url("withdrawal"))
    staff = Client()
    staff.force_login(alice.user)
    html = staff.get(world.url("conversation")).content.decode()
    assert "la personne n’attend plus de réponse" in html


def test_what_the_desk_settled_cannot_be_opened_from_outside(world, client, alice, now):
    settle(world.conversation, by=alice.user, now=now, why="vu au guichet")
    client.post(world.url("withdrawal-reversal"))
    world.conversation.refresh_from_db()
    assert world.conversation.waiting_since is None


def test_what_lapsed_is_told_as_such(world, client, now):
    settle(world.conversation, by=None, now=now, why=LAPSED)
    page = words(client, world)
    assert "Too few people had asked for the same" in page
    assert "you said that you need no answer" not in page


def test_whoever_reads_in_another_language_goes_on_in_it(world, client):
    form = f"{world.url('withdrawal')}?language=fr"
    assert f'action="{form}"' in words(client, world, language="fr")
    assert "Vous n’attendez plus de réponse" in client.post(form, follow=True).content.decode()
    back = f"{world.url('withdrawal-reversal')}?language=en"
    assert "I need no answer any more" in client.post(back, follow=True).content.decode()
