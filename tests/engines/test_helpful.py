"""The order of people's answers and the rank of their writers: neither can be earned by volume."""

from hypothesis import given
from hypothesis import strategies as st

from saule.engines.helpful import LEVELS, Help, level, usefulness

PEOPLE = st.integers(0, 400)
HELPS = st.lists(st.builds(Help, st.integers(0, 80), st.integers(0, 6), st.booleans()), max_size=200)


@given(PEOPLE, PEOPLE)
def test_it_is_never_surer_than_the_share(helped, could):
    assert 0 <= usefulness(helped, could) <= (min(helped, could) / could if could else 0)


@given(st.integers(1, 400), st.integers(1, 400))
def test_the_same_share_of_more_people_is_surer(helped, more):
    assert usefulness(helped * (more + 1), 2 * helped * (more + 1)) > usefulness(helped, 2 * helped)


def test_three_of_three_do_not_beat_most_of_many():
    assert usefulness(38, 40) > usefulness(3, 3) > usefulness(5, 40)


@given(HELPS)
def test_saying_it_again_lifts_nobody(helps):
    assert level(helps) == level([*helps, *helps])


@given(HELPS)
def test_what_nobody_found_correct_lifts_nobody(helps):
    assert level([one._replace(confirmed=False) for one in helps]) == 0


@given(HELPS, st.builds(Help, st.integers(0, 80), st.integers(0, 6), st.just(True)))
def test_one_more_who_was_helped_never_lowers(helps, one):
    assert level([*helps, one]) >= level(helps)


@given(HELPS, st.sets(st.integers(0, 80)))
def test_whom_one_helps_back_never_counts(helps, mutual):
    assert level(helps, mutual) == level([one for one in helps if one.person not in mutual])


def some(people: int, matters: int) -> list[Help]:
    """So many different people, spread over so many matters."""
    return [Help(number, number % matters, True) for number in range(people)]


def test_each_level_begins_where_it_says():
    for number, (people, matters) in zip((3, 2, 1), LEVELS, strict=True):
        assert level(some(people, matters)) == number
        assert level(some(people - 1, matters)) < number


def test_one_matter_however_large_lifts_to_the_first_level_only():
    assert level(some(5_000, 1)) == 1


def test_a_second_matter_with_next_to_nobody_does_not_lift_either():
    assert level([*some(5_000, 1), Help(-1, 1, True), Help(-2, 2, True), Help(-3, 3, True)]) == 1
