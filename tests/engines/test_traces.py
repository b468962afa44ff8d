"""Traces in what people write: numbers and names, as far as they can be trusted."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from saule.engines.traces import name_key, names_signed, phones, references, signed


@pytest.mark.parametrize(
    "text",
    ["06 12 34 56 78", "0612345678", "+33 6 12 34 56 78", "0033 6 12.34.56.78", "Tél. : 06-12-34-56-78."],
)
def test_one_telephone_number_however_it_is_written(text):
    assert phones(text) == {"612345678"}


@pytest.mark.parametrize(
    "text",
    ["le 12/04/2026 à 10h30", "SIRET 732 829 320 00074", "dossier 2026-118", "1234567890", "00 00 00 00 00"],
)
def test_other_numbers_are_no_telephone_numbers(text):
    assert phones(text) == set()


def test_file_numbers_are_the_same_with_other_separators():
    assert references("Mon dossier n° 2026-00118 traîne") == {"202600118"}
    assert references("(réf. : 2026/00118)") == {"202600118"}
    assert references("Case number AB-4471-X") == {"AB4471X"}
    assert references("mon dossier de juin") == set()


def test_a_signature_ends_where_the_quote_of_somebody_else_begins():
    said = "Bonjour, quand rouvre la piscine ?"
    text = f"{said}\n\nJeanne Le Goff\n06 12 34 56 78\n\nLe 12 mai 2026, Paul Martin a écrit :\n> Paul Martin"

    tail = signed(text, said)

    assert names_signed(tail) == {"Jeanne Le Goff"}
    assert "Paul" not in tail


def test_a_name_is_the_same_in_any_order_without_accents_and_capitals():
    assert name_key("LE GOFF Zoé") == name_key("zoe le goff") != name_key("Zoé Martin")
    assert not name_key("Zoé")
    assert not name_key("zoe zoé")


@given(st.text(max_size=400), st.text(max_size=100))
def test_any_text_can_be_read(text, said):
    assert all(len(number) == 9 and number.isdigit() for number in phones(text))
    assert references(text) is not None
    assert isinstance(names_signed(signed(text, said)), set)
    assert isinstance(name_key(text), frozenset)
