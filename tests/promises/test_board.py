"""The board: what promises came to, by month and heading, with nobody to be recognised."""

from collections import Counter
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from saule.promises.board import COLUMNS, FEWEST, OTHERS, board, pooled
from saule.promises.models import Promise
from saule.promises.promising import give_due, move, sweep_dates

pytestmark = pytest.mark.django_db
NOVEMBER = date(2026, 11, 1)


def given_to(desk, town, now, count=1, nature="shared", **fields):
    """Some people who were given promises."""
    made = [town.write(town.matter(nature), **fields) for _one in range(count)]
    give_due(desk, now=now)
    return made


def test_an_empty_desk_has_an_empty_board(desk, now):
    found = board(desk, now=now)

    assert (found.rows, found.late, found.total.given, found.total.share) == ([], [], 0, None)
    assert found.total.interval == (0, 1)
    assert [one.kind.code for one in found.charter] == ["transports", "civil"]


def test_what_promises_came_to_is_counted(desk, town, now, alice):
    kept, moved, late, settled, _silent = given_to(desk, town, now, 5)
    town.answer(kept, at=now + timedelta(hours=1))
    move(
        Promise.objects.get(conversation=moved),
        day=date(2026, 12, 20),
        by=alice.user,
        now=now,
        why="holidays",
    )
    settled.waiting_since = None
    settled.save()
    after = now + timedelta(days=12)
    town.answer(late, at=after)
    sweep_dates(desk, now=after)

    (row,) = board(desk, now=after).rows

    assert (row.month, row.kind) == (NOVEMBER, "transports")
    came_to = {"kept": 1, "late": 2, "moved": 1, "withdrawn": 1, "coming": 1, "undated": 0}
    assert {name: getattr(row, name) for name in COLUMNS} == came_to
    assert (row.given, row.ended, row.share) == (6, 3, 1 / 3)
    low, high = row.interval
    assert 0 < low < 1 / 3 < high < 1


def test_an_honest_no_date_is_not_among_those_given(desk, town, now):
    desk.capacities.all().delete()
    given_to(desk, town, now, 5)

    found = board(desk, now=now)

    assert (found.total.given, found.total.undated) == (0, 5)


def test_what_is_late_says_how_late_and_under_which_heading_only_of_many(desk, town, now):
    given_to(desk, town, now, FEWEST)
    answered = given_to(desk, town, now, FEWEST, nature="personal")[2:]
    for conversation in answered:
        town.answer(conversation, at=now + timedelta(hours=1))
    after = now + timedelta(days=20)
    sweep_dates(desk, now=after)

    found = board(desk, now=after)

    assert found.late_count == FEWEST + 2
    assert [one.kind for one in found.late].count("transports") == FEWEST
    assert {one.kind for one in found.late} == {"transports", OTHERS}
    first = found.late[0]
    assert first.days == (desk.local_date(after) - first.day).days > 0


def test_a_small_heading_stands_with_others(desk, town, now):
    given_to(desk, town, now, 9)
    given_to(desk, town, now, 2, nature="personal")

    (row,) = board(desk, now=now).rows

    # Two alone could be found by taking the larger heading from the whole: both stand together.
    assert (row.kind, row.given) == (OTHERS, 11)


def test_months_are_those_of_the_desk(desk, town, now):
    given_to(desk, town, date_at(desk, 2026, 10, 31, 23, 30), 5)
    given_to(desk, town, date_at(desk, 2026, 11, 1, 0, 10), 6)

    assert [(row.month, row.given) for row in board(desk, now=now).rows] == [
        (NOVEMBER, 6),
        (date(2026, 10, 1), 5),
    ]


def test_what_is_older_than_twelve_months_is_history(desk, town, now):
    given_to(desk, town, date_at(desk, 2025, 11, 30, 12, 0), 5)

    assert board(desk, now=now).rows == []


def date_at(desk, *when):
    return datetime(*when, tzinfo=desk.zone)


cells = st.dictionaries(
    st.tuples(st.sampled_from([NOVEMBER, date(2026, 10, 1)]), st.sampled_from(["a", "b", "c", "d", OTHERS])),
    st.dictionaries(st.sampled_from(COLUMNS), st.integers(1, 9), min_size=1).map(dict),
)


@given(cells)
def test_nothing_small_is_shown_or_can_be_found_out_and_nothing_is_lost(cells):
    rows = pooled({key: Counter(counts) for key, counts in cells.items()})

    for column in COLUMNS:
        assert sum(getattr(row, column) for row in rows) == sum(c.get(column, 0) for c in cells.values())
    for month in {row.month for row in rows}:
        sizes = [row.given + row.undated for row in rows if row.month == month]
        assert min(sizes) >= FEWEST or len(sizes) == 1
