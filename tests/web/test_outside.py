"""Pages for people without an account: looking changes nothing, links give nothing away."""

import pytest
from django.test import Client
from django.urls import reverse

from saule.matters.models import Message, Objection, Signature
from saule.matters.receiving import receive_many
from saule.matters.waiting import refresh_waiting
from saule.people.suppressing import is_suppressed
from saule.promises.links import status_token

pytestmark = pytest.mark.django_db


def answered(world, desk, now) -> None:
    """The answer has left."""
    Message.objects.create(
        desk=desk,
        conversation=world.conversation,
        channel="email",
        outgoing=True,
        text="La ligne reste.",
        said="La ligne reste.",
        language="fr",
        sent_at=now,
        received_at=now,
    )
    refresh_waiting({world.conversation.pk})


def test_a_person_sees_their_date_in_words_and_nothing_they_wrote_but_its_subject(desk, mail, now, client):
    from saule.matters.grouping import group_waiting
    from saule.promises.promising import give_due

    receive_many(desk, [mail("Mon secret est dans ce message, quand répondez-vous ?")], now=now)
    group_waiting(desk, now=now)
    give_due(desk, now=now)
    conversation = Message.objects.get().conversation

    response = client.get(reverse("status", args=[status_token(conversation)]))

    html = response.content.decode()
    assert '<html lang="fr">' in html
    assert "Une réponse au plus tard le" in html
    assert "Piscine" in html
    assert "secret" not in html
    assert "person1@" not in html
    assert response["X-Robots-Tag"].startswith("noindex")
    assert "private" in response["Cache-Control"]


def test_the_page_can_be_read_in_the_other_language(world, client):
    assert "And now?" in client.get(world.url("status"), {"language": "en"}).content.decode()


def test_looking_changes_nothing(world, client):
    before = list(Signature.objects.values_list("state", flat=True))

    client.get(world.url("status"))
    client.get(world.url("unsubscribe"))

    assert list(Signature.objects.values_list("state", flat=True)) == before
    assert not is_suppressed(world.matter.desk, "email", "lea@example.org")


def test_yes_i_wrote_this_confirms_the_signature_and_twice_is_once(world, client):
    assert client.get(world.url("signature")).status_code == 405

    client.post(world.url("signature"))
    client.post(world.url("signature"))

    mine = Signature.objects.get(person=world.conversation.person, matter=world.matter)
    assert mine.state == "confirmed"
    assert mine.transitions.count() == 1


def test_this_does_not_answer_me_opens_the_conversation_again(world, desk, now, client):
    answered(world, desk, now)
    assert "La ligne reste." in client.get(world.url("status")).content.decode()

    client.post(world.url("objection"), {"words": "Et le dimanche ?"})
    client.post(world.url("objection"), {"words": "Et le dimanche ?"})

    assert Objection.objects.get().answer == world.answer
    world.conversation.refresh_from_db()
    assert world.conversation.waiting_since


def test_nobody_objects_to_an_answer_they_do_not_have(world, client):
    client.post(world.url("objection"), {"words": "hurry"})

    assert not Objection.objects.exists()


@pytest.mark.parametrize(
    "change",
    [lambda t: t[:-2], lambda t: ("b" if t[0] == "a" else "a") + t[1:], lambda t: "x", lambda t: t + "é"],
)
def test_a_link_that_we_did_not_write_opens_nothing(change, world, client):
    token = change(status_token(world.conversation))

    assert client.get(reverse("status", args=[token])).status_code == 404
    assert client.post(reverse("signature", args=[token])).status_code == 404
    assert client.get(reverse("unsubscribe", args=[token])).status_code == 404


def test_one_click_unsubscribing_needs_no_cookie(world):
    strict = Client(enforce_csrf_checks=True)

    response = strict.post(world.url("unsubscribe"), {"List-Unsubscribe": "One-Click"})

    assert response.status_code == 200
    assert is_suppressed(world.matter.desk, "email", "lea@example.org")
    assert not is_suppressed(world.matter.desk, "email", "lea@example.org", automatic=False)


def test_every_other_form_refuses_a_stranger_page(world):
    strict = Client(enforce_csrf_checks=True)

    response = strict.post(world.url("signature"))

    assert response.status_code == 403


def test_browsers_may_post_from_these_pages(world, client):
    """With “no-referrer” they post with the origin “null”, and every form would be refused."""
    response = client.get(world.url("status"))

    assert response["Referrer-Policy"] == "same-origin"
    assert 'name="referrer" content="same-origin"' in response.content.decode()
