from datetime import date

from saule.engines.replaying import Arrivals, Staffing
from saule.promises.histories import History
from saule.promises.simulating import COLUMNS, CONTROLLER, Trial, record, rows

HISTORY = History(date(2026, 3, 2), Arrivals.on([0, 3, 8, 15], [10, 200, 30, 40]))
TRIAL = Trial((20, None), Staffing(1, change=2, then=3))


def test_each_threshold_is_replayed_under_its_name():
    done = []
    replays = TRIAL.run(HISTORY, progress=done.append)
    assert list(replays) == ["20", CONTROLLER]
    assert replays["20"].totals.promised == 3
    assert done == list(range(1, TRIAL.steps(HISTORY) + 1))


def test_every_week_is_a_row_that_begins_on_its_day():
    replays = TRIAL.run(HISTORY)
    told = list(rows(HISTORY, replays))
    assert all(set(row) == set(COLUMNS) for row in told)
    assert [row["day"] for row in told][:2] == ["2026-03-02", "2026-03-09"]
    assert len(told) == TRIAL.steps(HISTORY)


def test_the_record_says_what_was_tried_and_why_it_changed():
    said = record(TRIAL, HISTORY, TRIAL.run(HISTORY))
    assert said["capacity"] == {"weekly": 1, "change": 2, "then": 3}
    assert [policy["policy"] for policy in said["policies"]] == ["20", CONTROLLER]
    assert said["policies"][0]["kept_share"] == 1.0
    assert all(change["policy"] == CONTROLLER and change["reason"] for change in said["changes"])
