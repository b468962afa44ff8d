"""Held signatures in the browser: in groups, previewed, decided with a reason, taken back; nobody is told."""

import pytest
from django.urls import reverse
from tests.matters.asked import outside
from tests.town import town

from saule.matters.models import Matter
from saule.matters.vetting import held

__all__ = ["outside", "town"]


@pytest.fixture
def attacked(outside, now):
    """Thirty addresses of one series from one place: eight counted before it was seen."""
    outside.now = now.replace(hour=8)
    outside.series(30, network="x")
    return outside.matter


def sure_of(page) -> str:
    return page.content.decode().partition('name="sure" value="')[2].partition('"')[0]


def decide(client, page, **fields):
    """Sends the form, reads what would happen, and goes on."""
    shown = client.post(page, fields)
    return client.post(page, {**fields, "sure": sure_of(shown)}, follow=True).content.decode()


def test_a_group_is_refused_after_a_preview_and_taken_back(attacked, owner):
    page = reverse("held-signatures", args=[attacked.public_id])
    key = held(attacked).first().network.hex()
    shown = owner.get(f"{page}?share=network&key={key}").content.decode()
    assert "bots.example" in shown
    assert "marie.k" not in shown
    group = {"act": "refuse-all", "share": "network", "key": key}
    preview = owner.post(page, group)
    assert (sure_of(preview), held(attacked).count()) == ("22-22-8-8", 22)
    assert "share=network" in decide(owner, page, why="one machine", **group)
    assert held(attacked).count() == 0

    after = owner.get(page).content.decode()
    refusal = after.partition('name="refusal" value="')[2].partition('"')[0]
    owner.post(reverse("refusal-reversal", args=[attacked.public_id]), {"refusal": refusal})
    assert held(attacked).count() == 22


def test_chosen_ones_are_let_in_and_all_that_share_are_set_aside(attacked, owner):
    page = reverse("held-signatures", args=[attacked.public_id])
    one = held(attacked).first()
    decide(owner, page, why="a neighbour", act="count", chosen=one.public_id)
    assert Matter.objects.get(pk=attacked.pk).confirmed == 9

    whole = {"share": "network", "key": one.network.hex(), "whole": "1"}
    decide(owner, reverse("signatures", args=[attacked.public_id]), why="one machine", **whole)
    assert Matter.objects.get(pk=attacked.pk).confirmed == 0


def test_a_decision_on_figures_that_changed_is_shown_again(attacked, owner):
    page = reverse("held-signatures", args=[attacked.public_id])
    asked = {"act": "refuse-all", "why": "one machine", "sure": "9-9-9-9"}
    assert owner.post(page, asked).status_code == 200
    assert owner.post(page, {"act": "nonsense"}).status_code == 302
    assert held(attacked).count() == 22


def test_the_pages_of_the_matter_lead_there_for_those_who_decide(attacked, owner):
    page = reverse("held-signatures", args=[attacked.public_id])
    for name in ("matter", "signatures"):
        assert page in owner.get(reverse(name, args=[attacked.public_id])).content.decode()
