"""Writing from outside: nothing typed is lost on the way, and whoever finds their matter signs it instead."""

import re
from html import unescape

import pytest
from django.conf import settings
from django.core.cache import cache, caches
from django.urls import reverse
from tests.public import made_public

from saule.matters.grouping import group_waiting
from saule.matters.models import Confirmation, Matter, Message
from saule.matters.receiving import receive_many
from saule.people.asking import ask as ask_field
from saule.people.linking import link_for
from saule.people.models import Detail, LinkMail

HERE = {"Origin": "http://testserver"}
BUS = "Pourquoi la ligne 12 est-elle supprimée ?\nMa mère doit aller à l’hôpital."
CRECHE = "Je cherche une place en crèche pour ma fille <b>Zoé</b>."


@pytest.fixture
def bus(desk, mail, alice, now) -> Matter:
    caches["copies"].clear()
    cache.clear()
    receive_many(desk, [mail(BUS, sender="anne@example.org")], now=now)
    group_waiting(desk, now=now)
    Matter.objects.update(nature="shared")
    return made_public(Matter.objects.get(), alice, now)


@pytest.fixture
def write(client, bus):
    def typed(language: str = "en", headers=HERE, **data):
        url = reverse("public-write", args=[bus.desk.public_id])
        return client.post(f"{url}?lang={language}", data, headers=headers)

    return typed


def hidden_fields(page: str) -> dict[str, str]:
    """What the forms of a page carry along."""
    found = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page)
    return {name: unescape(value) for name, value in found}


def test_the_board_and_a_matter_lead_there(client, bus):
    there = reverse("public-write", args=[bus.desk.public_id])
    for page in (
        reverse("matters-board", args=[bus.desk.public_id]),
        reverse("public-matter", args=[bus.desk.public_id, bus.public_id]),
    ):
        assert there in client.get(page).content.decode()
    page = client.get(there)
    assert page.status_code == 200
    assert not page.cookies


def test_the_nearest_is_shown_and_signed_with_what_was_typed(client, write, bus):
    page = write(step="near", subject="Le bus", text=BUS).content.decode()
    assert "Bus line 12 ends" in page
    assert "1</b> person asks for it" in page
    carried = hidden_fields(page)
    url = re.search(r'action="([^"]*/signature[^"]*)"', page).group(1)
    form = client.post(url, {"carried": "1", "text": f"Le bus\n\n{BUS}"}, headers=HERE)
    assert form.status_code == 200
    assert "Ma mère doit aller à l’hôpital." in form.content.decode()
    assert BUS in carried["text"]
    assert not Confirmation.objects.exists()


def test_something_else_goes_on_to_the_address_and_arrives(client, write, bus):
    near = hidden_fields(write(step="near", subject="Le bus", text=BUS).content.decode())
    words = {name: near[name] for name in ("subject", "text")}
    address = write(step="address", **words)
    assert hidden_fields(address.content.decode())["text"] == BUS
    asked = write(step="send", value="bob@example.org", **words)
    assert "A mail is on its way" in client.get(asked["Location"]).content.decode()
    assert Message.objects.count() == 1

    path = link_for("confirmation", LinkMail.objects.get().about).removeprefix(settings.PUBLIC_URL)
    assert "Did you write this?" in client.get(path).content.decode()
    done = client.post(path, headers=HERE)
    assert "Thank you" in client.get(done["Location"]).content.decode()
    assert Message.objects.latest("pk").said.replace("\r\n", "\n") == BUS


def test_what_is_near_nothing_goes_straight_to_the_address(write):
    page = write(step="near", text=CRECHE).content.decode()
    assert "Where should the answer go?" in page
    assert "&lt;b&gt;Zoé" in page
    assert "<b>Zoé" not in page


def test_what_the_desk_asks_stands_there_with_its_purpose_and_is_kept(client, write, bus, alice, now):
    ask_field(bus.desk, "street", by=alice.user, now=now)
    assert "to find the place that you write about" in write(step="near", text=CRECHE).content.decode()
    write(step="send", text=CRECHE, value="bob@example.org", asked_street="Rue du Port")
    path = link_for("confirmation", LinkMail.objects.get().about).removeprefix(settings.PUBLIC_URL)
    client.post(path, headers=HERE)
    assert Detail.objects.get().value == "Rue du Port"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"step": "near", "text": ""}, "required"),
        ({"step": "near", "text": "y" * 10_000}, "too long"),
        ({"step": "near", "subject": "x" * 10_000, "text": "words"}, "too long"),
        ({"step": "send", "text": CRECHE, "value": "nobody"}, "valid"),
        ({"step": "send", "text": CRECHE, "value": "noreply@example.org"}, "Nothing can be sent"),
        ({"step": "send", "text": CRECHE, "value": "<script>@example.org"}, "valid"),
        ({"step": "send", "text": "y" * 10_000, "value": "bob@example.org"}, "too long"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(write, typed, said):
    page = write(**typed)
    text = unescape(page.content.decode())
    assert page.status_code == 422
    assert said in text
    assert all(typed[name] in text for name in ("subject", "text") if name in typed)
    assert "<script>@" not in page.content.decode()
    assert not Confirmation.objects.exists()


def test_one_can_go_back_to_ones_words(write):
    page = write(step="words", subject="Le bus", text=CRECHE).content.decode()
    assert 'value="Le bus"' in page
    assert CRECHE in unescape(page)


def test_a_machine_that_fills_the_trap_hears_the_same_and_nothing_comes_of_it(client, write):
    asked = write(step="send", text=CRECHE, value="bob@example.org", website="https://spam.example")
    assert "A mail is on its way" in client.get(asked["Location"]).content.decode()
    assert not Confirmation.objects.exists()


def test_another_site_cannot_write_for_its_visitors(write):
    assert write(headers={"Origin": "https://evil.example"}, step="near", text=CRECHE).status_code == 403
