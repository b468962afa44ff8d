"""The board of promises in public: opened by an owner, the same for everybody, in both languages."""

import csv
import io
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.urls import reverse
from tests.town import town

from saule.desk.models import Threshold
from saule.desk.opening import board_is_open, switch_board
from saule.promises.promising import give_due, sweep_dates

__all__ = ["town"]
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nothing_kept():
    cache.clear()


@pytest.fixture
def late_desk(desk, town, alice, now):
    """A desk with seven late promises, whose board is public."""
    long_ago = now - timedelta(days=40)
    for number in range(7):
        town.write(town.matter(title="La fuite chez Mme Secret"), person=town.person(name=f"Secret {number}"))
    give_due(desk, now=long_ago)
    sweep_dates(desk, now=now)
    switch_board(desk, is_open=True, by=alice.user, now=now)
    return desk


def address(desk, name="board"):
    return reverse(name, args=[desk.public_id])


def test_until_an_owner_opens_it_there_is_no_board(desk, client):
    for name in ("board", "board-json", "board-csv"):
        assert client.get(address(desk, name)).status_code == 404
    assert client.get("/public/nosuchdesk/promises").status_code == 404


def test_opening_it_shows_first_what_becomes_public(desk, alice, sign_in, client):
    owner = sign_in(alice)
    page = owner.post(reverse("board-switch"), {"is_open": "yes"})
    assert not board_is_open(desk)
    assert "Ni noms, ni textes" in page.content.decode()

    owner.post(reverse("board-switch"), {"is_open": "yes", "sure": page.context["sure"]})
    assert board_is_open(desk)
    row = desk.board_switches.get()
    assert row.by == alice.user
    assert desk.events.first().verb == "open board"

    page = owner.post(reverse("board-switch"), {"is_open": "no"})
    owner.post(reverse("board-switch"), {"is_open": "no", "sure": page.context["sure"]})
    client.logout()
    assert client.get(address(desk)).status_code == 404


def test_it_can_be_read_without_an_account_a_cookie_or_a_name(late_desk, client):
    response = client.get(address(late_desk))

    page = response.content.decode()
    assert response.status_code == 200
    assert "Secret" not in page
    assert not response.cookies
    assert response["Cache-Control"] == "public, max-age=300, stale-while-revalidate=86400"
    varies = {name.strip().lower() for name in response["Vary"].split(",")}
    assert "accept-language" in varies
    assert "cookie" not in varies
    assert "<script" not in page


def test_the_language_is_asked_for_or_the_browsers(late_desk, client, alice, sign_in):
    french, english = "Ce que nous avons promis", "What we promised"

    assert french in client.get(address(late_desk)).content.decode()
    assert english in client.get(address(late_desk), {"lang": "en"}).content.decode()
    asked = {"Accept-Language": "de, en-GB;q=0.8, fr;q=0.2"}
    response = client.get(address(late_desk), headers=asked)
    assert english in response.content.decode()
    assert response["Content-Language"] == "en"
    assert french in client.get(address(late_desk), {"lang": "fr"}, headers=asked).content.decode()
    # The same for whoever is signed in: copies are for everybody.
    assert english in sign_in(alice).get(address(late_desk), {"lang": "en"}).content.decode()


def test_json_and_csv_say_the_same_and_what_each_field_is(late_desk, client, now):
    Threshold.objects.create(desk=late_desk, value=30, since=now, announced_at=now, why="too much mail")
    data = client.get(address(late_desk, "board-json"), {"lang": "en"}).json()
    response = client.get(address(late_desk, "board-csv"))
    lines = list(csv.DictReader(io.StringIO(response.content.decode())))

    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert set(lines[0]) == set(data["fields"]) == set(data["rows"][0])
    assert [line["late"] for line in lines] == [str(row["late"]) for row in data["rows"]] == ["7"]
    assert data["total"]["ended"] == 7
    assert data["total"]["share_kept"] == 0
    assert data["total"]["share_high"] == pytest.approx(0.354, abs=0.001)
    assert data["late_now"] == len(data["late"]) == 7
    assert set(data["late"][0]) == {"kind", "promised_for", "days_late"}
    assert [(one["value"], one["why"]) for one in data["thresholds"]] == [(30, "too much mail")]
    assert [one["kind"] for one in data["charter"]] == ["transports", "civil"]


def test_a_threshold_that_is_not_announced_yet_stays_inside(late_desk, client, now):
    later = now + timedelta(days=3650)
    Threshold.objects.create(desk=late_desk, value=77, since=later, announced_at=later, why="perhaps")

    assert client.get(address(late_desk, "board-json")).json()["thresholds"] == []


def test_staff_see_what_is_public_and_where(late_desk, bob, sign_in):
    page = sign_in(bob).get(reverse("public")).content.decode()

    assert address(late_desk) in page
    assert reverse("board-switch") not in page
    assert reverse("public") in sign_in(bob).get(reverse("promises")).content.decode()
