"""Each showing of something personal is a row; who may read them filters, exports, and sees one person's."""

import re

import pytest
from django.core.cache import cache
from django.urls import reverse
from tests.web.test_policies import EXPECTED, NOBODY

from saule.desk import looking
from saule.desk.models import Look, Role
from saule.web.looks import SHOWS
from saule.web.settings.words import LOOKED

pytestmark = pytest.mark.django_db

PERSONAL = re.compile(
    r"lea@example\.org|tom@example\.org|eve@example\.org|Léa\b|suppression de la ligne de bus|secret plans"
)
"""What the people of the tests are called, where they write from, and what they wrote."""
THEIRS = {"status", "board", "board-json", "board-csv", "unsubscribe", "invitation", "confirmation", "own"}
"""Pages for the people themselves, or for everybody."""


@pytest.fixture(autouse=True)
def _written_at_once(monkeypatch):
    """Looks are written in the test's own transaction; nobody has looked a moment ago."""
    cache.clear()
    monkeypatch.setattr(looking.SCRIBE, "note", looking.write)


def body(response) -> str:
    """All that came back."""
    raw = b"".join(response.streaming_content) if response.streaming else response.content
    return raw.decode(errors="replace")


@pytest.mark.parametrize("name", sorted(name for name, (may, _) in EXPECTED.items() if may != NOBODY))
def test_what_shows_a_person_is_written_down(name, world, owner):
    response = owner.get(world.url(name))

    if response.status_code == 200 and name not in THEIRS and PERSONAL.search(body(response)):
        assert Look.objects.filter(page=name).exists(), "say in web/looks.py what this page shows"
    if name not in SHOWS:
        assert not Look.objects.filter(page=name).exists()


def test_a_look_says_who_when_and_which_key_and_nothing_else(world, alice, owner):
    owner.get(world.url("conversation"))

    row = Look.objects.get()
    assert (row.by, row.page, row.record, row.record_id) == (
        alice.user,
        "conversation",
        "conversation",
        world.conversation.public_id,
    )
    assert not PERSONAL.search(repr(Look.objects.values().get()))


def test_a_search_keeps_no_words(world, owner):
    owner.get(reverse("search"), {"q": "lea@example.org"})

    assert not PERSONAL.search(repr(Look.objects.values().get()))


def test_the_same_page_at_once_again_is_one_look_and_a_refusal_is_none(world, owner, colleague, sign_in):
    owner.get(world.url("person"))
    owner.get(world.url("person"))
    assert Look.objects.count() == 1

    assert sign_in(colleague(Role.AUDITOR)).get(world.url("person")).status_code == 403
    assert Look.objects.count() == 1


def test_why_is_kept_if_it_is_one_of_ours(world, owner):
    owner.get(world.url("person"), {"why": "call"})
    owner.get(world.url("reasons"), {"why": "Léa"})

    assert dict(Look.objects.values_list("page", "why")) == {"person": "call", "reasons": ""}


def test_two_persons_side_by_side_are_two_looks(world, owner):
    owner.get(world.url("likeness"))

    assert Look.objects.filter(record="person").count() == 2


def test_the_auditor_filters_and_exports(world, owner, alice, colleague, sign_in):
    owner.get(world.url("person"))
    owner.get(reverse("people"))
    auditor = sign_in(colleague(Role.AUDITOR, "Audrey"))

    def shown(**chosen) -> list[str]:
        return [look.page for look in auditor.get(reverse("looks"), chosen).context["listing"]]

    assert set(shown()) == {"person", "people"}
    assert shown(what="person") == ["person"]
    assert shown(what="list") == ["people"]
    assert shown(what="export") == []
    assert shown(by="nobody") == []
    assert len(shown(since="7")) == 2
    file = body(auditor.get(reverse("looks-csv"), {"what": "person"}))
    key = Look.objects.get(page="person").record_id
    assert [key in line for line in file.splitlines()] == [False, True]
    assert "Alice" in file


def test_one_persons_page_says_who_looked_at_what_is_theirs(world, owner, colleague, sign_in):
    owner.get(world.url("conversation"))
    owner.get(world.url("attachment"))
    owner.get(reverse("conversations"))
    auditor = sign_in(colleague(Role.AUDITOR, "Audrey"))
    html = body(auditor.get(world.url("person-looks")))

    assert str(LOOKED["conversation"]) in html
    assert str(LOOKED["attachment"]) in html
    assert str(LOOKED["conversations"]) not in html
    assert not PERSONAL.search(html)


def test_every_page_that_is_noted_has_its_words():
    assert SHOWS.keys() | {Look.UNVEILING} == LOOKED.keys()
    assert SHOWS.keys() <= EXPECTED.keys()


def test_the_trail_of_changes_is_exported_as_filtered(world, owner):
    everything = body(owner.get(reverse("audit-trail-csv")))
    some = body(owner.get(reverse("audit-trail-csv"), {"verb": "change desk"}))

    assert "change desk" in some
    assert 2 <= len(some.splitlines()) < len(everything.splitlines())
