"""Figures in texts: what is an amount, a rate, a date or a delay, and what is none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from saule.engines.figures import Sort, find_figures, read_figure, same

SAID = [
    ("Le tarif est de 1\u202f234,50\u00a0€ par an.", ["1234.5 EUR"]),
    ("It is €1,234.50 a year, or £45.", ["1234.5 EUR", "45 GBP"]),
    ("5 000 €, 5.000 €, 5,000 € et 5000 euros", ["5000 EUR"] * 4),
    (
        "2,5 millions d’euros, 3 M€, 40 k€, $1.5 million",
        ["2500000 EUR", "3000000 EUR", "40000 EUR", "1500000 USD"],
    ),
    ("50 centimes, CHF 12.-, 1'200 CHF, 30 EUR", ["0.5 EUR", "12 CHF", "1200 CHF", "30 EUR"]),
    ("un taux de 5,5 % puis 12 pour cent, 2.125 per cent", ["5.5 %", "12 %", "2.125 %"]),
    ("avant le 3 mars 2026, le 1er avril ou le 03/03/2026", ["2026-03-03", "--04-01", "2026-03-03"]),
    ("March 3rd, 2026; the 3rd of March; in May 2026", ["2026-03-03", "--03-03", "2026-05"]),
    ("Fini le 7 décembre.", ["--12-07"]),
    ("sous 15 jours ouvrés, dans un délai de deux mois", ["15 working-day", "2 month"]),
    (
        "within ten business days, in a week, in 24 hours, 48 h",
        ["10 working-day", "1 week", "24 hour", "48 hour"],
    ),
    ("d’ici une semaine", ["1 week"]),
]
NOT_SAID = [
    "Appelez le 04 90 11 22 33 de 9 h à 17 h 30.",
    "La ligne 12, 3 enfants, 10 000 personnes, l’article L. 1232-1, la version 2.3.4.",
    "Le 31 février n’existe pas. Un jour viendra. I came one day.",
    "Call 020 7946 0018 about line 12, open 9 to 5.",
]


@pytest.mark.parametrize(("text", "values"), SAID)
def test_what_is_written_in_two_ways_has_one_value(text, values):
    assert [figure.value for figure in find_figures(text)] == values


@pytest.mark.parametrize("text", NOT_SAID)
def test_what_counts_something_else_is_no_figure(text):
    assert find_figures(text) == []


@pytest.mark.parametrize(
    ("sort", "text", "value"),
    [
        (Sort.AMOUNT, " 45,50 € ", "45.5 EUR"),
        (Sort.AMOUNT, "45,50", ""),
        (Sort.AMOUNT, "45 € ou 50 €", ""),
        (Sort.RATE, "45 €", ""),
        (Sort.DELAY, "two months", "2 month"),
    ],
)
def test_a_field_holds_one_figure_of_its_sort(sort, text, value):
    assert read_figure(sort, text) == value


def test_a_day_without_a_year_is_in_any_year():
    assert same("--12-05", "2026-12-05")
    assert same("2026-12-05", "--12-05")
    assert not same("--12-05", "2026-12-06")
    assert not same("2026-12-05", "2027-12-05")
    assert not same("--12-05", "2026-12")


@given(st.text(max_size=300))
def test_any_text_has_figures_in_order_that_do_not_overlap(text):
    at = 0
    for figure in find_figures(text):
        assert figure.start >= at
        assert text[figure.start : figure.end] == figure.text
        assert figure.value
        at = figure.end


@given(st.decimals(min_value="0.01", max_value=99_999_999, places=2, allow_nan=False))
def test_an_amount_is_the_same_in_french_and_in_english(number):
    english = f"{number:,.2f}"
    french = english.replace(",", "\u202f").replace(".", ",")
    (one,), (other,) = find_figures(f"Voici {french} €."), find_figures(f"Here is €{english} now.")
    assert one.value == other.value
