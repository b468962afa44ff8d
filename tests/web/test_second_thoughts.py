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
