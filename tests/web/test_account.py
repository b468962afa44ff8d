"""Signing in, being throttled, choosing a language and a desk."""

import pytest
from django.urls import reverse

from saule.desk.models import Desk, Membership, Role

pytestmark = pytest.mark.django_db

PASSWORD = "correct horse battery"


def sign_in(client, email, password=PASSWORD):
    return client.post(reverse("sign-in"), {"username": email, "password": password})


def test_signing_in_leads_to_the_overview_however_the_address_is_typed(client, alice):
    assert sign_in(client, " ALICE@mairie.example").url == reverse("overview")


def test_a_wrong_password_says_so_in_the_page(client, alice):
    response = sign_in(client, "alice@mairie.example", "nope")

    assert "ne vont pas ensemble" in response.content.decode()
    assert 'role="alert"' in response.content.decode()


def test_too_many_attempts_are_stopped_even_with_the_right_password(client, alice, settings):
    for attempt in range(settings.AXES_FAILURE_LIMIT):
        typed = "alice@mairie.example" if attempt % 2 else "ALICE@mairie.example "
        response = sign_in(client, typed, "nope")

    assert response.status_code == 429
    assert "Trop d’essais" in response.content.decode()
    assert sign_in(client, "alice@mairie.example").status_code == 429


def test_a_colleague_is_not_locked_out_by_somebody_elses_attempts(client, alice, bob, settings):
    for _ in range(settings.AXES_FAILURE_LIMIT):
        sign_in(client, "alice@mairie.example", "nope")

    assert sign_in(client, "bob@mairie.example").url == reverse("overview")


def test_signing_out_is_a_post(client, alice):
    sign_in(client, "alice@mairie.example")

    assert client.get(reverse("sign-out")).status_code == 405
    client.post(reverse("sign-out"))
    assert client.get(reverse("overview")).status_code == 302


def test_the_language_follows_the_account(client, alice):
    sign_in(client, "alice@mairie.example")
    client.post(reverse("language"), {"language": "en", "next": reverse("account")})

    assert '<html lang="en">' in client.get(reverse("account")).content.decode()
    alice.user.refresh_from_db()
    assert alice.user.language == "en"


def test_a_visitor_chooses_the_language_of_the_way_in(client, db):
    client.post(reverse("language"), {"language": "en", "next": reverse("sign-in")})

    assert '<html lang="en">' in client.get(reverse("sign-in")).content.decode()


def test_choosing_a_language_leads_nowhere_else(client, db):
    response = client.post(reverse("language"), {"language": "en", "next": "https://evil.example/"})

    assert response.url == "/"


def test_somebody_at_two_desks_chooses_where_to_work(client, alice, now):
    other = Desk.objects.create(name="Community of towns", created_at=now)
    Membership.objects.create(desk=other, user=alice.user, role=Role.AGENT, since=now)
    sign_in(client, "alice@mairie.example")
    assert "Mairie de Saint-Aubin" in client.get(reverse("overview")).content.decode()

    client.post(reverse("desk"), {"desk": other.public_id})

    assert "Community of towns" in client.get(reverse("overview")).content.decode()


def test_a_desk_one_does_not_belong_to_cannot_be_chosen(client, alice, now):
    other = Desk.objects.create(name="Elsewhere", created_at=now)
    sign_in(client, "alice@mairie.example")

    client.post(reverse("desk"), {"desk": other.public_id})

    assert "Elsewhere" not in client.get(reverse("overview")).content.decode()
