from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from saule.engines.severity import find_severity, is_grave


@pytest.mark.parametrize(
    ("text", "reasons"),
    [
        ("Il y a une fuite de gaz dans l'immeuble", {"gas"}),
        ("There is a strong smell of gas in the stairs", {"gas"}),
        ("Ma mère, 87 ans, est sans chauffage depuis trois jours", {"elderly", "no_heating"}),
        ("Without heating with a baby of three months", {"no_heating", "child"}),
        ("My son is on dialysis and this bus is his only way to hospital", {"medical"}),
        ("Nous avons reçu un avis d'expulsion", {"eviction"}),
        ("J'ai envie de mourir", {"suicide"}),
        ("Mon voisin me frappe", {"violence"}),
        ("Un enfant a été renversé par une voiture", {"child", "injury"}),
        ("I use a wheelchair and cannot leave my flat", {"disabled", "stranded"}),
        ("Merci d'avance d'intervenir : un incendie a pris dans la cave", {"fire"}),
        ("C'est vraiment dangereux pour les enfants", {"danger", "child"}),
        ("Un homme est mort hier à ce carrefour", {"death"}),
        ("A cyclist died on that crossing last week", {"death"}),
        ("Mon fils est décédé en traversant cette rue", {"death"}),
        ("Mon père est dans le coma, il va mourir", {"death"}),
        ("The wall is about to collapse on the pavement", {"collapse"}),
    ],
)
def test_what_is_grave_is_found_with_its_reason(text, reasons):
    assert {span.reason for span in find_severity(text)} == reasons


@pytest.mark.parametrize(
    "text",
    [
        "Il n'y a pas de danger",
        "Ce n'est pas dangereux, aucun blessé heureusement",
        "There was no danger",
        "Merci, la fuite de gaz est réparée",
        "La fuite de gaz a été réparée hier.",
        "Bravo aux pompiers pour l'incendie de mardi",
        "Thank you for saving us from the fire",
        "Je veux inscrire mon enfant à la cantine",
        "My elderly mother wants a library card",
        "Feu vert pour le projet",
        "Le bus est tombé en panne",
        "Je suis mort de rire",
        "How do I get a death certificate?",
        "Je demande l'acte de décès de mon père",
        "Nous n'avons pas de chauffage dans la salle des fêtes",
        "C'est urgent !",
        "Ce club a trente ans et il va mourir d'une histoire d'abribus.",
        "Our high street is dying since the market left",
        "Since my wife died I have taken the 12 into town every morning",
        "Mon père est décédé le 10 septembre. Les factures d'eau continuent.",
        "Ma tante est décédée à l'hôpital de Saint-Aubin",
        "J'ai besoin d'un papier pour Da Silva, décédé le 5 septembre",
        "The site shows a fatal error when I pay",
        "Je suis noyé sous les formulaires",
        "La fréquentation s'est effondrée depuis les travaux",
        "",
    ],
)
def test_calm_texts_stay_calm(text):
    assert not is_grave(text), find_severity(text)


@given(st.text(max_size=300))
def test_spans_are_places_in_the_text_in_order(text):
    spans = find_severity(text + " fuite de gaz")
    for span in spans:
        assert (text + " fuite de gaz")[span.start : span.end] == span.text
    assert all(first.end <= second.start for first, second in pairwise(spans))


def test_a_megabyte_is_read_in_time():
    assert find_severity("sans danger " * 100_000) == []
