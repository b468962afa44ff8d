"""The page that says whether dates are kept, for staff, and its figures as files."""

import csv
import json

import pytest
from django.urls import reverse

from saule.promises.calibration import Calibration
from saule.web.calibration import marks

pytestmark = pytest.mark.django_db


def test_the_page_says_how_many_of_how_many(world, client, alice):
    client.force_login(alice.user)
    html = client.get(reverse("calibration")).content.decode()
    assert "Les dates sont-elles tenues" in html
    assert "<table" in html
    assert reverse("calibration-csv") in html
    assert "Par file" in html


def test_of_a_year_of_months_the_chart_names_as_many_as_fit():
    year = [Calibration(f"2026-{month:02}", 9, 0, 9, 8, 1) for month in range(1, 13)]
    drawn = list(marks(year))
    assert [bool(mark.label) for mark in drawn] == [False, False, True] * 4
    assert all(mark.low > mark.y > mark.high for mark in drawn)
    assert all(mark.label for mark in marks(year[:3]))


def test_a_desk_without_promises_reads_what_will_stand_there(desk, client, alice):
    client.force_login(alice.user)
    html = client.get(reverse("calibration")).content.decode()
    assert "Aucun" in html
    assert "<table" not in html


def test_both_files_have_the_same_figures(world, client, alice):
    client.force_login(alice.user)
    data = json.loads(client.get(reverse("calibration-json")).content)
    text = client.get(reverse("calibration-csv")).content.decode("utf-8-sig")
    rows = list(csv.DictReader(text.splitlines()))
    assert rows[0]["by"] == "all"
    assert int(rows[0]["given"]) == data["all"]["given"] > 0
    assert {row["by"] for row in rows} - {"bases"} == {"all", "months", "kinds", "queues"}


def test_it_is_not_for_visitors(client):
    for name in ("calibration", "calibration-csv", "calibration-json"):
        assert client.get(reverse(name)).status_code == 302
