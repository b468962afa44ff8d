"""What a desk can say of its waits: nothing from the future, and the sharper predictor where there is one."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from saule.engines.outlook import NEVER, Outlook
from saule.engines.waiting import PeriodHazard

histories = st.lists(
    st.tuples(st.integers(0, 90), st.sampled_from("ab"), st.none() | st.integers(0, 60)), max_size=60
).map(lambda items: sorted(items, key=lambda item: item[0]))


def columns(history):
    opened = [day for day, _, _ in history]
    answered = [NEVER if wait is None else day + wait for day, _, wait in history]
    return [kind for _, kind, _ in history], opened, answered


def steady(day):
    return np.full(366, 1.0)


def in_order(days=300, per_day=6, done=6, crisis=(150, 240)):
    """A desk that answers in the order of coming, so many a day, and a crisis of so many on one day."""
    came = np.full(days, per_day)
    came[crisis[0]] += crisis[1]
    opened = np.repeat(np.arange(days), came)
    waiting, answered = 0, np.zeros(len(opened), dtype=int)
    for day in range(days * 2):
        here = int((opened <= day).sum())
        end = min(here, waiting + done + 1)
        answered[waiting:end] = day
        waiting = end
    return ["a"] * len(opened), opened, answered


@settings(max_examples=40, deadline=None)
@given(histories, st.integers(0, 100))
def test_the_future_changes_nothing_that_was_said_before(history, today):
    now_known = Outlook(rehearsed=None, least=3).fit(*columns(history), up_to=120, plan=steady).rehearsal_
    past = Outlook(rehearsed=None, least=3).fit(*columns(history), up_to=today, plan=steady).rehearsal_
    seen = len(past.item)
    assert (now_known.taken[:seen] == past.taken).all()
    assert (now_known.plan[:seen] == past.plan).all()
    assert (now_known.history[:seen] == past.history).all()


@settings(max_examples=40, deadline=None)
@given(histories, st.integers(5, 60))
def test_where_the_rehearsal_begins_changes_nothing_that_is_learned(history, rehearsed):
    kinds, opened, answered = columns(history)
    short = Outlook(rehearsed=rehearsed, window=20).fit(kinds, opened, answered, up_to=95, plan=steady)
    known = [None if day > 95 else day for day in answered]
    for kind in "ab":
        whole = PeriodHazard().fit(kinds, opened, known, up_to=95)
        assert short.hazard_.hazard(kind) == pytest.approx(whole.hazard(kind))
    full = Outlook(rehearsed=None, window=20).fit(kinds, opened, answered, up_to=95, plan=steady)
    assert short.projection_.days_to_answer(3) == full.projection_.days_to_answer(3)


def test_where_the_order_is_kept_the_plan_speaks_and_is_sharper():
    kinds, opened, answered = in_order()
    plan = np.full(366, 7.0)
    outlook = Outlook().fit(kinds, opened, answered, up_to=299, plan=lambda day: plan)
    said = outlook.predict("a", ahead=70, planned=plan)
    assert said.choice.name == "plan"
    assert said.choice.losses["plan"] < said.choice.losses["history"]
    assert said.days == said.plan
    assert 8 <= said.days <= 14
    assert said.chance(said.days) >= 0.9


def test_where_the_order_is_anybody_s_the_history_speaks():
    rng = np.random.default_rng(3)
    opened = np.repeat(np.arange(300), 5)
    answered = opened + rng.integers(0, 40, len(opened))
    outlook = Outlook().fit(["a"] * 1500, opened, answered, up_to=299, plan=lambda day: np.full(366, 5.0))
    said = outlook.predict("a", ahead=3, planned=np.full(366, 5.0))
    assert said.choice.name == "history"
    assert said.days == said.history
    assert 30 <= said.days <= 42
    assert said.chance(said.days) >= 0.9


def test_without_a_plan_only_the_history_speaks():
    outlook = Outlook().fit(*in_order(), up_to=299)
    said = outlook.predict("a", ahead=70)
    assert (said.choice.name, said.plan, said.projected) == ("history", None, None)


def test_an_empty_history_says_nothing():
    outlook = Outlook().fit([], [], [], up_to=100, plan=steady)
    said = outlook.predict("a", ahead=2, planned=np.ones(366))
    assert (said.days, said.plan, said.projected) == (None, None, 2)
    assert said.chance(300) == 0.0


def test_people_of_one_matter_are_one_piece_of_work():
    kinds, opened, answered = ["a"] * 90, [10] * 90, [20] * 90
    work = [1] + [0] * 89
    apart = Outlook(rehearsed=None).fit(kinds, opened, answered, up_to=60, plan=steady)
    at_once = Outlook(rehearsed=None).fit(kinds, opened, answered, up_to=60, plan=steady, work=work)
    # Each of them waited ten days; the plan reached the single piece of work at once, and the last of ninety
    # pieces in ninety days.
    assert at_once.projection_.quantile_ > apart.projection_.quantile_


def test_a_history_out_of_order_is_refused():
    with pytest.raises(ValueError, match="order"):
        Outlook().fit(["a", "a"], [5, 3], [NEVER, NEVER], up_to=10)


def test_an_answer_before_its_question_is_one_of_the_same_day():
    outlook = Outlook().fit(["a"] * 60, list(range(60)), [day - 30 for day in range(60)], up_to=80)
    assert outlook.predict("a").days == 0


def test_a_queue_that_never_answers_gets_no_date():
    outlook = Outlook().fit(["a"] * 200, list(range(200)), [NEVER] * 200, up_to=210, plan=steady)
    said = outlook.predict("a", ahead=5, planned=np.ones(366))
    assert said.days is None
    assert said.plan is None


def test_a_strike_moves_dates_away():
    kinds, opened, answered = in_order(crisis=(150, 0))
    before = Outlook().fit(kinds, opened, answered, up_to=239)
    struck = np.where(answered >= 240, NEVER, answered)
    during = Outlook().fit(kinds, opened, struck, up_to=275)
    assert before.predict("a").days <= 2
    assert during.predict("a").days is None or during.predict("a").days > before.predict("a").days
    assert during.predict("a").chance(2) < before.predict("a").chance(2)


@settings(max_examples=25, deadline=None)
@given(histories)
def test_an_outlook_says_the_same_from_its_state(history):
    outlook = Outlook(least=3).fit(*columns(history), up_to=95, plan=steady)
    again = Outlook.from_state(outlook.get_state())
    for kind in "abc":
        one = outlook.predict(kind, age=2, ahead=4, planned=np.ones(366))
        other = again.predict(kind, age=2, ahead=4, planned=np.ones(366))
        assert one == other
        assert one.chance(9) == pytest.approx(other.chance(9))
