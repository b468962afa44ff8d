"""Charts: from zero, inside their frame, readable without seeing them."""

import re

from hypothesis import given
from hypothesis import strategies as st

from saule.web import charts

COUNTS = st.integers(0, 100_000)
DAYS = st.lists(st.tuples(COUNTS, COUNTS, COUNTS), min_size=1, max_size=90)
WORDS = charts.Words("new", "answered", "12 waiting", ("1 May", "31 May"))


@given(DAYS, st.sampled_from([(980, 270), (340, 270)]))
def test_everything_stays_inside_the_drawing(days, size):
    flow = charts.flow(days, WORDS, size)

    for bar in flow.bars:
        assert 0 <= bar.x <= bar.x + bar.width <= flow.right + 0.5
        assert 0 <= bar.y <= bar.y + bar.height <= size[1]
    heights = [float(y) for _x, y in re.findall(r"(-?[\d.]+) (-?[\d.]+)", flow.line)]
    assert all(flow.rules[0] - 0.1 <= y <= flow.rules[1] + 0.1 for y in heights)


@given(COUNTS)
def test_a_scale_reaches_its_value_and_little_more(value):
    top = charts.scale_top(value)

    assert value <= top <= max(4, 1.5 * value)


@given(st.lists(COUNTS, max_size=90))
def test_a_small_curve_says_what_it_shows(values):
    drawn = charts.spark(values, "Messages <a day>")

    assert 'aria-label="Messages &lt;a day&gt;"' in drawn
    assert "style=" not in drawn
