"""Of the dates given, how many were kept: with denominators, intervals, and those without a date."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from saule.desk.models import Capacity, Nature
from saule.promises.calibration import UNCHOSEN, Calibration, as_data, calibration
from saule.promises.closing import settle
from saule.promises.promising import give_due, move, sweep_dates


def later(desk, now):
    """A day by which every date is over."""
    return desk.local_date(now) + timedelta(40)


@pytest.fixture
def ended(desk, town, now, alice):
    """Two kept, one late, one moved and then kept, one settled, one without a date."""
    kept = [town.write(town.matter(Nature.PERSONAL)) for _ in range(2)]
    late, moved, settled = town.write(), town.write(), town.write()
    give_due(desk, now=now)
    Capacity.objects.all().delete()
    undated = town.write()
    give_due(desk, now=now)
    new = move(
        moved.promises.get(), day=desk.local_date(now) + timedelta(20), by=alice.user, now=now, why="holidays"
    )
    for conversation in (*kept, moved):
        town.answer(conversation, at=now + timedelta(days=2))
    settle(settled, by=alice.user, now=now, why="spoken to")
    sweep_dates(desk, now=now + timedelta(days=15))
    return {"late": late, "undated": undated, "new": new}


def test_a_date_counts_once_its_day_is_over_even_if_kept_long_before(desk, ended, now):
    book = calibration(desk, level=0.9, today=ended["new"].day)
    assert (book.all.kept, book.all.ended) == (2, 4)


def test_what_was_kept_is_of_what_has_ended(desk, ended, now):
    book = calibration(desk, level=0.9, today=later(desk, now))
    # Kept: two, and the new date of the one that was moved. Not kept: the late one and the date moved away.
    assert (book.all.kept, book.all.ended, book.all.moved) == (3, 5, 1)
    assert book.all.coverage == 0.6
    assert (book.all.given, book.all.without_date) == (7, 1)
    low, high = book.all.interval
    assert low < 0.6 < high


def test_by_month_and_by_heading_the_parts_make_the_whole(desk, ended, now):
    book = calibration(desk, level=0.9, today=later(desk, now))
    for groups in (book.months, book.kinds, book.queues):
        assert sum(one.given for one in groups) == 7
        assert sum(one.kept for one in groups) == 3
    kinds = {one.name: one for one in book.kinds}
    assert (kinds["civil"].kept, kinds["civil"].ended) == (2, 2)
    assert kinds[""].without_date == 1
    assert [one.name for one in book.months] == ["2026-11"]


def test_a_queue_is_what_the_predictor_was_chosen_within(desk, town, now):
    town.history(answers=60, begins=80)
    alone = town.write(days_ago=1)
    give_due(desk, now=now)
    queue = alone.promises.get().inputs["choice"]["queue"]
    book = calibration(desk, level=0.9, today=later(desk, now))
    assert {one.name: one.given for one in book.queues}[queue] >= 1
    assert sum(one.given for one in book.queues) == book.all.given


def test_without_known_answers_no_queue_was_chosen(desk, ended, now):
    book = calibration(desk, level=0.9, today=later(desk, now))
    assert [one.name for one in book.queues] == [UNCHOSEN]


def test_the_month_is_the_desk_s_own(desk, town, now):
    desk.time_zone = "Pacific/Auckland"
    desk.save()
    town.write()
    give_due(desk, now=now.replace(day=30, hour=20))
    assert [one.name for one in calibration(desk, level=0.9, today=later(desk, now)).months] == ["2026-12"]


def test_of_nothing_nothing_is_said(desk, now):
    book = calibration(desk, level=0.9, today=later(desk, now))
    assert (book.all.coverage, book.all.undated_share, book.months) == (None, None, [])
    assert as_data(book)["all"]["coverage"] is None


@given(st.integers(1, 5000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_interval_holds_the_share_and_narrows_with_more(counts):
    kept, ended = counts
    one = Calibration("", ended, 0, ended, kept, 0)
    more = Calibration("", ended * 9, 0, ended * 9, kept * 9, 0)
    low, high = one.interval
    assert 0.0 <= low <= kept / ended + 1e-9
    assert kept / ended - 1e-9 <= high <= 1.0
    assert more.interval[1] - more.interval[0] < high - low
