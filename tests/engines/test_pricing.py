"""What is owed for a month: never for those who came back, and nothing is lost or paid twice."""

from hypothesis import given
from hypothesis import strategies as st

from saule.engines.pricing import Bill, Done, Prices, bill

AMOUNT = st.integers(0, 10_000)


@st.composite
def prices(draw) -> Prices:
    floor = draw(st.none() | st.integers(0, 50_000))
    cap = draw(st.none() | st.integers(floor or 0, 900_000))
    return Prices(draw(st.integers(1, 5_000)), draw(AMOUNT), draw(st.integers(0, 100)), floor, cap)


def lines(made: Bill) -> dict[str, int]:
    return {line.code: line.cents for line in made.lines}


def test_a_month_as_it_is_written_on_paper():
    rules = Prices(per_resolved=300, per_repeat=150, held_percent=20)
    made = bill([Done(rules, 40, 10)], rules, counted_back=[450, 450], released=[("2026-09", 2_000)])

    # 40 × 3.00 − 10 × 1.50 − 2 × 4.50 = 96.00; a fifth is kept back, 20.00 of September is paid.
    assert lines(made) == {
        "resolved": 12_000,
        "repeats": -1_500,
        "counted-back": -900,
        "held": -1_920,
        "released": 2_000,
    }
    assert (made.total, made.held) == (9_680, 1_920)


def test_a_floor_lifts_and_a_cap_brings_down():
    assert bill([], Prices(100, floor=5_000)).total == 5_000
    assert bill([Done(Prices(100), 99, 0)], Prices(100, cap=5_000)).total == 5_000


@given(prices(), st.integers(0, 300), st.integers(0, 300), st.lists(AMOUNT), AMOUNT)
def test_nothing_is_lost_between_what_is_paid_now_and_what_is_held(rules, resolved, repeats, back, released):
    made = bill([Done(rules, resolved, repeats)], rules, counted_back=back, released=[("2026-09", released)])

    earned = resolved * rules.per_resolved - repeats * rules.per_repeat - sum(back)
    floor, cap = rules.floor, rules.cap
    within = earned if floor is None else max(earned, floor)
    within = within if cap is None else min(within, cap)
    assert made.total + made.held - released == within
    assert 0 <= made.held <= max(within, 0)
    assert made.total == sum(line.cents for line in made.lines)


@given(prices(), st.integers(1, 300), st.integers(0, 300))
def test_closing_more_without_helping_never_pays_more(rules, resolved, repeats):
    better = bill([Done(rules, resolved, repeats)], rules).total
    worse = bill([Done(rules, resolved - 1, repeats + 1)], rules).total

    assert worse <= better


def test_what_contradicts_itself_is_named():
    assert Prices(0, per_repeat=1, held_percent=101, floor=2, cap=1).faults() == ["cap", "held", "nothing"]
    assert Prices(300, 150, 20, 0, 0).faults() == []
