"""Signing in at the organisation's directory: whom a desk invited comes in, and nobody else."""

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from django.core.cache import cache
from django.urls import reverse
from tests.web.provider import CLIENT, SECRET, Provider, running

from saule.desk import factoring
from saule.desk.inviting import invite
from saule.desk.models import Event, FederatedIdentity, User
from saule.engines.one_time import code_at, step_at
from saule.web import recent

pytestmark = pytest.mark.django_db
ASKED = recent.is_recent
"""The real question, before the tests of this folder answer it."""


@pytest.fixture
def provider(settings, client):
    """The town's directory, where Bob signs in."""
    cache.clear()
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    with running() as found:
        found.person = {"sub": "b-17", "email": "Bob@mairie.example", "email_verified": True}
        settings.SAULE_OIDC = {"issuer": found.issuer, "client": CLIENT, "secret": SECRET, "name": "Agora"}
        yield found


def come(client, provider: Provider, there="/conversations", **carried):
    """Goes there and comes back; what the last page answered."""
    away = client.get(reverse("directory"), {"next": there})
    assert away.url.startswith(f"{provider.issuer}/authorize?")
    return client.get(reverse("directory-return"), {**provider.sign_in(away.url), **carried})


def said(client) -> str:
    """What the page for signing in says."""
    return client.get(reverse("sign-in")).content.decode()


def test_a_member_comes_in_by_their_verified_address_and_by_their_subject_from_then_on(provider, client, bob):
    assert "Agora" in said(client)
    assert come(client, provider).url == "/conversations"
    assert client.get("/conversations").status_code == 200
    assert Event.objects.get(verb="link directory").by == bob.user

    client.logout()
    provider.person |= {"email": "robert@mairie.example", "email_verified": False}
    assert come(client, provider).url == "/conversations"
    assert FederatedIdentity.objects.get().user == bob.user


def test_whoever_was_invited_needs_no_password_and_the_link_is_used_up(provider, client, desk, alice, now):
    invited = invite(desk, "dora@mairie.example", "Dora", "agent", by=alice.user, now=now)
    provider.person |= {"sub": "d-1", "email": "dora@mairie.example"}
    come(client, provider)

    assert client.get("/conversations").status_code == 200
    assert invited.membership.invitations.get().revoked_at is not None


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"email": "zoe@mairie.example"}, "No desk has invited this address"),
        ({"email_verified": False}, "does not vouch for your address"),
        ({"email": ""}, "No desk has invited this address"),
    ],
)
def test_nobody_gets_an_account_by_signing_in(provider, client, bob, changed, words):
    provider.person |= changed
    before = User.objects.count()

    assert come(client, provider).url == reverse("sign-in")
    assert words in said(client)
    assert client.get("/conversations").status_code == 302
    assert (User.objects.count(), FederatedIdentity.objects.count()) == (before, 0)


def test_who_has_left_does_not_come_in(provider, client, bob, now):
    come(client, provider)
    client.logout()
    bob.ended_at = now
    bob.save()

    assert come(client, provider).url == reverse("sign-in")


def test_an_address_that_was_given_to_somebody_else_opens_nobodys_account(provider, client, bob):
    come(client, provider)
    client.logout()
    provider.person |= {"sub": "b-18"}

    assert come(client, provider).url == reverse("sign-in")
    assert "somebody else than before" in said(client)


@pytest.mark.parametrize(
    "lies",
    [{"iss": "https://evil.example"}, {"aud": "another"}, {"exp": 1}, {"nonce": "x"}, {"azp": "another"}],
)
def test_a_token_that_is_not_for_this_sign_in_is_not_believed(provider, client, bob, lies):
    provider.lies = lies

    assert come(client, provider).url == reverse("sign-in")
    assert not FederatedIdentity.objects.exists()


def test_a_token_that_the_directory_did_not_sign_is_not_believed(provider, client, bob):
    provider.shown = rsa.generate_private_key(65537, 2048)

    assert come(client, provider).url == reverse("sign-in")
    assert "cannot be believed" in said(client)


def test_an_answer_to_another_question_is_refused(provider, client, bob):
    assert come(client, provider, state="x").url == reverse("sign-in")
    assert provider.refusals == []
    assert client.get(reverse("directory-return"), {"code": "code-0"}).url == reverse("sign-in")
    assert come(client, provider, error="access_denied").url == reverse("sign-in")


def test_a_code_of_somebody_else_is_worth_nothing(provider, client, bob):
    away = client.get(reverse("directory"))
    theirs = provider.sign_in(away.url)
    provider.asked[theirs["code"]]["code_challenge"] = "another"

    assert client.get(reverse("directory-return"), theirs).url == reverse("sign-in")
    assert provider.refusals == ["token"]


def test_a_directory_that_does_not_answer_is_said(provider, client, settings):
    settings.SAULE_OIDC |= {"issuer": "http://127.0.0.1:9"}

    assert client.get(reverse("directory")).url == reverse("sign-in")
    assert "does not answer" in said(client)


def test_one_comes_back_to_a_page_of_ours_only(provider, client, bob):
    assert come(client, provider, there="https://elsewhere.example/").url == "/"


@pytest.mark.parametrize(("amr", "leads"), [([], "second-step"), (["pwd", "mfa"], "")])
def test_the_second_factor_is_asked_unless_the_directory_asked_for_one(
    provider, client, bob, now, amr, leads
):
    factoring.begin(bob.user, now=now)
    shown = code_at(factoring.secret_of(bob.user.second_factor), step_at(now.timestamp()))
    factoring.confirm(bob.user, shown, now=now)
    provider.person |= {"amr": amr}

    assert come(client, provider).url == (reverse(leads) if leads else "/conversations")


def test_without_a_directory_there_is_no_such_door(client, alice):
    assert reverse("directory") not in said(client)
    assert client.get(reverse("directory")).url == reverse("sign-in")


@pytest.fixture
def really_asked(monkeypatch):
    """Whoever has not said who they are is asked."""
    monkeypatch.setattr(recent, "is_recent", ASKED)


def test_who_is_let_through_unasked_has_not_said_who_they_are(provider, client, alice, bob, really_asked):
    User.objects.filter(pk=alice.user_id).update(language="en")
    provider.person |= {"sub": "a-1", "email": alice.user.email}
    provider.signed_in_ago = 3600
    assert come(client, provider).url == "/conversations"
    link = reverse("member-link", args=[bob.pk])
    assert client.post(link).url.startswith(reverse("proof"))

    come(client, provider)
    assert "did not ask you again" in client.get("/conversations").content.decode()
    assert client.post(link).url.startswith(reverse("proof"))

    provider.signed_in_ago = 0
    assert come(client, provider).url == "/conversations"
    assert client.post(link).status_code == 200


def test_who_is_in_already_is_asked_for_their_password_there(provider, client, bob):
    assert "prompt" not in client.get(reverse("directory")).url
    come(client, provider)

    assert "prompt=login&max_age=0" in client.get(reverse("directory")).url
