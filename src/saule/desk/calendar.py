"""The desk's calendar: on which days it works, and how a day is said in words."""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache

from django.utils import translation
from django.utils.formats import date_format

from saule.desk.models import Desk

ONE_DAY = timedelta(days=1)
PATIENCE = 366
"""Days searched for a working day before giving up: a desk that never works must not hang a sweep."""


class Calendar:
    """The working days of one desk, as they are known when it is made. Make one per call, keep none."""

    def __init__(self, desk: Desk) -> None:
        self.country = desk.country
        self.weekdays = weekdays_of(desk)
        self.closed = frozenset(desk.closed_days.values_list("day", flat=True))

    def is_working(self, day: date) -> bool:
        """Whether the desk works on ``day``."""
        return (
            day.isoweekday() in self.weekdays
            and day not in self.closed
            and day not in public_holidays(self.country, day.year)
        )

    def next_working_day(self, day: date) -> date:
        """``day`` itself if the desk works then, else the first working day after it.

        A desk that works on no day of the coming year gets ``day`` back.
        """
        days = (day + n * ONE_DAY for n in range(PATIENCE))
        return next((candidate for candidate in days if self.is_working(candidate)), day)

    def add(self, day: date, count: int) -> date:
        """The ``count``-th working day after ``day``; for 0, ``day`` or the next working day."""
        if count <= 0:
            return self.next_working_day(day)
        for _ in range(count):
            day = self.next_working_day(day + ONE_DAY)
        return day

    def coming(self, day: date, within: int) -> Iterator[date]:
        """The working days after ``day``, up to ``within`` calendar days later."""
        days = (day + n * ONE_DAY for n in range(1, within + 1))
        return (candidate for candidate in days if self.is_working(candidate))


def weekdays_of(desk: Desk) -> frozenset[int]:
    """The days of the week on which the desk works; 1 is Monday."""
    return frozenset(int(digit) for digit in desk.working_days if digit in "1234567")


def is_working(desk: Desk, day: date) -> bool:
    """Whether the desk works on ``day``: not a weekly rest, a public holiday or a closed day."""
    return Calendar(desk).is_working(day)


def next_working_day(desk: Desk, day: date) -> date:
    """``day`` itself if the desk works then, else the first working day after it."""
    return Calendar(desk).next_working_day(day)


def add_working_days(desk: Desk, day: date, n: int) -> date:
    """The ``n``-th working day after ``day``."""
    return Calendar(desk).add(day, n)


@lru_cache(maxsize=64)
def public_holidays(country: str, year: int) -> frozenset[date]:
    """The public holidays of a country (ISO 3166 code) in a year; none for a country that is not known."""
    # Imported here: it takes half a second, and most commands need no holiday.
    import holidays

    try:
        return frozenset(holidays.country_holidays(country, years=year))
    except NotImplementedError:
        return frozenset()


def has_holidays(country: str) -> bool:
    """Whether the public holidays of a country (ISO 3166 code) are known."""
    import holidays

    return country in holidays.list_supported_countries(include_aliases=False)


def named_holidays(country: str, year: int, language: str) -> list[tuple[date, str]]:
    """The public holidays of a year in their order, named in the language if the country's list has it."""
    import holidays

    try:
        known = holidays.country_holidays(country).supported_languages
        spoken = next((code for code in known if code.startswith(language[:2])), None)
        return sorted(holidays.country_holidays(country, years=year, language=spoken).items())
    except NotImplementedError:
        return []


def day_in_words(day: date, language: str, *, today: date | None = None) -> str:
    """A day as one says it: “Thursday 26 November”, « mardi 1er décembre ».

    The year is said when it is not the year of ``today``, or when no ``today`` is given.
    """
    with_year = today is None or day.year != today.year
    with translation.override(language):
        words = date_format(day, "l j F Y" if with_year else "l j F")
    if language.startswith("fr"):
        words = words.lower()
        return words.replace(" 1 ", " 1er ", 1) if day.day == 1 else words
    return words
