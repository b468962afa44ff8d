"""Words as search compares them, what somebody typed, and the words found in a text."""

import re

from hypothesis import given
from hypothesis import strategies as st

from saule.engines.excerpts import Finder
from saule.engines.queries import MOST_TERMS, as_fts5, as_tsquery, understand
from saule.engines.wordforms import LONGEST_WORD, fold, forms, stem, stream

TYPED = st.text(st.sampled_from("abcé œ\"*-()+:^~&|!<>«»\x00'\\🙂水#=_ANDORT"), max_size=60) | st.text(
    max_size=60
)


def same(one: str, other: str, language: str) -> bool:
    """Whether two words are one word to a search."""
    return stem(fold(one), language) == stem(fold(other), language)


def test_words_meet_whatever_their_accents_case_number_and_gender():
    assert same("Écoles", "ecole", "fr")
    assert same("horaires", "Horaire", "fr")
    assert same("inondées", "INONDATION", "fr")
    assert same("inondees", "inondée", "fr")
    assert same("journaux", "journal", "fr")
    assert same("flooding", "floods", "en")
    assert same("cœur", "coeur", "fr")
    assert same("Straße", "strasse", "")


def test_words_that_differ_stay_apart():
    assert not same("école", "écologie", "fr")
    assert not same("bus", "but", "fr")


def test_a_text_is_cut_at_apostrophes_and_hyphens():
    assert forms("L’école d'Évry, rendez-vous à 8h30 !") == [
        "l",
        "ecole",
        "d",
        "evry",
        "rendez",
        "vous",
        "a",
        "8h30",
    ]


def test_a_decomposed_accent_is_an_accent():
    assert forms("e\u0301cole") == ["ecole"]


def test_a_script_without_spaces_is_read_sign_by_sign():
    assert forms("水道の水") == ["水", "道", "の", "水"]


def test_the_stream_holds_the_text_in_order_then_forms_title_and_facts():
    tokens = stream("Écoles", "les écoles ferment", "fr", ["m202611"]).split()

    assert tokens[:5] == ["ecol", "=", "le", "ecol", "ferment"]
    assert {"_ecoles", "=ecol", "#m202611"} <= set(tokens[5:])


@given(st.text(), st.text(), st.sampled_from(["fr", "en", ""]))
def test_any_text_becomes_tokens_that_both_stores_take_as_they_are(title, text, language):
    for token in stream(title, text, language).split(" "):
        assert re.fullmatch(r"[_=]?[^\W_]*", token), token
        assert len(token) <= LONGEST_WORD + 2


@given(st.text())
def test_a_text_has_the_words_of_its_folded_self(text):
    assert forms(fold(text)) == forms(text)


def test_a_query_is_understood():
    query = understand('horaires "fuite de gaz" inond* -piscine -"terrain de sport" don\'t')

    assert [term.words for term in query.terms] == [
        ("horaires",),
        ("fuite", "de", "gaz"),
        ("inond",),
        ("don", "t"),
    ]
    assert [term.beginning for term in query.terms] == [False, False, True, False]
    assert [term.words for term in query.excluded] == [("piscine",), ("terrain", "de", "sport")]


def test_french_quotation_marks_and_one_left_open_make_phrases():
    assert [term.words for term in understand("« fuite de gaz »").terms] == [("fuite", "de", "gaz")]
    assert [term.words for term in understand('"fuite de gaz').terms] == [("fuite", "de", "gaz")]


def test_an_article_cut_short_is_not_looked_for():
    assert [term.words for term in understand("l'école d’Évry").terms] == [("ecole",), ("evry",)]


def test_a_dash_between_words_excludes_nothing():
    assert understand("Paris - Lyon, rendez-vous").excluded == ()


def test_nothing_to_look_for_is_no_query():
    for typed in ("", '""""', "***", "- - -", "\x00", "🙂", "-piscine", "()"):
        assert not understand(typed), typed


def test_a_beginning_of_few_letters_is_said_and_read_as_a_word():
    query = understand("in*")

    assert query.short == ("in*",)
    assert not query.terms[0].beginning


def test_a_very_long_query_is_cut_and_says_so():
    query = understand(" ".join(f"mot{number}" for number in range(2_000)))

    assert len(query.terms) == MOST_TERMS
    assert query.more > 1_000


@given(TYPED)
def test_whatever_is_typed_becomes_tokens_in_quotes_for_both_stores(typed):
    query = understand(typed)
    bare = re.sub(r'"[^"]*"', "", as_fts5(query))
    assert re.fullmatch(r"(?:AND|OR|NOT|[() *])*", bare), bare
    bare = re.sub(r"'[^']*'", "", as_tsquery(query))
    assert re.fullmatch(r"(?:<->|:\*|[()&|! ])*", bare), bare


def found(typed: str, text: str, language: str = "fr") -> list[str]:
    """The words that are marked."""
    return [piece.text for piece in Finder(understand(typed), language).excerpt(text) if piece.found]


def test_the_words_found_are_marked_as_they_are_written():
    assert found("ecole", "Les écoles de l’École Jules-Ferry") == ["écoles", "École"]
    assert found('"fuite de gaz"', "De la fuite, une fuite de gaz") == ["fuite de gaz"]
    assert found("inondat*", "Une inondation, des inondations, inondé") == ["inondation", "inondations"]
    assert found("floods", "The flooding in Mill Lane", "en") == ["flooding"]


def test_the_excerpt_shows_where_most_of_the_query_stands():
    text = "La piscine. " + "Rien à dire ici. " * 50 + "Les horaires de la piscine en été."

    excerpt = Finder(understand("horaires piscine"), "fr").excerpt(text)

    assert [piece.text for piece in excerpt if piece.found] == ["horaires", "piscine"]
    assert excerpt[0].text == "… "


@given(TYPED, st.text(max_size=400), st.sampled_from(["fr", "en", ""]))
def test_marking_changes_no_word_of_a_text(typed, text, language):
    marked = Finder(understand(typed), language).marked(text)

    assert re.sub(r"\s+", " ", "".join(piece.text for piece in marked)) == re.sub(r"\s+", " ", text)


@given(
    st.lists(
        st.sampled_from(["école", "écoles", "bus", "cœur", "rendez-vous", "Évry"]),
        min_size=1,
    )
)
def test_every_word_of_a_text_is_found_by_itself(words):
    text = " et ".join(words)
    for word in words:
        assert word in found(word, text)
