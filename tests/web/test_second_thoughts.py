"""What Saule filed elsewhere by itself can be read in the history of both matters."""

import re

import pytest
from django.utils.html import escape
from tests.town import town

from saule.matters.models import Decision, Filing

pytestmark = pytest.mark.django_db
__all__ = ["town"]


@pytest.fixture
def two(town):
    """Two matters; Saule has moved two messages of the first into the second, in one look."""
    bus, evening = town.matter(title="Ligne 12"), town.matter(title="Ligne 12 le soir")
    for _ in range(2):
        conversation = town.write(bus)
        decision = Decision.objects.create(
            message=conversation.messages.get(),
            outcome="moved",
            matter=evening,
            before=bus,
            layer="revised",
            reason="revised",
            at=town.now,
        )
        Filing.objects.filter(message=decision.message).update(matter=evening, decision=decision)
    return bus, evening


def test_both_histories_tell_it_as_one_step(owner, two):
    bus, evening = two
    for matter, words in (
        (bus, "2 messages moved to “Ligne 12 le soir”"),
        (evening, "2 messages moved here from “Ligne 12”"),
    ):
        html = owner.get(f"/matters/{matter.public_id}/history").content.decode()
        page = re.sub("<[^>]*>", "", html)
        assert page.count(escape(words)) == 1
        assert "Saule · looked at together, they are nearer" in page


def test_one_look_that_gathered_much_is_one_step_that_can_be_opened(owner, town):
    crisis = town.matter(title="Ligne 12")
    for number in range(5):
        before = town.matter(title=f"Arrêt {number}")
        decision = Decision.objects.create(
            message=town.write(before).messages.get(),
            outcome="moved",
            matter=crisis,
            before=before,
            layer="revised",
            reason="revised",
            at=town.now,
        )
        Filing.objects.filter(message=decision.message).update(matter=crisis, decision=decision)
    html = owner.get(f"/matters/{crisis.public_id}/history").content.decode()
    whole, parts = html.split("Which ones")
    assert "5 messages moved here from 5 matters" in whole
    assert whole.count("moved here from") == 1
    assert all(f">Arrêt {number}</a>" in parts for number in range(5))
