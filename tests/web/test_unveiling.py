"""Where people outside are reached is a hint on every page, until a colleague says why they need it."""

import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.urls import reverse
from tests.web.conftest import lea
from tests.web.test_looks import THEIRS, body
from tests.web.test_policies import EXPECTED, NOBODY

from saule.desk import looking, unveiling
from saule.desk.models import Look, Role
from saule.desk.unveiling import unveil
from saule.matters.receiving import receive_many
from saule.matters.returning import returned
from saule.people.models import Address, Person

pytestmark = pytest.mark.django_db

ADDRESS = re.compile(r"(?:lea|tom|eve)@example\.org")
HINT = "•••@e•••.org"
PAGES = sorted(name for name, (may, _) in EXPECTED.items() if may != NOBODY and name not in THEIRS)


@pytest.fixture(autouse=True)
def _written_at_once(monkeypatch):
    """Looks are written in the test's own transaction; nobody has looked a moment ago."""
    cache.clear()
    monkeypatch.setattr(looking.SCRIBE, "note", looking.write)


def ask(client, person, **more):
    """Somebody says why."""
    return client.post(reverse("unveiling", args=[person.public_id]), {"why": "channel"} | more, follow=True)


@pytest.mark.parametrize("role", [Role.OWNER, Role.SUPERVISOR, Role.AGENT, Role.AUDITOR])
def test_no_page_shows_an_address_before_it_is_asked_for(role, world, colleague, sign_in):
    client = sign_in(colleague(role))

    for name in PAGES:
        found = ADDRESS.search(body(client.get(world.url(name))))
        assert found is None, f"{name} shows {found and found[0]}: use the tags of templatetags/veils.py"


def test_saying_why_shows_this_persons_to_this_colleague(world, owner, alice, colleague, sign_in):
    page = body(owner.get(world.url("person")))
    assert HINT in page
    assert "Show, because…" in page

    page = body(ask(owner, lea(world)))
    assert "lea@example.org" in page
    assert "are shown to you until" in page
    assert "lea@example.org" in body(owner.get(world.url("conversation")))
    assert ADDRESS.findall(body(owner.get(reverse("people")))) == ["lea@example.org"]

    assert ADDRESS.search(body(sign_in(colleague(Role.OWNER, "Olga")).get(world.url("person")))) is None


def test_it_is_a_row_with_its_reason_for_the_auditor_and_the_person(world, owner, alice, colleague, sign_in):
    ask(owner, lea(world), why="own", words="  Her neighbour   asked whether we may call back ")

    row = Look.objects.get(page="unveiling")
    assert (row.by, row.record, row.record_id) == (alice.user, "person", lea(world).public_id)
    assert (row.why, row.words) == ("own", "Her neighbour asked whether we may call back")
    auditor = sign_in(colleague(Role.AUDITOR, "Audrey"))
    for page in (reverse("looks"), world.url("person-looks")):
        html = body(auditor.get(page))
        assert "the addresses and numbers of a person" in html
        assert "Her neighbour asked" in html
    assert "Her neighbour asked" in body(auditor.get(reverse("looks-csv")))


def test_it_is_over_after_half_an_hour(world, owner, alice, now, monkeypatch):
    until = unveil([lea(world).public_id], by=alice, now=now, why="given")
    assert until == now + timedelta(minutes=30)

    monkeypatch.setattr(unveiling, "SHOWN_FOR", timedelta(seconds=-1))
    assert ADDRESS.search(body(ask(owner, lea(world)))) is None


@pytest.mark.parametrize(
    "said", [{"why": ""}, {"why": "call"}, {"why": "own"}, {"why": "own", "words": "  "}, {"why": "x" * 999}]
)
def test_without_a_reason_nothing_is_shown(said, world, owner):
    page = body(ask(owner, lea(world), **said))

    assert "Say why you need to see it: nothing was shown." in page
    assert ADDRESS.search(page) is None
    assert not Look.objects.filter(page="unveiling").exists()


def test_one_comes_back_to_where_one_was_and_nowhere_else(world, owner):
    there = world.url("conversation")

    assert ask(owner, lea(world), then=there).redirect_chain[-1][0] == there
    away = ask(owner, lea(world), then="//evil.example/x").redirect_chain[-1][0]
    assert away == world.url("person")


def test_whom_one_may_not_see_one_cannot_unveil(world, colleague, sign_in, owner):
    address = world.url("unveiling")
    assert sign_in(colleague(Role.AUDITOR)).post(address, {"why": "channel"}).status_code == 403
    assert sign_in(colleague(Role.PROVIDER_AGENT)).post(address, {"why": "channel"}).status_code == 403
    assert not Look.objects.filter(page="unveiling").exists()


def test_a_full_address_still_finds_its_person(world, owner):
    for page in (reverse("people"), reverse("search")):
        html = body(owner.get(page, {"q": "lea@example.org"}))
        assert world.url("person") in html


def test_nobody_is_called_by_their_address(desk, mail, now):
    receive_many(desk, [mail("Bonjour", sender="ida@example.org", sender_name="Ida@Example.org")], now=now)
    receive_many(desk, [mail("Bonjour", sender="ann@example.org", sender_name="Ann @ work")], now=now)

    assert set(Person.objects.values_list("name", flat=True)) == {"", "Ann @ work"}


def test_the_list_of_whom_an_answer_never_reached(world, owner, now):
    returned(world.delivery, permanent=True, status="5.1.1", message=None, now=now)
    address = world.url("unreached")

    assert HINT in body(owner.get(address))
    assert "with addresses, because" in body(owner.get(world.url("outcomes")))
    assert "nothing was shown" in body(owner.post(address, {"why": ""}, follow=True))
    assert "lea@example.org" in body(owner.post(address, {"why": "channel"}))
    assert [row.record_id for row in Look.objects.filter(page="unveiling")] == [lea(world).public_id]


def test_two_who_look_alike_are_told_apart(world, owner, desk, now):
    for value in ("lola@else.org", "luca@else.org"):
        Address.objects.create(desk=desk, person=lea(world), channel="email", value=value, created_at=now)

    html = body(owner.get(world.url("person")))

    assert "l•••@e•••.org<" in html
    assert "l•••@e•••.org (2)" in html
