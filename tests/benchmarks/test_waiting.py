"""The benchmark of dates: what it reads, in which order it goes, and how it counts."""

import json
from datetime import date, timedelta

import numpy as np
import pytest
from benchmarks.simulated_desk import simulate

from benchmarks import waiting, waits

FIRST = date(2020, 1, 1)


def case(day, wait, office="A", kind="roads"):
    opened = FIRST + timedelta(day)
    answered = "" if wait is None else (opened + timedelta(wait)).isoformat()
    return f"{office},{kind},{opened.isoformat()},{answered}\n"


def file_of(tmp_path, cases):
    path = tmp_path / "cases.csv"
    path.write_text("office,kind,opened,answered\n" + "".join(cases), encoding="utf-8")
    return path


@pytest.fixture
def steady(tmp_path):
    """Three years of a case a day, answered after ten days, and every tenth the same day."""
    return file_of(tmp_path, [case(day, 0 if day % 10 == 0 else 10) for day in range(1100)])


def test_the_keys_of_the_contract_and_what_they_say(steady, capsys, monkeypatch):
    monkeypatch.setattr(waits, "OPEN_MATTERS", 200)
    monkeypatch.setattr(waits, "SEEDS", 1)
    assert waiting.main([str(steady), "--json"]) == 0
    result = json.loads(capsys.readouterr().out)
    office = result["offices"][0]
    assert office["office"] == "A"
    assert office["coverage"] == 1.0
    assert office["undated_share"] == 0.0
    assert office["same_day_share"] == pytest.approx(0.1, abs=0.01)
    assert office["mean_width_days"] == 10.0
    assert (office["worst_month"], office["months_at_least_80"], office["worst_kind"]) == (1.0, 1.0, 1.0)
    assert set(office["baselines"]) == {"sla_past", "sla_past_by_kind", "last_300"}
    assert office["baselines"]["sla_past"]["pinball"] == office["pinball"]
    assert office["without_same_day"]["promises"] < office["promises"]
    assert set(result["all"]) == set(office) - {"office"}
    assert {"settings", "version", "cpu_seconds", "peak_rss_mb", "speed"} <= set(result)
    assert result["simulated"]["seeds"][0]["by_plan_share"] == 1.0


def test_rows_that_say_nothing_are_left_out_and_counted(tmp_path):
    path = file_of(tmp_path, [case(5, 3), case(9, -2), "A,roads,soon,\n", case(1, None)])
    casework = waiting.read([path])
    assert casework.left_out == {"answered_before_opened": 1, "no_date": 1}
    assert [opened for opened, _, _ in casework.offices[0].cases] == [
        (FIRST + timedelta(day)).toordinal() for day in (1, 5)
    ]
    assert casework.last == (FIRST + timedelta(9)).toordinal()


def test_baselines_know_only_what_was_answered_before(tmp_path):
    opened = np.array([10, 10, 12, 15, 15])
    answered = np.array([11, 19, 30, 40, 40])
    said = waits.baselines(["a"] * 5, opened, answered)
    assert said["sla_past"].tolist() == [-1, -1, 1, 1, 1]
    assert said["last_300"].tolist() == [-1, -1, 1, 1, 1]


def test_the_pace_is_that_of_the_weeks_before():
    opened = np.zeros(200, dtype=np.int64)
    answered = np.arange(200)
    answered[100:] = 100
    planned = waits.pace(opened, answered)
    assert planned(50) is None
    assert planned(70)[:14].tolist() == [1.0] * 14
    assert planned(100)[0] == 1.0


def test_what_cannot_be_known_yet_is_not_scored():
    scored = waits.Scored(
        opened=np.full(3, FIRST.toordinal()),
        answered=np.array([FIRST.toordinal() + 5, waits.NEVER, waits.NEVER]),
        kinds=np.array(["a", "a", "a"]),
        said={"saule": np.array([9, 9, 30])},
        by_plan=np.zeros(3, dtype=bool),
        last=FIRST.toordinal() + 20,
    )
    found = waits.figures(scored, "saule")
    assert found["coverage"] == 0.5  # of the third one nobody knows
    assert found["promises"] == 3


def test_a_simulated_desk_is_the_same_again_and_answers_in_order():
    desk, again = simulate(5), simulate(5)
    assert (desk.answered == again.answered).all()
    assert (np.diff(desk.answered) >= 0).all()
    assert (desk.answered >= desk.opened).all()
    assert not (simulate(6).opened[:1000] == desk.opened[:1000]).all()
