"""The page of a refusal: it says who can change it, and leads to what one may open."""

import pytest
from django.urls import reverse

from saule.desk.models import Role

pytestmark = pytest.mark.django_db
PLACES = ["overview", "next", "matters", "conversations", "promises", "public", "reports", "registers"]


@pytest.mark.parametrize(
    ("role", "leads"),
    [
        (Role.AGENT, {"overview", "next", "matters", "conversations"}),
        (Role.AUDITOR, {"overview", "promises", "public", "reports"}),
    ],
)
def test_a_refusal_leads_to_what_one_may_open(role, leads, colleague, sign_in, alice):
    client = sign_in(colleague(role))

    response = client.get(reverse("closed-days"))

    html = response.content.decode()
    assert response.status_code == 403
    assert f"{alice.user.name} can give you another role." in html
    offered = {name for name in PLACES if f'class="button" href="{reverse(name)}"' in html}
    assert offered == leads
    assert all(client.get(reverse(name)).status_code in (200, 302) for name in leads)


def test_who_left_is_led_nowhere(bob, now, sign_in):
    bob.ended_at = now
    bob.save()
    bob.user.language = "en"
    bob.user.save()

    html = sign_in(bob).get(reverse("matters")).content.decode()

    assert "You belong to no desk yet." in html
    assert "Where you may go" not in html


def test_who_cannot_sign_in_is_not_named_as_help(bob, alice, sign_in):
    alice.user.is_active = False
    alice.user.save()

    html = sign_in(bob).get(reverse("closed-days")).content.decode()

    assert alice.user.name not in html
    assert "can give you another role" not in html
