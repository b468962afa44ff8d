"""What another threshold would have done, as scripts and people ask for it."""

import csv
from datetime import timedelta

import pytest

FAST = ("--threshold", "25000", "--capacity", "1")


@pytest.fixture
def history(town, now):
    """A year of shared matters, one every fourth day, and one person's own request."""
    for at in range(90):
        town.matter(opened_at=now - timedelta(days=4 * at), people=1 + at % 30)
    town.matter("personal", opened_at=now - timedelta(days=600), people=1)


def test_one_command_says_what_each_threshold_would_have_done(saule):
    said = saule("simulate").out
    assert "3,672 shared matters in 263 weeks from 2011-09-22. Answers a week: 2." in said
    rows = {line.split("  ")[0].strip(): line for line in said.splitlines() if "%" in line}
    assert list(rows) == ["5,000", "25,000", "100,000", "Saule’s controller"]
    assert " 5%" in rows["5,000"]
    assert " 100%" in rows["Saule’s controller"]


def test_it_speaks_french(saule, monkeypatch):
    monkeypatch.setenv("LC_ALL", "fr_FR.UTF-8")
    said = saule("simulate", *FAST).out
    assert "25 000" in said.replace("\u202f", " ").replace("\xa0", " ")
    assert "par semaine" in said


def test_the_same_as_json_is_the_same_again_by_its_seed(saule):
    first = saule("simulate", *FAST, "--json").json
    [policy] = first["policies"]
    assert policy["policy"] == "25000"
    assert policy["kept"] + policy["late"] == policy["promised"] > 0
    assert sum(week["people"] for week in first["weeks"]) == policy["people"]
    assert saule("simulate", *FAST, "--json").json == first
    assert saule("simulate", *FAST, "--json", "--seed", 2).json["weeks"] != first["weeks"]


def test_every_week_goes_into_a_file(saule, tmp_path):
    path = tmp_path / "weeks.csv"
    assert saule("simulate", *FAST, "--threshold", "controller", "--csv", path).status == 0
    with path.open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row["policy"] for row in rows} == {"25000", "saule"}
    assert rows[0]["day"] == "2011-09-22"
    assert rows[-1]["threshold"]


def test_staffing_order_and_free_hours_make_a_difference(saule):
    def came(*more):
        return saule("simulate", *FAST, *more, "--json").json["policies"][0]

    plain = came()
    assert came("--change", 10, "--then", 5)["kept"] > plain["kept"]
    assert came("--order", "strength")["people_in_time"] > plain["people_in_time"]
    assert came("--due-only")["people"] < plain["people"]


def test_the_desk_s_own_history_can_be_replayed(saule, desk, history):
    told = saule("simulate", "--own", "--json").json
    assert told["matters"] == 90
    assert told["capacity"]["weekly"] == 50
    assert [policy["policy"] for policy in told["policies"]] == ["1", "saule"]


def test_a_desk_without_a_history_is_told_so(saule, desk):
    outcome = saule("simulate", "--own")
    assert outcome.status == 1
    assert outcome.err == "saule: This desk has no shared matter yet: there is no history to replay.\n"


@pytest.mark.parametrize("word", ["0", "-5", "many", "1e3", str(10**12)])
def test_a_threshold_that_is_none_is_refused(saule, word):
    outcome = saule("simulate", f"--threshold={word}")
    assert outcome.status == 1
    assert f"“{word}” is no threshold" in outcome.err
