"""Signing from outside: two steps, no account, and nobody learns who has signed."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.core.cache import cache, caches
from django.urls import reverse
from tests.public import made_public

from saule.matters.confirming import Wish, ask
from saule.matters.grouping import group_waiting
from saule.matters.models import Confirmation, Matter, Signature
from saule.matters.receiving import receive_many
from saule.people.linking import link_for
from saule.people.models import LinkMail, Person
from saule.web.origins import network_digest

HERE = {"Origin": "http://testserver"}
TEXT = "La ligne 12 est supprimée. Comment irons-nous à l’hôpital maintenant, et les enfants à l’école ?"


@pytest.fixture
def bus(desk, mail, alice, now) -> Matter:
    caches["copies"].clear()
    cache.clear()
    receive_many(desk, [mail(TEXT, sender="anne@example.org")], now=now)
    group_waiting(desk, now=now)
    Matter.objects.update(nature="shared")
    return made_public(Matter.objects.get(), alice, now)


@pytest.fixture
def sign(client, bus):
    def typed(value: str = "Bob@Example.org", headers=HERE, **more):
        url = reverse("signing", args=[bus.desk.public_id, bus.public_id])
        return client.post(f"{url}?lang=en", {"value": value, **more}, headers=headers)

    return typed


def follow(client, **more):
    """Opens the link of the newest mail, and presses the button."""
    path = link_for("confirmation", LinkMail.objects.latest("pk").about).removeprefix(settings.PUBLIC_URL)
    page = client.get(path)
    return page, client.post(path, headers=HERE, **more)


def test_the_public_page_has_the_form_and_sets_no_cookie(client, bus):
    page = client.get(reverse("public-matter", args=[bus.desk.public_id, bus.public_id]), {"lang": "en"})
    assert "Ask for it too" in page.content.decode()
    assert not page.cookies


def test_two_steps_and_one_counts(client, sign, bus):
    asked = sign()
    assert asked.status_code == 302
    assert "A mail is on its way" in client.get(asked["Location"]).content.decode()
    assert Matter.objects.get().people == 1

    page, done = follow(client)
    assert "Do you ask for this too?" in page.content.decode()
    assert "Bus line 12 ends" in page.content.decode()
    assert "your signature is confirmed" in client.get(done["Location"]).content.decode()
    assert Matter.objects.get().people == 2


def test_looking_at_the_link_counts_nobody(client, sign):
    sign()
    path = link_for("confirmation", LinkMail.objects.get().about).removeprefix(settings.PUBLIC_URL)
    for _time in range(3):
        client.get(path)
        client.head(path)
    assert not Person.objects.filter(addresses__value="bob@example.org").exists()


def test_who_signed_already_sees_and_gets_the_same(client, sign):
    def seen() -> tuple[str, str, str, str]:
        said = client.get(sign()["Location"]).content.decode()
        mail = LinkMail.objects.latest("pk")
        page, done = follow(client)
        return mail.subject, said, page.content.decode(), client.get(done["Location"]).content.decode()

    assert seen() == seen()
    assert Matter.objects.get().people == 2


def test_what_is_held_looks_like_what_counts(client, bus, now):
    def seen(value: str) -> str:
        wish = Wish(purpose="sign", value=value, language="en", matter=bus)
        row = ask(bus.desk, wish, title="T", now=now)
        Confirmation.objects.filter(pk=row.pk).update(asked_at=now + timedelta(days=400))
        path = link_for("confirmation", row.public_id).removeprefix(settings.PUBLIC_URL)
        client.post(path, headers=HERE)
        return client.get(path).content.decode()

    assert seen("a@example.org") == seen("b@yopmail.com")
    assert Matter.objects.get().people == 2


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"value": "nobody"}, "valid"),
        ({"value": "noreply@example.org"}, "Nothing can be sent to this address"),
        ({"value": "b@example.org", "shown_name": "x" * 10_000}, "too long"),
        ({"value": "b@example.org", "text": "y" * 10_000}, "too long"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(sign, typed, said):
    page = sign(**typed)
    text = page.content.decode()
    assert page.status_code == 422
    assert said in text
    assert all(word in text for word in typed.values())
    assert not Confirmation.objects.exists()


def test_a_machine_that_fills_the_trap_hears_the_same_and_nothing_comes_of_it(client, sign):
    asked = sign(website="https://spam.example")
    assert "A mail is on its way" in client.get(asked["Location"]).content.decode()
    assert not Confirmation.objects.exists()


@pytest.mark.parametrize(
    "headers", [{}, {"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}]
)
def test_another_site_cannot_sign_for_its_visitors(sign, headers):
    assert sign(headers=headers).status_code == 403


def test_a_name_to_show_is_shown_as_it_is_and_to_nobody_else_than_asked(client, sign, bus):
    sign(shown_name="<script>alert(1)</script>")
    follow(client)
    caches["copies"].clear()
    page = client.get(reverse("public-matter", args=[bus.desk.public_id, bus.public_id])).content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<script>alert" not in page
    assert "bob@example.org" not in page


@pytest.mark.parametrize("token", ["wrong", "abc~def~ghi", "%00", "a" * 3000])
def test_a_link_that_is_not_ours_says_so(client, bus, token):
    page = client.get(reverse("confirmation", args=[token]))
    assert page.status_code == 404
    assert "lien" in page.content.decode() or "link" in page.content.decode()


def test_the_demo_shows_the_mail_that_would_have_left(client, sign, settings):
    settings.SAULE_DEMO = True
    page = client.get(sign()["Location"]).content.decode()
    assert "/confirm/" in page
    settings.SAULE_DEMO = False
    assert "/confirm/" not in client.get(sign()["Location"]).content.decode()


def test_one_part_of_the_net_has_one_digest_and_the_address_is_not_in_it(desk):
    one, near, far = (network_digest(desk, a) for a in ("192.0.2.7", "192.0.2.250", "192.0.3.7"))
    assert one == near != far
    assert network_digest(desk, "2001:db8:1:2::1") == network_digest(desk, "2001:db8:1:ffff::1")
    assert network_digest(desk, "::ffff:192.0.2.7") == one
    assert network_digest(desk, "?") == network_digest(desk, "")


def test_our_own_proxies_tell_who_asks_and_nobody_else(client, sign, settings):
    def seen(forwarded: str) -> bytes:
        sign(headers={**HERE, "X-Forwarded-For": forwarded})
        return bytes(Confirmation.objects.latest("pk").network)

    assert seen("198.51.100.1") == seen("203.0.113.9")
    settings.SAULE_PROXIES = 1
    assert seen("6.6.6.6, 198.51.100.1") == seen("7.7.7.7, 198.51.100.200") != seen("203.0.113.9")


def test_a_signed_matter_that_is_no_longer_public_is_left_alone(client, sign, bus):
    sign()
    bus.publication.delete()
    _page, done = follow(client)
    assert client.get(done["Location"]).status_code == 200
    assert Signature.objects.filter(state="confirmed").count() == 1


def test_a_matter_that_is_closed_takes_no_signature(sign, bus, now):
    bus.move_to("answered", by=None, now=now)
    assert sign()["Location"].endswith(f"/matters/{bus.public_id}")
    assert not Confirmation.objects.exists()
