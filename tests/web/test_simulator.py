"""The simulator: curves side by side, a link for every question, the same figures as files."""

import csv
import io
import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.urls import reverse
from tests.town import town

from saule.promises import simulating

__all__ = ["town"]

pytestmark = pytest.mark.django_db
PAGE, CSV, JSON = "simulator", "simulator-csv", "simulator-json"


@pytest.fixture(autouse=True)
def _forgetful():
    """Nothing is remembered from another test."""
    cache.clear()


@pytest.fixture
def history(town, now):
    """A year of shared matters, one every fourth day, larger ones now and then."""
    for at in range(90):
        town.matter(opened_at=now - timedelta(days=4 * at), people=1 + at % 30)


def said(client, **query):
    return client.get(reverse(PAGE), query).content.decode()


def rows_of(html):
    """The summary: each threshold with its promises, the share kept, and so on."""
    body = html.partition('id="outcome"')[2].partition("<tbody>")[2].partition("</tbody>")[0]
    return [re.findall(r"<t[hd][^>]*>([^<]*)", row) for row in body.split("<tr>")[1:]]


def test_the_usual_question_is_answered_without_being_asked(owner):
    html = said(owner)
    rows = {row[0]: row[1:] for row in rows_of(html)}
    assert list(rows) == ["5,000", "25,000", "100,000", "Saule"]
    assert rows["5,000"][:2] == ["757", "5%"]
    assert rows["Saule"][1] == "100%"
    assert html.count('<svg class="flow lines"') == 3
    assert len(re.findall(r'<path class="saule" d="M0', html)) == 2
    assert "Saule’s threshold, as it would have changed" in html


def test_every_chart_has_a_table_with_its_last_figures(owner):
    html = said(owner)
    [people] = [row for row in rows_of(html) if row[0] == "Saule"]
    table = html.partition('id="people-title"')[2].partition("</table>")[0]
    assert re.findall(r'<td class="n">([^<]*)', table)[-1] == people[4]


def test_a_question_is_a_link(owner):
    html = said(owner, threshold="12000", capacity="4", change="60", then="1.5", order="strength", seed="3")
    assert [row[0] for row in rows_of(html)] == ["12,000", "5,000", "25,000", "100,000", "Saule"]
    for field in ('name="threshold" value="12000"', 'name="change" value="60"', 'value="strength" selected'):
        assert field in html
    here = "?threshold=12000&amp;capacity=4&amp;change=60&amp;then=1.5&amp;order=strength&amp;seed=3"
    assert html.count(here) == 2


def test_the_files_say_the_same_as_the_page(owner):
    query = {"capacity": "4", "due_only": "on"}
    told = owner.get(reverse(JSON), query).json()
    weeks = list(csv.DictReader(io.StringIO(owner.get(reverse(CSV), query).content.decode())))
    for row, policy in zip(rows_of(said(owner, **query)), told["policies"], strict=True):
        assert row[1] == f"{policy['promised']:,}"
        mine = [week for week in weeks if week["policy"] == policy["policy"]]
        assert sum(int(week["people"]) for week in mine) == policy["people"]
    assert told["due_only"] is True
    assert len(weeks) == len(told["weeks"])


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ({"capacity": "-1"}, "greater than or equal to 0"),
        ({"threshold": "many"}, "Enter a whole number."),
        ({"change": "60"}, "Say how many answers a week from then on."),
        ({"then": "3"}, "Say from which week on."),
        ({"order": "age"}, "Select a valid choice"),
        ({"capacity": "nan"}, "Enter a number."),
        ({"threshold": "1" * 40}, "less than or equal to"),
    ],
)
def test_what_cannot_be_tried_is_said_at_its_field_and_nothing_is_replayed(owner, query, words):
    html = said(owner, **query)
    assert words in html
    assert '<svg class="flow lines"' not in html
    assert all(f'value="{value}"' in html for value in query.values() if value != "age")
    assert owner.get(reverse(CSV), query).content.decode().strip() == ",".join(simulating.COLUMNS)
    assert owner.get(reverse(JSON), query).json() == {}


def test_the_desk_s_own_history(owner, history):
    html = said(owner, history="desk")
    assert [row[0] for row in rows_of(html)] == ["1", "Saule"]
    assert "answers a week: 50" in html


def test_a_desk_without_shared_matters_is_told_what_will_be_here(owner):
    html = said(owner, history="desk")
    assert "There is no history to replay yet" in html
    assert '<svg class="flow lines"' not in html


def test_a_replay_is_remembered_until_something_else_is_asked(owner, monkeypatch):
    runs = []
    run = simulating.Trial.run

    def counted(self, history, **more):
        runs.append(self)
        return run(self, history, **more)

    monkeypatch.setattr(simulating.Trial, "run", counted)
    first = said(owner)
    assert rows_of(said(owner)) == rows_of(first)
    assert len(runs) == 1
    said(owner, capacity="3")
    assert len(runs) == 2


def test_reports_lead_to_it_and_the_rail_leads_there(owner):
    html = owner.get(reverse("reports")).content.decode()
    assert reverse(PAGE) in html
    assert re.search(r'href="/reports" aria-current="page"', html)
