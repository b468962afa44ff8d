"""A desk whose board of matters is open, with a matter on it that many share."""

from datetime import timedelta

import pytest
from django.core.cache import cache, caches
from django.urls import reverse
from tests.town import town

from saule.desk.opening import switch_matters
from saule.matters.answering import draft_for, save_text, send
from saule.matters.counting import recount
from saule.matters.models import Signature
from saule.matters.publishing import Wording, publish

__all__ = ["town"]

WORDS = Wording(
    title_fr="Suppression de la ligne 12",
    summary_fr="La ligne s’arrête en janvier.",
    title_en="Bus line 12 ends",
    summary_en="The line stops in January.",
)
SECRETS = ("Mme Secret", "person1@example.org", "La fuite chez Mme Secret", "Person 1")
"""What people wrote, who they are, and what a matter is called inside."""
OF_BOARD = ("matters-board", "matters-atom", "matters-feed", "matters-json", "matters-csv", "matters-card")
OF_MATTER = ("public-matter", "public-matter-atom", "public-matter-feed", "public-matter-card", "embed")


@pytest.fixture(autouse=True)
def nothing_kept(settings):
    """Every test begins without copies, and with the style sheets of the package."""
    settings.STATIC_ROOT = None
    cache.clear()
    caches["copies"].clear()


@pytest.fixture
def bus(town, now):
    """Twelve people ask for it, on several days; inside it has a name that must not leave."""
    matter = town.matter(title="La fuite chez Mme Secret", phrases=["Mme Secret"])
    for number in range(12):
        days = number % 5
        conversation = town.write(matter, days_ago=days, text="Mme Secret", said="Mme Secret")
        Signature.objects.create(
            matter=matter,
            person=conversation.person,
            state="confirmed" if number % 3 else "unconfirmed",
            since=now - timedelta(days=days),
        )
    recount({matter.pk}, now=now)
    matter.refresh_from_db()
    return matter


@pytest.fixture
def opened(desk, alice, now):
    """The board of matters is open."""
    switch_matters(desk, is_open=True, licence="etalab-2.0", by=alice.user, now=now)
    return desk


@pytest.fixture
def public(bus, opened, alice, now):
    """The matter is on it."""
    return publish(bus, WORDS, by=alice.user, now=now)


@pytest.fixture
def answer(alice, now):
    """Answers a matter in French and English; a correction when asked for."""

    def act(matter, *, at=None, french="Bonjour {name}, la ligne reste.", english="", draft=None):
        at = at or now
        draft = draft or draft_for(matter, by=alice.user, now=at)
        for language, body in (("fr", french), ("en", english)):
            save_text(draft, language, body, by=alice.user, now=at)
        send(draft, by=alice, now=at)
        return draft

    return act


@pytest.fixture
def read(client, desk):
    """Opens an address of the desk, or of a matter on its board."""

    def act(name, matter=None, **query):
        keys = [desk.public_id, *([matter.public_id] if matter else [])]
        headers = query.pop("headers", {})
        return client.get(reverse(name, args=keys), query, headers=headers)

    return act


@pytest.fixture
def everything(read):
    """All addresses of a desk and of one matter: each with its answer."""

    def act(matter):
        pages = {name: read(name, lang=code) for name in OF_BOARD for code in ("fr",)}
        return pages | {name: read(name, matter, lang="en") for name in OF_MATTER}

    return act
