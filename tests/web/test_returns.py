"""What came back, who is away and what is set aside: shown where one looks, in plain words."""

from datetime import date

import pytest
from django.urls import reverse

from saule.matters.flooding import MOST_SOON
from saule.matters.models import Delivery, Flood, Message
from saule.matters.receiving import receive_many
from saule.matters.returning import returned
from saule.people.pausing import note_absence

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_english(alice, bob) -> None:
    """Both read English."""
    for member in (alice, bob):
        member.user.language = "en"
        member.user.save()


@pytest.fixture
def came_back(world, now) -> Delivery:
    """The answer's mail came back for good."""
    delivery = world.delivery
    Delivery.objects.filter(pk=delivery.pk).update(state="sent", sent_at=now)
    returned(delivery, permanent=True, status="5.1.1", message=None, now=now)
    return delivery


def text(response) -> str:
    return response.content.decode()


def test_an_answer_that_came_back_says_so_and_is_not_counted_as_sent(world, came_back, alice, sign_in):
    page = text(sign_in(alice).get(world.url("outcomes")))
    assert "1 mail came back: that person never got the answer." in page
    shown = text(sign_in(alice).get(world.url("outcomes") + "?state=returned"))
    assert came_back.public_id in shown
    assert came_back.public_id not in text(sign_in(alice).get(world.url("outcomes") + "?state=sent"))


def test_who_never_got_it_is_a_list_for_a_spreadsheet(world, came_back, alice, sign_in):
    came_back.person.name = "=HYPERLINK(1)"
    came_back.person.save()
    response = sign_in(alice).get(world.url("unreached"))
    assert response["Content-Type"].startswith("text/csv")
    lines = text(response).splitlines()
    assert len(lines) == 2
    assert "•••@e•••.org" in lines[1]
    assert lines[1].startswith("'=HYPERLINK")
    assert "5.1.1" in lines[1]


def test_the_mail_and_the_persons_page_tell_it(world, came_back, alice, sign_in):
    assert "nothing automatic is sent there any more" in text(sign_in(alice).get(world.url("delivery")))
    person = reverse("person", args=[came_back.person.public_id])
    assert "the address takes no mail" in text(sign_in(alice).get(person))


def test_a_mail_is_read_as_its_reader_sees_it_and_its_other_fields_are_folded(world, alice, sign_in):
    alice.user.language = "fr"
    alice.user.save()
    page = text(sign_in(alice).get(world.url("delivery")))
    seen, folded = page.split("Tous les champs d’en-tête")
    for word in ("De", "À", "Objet"):
        assert f"<dt>{word}</dt>" in seen
    assert "Message-ID" not in seen
    assert "<dt>Message-ID</dt>" in folded


def test_who_is_away_is_told_where_one_would_write(world, alice, now, sign_in):
    note_absence(world.message.address, date(2026, 12, 14), told_by="x", now=now)
    for name in ("person", "conversation"):
        assert "is back on" in text(sign_in(alice).get(world.url(name)))


@pytest.fixture
def flood(desk, mail, now, world) -> Flood:
    """Somebody writes without end."""
    receive_many(desk, [mail(sender="loud@example.org") for _n in range(MOST_SOON + 7)], now=now)
    return Flood.objects.get(address__value="loud@example.org")


def test_a_flood_is_told_and_a_leader_lets_it_in(flood, alice, bob, sign_in):
    for name in ("overview", "channels", "floods"):
        page = text(sign_in(alice).get(reverse(name)))
        assert "l•••@e•••.org" in page
        assert "7 mails" in page
    assert "l•••@e•••.org" not in text(sign_in(bob).get(reverse("overview")))
    address = reverse("flood", args=[flood.public_id])
    page = text(sign_in(alice).post(address, {"verdict": "let_in"}, follow=True))
    assert "Nothing is set aside." in page
    assert Message.objects.to_group().filter(address=flood.address).count() == MOST_SOON + 7


def test_what_is_kept_aside_can_still_be_let_in(flood, alice, sign_in):
    address = reverse("flood", args=[flood.public_id])
    client = sign_in(alice)
    client.post(address, {"verdict": "keep"})
    assert "Let in" in text(client.get(reverse("floods")))
    client.post(address, {"verdict": "let_in"})
    assert Flood.objects.get(pk=flood.pk).state == "let_in"
