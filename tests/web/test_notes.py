"""Notes on the pages: whoever calls nobody by an @ is told, for else they wait for an answer in vain."""

import pytest
from django.urls import reverse

from saule.desk.models import Membership, Role, User
from saule.matters.models import Mention, Note

pytestmark = pytest.mark.django_db


@pytest.fixture
def write(owner, world):
    """Writes a note about a conversation and returns the page one comes to."""

    def act(body: str) -> str:
        where = reverse("conversation-notes", args=[world.conversation.public_id])
        return owner.post(where, {"body": body}, follow=True).content.decode()

    return act


def test_a_word_that_is_nobodys_name_is_named_and_the_note_kept(write, bob):
    html = write("@Marc <b>, voir avec @Zoé-Lou et @Bob. Adresse : lea@example.org, @10h")

    assert "Nobody who sees this is called @Marc, @Zoé-Lou: that called nobody." in html
    assert Note.objects.filter(body__startswith="@Marc").exists()
    assert [one.user for one in Mention.objects.filter(note__body__startswith="@Marc")] == [bob.user]


def test_who_can_be_called_is_said_where_the_note_is_written(write, bob):
    assert "Call a colleague with @ and their name: @Bob." in write("x")


def test_a_note_that_calls_somebody_says_nothing_of_it(write, bob):
    assert "Nobody who sees this is called" not in write("@bob, @BOB! Merci.")


def test_a_name_that_two_have_is_to_be_written_whole(write, desk, now):
    for number, name in enumerate(("Paul Roy", "Paul Blanc")):
        user = User.objects.create_user(f"paul{number}@town.example", name)
        Membership.objects.create(desk=desk, user=user, role=Role.AGENT, since=now)

    assert "More than one colleague is called @Paul: that called nobody." in write("@Paul ?")
    assert "More than one colleague" not in write("@Paul Roy ?")


def test_a_note_worded_anew_says_it_too(write, owner, world):
    write("x")
    note = Note.objects.get(body="x")

    html = owner.post(reverse("note", args=[note.public_id]), {"body": "@Marc"}, follow=True)

    assert "Nobody who sees this is called @Marc" in html.content.decode()
