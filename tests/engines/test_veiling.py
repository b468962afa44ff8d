"""What tells who somebody is stands behind a stand-in; the rest of a text stays as it is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from saule.engines.veiling import HIDDEN, LONGEST_ENDING, STAND_IN, Hints, Veil, hint

WHO = "Éloïse Petit-Renard"


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("Je m’appelle ELOISE petit renard.", "renard"),
        ("Je soussigné Karim Bensaïd demande", "Bensaïd"),
        ("My name is Wren Ashdown and I live here", "Ashdown"),
        ("Mon voisin M. Dupont se plaint", "Dupont"),
        ("Écrivez-moi à petit.renard@orange.fr", "orange"),
        ("Tél. 06 12 34 56 78", "34"),
        ("Appelez le +33 6 12 34 56 78 le soir", "34"),
        ("J’habite 12 bis rue des Lilas", "Lilas"),
        ("I live at 4 Old Mill Lane now", "Mill"),
        ("35000 Saint-Aubin", "35000"),
        ("Mon IBAN est FR76 3000 6000 0112 3456 7890 189", "3000"),
        ("Sécurité sociale 1 80 03 35 238 123 45", "238"),
        ("Ma plaque est AB-123-CD", "123"),
        ("née le 12/03/1980", "1980"),
        ("Dossier 2024-118833", "118833"),
        ("On Mastodon I am @eloise_r", "eloise_r"),
    ],
)
def test_what_tells_who_somebody_is_does_not_show(text, hidden):
    veiled = Veil([WHO]).over(text)

    assert hidden.casefold() not in veiled.casefold()
    assert STAND_IN.search(veiled)


@pytest.mark.parametrize(
    "text",
    [
        "La ligne 12 s’arrête le 15 décembre 2026 ; le trajet coûte 1,60 €.",
        "Monsieur le maire, la cantine coûte 1 250 000 € par an.",
        "Bonjour Madame, Monsieur, quand rouvre la piscine de la place centrale ?",
        "The pool costs £12.50 for 3 hours, from 8:30 to 20:15.",
    ],
)
def test_what_tells_nobody_stays(text):
    assert Veil([WHO]).over(text) == text


def test_the_same_thing_has_the_same_stand_in_in_every_text_of_a_conversation():
    veil = Veil([WHO], {"name": "personne", "phone": "téléphone"})

    assert veil.over("Éloïse, 06 12 34 56 78") == "[personne 1], [téléphone 1]"
    assert veil.over("06.12.34.56.78 ou 06 99 99 99 99") == "[téléphone 1] ou [téléphone 2]"
    assert veil.over("C’est Petit-Renard, et M. Dupont") == "C’est [personne 1], et M. [personne 2]"


@given(st.text(max_size=300), st.lists(st.text(max_size=20), max_size=3))
def test_any_text_comes_through_and_veiling_twice_is_veiling_once(text, names):
    veiled = Veil(names).over(text)

    assert Veil(names).over(text) == veiled
    assert "\ue000" not in veiled


def test_a_text_that_uses_our_own_marks_is_only_a_text():
    assert Veil().over("\ue0007\ue001 06 12 34 56 78") == "7\ue001 [phone 1]"


ADDRESSES = st.builds(
    lambda local, name, ending: f"{local}@{name}.{ending}",
    st.from_regex(r"[a-z0-9._+-]{1,30}", fullmatch=True),
    st.from_regex(r"[a-z0-9-]{1,20}(\.[a-z0-9-]{1,10})?", fullmatch=True),
    st.from_regex(r"[a-z]{2,12}", fullmatch=True),
)
NUMBERS = st.from_regex(r"(\+\d{1,3} ?)?\d([ .]?\d){3,11}", fullmatch=True)


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("marie.dupont@gmail.com", "m•••@g•••.com"),
        ("jo@sfr.fr", "•••@•••.fr"),
        ("marie@mairie.saint-aubin.example", "m•••@m•••.example"),
        ("@eloise@mastodon.social", "e•••@m•••.social"),
        ("contact@localhost", "c•••@l•••"),
        ("+33 6 12 34 56 78", "••• 78"),
        ("3646", "•••"),
        ("eloise_r", "e•••"),
        ("", "•••"),
    ],
)
def test_a_hint_is_what_the_rule_says(value, shown):
    assert hint(value) == shown


@given(ADDRESSES)
def test_of_an_address_no_more_shows_than_two_first_letters_and_the_ending(value):
    local, _, domain = value.partition("@")
    name, _, ending = domain.rpartition(".")
    shown = hint(value)

    before, _, behind = shown.partition("@")
    assert before in {HIDDEN, f"{local[0]}{HIDDEN}"}
    assert behind in {f"{HIDDEN}.{ending}", f"{name[0]}{HIDDEN}.{ending}"}
    assert len(local) >= 4 or before == HIDDEN
    assert len(name) >= 4 or behind.startswith(HIDDEN)


@given(NUMBERS)
def test_of_a_number_no_more_than_the_last_two_digits(value):
    digits = [char for char in value if char.isdecimal()]

    assert hint(value) in {HIDDEN, f"{HIDDEN} {''.join(digits[-2:])}"}
    assert len(digits) >= 6 or hint(value) == HIDDEN


@given(st.text(max_size=40))
def test_of_whatever_else_little_shows_and_never_its_length(value):
    left = [char for char in hint(value) if char not in HIDDEN + "@. "]

    assert len(left) <= 2 + LONGEST_ENDING
    assert "•••" in hint(value)


@given(st.lists(ADDRESSES | NUMBERS, min_size=2, max_size=12, unique=True))
def test_on_one_page_two_addresses_never_look_the_same_and_one_always_does(values):
    page = Hints()
    shown = [page.of(value) for value in values]

    assert len(set(shown)) == len(values)
    assert [page.of(value) for value in reversed(values)] == shown[::-1]
    assert all(hint(value) in one for value, one in zip(values, shown, strict=True))


@given(ADDRESSES)
def test_a_name_that_is_an_address_says_no_more_than_its_hint(value):
    assert value not in Hints().over(f"Marie <{value}>")
    assert Hints().over("Marie Dupont, 2 rue des Lilas") == "Marie Dupont, 2 rue des Lilas"
