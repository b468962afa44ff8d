"""The day on which somebody is back, as answering machines say it."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from saule.engines.return_dates import return_date

TODAY = date(2026, 2, 25)  # a Wednesday
SAID = (
    "de retour le lundi 3 mars jusqu’au inclus du 14/03 back on until March 3rd returning Monday 2026-03-04"
    " 1er décembre 31/12 99/99 29 février . \n 00 to – au 2027 through"
)
WORDS = st.sampled_from(SAID.split(" "))


@pytest.mark.parametrize(
    ("text", "language", "back"),
    [
        ("Je suis de retour le mardi 3 mars.", "fr", (2026, 3, 3)),
        ("Je suis de retour au bureau\nle 9 mars.", "fr", (2026, 3, 9)),
        ("Absent jusqu’au 14/03 inclus.", "fr", (2026, 3, 15)),
        ("Je serai de retour mardi.", "fr", (2026, 3, 3)),
        ("Je suis en congés du 1er au 14 mars inclus", "fr", (2026, 3, 15)),
        ("Je suis absent. Je reviens le 2 janvier 2027", "fr", (2027, 1, 2)),
        ("Je serai absent à partir du 27/02 et de retour le 09/03.", "fr", (2026, 3, 9)),
        ("Je répondrai à votre message à partir du 4 mars.", "fr", (2026, 3, 4)),
        ("Je ne serai pas disponible du 1er au 14 mars", "fr", (2026, 3, 15)),
        ("I am away until March 3rd", "en", (2026, 3, 4)),
        ("I will be back on 3 March", "en", (2026, 3, 3)),
        ("Returning Monday.", "en", (2026, 3, 2)),
        ("I will not be available from March 1 to March 5, 2026.", "en", (2026, 3, 6)),
        ("I'm on leave and will return on Monday, March 9th", "en", (2026, 3, 9)),
        ("Back on 03/25/2026", "en", (2026, 3, 25)),
        ("Back on 25/03", "en", (2026, 3, 25)),
        ("Out of office through 2026-03-09", "en", (2026, 3, 10)),
        ("De retour le 9 mars / Back on 9 March", "en", (2026, 3, 9)),
    ],
)
def test_the_day_is_read(text, language, back):
    assert return_date(text, language, TODAY) == date(*back)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Back on 03/04", "en"),  # the third of April, or the fourth of March
        ("Bonjour, je suis absent.", "fr"),
        ("Je suis absent le 26 février.", "fr"),
        ("Je vous répondrai dès mon retour.", "fr"),
        ("Absente du 20 décembre au 3 janvier", "fr"),  # over, not in eleven months
        ("Back on 31 February", "en"),
        ("De retour le 3 mars 2031", "fr"),
        ("", "de"),
    ],
)
def test_what_tells_no_day_or_two_is_none(text, language):
    assert return_date(text, language, TODAY) is None


def test_the_year_rolls_over():
    assert return_date("de retour le 4 janvier", "fr", date(2026, 12, 22)) == date(2027, 1, 4)


@given(
    st.lists(WORDS, max_size=30).map(" ".join) | st.text(max_size=200),
    st.sampled_from(["fr", "en", "xx", ""]),
    st.dates(date(1, 1, 2), date(9990, 1, 1)),
)
def test_any_text_gives_a_day_of_the_next_year_or_none(text, language, today):
    found = return_date(text, language, today)
    assert found is None or today < found <= today + timedelta(days=365)
