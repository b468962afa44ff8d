"""Whose dates cost people least lately, and how sure that is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from saule.engines.choosing import PredictorChooser, pinball

HISTORY_RIGHT, PLAN_RIGHT = [10, 40], [40, 10]


def scored(said, *, kind="roads", times=40, chooser=None) -> PredictorChooser:
    chooser = chooser or PredictorChooser()
    chooser.score([kind] * times, [said] * times, [10] * times)
    return chooser


def test_a_day_too_early_costs_nine_times_a_day_too_late():
    assert pinball([10, 10, 10], [10, 15, 5], level=0.9).tolist() == pytest.approx([0.0, 4.5, 0.5])


def test_no_date_costs_as_one_in_a_year():
    early, never = pinball([-1, -1], [5, 2**40], level=0.9)
    assert early == pytest.approx(36.0)
    assert never == 0.0


@given(st.lists(st.integers(0, 300), min_size=1, max_size=60), st.integers(0, 300))
def test_the_ninth_tenth_is_the_cheapest_date(waits, other):
    best = sorted(waits)[-(-len(waits) * 9 // 10) - 1]
    cost = pinball([best] * len(waits), waits, level=0.9).mean()
    assert cost <= pinball([other] * len(waits), waits, level=0.9).mean() + 1e-9


def test_nothing_scored_is_the_first():
    choice = PredictorChooser().choose("roads")
    assert (choice.name, choice.queue, choice.losses) == ("history", "", {})


def test_the_cheaper_one_is_taken_and_it_says_why():
    choice = scored(PLAN_RIGHT).choose("roads")
    assert (choice.name, choice.queue) == ("plan", "roads")
    assert choice.as_data() == {
        "name": "plan",
        "queue": "roads",
        "items": 40,
        "losses": {"history": 3.0, "plan": 0.0},
    }
    assert scored(HISTORY_RIGHT).choose("roads").name == "history"


def test_a_small_difference_changes_nothing():
    assert scored([30, 26]).choose("roads").name == "history"
    assert scored([30, 24]).choose("roads").name == "plan"


def test_a_kind_with_few_outcomes_goes_by_all_of_them():
    chooser = scored(PLAN_RIGHT)
    scored(HISTORY_RIGHT, kind="parks", times=29, chooser=chooser)
    assert chooser.choose("parks").queue == ""
    assert chooser.choose("unheard of").queue == ""
    scored(HISTORY_RIGHT, kind="parks", times=1, chooser=chooser)
    assert (chooser.choose("parks").queue, chooser.choose("parks").name) == ("parks", "history")


def test_what_was_long_ago_weighs_little():
    chooser = scored(HISTORY_RIGHT, times=400)
    chooser.fade(900)
    scored(PLAN_RIGHT, chooser=chooser)
    assert chooser.choose("roads").name == "plan"


outcomes = st.lists(st.tuples(st.sampled_from("ab"), st.integers(-1, 99), st.integers(-1, 99)), max_size=90)


@given(outcomes, st.integers(0, 400))
def test_a_chooser_goes_on_from_its_state(outcomes, days):
    chooser = PredictorChooser()
    for kind, first, second in outcomes:
        chooser.score([kind], [[first, second]], [20])
    again = PredictorChooser.from_state(chooser.get_state())
    for one in (chooser, again):
        one.fade(days)
        one.score(["a"], [[3, 30]], [20])
    assert [chooser.choose(kind) for kind in "ab"] == [again.choose(kind) for kind in "ab"]


@given(outcomes)
def test_many_at_once_are_as_one_after_the_other(outcomes):
    together, apart = PredictorChooser(), PredictorChooser()
    if outcomes:
        kinds, first, second = zip(*outcomes, strict=True)
        together.score(kinds, list(zip(first, second, strict=True)), [20] * len(outcomes))
    for kind, one, other in outcomes:
        apart.score([kind], [[one, other]], [20])
    for kind in "ab":
        assert together.choose(kind).losses == pytest.approx(dict(apart.choose(kind).losses))
