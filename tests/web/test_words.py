"""Dates, numbers and shares as people say them."""

from datetime import UTC, date, datetime

import pytest
from django.utils import translation

from saule.matters.models import Correction
from saule.web import words

TODAY = date(2026, 11, 21)
WORDED = (Correction.Verb.KIND, Correction.Verb.GRAVITY)  # the trail has its own names for these


@pytest.fixture(params=["fr", "en"])
def language(request):
    with translation.override(request.param):
        yield request.param


def said(language: str, french: str, english: str) -> str:
    return french if language == "fr" else english


def test_days_are_words(language):
    assert words.day_words(date(2026, 11, 26), TODAY) == said(
        language, "jeudi 26 novembre", "Thursday 26 November"
    )
    assert words.short_day(date(2026, 11, 26), TODAY) == said(language, "jeudi 26 nov.", "Thursday 26 Nov.")


def test_the_first_of_a_month_is_an_ordinal_in_french(language):
    assert words.day_words(date(2026, 12, 1), TODAY) == said(
        language, "mardi 1ᵉʳ décembre", "Tuesday 1 December"
    )


def test_another_year_is_said(language):
    assert words.date_words(date(2027, 1, 4), TODAY) == said(language, "4 janvier 2027", "4 January 2027")


@pytest.mark.parametrize(
    ("day", "french", "english"),
    [
        (date(2026, 11, 21), "aujourd’hui", "today"),
        (date(2026, 11, 22), "demain", "tomorrow"),
        (date(2026, 11, 20), "hier", "yesterday"),
        (date(2026, 11, 26), "dans 5 jours", "in 5 days"),
        (date(2026, 11, 19), "il y a 2 jours", "2 days ago"),
    ],
)
def test_how_far_away_a_day_is(language, day, french, english):
    assert words.in_days(day, TODAY) == said(language, french, english)


def test_how_late_a_promise_is(language):
    assert words.late_by(date(2026, 11, 20), TODAY) == said(language, "en retard de 1 jour", "1 day late")
    assert words.late_by(date(2026, 11, 19), TODAY) == said(language, "en retard de 2 jours", "2 days late")


def test_numbers_are_grouped_as_the_reader_does(language):
    assert words.number_words(3412) == said(language, "3\u202f412", "3,412")
    assert words.number_words(2.5, 1) == said(language, "2,5", "2.5")


def test_a_share_is_never_rounded_up_to_all_or_down_to_none(language):
    assert words.percent(1, 4) == said(language, "25\u202f%", "25%")
    assert words.percent(999, 1000) == said(language, "99\u202f%", "99%")
    assert words.percent(1, 1000) == said(language, "moins de 1\u202f%", "under 1%")
    assert words.percent(0, 1000) == said(language, "0\u202f%", "0%")
    assert words.percent(0, 0) == "–"


def test_what_happened_today_is_a_time_and_before_a_day(language):
    moment = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)

    assert words.moment_words(moment, TODAY) == said(language, "09:30", "9:30 a.m.")
    assert words.moment_words(moment, date(2026, 11, 22)) == said(
        language, "hier, 09:30", "yesterday, 9:30 a.m."
    )
    assert words.moment_words(moment, date(2026, 11, 25)) == said(language, "21 novembre", "21 November")


def test_sizes(language):
    assert words.size_words(900) == said(language, "900 octets", "900 bytes")
    assert words.size_words(12_400) == said(language, "12\u202fko", "12\u202fkB")
    assert words.size_words(2_500_000) == said(language, "2,5\u202fMo", "2.5\u202fMB")


def test_a_level_as_people_say_it(language):
    assert words.one_in_ten(0.92) == said(language, "9 sur 10", "9 in 10")


@pytest.mark.parametrize(
    "verb", [*(v.value for v in Correction.Verb if v not in WORDED), "pause mailbox", "add alias"]
)
def test_what_the_trail_holds_is_said_in_words(language, verb):
    assert words.trail_word(verb) != verb


def test_small_numbers_begin_a_sentence_in_letters(language):
    assert words.spelled(3) == said(language, "Trois", "Three")
    assert (words.spelled(9), words.spelled(10)) == (said(language, "Neuf", "Nine"), "10")
