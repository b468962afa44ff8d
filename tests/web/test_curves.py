"""Curves: inside their drawing, named at their ends, and no name over another."""

import re
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from saule.web.curves import Curve, curves

VALUES = st.lists(st.none() | st.integers(0, 1_000), min_size=1, max_size=12)
SIZE = (340, 240)


def drawn(lines):
    named = [Curve(f"{n},000", values, f"kind-{n}") for n, values in enumerate(lines)]
    return curves(named, top=1_000, top_word="1,000", ends=("2011", "2016"), size=SIZE)


@given(st.lists(VALUES, min_size=1, max_size=5))
def test_all_stay_inside_and_apart(lines):
    drawing = drawn(lines)

    for _kind, path in drawing.paths:
        for x, y in re.findall(r"(-?[\d.]+) (-?[\d.]+)", path):
            assert 0 <= float(x) <= drawing.right + 0.1
            assert drawing.rules[0] - 0.1 <= float(y) <= drawing.rules[1] + 0.1
    heights = [label.y for label in drawing.labels if label.name]
    assert all(0 <= y <= SIZE[1] for y in heights)
    assert all(below - above >= 15.9 for above, below in pairwise(heights))


def test_a_name_stands_beside_the_end_of_its_curve():
    drawing = drawn([[0, 500], [1_000, 1_000]])
    upper, lower = (label for label in drawing.labels if label.name)
    assert (upper.text, upper.name) == ("1,000", "kind-1")
    assert upper.y < lower.y
    assert lower.y - 4 == (drawing.rules[0] + drawing.rules[1]) / 2


def test_a_curve_begins_with_its_first_value_and_one_without_any_is_not_drawn():
    drawing = drawn([[None, None, 10, 20], [None] * 4])
    (_, begun), (_, empty) = drawing.paths
    assert begun.startswith(f"M{drawing.right * 2 / 3:.1f} ")
    assert empty == ""
    assert [label.name for label in drawing.labels if label.name] == ["kind-0"]
