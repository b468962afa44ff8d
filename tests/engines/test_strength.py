"""What speaks loudest: danger before all, then voices, bursts and spread."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from saule.engines.strength import Signals, effective, strength, surprise

COUNTS = st.integers(0, 10**9)


def signals(**fields) -> Signals:
    return Signals(**{"people": 40, "waiting": 40, "own_words": 40, **fields})


@given(people=COUNTS, recent=st.integers(0, 10**6), own=COUNTS)
def test_a_rare_grave_case_rises_above_any_popular_trifle(people, recent, own):
    trifle = Signals(
        people=people,
        waiting=people,
        own_words=min(own, people),
        recent=recent,
        communities=[1] * 1000,
        channels=2,
        languages=2,
        dangers=1000,
    )
    grave = Signals(people=1, waiting=1, own_words=1, grave=True)
    assert strength(grave).value > strength(trifle).value


@given(people=st.integers(1, 10**6), more=st.integers(1, 10**6))
def test_more_people_weigh_more(people, more):
    few = Signals(people=people, waiting=people, own_words=people)
    many = Signals(people=people + more, waiting=people + more, own_words=people + more)
    assert strength(many).value > strength(few).value


def test_own_words_weigh_more_than_copies_of_a_letter():
    assert strength(signals(own_words=40)).value > strength(signals(own_words=2)).value
    hundred_copies = Signals(people=100, waiting=100, own_words=0)
    assert strength(hundred_copies).value < strength(Signals(people=20, waiting=20, own_words=20)).value


@given(past=st.integers(0, 500), weeks=st.floats(0.5, 8), recent=st.integers(0, 500))
def test_the_more_come_the_more_surprising_and_the_more_came_before_the_less(past, weeks, recent):
    assert 0 <= surprise(recent, past, weeks) <= surprise(recent + 1, past, weeks) <= 6
    assert surprise(recent, past + 10, weeks) <= surprise(recent, past, weeks) + 1e-9


def test_a_matter_is_measured_by_its_own_past():
    quiet_before = surprise(34, 40, 8)
    always_so = surprise(34, 272, 8)
    assert quiet_before > 5
    assert always_so < 1


def test_what_comes_from_everywhere_weighs_more_than_what_comes_from_one_house():
    assert effective([40]) == 1
    assert round(effective([10, 10, 10, 10])) == 4
    assert strength(signals(communities=[10] * 4)).value > strength(signals(communities=[40])).value
    assert strength(signals(channels=2)).value > strength(signals()).value
    assert strength(signals(languages=2)).value > strength(signals()).value


def test_vulnerable_people_come_first_among_the_grave():
    grave = signals(grave=True)
    assert (
        strength(replace(grave, vulnerable=True, waiting=1)).value
        > strength(replace(grave, waiting=10)).value
    )


def test_nobody_is_no_error():
    assert strength(Signals(people=0, waiting=0, own_words=0)).value == 0
