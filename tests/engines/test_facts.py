"""The figure guard: known, contradicted, outdated, unknown."""

from datetime import date

import pytest

from saule.engines.facts import Fact, Verdict, check_figures
from saule.engines.figures import Sort

TODAY = date(2026, 11, 30)
CANTEEN = ("Tarif de la cantine par trimestre", "Canteen fee per term")
FACTS = [
    Fact(1, Sort.AMOUNT, "45 EUR", CANTEEN, start=date(2026, 9, 1)),
    Fact(2, Sort.AMOUNT, "30 EUR", ("Carte de stationnement résident", "Resident parking permit")),
    Fact(3, Sort.DATE, "2026-12-05", ("Fin des inscriptions à la cantine", "End of canteen registration")),
    Fact(4, Sort.DELAY, "15 working-day", ("Délai de délivrance du passeport", "Passport processing time")),
    Fact(5, Sort.AMOUNT, "40 EUR", CANTEEN, end=date(2026, 8, 31)),
    Fact(6, Sort.AMOUNT, "12 EUR", ("Entrée de la piscine",), end=date(2026, 8, 31)),
]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Le tarif de la cantine est de 45 € par trimestre.", [(Verdict.KNOWN, (1,))]),
        ("The canteen fee is €45 a term.", [(Verdict.KNOWN, (1,))]),
        # Another fact's value does not make a wrong one right.
        ("Le tarif de la cantine est de 30 € par trimestre.", [(Verdict.CONTRADICTS, (1,))]),
        ("La carte de stationnement résident coûte 35 €.", [(Verdict.CONTRADICTS, (2,))]),
        ("Your resident parking permit is £30.", [(Verdict.CONTRADICTS, (2,))]),
        ("Comptez 30 € et 99 €.", [(Verdict.KNOWN, (2,)), (Verdict.UNKNOWN, ())]),
        ("Les inscriptions à la cantine finissent le 5 décembre.", [(Verdict.KNOWN, (3,))]),
        ("Les inscriptions à la cantine finissent le 12 décembre.", [(Verdict.CONTRADICTS, (3,))]),
        ("Passports take 15 working days.", [(Verdict.KNOWN, (4,))]),
        ("Votre passeport sera délivré sous trois semaines.", [(Verdict.CONTRADICTS, (4,))]),
        ("Il faut payer 12 € à l’entrée.", [(Verdict.OUTDATED, (6,))]),
        ("Rien à payer.", []),
    ],
)
def test_a_figure_is_held_against_the_fact_that_its_sentence_speaks_of(text, found):
    assert [(one.verdict, one.facts) for one in check_figures(text, FACTS, on=TODAY)] == found


def test_a_sentence_answers_for_its_own_figures():
    text = "La carte de stationnement résident coûte 30 €. Le tarif de la cantine est de 30 €."
    assert [one.doubtful for one in check_figures(text, FACTS, on=TODAY)] == [False, True]


def test_a_fact_holds_on_its_days_only():
    text = "Le tarif de la cantine est de 40 €."
    (now,), (then,) = (check_figures(text, FACTS, on=day) for day in (TODAY, date(2026, 8, 31)))
    assert (now.verdict, then.verdict) == (Verdict.CONTRADICTS, Verdict.KNOWN)


def test_without_facts_every_figure_is_unknown():
    assert [one.verdict for one in check_figures("5 € et 3 %", [], on=TODAY)] == [Verdict.UNKNOWN] * 2


ENROLMENT = [
    Fact(1, Sort.DATE, "2027-01-05", ("Début des inscriptions à la cantine", "Start of canteen enrolment")),
    Fact(2, Sort.DATE, "2027-01-20", ("Fin des inscriptions à la cantine", "End of canteen enrolment")),
    Fact(3, Sort.DATE, "2027-04-15", ("Réouverture de la piscine", "Reopening of the pool")),
]
KNOWN, WRONG, UNKNOWN = Verdict.KNOWN, Verdict.CONTRADICTS, Verdict.UNKNOWN


@pytest.mark.parametrize(
    ("text", "found"),
    [
        # Both ends of one subject, each its own fact.
        (
            "La fin des inscriptions à la cantine est le 20 janvier, elles commencent le 5 janvier.",
            [KNOWN] * 2,
        ),
        ("La cantine ouvre ses inscriptions le 5 janvier et en annonce la fin le 20 janvier.", [KNOWN] * 2),
        ("Les inscriptions à la cantine vont du 5 janvier au 20 janvier.", [KNOWN] * 2),
        ("The end of canteen enrolment is 20 January; it begins on 5 January.", [KNOWN] * 2),
        # Each in the other's place is wrong all the same.
        ("La fin des inscriptions à la cantine est le 5 janvier, le début le 20 janvier.", [WRONG, KNOWN]),
        # One end right, the other one wrong.
        ("Les inscriptions à la cantine vont du 5 janvier au 25 janvier.", [KNOWN, WRONG]),
        # The other date is no fact's: nobody says otherwise, and nobody knows it.
        ("La réouverture de la piscine, fermée le 3 mars, est le 15 avril.", [UNKNOWN, KNOWN]),
        ("La réouverture de la piscine est le 16 avril.", [WRONG]),
    ],
)
def test_two_dates_in_one_sentence_about_one_subject(text, found):
    assert [one.verdict for one in check_figures(text, ENROLMENT, on=TODAY)] == found
