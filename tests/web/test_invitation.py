"""An invitation from the owner's page to the colleague's first page; and one's own account."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from saule.desk.inviting import invite, renew, revoke
from saule.desk.models import Invitation, Role, User

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stopped_clock")]


PASSWORD = "plum cherry apple pear"
OLD = "correct horse battery"


@pytest.fixture
def visitor():
    """A browser in English that is signed in nowhere."""
    return Client(headers={"accept-language": "en"})


def join(client, url, name="Dora", first=PASSWORD, second=PASSWORD):
    return client.post(url, {"name": name, "new_password1": first, "new_password2": second})


def test_the_link_is_shown_once_and_lets_the_colleague_in(desk, owner, visitor):
    data = {"email": "dora@mairie.example", "name": "Dora", "role": "agent"}
    html = owner.post(reverse("invitations"), data).content.decode()
    url = re.search(r'value="https?://[^/]+(/invitation/[^"]+)"', html)[1]

    assert "shown this once" in html
    assert "invited, until" in owner.get(reverse("staff")).content.decode()
    assert "Welcome to Mairie de Saint-Aubin" in visitor.get(url).content.decode()
    assert visitor.get(url)["Referrer-Policy"] == "no-referrer"
    assert join(visitor, url, name="Dora Dupont").url == reverse("overview")
    assert "dora@mairie.example" in visitor.get(reverse("overview")).content.decode()
    assert User.objects.get(email="dora@mairie.example").language == "en"

    again = Client(headers={"accept-language": "en"}).get(url)
    assert again.status_code == 410
    assert "used already" in again.content.decode()
    assert "already" in owner.post(reverse("invitations"), data).content.decode()


@pytest.mark.parametrize(
    ("first", "second", "said"),
    [
        ("short", "short", "12"),
        (PASSWORD, "another one entirely", "new_password2"),
        ("password1234", "password1234", "new_password2_error"),
        ("", "", "required"),
    ],
)
def test_a_password_that_will_not_do_is_said_at_its_field(first, second, said, desk, alice, visitor, now):
    made = invite(desk, "dora@mairie.example", "Dora", Role.AGENT, by=alice.user, now=now)
    url = reverse("invitation", args=[made.token])
    html = join(visitor, url, name="Dora D.", first=first, second=second).content.decode()

    assert said in html
    assert 'value="Dora D."' in html
    assert Invitation.objects.get().used_at is None


def test_errors_are_in_the_reader_s_language(desk, alice, now):
    made = invite(desk, "dora@mairie.example", "Dora", Role.AGENT, by=alice.user, now=now)
    french = Client(headers={"accept-language": "fr"})

    html = join(
        french, reverse("invitation", args=[made.token]), first="court", second="court"
    ).content.decode()

    assert "trop court" in html


def test_a_name_of_ten_thousand_characters_is_refused(desk, alice, visitor, now):
    made = invite(desk, "dora@mairie.example", "Dora", Role.AGENT, by=alice.user, now=now)
    response = join(visitor, reverse("invitation", args=[made.token]), name="x" * 10_000)

    assert 'id="id_name_error"' in response.content.decode()


def test_a_link_that_was_withdrawn_says_so(desk, owner, bob, visitor):
    html = owner.post(reverse("member-link", args=[bob.pk])).content.decode()
    url = re.search(r"/invitation/[^\"]+", html)[0]
    assert "Choose a new password" in visitor.get(url).content.decode()

    owner.post(reverse("member-link", args=[bob.pk]), {"withdraw": "1"})

    assert "withdrawn" in visitor.get(url).content.decode()
    assert join(visitor, url).status_code == 410


def test_links_that_nobody_gave_are_throttled_like_passwords(db, visitor, settings):
    for attempt in range(settings.AXES_FAILURE_LIMIT):
        response = visitor.get(reverse("invitation", args=[f"guess-{attempt}"]))

    assert response.status_code == 429


def test_a_link_for_a_new_password_ends_the_sessions_of_before(desk, alice, bob, sign_in, now):
    theirs = Client()
    theirs.force_login(bob.user, backend="django.contrib.auth.backends.ModelBackend")
    token = renew(bob, by=alice.user, now=now)
    join(Client(), reverse("invitation", args=[token]), name="Bob")

    assert theirs.get(reverse("account")).url.startswith(reverse("sign-in"))


def test_whoever_was_signed_in_in_the_browser_is_not_any_more(desk, owner, bob, alice, now):
    token = renew(bob, by=alice.user, now=now)
    join(owner, reverse("invitation", args=[token]), name="Bob")

    assert "Bob" in owner.get(reverse("account")).content.decode()
    assert owner.get(reverse("settings")).status_code == 403


def test_one_changes_one_s_own_name(owner, alice, desk):
    owner.post(reverse("account"), {"name": "Alice  Martin"})

    alice.user.refresh_from_db()
    assert alice.user.name == "Alice Martin"
    row = desk.events.get(verb="change account")
    assert row.facts == {}
    html = owner.post(reverse("account"), {"name": "x" * 10_000}).content.decode()
    assert 'id="id_name_error"' in html


def test_one_changes_one_s_password_with_the_one_until_now(owner, alice, desk):
    other = Client()
    other.force_login(alice.user, backend="django.contrib.auth.backends.ModelBackend")
    url = reverse("password")
    wrong = {"old_password": "not it", "new_password1": PASSWORD, "new_password2": PASSWORD}
    assert "not your password" in owner.post(url, wrong).content.decode()

    assert owner.post(url, wrong | {"old_password": OLD}).url == reverse("account")

    alice.user.refresh_from_db()
    assert alice.user.check_password(PASSWORD)
    assert owner.get(reverse("account")).status_code == 200
    assert other.get(reverse("account")).url.startswith(reverse("sign-in"))
    assert desk.events.filter(verb="change password").exists()


def test_guessing_the_password_until_now_is_throttled(owner, settings):
    data = {"old_password": "not it", "new_password1": PASSWORD, "new_password2": PASSWORD}
    for _ in range(settings.AXES_FAILURE_LIMIT):
        response = owner.post(reverse("password"), data)

    assert response.status_code == 429


def test_withdrawing_needs_an_owner(desk, bob, alice, colleague, sign_in, now):
    renew(bob, by=alice.user, now=now)
    client = sign_in(colleague(Role.SUPERVISOR))

    assert client.post(reverse("member-link", args=[bob.pk]), {"withdraw": "1"}).status_code == 403
    assert revoke(bob, by=alice.user, now=now) is not None
