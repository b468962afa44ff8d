"""Until when things are kept: an owner shortens it, sees first what goes, and reads what went."""

from datetime import timedelta

import pytest
from django.urls import reverse

from saule.desk.models import Role
from saule.people.lifetimes import days_at
from saule.people.models import AttentionEntry, Purged, PurgeRound

pytestmark = pytest.mark.django_db

LEDGER = "people.AttentionEntry"


def text(response) -> str:
    return response.content.decode()


def test_the_page_says_what_is_over_soon_and_what_went(desk, alice, owner, now):
    assert "Not looked through yet" in text(owner.get(reverse("lifetimes")))
    PurgeRound.objects.create(desk=desk, day=now.date(), at=now, coming={LEDGER: 7})
    for count, age in ((40, 1), (2, 20), (500, 9999)):
        Purged.objects.create(desk=desk, record=LEDGER, count=count, at=now - timedelta(days=age))

    page = owner.get(reverse("lifetimes"))
    [line] = [one for one in page.context["lines"] if one.label == LEDGER]
    assert (line.most, line.days, line.coming, line.gone) == (365, 365, 7, 42)
    assert "Looked through on" in text(page)


def test_an_owner_keeps_less_having_seen_what_goes(desk, alice, owner, now):
    facts = {"digest": b"x" * 32, "purpose": "news", "automatic": True}
    AttentionEntry.objects.create(desk=desk, at=now - timedelta(days=100), delivery="a", **facts)
    address = reverse("lifetime", args=[LEDGER])

    shown = owner.post(address, {"days": "90"})
    assert "1 row goes within a day, for good" in text(shown)
    assert days_at(desk)[LEDGER] == 365
    owner.post(address, {"days": "90", "sure": shown.context["sure"]})
    assert days_at(desk)[LEDGER] == 90
    assert "of 365" in text(owner.get(reverse("lifetimes")))
    assert desk.shortenings.get().by == alice.user


@pytest.mark.parametrize("days", ["366", "29", "-1", "x", ""])
def test_never_for_longer_than_the_register_allows(desk, owner, days):
    page = text(owner.post(reverse("lifetime", args=[LEDGER]), {"days": days, "sure": "x"}))
    assert 'class="wrong"' in page
    assert not desk.shortenings.exists()


def test_what_no_day_ends_has_no_page(owner):
    for label in ("people.Suppression", "matters.Matter", "no.Such"):
        assert owner.get(reverse("lifetime", args=[label])).status_code == 404


def test_the_auditor_reads_and_changes_nothing(desk, colleague, sign_in):
    page = text(sign_in(colleague(Role.AUDITOR)).get(reverse("lifetimes")))
    assert "Until when" in page
    assert reverse("lifetime", args=[LEDGER]) not in page
