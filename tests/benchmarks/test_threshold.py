"""The bound that nobody surpasses, the growth that is fitted, and what is read."""

import json

import pytest

from benchmarks import threshold
from saule.engines.replaying import Arrivals, DeskReplay


def test_the_bound_answers_the_strongest_that_fit():
    desk = DeskReplay(promised=2.0, life=1.0)
    arrivals = Arrivals.on([0] * 10, [100, 90, 80, 70, 60, 50, 40, 30, 20, 10])
    # From the first week to that of its last possible day there are four weeks of one answer.
    assert threshold.bound(arrivals, 1.0, desk) == pytest.approx(100 + 90 + 80 + 70)
    assert threshold.bound(arrivals, 100.0, desk) == pytest.approx(550)


def test_the_growth_is_that_of_the_signatures(tmp_path):
    # t / (t + 2 days), of which thirty days are seen.
    half, life = 2.0, 30.0
    shares = [(at + 1) / 2_000 * life / (life + half) for at in range(2_000)]
    moments = [share * half / (1 - share) * threshold.DAY for share in shares]
    path = tmp_path / "events.csv"
    path.write_text("created,zip3\n" + "\n".join(f"{moment}," for moment in moments))
    assert threshold.fitted(path) == pytest.approx(half / 7, rel=0.01)


@pytest.mark.parametrize("rows", [("864000,500", "950400,7"), ("1970-01-11,500", "1970-01-12,7")])
def test_moments_and_days_are_both_read(tmp_path, rows):
    path = tmp_path / "some.csv"
    path.write_text("pcreated,signature_count\n" + "\n".join(rows))
    arrivals = threshold.read(path, limit=0, even=False, seed=1)
    assert arrivals.people.tolist() == [500, 7]
    assert arrivals.born.tolist() == pytest.approx([0.5 / 7, 1.5 / 7])


def test_all_columns_of_the_contract(tmp_path, capsys):
    path = tmp_path / "some.csv"
    rows = "\n".join(f"{at * 86_400},{200 + at * 37 % 900}" for at in range(200))
    path.write_text(f"pcreated,signature_count\n{rows}")
    assert threshold.main([str(path), "--json", "--capacity", "2", "--seeds", "2"]) == 0
    result = json.loads(capsys.readouterr().out)
    assert [row["name"] for row in result["policies"]] == [
        "saule",
        "fixed-5000",
        "fixed-25000",
        "fixed-100000",
    ]
    for row in result["policies"]:
        assert {
            "capacity",
            "kept",
            "kept_worst_seed",
            "answered_of_bound",
            "changes_per_year",
            "max_backlog",
        } < {*row}
        assert 0 <= row["answered_of_bound"] <= 1
    assert {"settings", "version", "cpu_seconds", "peak_rss_mb"} < {*result}
    assert {"growth", "bound"} < {*result["settings"]}
