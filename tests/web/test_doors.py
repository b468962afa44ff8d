"""The ways in: what anyone may open, and where signing in leads."""

import pytest
from django.urls import reverse
from tests.web.test_policies import SHOWN

from saule.config.urls import urlpatterns
from saule.web.policies import ANYONE, table

pytestmark = pytest.mark.django_db


def test_after_signing_in_one_comes_back_to_where_one_wanted_to_go(client, world):
    response = client.get(world.url("matter"))

    assert response.url == f"{reverse('sign-in')}?next={world.url('matter')}"


def test_a_part_asked_for_without_a_session_leads_the_whole_page_to_signing_in(client, world):
    response = client.get(world.url("reasons"), headers={"HX-Request": "true"})

    assert response["HX-Redirect"] == reverse("sign-in")


def test_pages_for_anyone_are_few():
    assert {row.name for row in table(urlpatterns) if ANYONE in row[2:]} == {
        "healthz",
        "invitation",
        "sign-in",
        "second-step",
        "directory",
        "directory-return",
        "language",
        "status",
        "own-asking",
        "own",
        "own-wishes",
        "own-name",
        "own-addresses",
        "own-claim",
        "own-support",
        "own-consent",
        "own-file",
        "own-erasure",
        "erasure-proof",
        "erasure-proof-json",
        "signature",
        "signature-withdrawal",
        "signature-return",
        "objection",
        "separation",
        "reunion",
        "withdrawal",
        "withdrawal-reversal",
        "own-peer-answers",
        "own-peer-withdrawal",
        "own-peer-return",
        "endorsement",
        "endorsement-reversal",
        "peer-asking",
        "endorsement-asking",
        "signing",
        "public-write",
        "asked-for",
        "confirmation",
        "unsubscribe",
        "privacy",
        *SHOWN,
    }
