"""Past answers beside the editor: proposed, searched, put in with one button, with or without a script."""

import pytest
from django.urls import reverse

from saule.matters.drafting import draft_of
from saule.matters.grouping import group_waiting
from saule.matters.items import code
from saule.matters.models import Answer, Conversation, Matter, Message
from saule.matters.receiving import receive_many

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_clock")]
LINE = "Bonjour, la ligne de bus reste-t-elle ? Je vais au travail avec elle."


@pytest.fixture
def asked(world, desk, mail, now) -> Conversation:
    """Zoé asks what was answered to others before."""
    mails = [mail(LINE, sender="zoe@example.org", sender_name="Zoé", subject="Ligne de bus")]
    receive_many(desk, mails, now=now)
    return Message.objects.get(address__value="zoe@example.org").conversation


def listed(client, item, **query) -> str:
    address = reverse("past-answers", args=[code(item)])
    return client.get(address, query, headers={"HX-Request": "true"}).content.decode()


def test_the_nearest_stands_beside_the_editor_with_its_outcome(asked, owner):
    html = listed(owner, asked, language="fr")

    assert "la ligne reste." in html
    assert "Sent to 3 people." in html or "Sent to 2 people." in html
    assert "Put in" in html
    page = owner.get(reverse("conversation", args=[asked.public_id])).content.decode()
    assert reverse("past-answers", args=[code(asked)]) in page


def test_one_button_puts_it_below_what_is_written_with_this_persons_name(asked, world, owner, alice):
    text = world.answer.texts.get()
    fields = {"body": "Chère Zoé,", "version": 0, "window": "w", "seen": "0-0"}

    owner.post(reverse("reply", args=[asked.public_id]), {**fields, "then": f"past-{text.pk}"})

    assert draft_of(asked, alice.user).body == "Chère Zoé,\n\nBonjour Zoé, la ligne reste."


def test_looking_without_a_script_keeps_what_is_written(asked, owner, alice):
    fields = {"body": "Chère Zoé,", "version": 0, "window": "w", "seen": "0-0"}
    address = reverse("reply", args=[asked.public_id])

    response = owner.post(address, {**fields, "then": "look", "past": "ligne"}, follow=True)

    html = response.content.decode()
    assert draft_of(asked, alice.user).body == "Chère Zoé,"
    assert "la ligne reste." in html
    assert 'value="ligne"' in html
    assert "No answer sent to a whole matter holds these words." in listed(owner, asked, past="zeppelin")


def test_it_goes_into_an_answer_as_it_was_written(asked, world, owner, desk, now):
    group_waiting(desk, now=now)
    matter = Matter.objects.exclude(pk=world.matter.pk).latest("pk")
    fields = {"body": "Début.", "language": "fr", "then": f"past-{world.answer.texts.get().pk}"}

    owner.post(reverse("answer", args=[matter.public_id]), fields)

    answer = Answer.objects.get(matter=matter)
    assert answer.texts.get().body == "Début.\n\nBonjour {name}, la ligne reste."


@pytest.mark.parametrize("what", ["", "x", "999999", "9" * 30])
def test_a_button_that_names_nothing_changes_nothing(what, asked, owner, alice):
    fields = {"body": "Texte.", "version": 0, "window": "w", "seen": "0-0", "then": f"past-{what}"}

    html = owner.post(reverse("reply", args=[asked.public_id]), fields, follow=True).content.decode()

    assert "This answer is not there any more." in html
    assert draft_of(asked, alice.user).body == "Texte."
