import csv
import os
from collections import Counter
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from saule.engines.waiting import PeriodHazard

DATA = Path(os.environ.get("SAULE_TEST_DATA", Path(__file__).parents[3] / "shared" / "data"))
CASEWORK = DATA / "waiting" / "casework.csv"

items = st.lists(
    st.tuples(st.sampled_from("ab"), st.integers(0, 60), st.none() | st.integers(0, 40)), max_size=60
)


def columns(history):
    kinds = [kind for kind, _, _ in history]
    opened = [day for _, day, _ in history]
    answered = [None if wait is None else day + wait for _, day, wait in history]
    return kinds, opened, answered


def day_counts(history, day):
    """What a desk counts at midnight: open at any moment of the day, answered in it; by kind and age."""
    open_, done = {"a": Counter(), "b": Counter()}, {"a": Counter(), "b": Counter()}
    for kind, opened, wait in history:
        if opened <= day and (wait is None or opened + wait >= day):
            open_[kind][day - opened] += 1
            done[kind][day - opened] += wait is not None and opened + wait == day
    return open_, done


def test_nobody_is_given_a_date_when_nobody_was_ever_answered():
    assert PeriodHazard().days_to_answer("a") is None
    silent = PeriodHazard().fit(["a"] * 50, [0] * 50, [None] * 50, up_to=100)
    assert silent.days_to_answer("a") is None
    assert silent.days_to_answer("unheard of", age=3) is None


def test_a_desk_that_always_takes_three_days_says_three_days():
    days = list(range(100))
    learned = PeriodHazard().fit(["a"] * 100, days, [day + 3 for day in days], up_to=110)
    assert learned.days_to_answer("a") == 3
    assert learned.days_to_answer("a", age=2) == 1
    assert learned.days_to_answer("new kind") == 3
    assert learned.chance("a", 2) == 0.0
    assert learned.chance("a", 3) == pytest.approx(1.0)


@settings(max_examples=40, deadline=None)
@given(items, st.integers(0, 80))
def test_learning_day_by_day_is_learning_all_at_once(history, up_to):
    at_once = PeriodHazard(half_life=30).fit(*columns(history), up_to=up_to)
    daily = PeriodHazard(half_life=30)
    for day in range(up_to + 1):
        daily.observe_day(*day_counts(history, day))
    for kind in "ab":
        assert daily.hazard(kind) == pytest.approx(at_once.hazard(kind))


@settings(max_examples=40, deadline=None)
@given(items, st.integers(1, 30))
def test_more_work_left_open_never_brings_the_date_nearer(history, more):
    kinds, opened, answered = columns(history)
    before = PeriodHazard().fit(kinds, opened, answered, up_to=60)
    after = PeriodHazard().fit(kinds + ["a"] * more, opened + [30] * more, answered + [None] * more, up_to=60)
    first, second = before.days_to_answer("a"), after.days_to_answer("a")
    assert second is None or (first is not None and second >= first)


@settings(max_examples=40, deadline=None)
@given(items, st.integers(0, 400))
def test_a_date_has_the_chance_it_says_and_the_day_before_has_not(history, age):
    learned = PeriodHazard().fit(*columns(history), up_to=70)
    days = learned.days_to_answer("a", age)
    if days is not None:
        assert 0 <= days <= 365
        assert learned.chance("a", days, age) >= 0.92 - 1e-9
        assert days == 0 or learned.chance("a", days - 1, age) < 0.92


@given(items)
def test_a_predictor_goes_on_from_its_state(history):
    learned = PeriodHazard().fit(*columns(history), up_to=50)
    again = PeriodHazard.from_state(learned.get_state())
    counts = day_counts(history, 51)
    learned.observe_day(*counts)
    again.observe_day(*counts)
    assert (learned.hazard("a") == again.hazard("a")).all()


def coverage(kinds, opened, answered, days):
    kept = dated = undated = 0
    for day in days:
        today = [at for at, first in enumerate(opened) if first == day]
        if not today:
            continue
        learned = PeriodHazard().fit(kinds, opened, answered, up_to=day - 1)
        for at in today:
            wait = learned.days_to_answer(kinds[at])
            undated += wait is None
            if wait is not None:
                dated += 1
                kept += answered[at] is not None and answered[at] <= day + wait
    return kept / max(1, dated), undated / max(1, dated + undated)


def test_nine_dates_in_ten_are_kept_where_waits_are_steady():
    rng = np.random.default_rng(7)
    opened = sorted(rng.integers(0, 700, 4_000).tolist())
    waits = np.where(rng.random(4_000) < 0.95, rng.gamma(2.0, 8.0, 4_000).astype(int), 10_000)
    answered = [int(day + wait) if wait < 1_000 else None for day, wait in zip(opened, waits, strict=True)]
    share, undated = coverage(["a"] * 4_000, opened, answered, range(400, 640, 8))
    assert 0.88 <= share <= 0.97
    assert undated <= 0.05


@pytest.mark.skipif(not CASEWORK.exists(), reason="no real casework: SAULE_TEST_DATA")
def test_dates_are_kept_on_one_office_of_real_casework():
    with CASEWORK.open(encoding="utf-8") as lines:
        rows = [row for row in csv.DictReader(lines) if row["office"] == "NYCC48"]
    opened = [date.fromisoformat(row["opened"]).toordinal() for row in rows]
    answered = [date.fromisoformat(row["answered"]).toordinal() if row["answered"] else None for row in rows]
    kinds = [row["kind"] for row in rows]
    share, undated = coverage(kinds, opened, answered, range(min(opened) + 365, max(opened) - 370, 61))
    assert share >= 0.85
    assert undated <= 0.25
