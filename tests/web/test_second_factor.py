"""Signing in with a second factor, being asked for one, and saying once more who one is."""

import base64
import re
from urllib.parse import parse_qs, urlsplit

import pytest
from django.urls import reverse
from django.utils import timezone
from tests.conftest import PASSWORD

from saule.desk import factoring
from saule.desk.inviting import renew
from saule.desk.models import Role
from saule.desk.stating import state_facts
from saule.engines.one_time import code_at, step_at, written
from saule.web import recent
from saule.web.second_factor import address_of

pytestmark = pytest.mark.django_db
ASKED = recent.is_recent
"""The real question, before the tests of this folder answer it."""


@pytest.fixture
def really_asked(monkeypatch):
    """Whoever has not said who they are is asked."""
    monkeypatch.setattr(recent, "is_recent", ASKED)


def code(user, steps=0) -> str:
    """What their authenticator shows now, or some steps later."""
    user.refresh_from_db()
    now = timezone.now().timestamp()  # noqa: TID251 - the pages read the same clock
    return code_at(factoring.secret_of(user.second_factor), step_at(now) + steps)


def set_up(browser, user) -> list[str]:
    """Sets one up in the browser; returns the recovery codes."""
    browser.post(reverse("second-factor"))
    html = browser.post(reverse("second-factor"), {"code": code(user)}).content.decode()
    return re.findall(r"<li><code>([^<]+)</code>", html)


def give_password(client, who, there="/conversations"):
    """Types address and password."""
    return client.post(reverse("sign-in"), {"username": who.user.email, "password": PASSWORD, "next": there})


def test_it_is_set_up_with_a_square_that_the_csp_permits(owner, alice):
    response = owner.post(reverse("second-factor"))
    html = response.content.decode()

    assert "<svg" in html
    assert not re.search(r"<[^>]+\sstyle=|<style", html)
    assert "unsafe-inline" not in response["Content-Security-Policy"]
    assert "code is not right" in owner.post(reverse("second-factor"), {"code": "000000"}).content.decode()
    assert len(set_up(owner, alice.user)) == 10
    assert "10 recovery codes are left" in owner.get(reverse("second-factor")).content.decode()


def test_a_password_alone_does_not_let_in(owner, client, alice):
    paper = set_up(owner, alice.user)
    client.logout()
    half = give_password(client, alice)

    assert half.url == reverse("second-step")
    assert client.get("/conversations").status_code == 302
    assert client.post(half.url, {"code": "000000"}).status_code == 200
    assert client.get("/conversations").status_code == 302
    assert client.post(half.url, {"code": paper[0]}).url == "/conversations"
    assert "9 recovery codes are left" in client.get("/conversations").content.decode()


def test_half_a_sign_in_is_over_after_a_while(owner, client, alice):
    set_up(owner, alice.user)
    client.logout()
    give_password(client, alice)
    session = client.session
    session["half signed in"] = {**session["half signed in"], "at": 0}
    session.save()

    assert client.post(reverse("second-step"), {"code": code(alice.user, 1)}).url == reverse("sign-in")


def test_where_the_desk_asks_for_one_nothing_opens_before(client, desk, alice, now):
    state_facts(desk, {"second_factor": "leaders"}, by=alice.user, now=now)
    give_password(client, alice)

    assert client.get("/conversations").url == reverse("second-factor")
    part = client.get("/conversations", headers={"HX-Request": "true"})
    assert part["HX-Redirect"] == reverse("second-factor")
    assert client.get(reverse("account")).status_code == 200
    set_up(client, alice.user)
    assert client.get("/conversations").status_code == 200
    assert client.post(reverse("second-factor-removal"), follow=True).status_code == 200
    assert factoring.factor_of(alice.user) is not None


def test_a_session_from_before_is_asked_for_its_code(owner, client, desk, alice, now):
    set_up(owner, alice.user)
    state_facts(desk, {"second_factor": "all"}, by=alice.user, now=now)
    client.logout()
    client.force_login(alice.user, "django.contrib.auth.backends.ModelBackend")

    assert client.get("/conversations").url == reverse("second-factor")
    client.post(reverse("second-factor"), {"code": code(alice.user, 1)})
    assert client.get("/conversations").status_code == 200


def test_dangerous_acts_ask_again_and_have_changed_nothing(world, owner, alice, bob, really_asked):
    page = reverse("member", args=[bob.pk])
    data = {"role": Role.AUDITOR}
    asked = owner.post(page, data, headers={"Referer": f"http://testserver{page}"})
    assert asked.url == f"{reverse('proof')}?next={page.replace('/', '%2F')}"
    for name in ("mailbox", "provider-agents"):
        assert owner.post(world.url(name), {"live": ""}).url.startswith(reverse("proof"))

    assert owner.post(reverse("proof"), {"password": "wrong", "next": page}).status_code == 200
    assert owner.post(page, data).url.startswith(reverse("proof"))
    assert owner.post(reverse("proof"), {"password": PASSWORD, "next": page}).url == page
    preview = owner.post(page, data).content.decode()
    owner.post(page, {**data, "sure": re.search(r'name="sure" value="(\w+)"', preview)[1]})
    bob.refresh_from_db()
    assert bob.role == Role.AUDITOR


def test_proof_leads_nowhere_else(owner):
    away = {"password": PASSWORD, "next": "https://elsewhere.example/"}

    assert owner.post(reverse("proof"), away).url == "/"


def test_signing_in_is_proof_for_a_while(client, alice, bob, really_asked):
    give_password(client, alice)
    assert client.post(reverse("member-link", args=[bob.pk])).status_code == 200

    session = client.session
    session["proved at"] -= 31 * 60
    session.save()
    assert client.post(reverse("member-link", args=[bob.pk])).url.startswith(reverse("proof"))


def test_an_owner_helps_who_has_lost_theirs(owner, desk, alice, bob, now):
    factoring.begin(bob.user, now=now)
    shown = code_at(factoring.secret_of(bob.user.second_factor), step_at(now.timestamp()))
    factoring.confirm(bob.user, shown, now=now)
    page = reverse("member", args=[bob.pk])

    assert "call them back" in owner.get(page).content.decode()
    owner.post(reverse("member-factor-removal", args=[bob.pk]))
    assert factoring.factor_of(bob.user) is None
    assert "call them back" not in owner.get(page).content.decode()


def age(client) -> None:
    """It is a while since they said who they are."""
    session = client.session
    session["proved at"] = 0
    session.save()


def test_nobody_sets_one_up_at_a_browser_that_was_left_open(client, alice, really_asked):
    give_password(client, alice)
    client.post(reverse("second-factor"))
    age(client)

    asked = client.post(reverse("second-factor"), {"code": code(alice.user)})
    assert asked.url.startswith(reverse("proof"))
    assert factoring.factor_of(alice.user) is None


def test_another_password_is_no_proof_for_who_has_a_second_factor(client, alice, really_asked):
    give_password(client, alice)
    set_up(client, alice.user)
    age(client)
    new = "another horse battery"
    client.post(reverse("password"), {"old_password": PASSWORD, "new_password1": new, "new_password2": new})

    assert client.post(reverse("second-factor-removal")).url.startswith(reverse("proof"))
    assert factoring.factor_of(alice.user) is not None


def test_who_has_taken_theirs_away_counts_as_without_from_then_on(client, desk, alice, now):
    give_password(client, alice)
    set_up(client, alice.user)
    client.post(reverse("second-factor-removal"))
    state_facts(desk, {"second_factor": "all"}, by=alice.user, now=now)

    assert client.get("/conversations").url == reverse("second-factor")


def test_whose_second_factor_was_taken_away_meanwhile_begins_again(client, alice, now):
    give_password(client, alice)
    set_up(client, alice.user)
    client.logout()
    assert give_password(client, alice).url == reverse("second-step")
    factoring.remove(alice.user, now=now)

    assert client.post(reverse("second-step"), {"code": "123456"}).url == reverse("sign-in")


def test_a_link_for_a_new_password_asks_for_the_code_too(client, alice, bob, sign_in):
    set_up(sign_in(bob), bob.user)
    client.logout()
    token = renew(bob, by=alice.user, now=timezone.now())  # noqa: TID251 - the pages read the same clock
    new = "another horse battery"
    joined = client.post(
        reverse("invitation", args=[token]), {"name": "Bob", "new_password1": new, "new_password2": new}
    )

    assert joined.url == reverse("second-step")
    assert client.get("/conversations").status_code == 302


def test_the_picture_says_whose_secret_it_is():
    secret = b"12345678901234567890"
    parts = urlsplit(address_of(secret, "claire@mairie.example", "Mairie de Saint-Aubin"))

    assert (parts.scheme, parts.netloc) == ("otpauth", "totp")
    assert parts.path == "/Mairie%20de%20Saint-Aubin%3Aclaire%40mairie.example"
    assert base64.b32decode(parse_qs(parts.query)["secret"][0]) == secret
    assert written(secret) == parse_qs(parts.query)["secret"][0]
