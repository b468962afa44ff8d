"""A desk's working days, and days in words."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from saule.desk.calendar import Calendar, add_working_days, day_in_words, is_working, next_working_day
from saule.desk.models import ClosedDay

SATURDAY = date(2026, 11, 21)


def test_weekends_are_rest(desk):
    assert not is_working(desk, SATURDAY)
    assert is_working(desk, date(2026, 11, 23))
    assert next_working_day(desk, SATURDAY) == date(2026, 11, 23)


def test_a_working_day_is_its_own_next(desk):
    assert next_working_day(desk, date(2026, 11, 23)) == date(2026, 11, 23)


def test_public_holidays_are_rest(desk):
    assert not is_working(desk, date(2026, 12, 25))
    assert not is_working(desk, date(2027, 5, 6))  # Ascension moves with Easter
    desk.country = "US"
    assert is_working(desk, date(2027, 5, 6))


def test_a_country_without_known_holidays_has_none(desk):
    desk.country = "QQ"
    assert is_working(desk, date(2026, 12, 25))


def test_closed_days_count_at_once(desk):
    monday = date(2026, 11, 23)
    assert next_working_day(desk, SATURDAY) == monday
    ClosedDay.objects.create(desk=desk, day=monday, name="Inventaire")
    assert next_working_day(desk, SATURDAY) == date(2026, 11, 24)


def test_adding_working_days_skips_rest(desk):
    assert add_working_days(desk, SATURDAY, 0) == date(2026, 11, 23)
    assert add_working_days(desk, SATURDAY, 1) == date(2026, 11, 23)
    assert add_working_days(desk, date(2026, 12, 24), 1) == date(2026, 12, 28)


def test_a_desk_that_never_works_does_not_hang(desk):
    desk.working_days = ""
    assert next_working_day(desk, SATURDAY) == SATURDAY
    assert list(Calendar(desk).coming(SATURDAY, 30)) == []


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50, deadline=None)
@given(start=st.dates(date(2020, 1, 1), date(2040, 1, 1)), count=st.integers(1, 40))
def test_adding_lands_on_a_working_day_with_as_many_between(desk, start, count):
    calendar = Calendar(desk)
    end = calendar.add(start, count)
    between = [start + timedelta(days=n) for n in range(1, (end - start).days + 1)]
    assert calendar.is_working(end)
    assert sum(calendar.is_working(day) for day in between) == count


@pytest.mark.parametrize(
    ("day", "language", "words"),
    [
        (date(2026, 11, 26), "en", "Thursday 26 November"),
        (date(2026, 11, 26), "fr", "jeudi 26 novembre"),
        (date(2026, 12, 1), "fr", "mardi 1er décembre"),
        (date(2027, 1, 11), "fr", "lundi 11 janvier 2027"),
        (date(2027, 1, 1), "en", "Friday 1 January 2027"),
    ],
)
def test_days_in_words(day, language, words):
    assert day_in_words(day, language, today=SATURDAY) == words
