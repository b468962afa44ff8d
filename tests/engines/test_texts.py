import pytest
from hypothesis import given
from hypothesis import strategies as st

from saule.engines.texts import (
    digest,
    gist,
    normalise,
    says_something,
    telling_sentences,
    without_greeting,
    without_reply_marks,
)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Bonjour Madame, la ligne 12 ne passe plus. Cordialement, Jean", "la ligne 12 ne passe plus."),
        ("Bonjour, je n'ai plus de bus", "je n'ai plus de bus"),
        ("Dear Sir or Madam,\n\nThe bus is gone.\n\nKind regards\nBob", "The bus is gone."),
        ("hi there can you set a timer", "can you set a timer"),
        ("Hello Marie Curie,\nplus de bus", "plus de bus"),
        ("madame la maire la ligne est coupée", "la ligne est coupée"),
        ("Hi, my card is lost", "my card is lost"),
    ],
)
def test_the_gist_leaves_out_greeting_and_closing(text, said):
    assert gist(text) == said


@pytest.mark.parametrize("text", ["", "   ", "👍", "Bonjour", "Merci beaucoup !", "ok", "Hello,", "12", "?!"])
def test_some_texts_say_nothing(text):
    assert not says_something(gist(text))


@pytest.mark.parametrize("text", ["bus ?", "地铁停运了", "Где мой паспорт", "what can I do about it"])
def test_a_few_words_say_something(text):
    assert says_something(gist(text))


@pytest.mark.parametrize(
    ("subject", "bare"),
    [
        ("Re: Bus", "Bus"),
        ("RE: TR : Fwd: Re[2]: Bus 12", "Bus 12"),
        ("Recours : bus", "Recours : bus"),
        ("Réf: bus", "bus"),
        ("Tr\u202f: bus", "bus"),
    ],
)
def test_reply_marks_are_taken_off(subject, bare):
    assert without_reply_marks(subject) == bare


def test_the_same_text_in_other_dress_has_the_same_digest_and_another_number_has_not():
    assert digest(normalise("La LIGNE 12,  est\ncoupée !")) == digest(normalise("la ligne 12 est coupée"))
    assert digest(normalise("ligne 12")) != digest(normalise("ligne 13"))


@given(st.text())
def test_normalising_twice_changes_nothing(text):
    assert normalise(normalise(text)) == normalise(text)


@given(st.text())
def test_a_gist_is_short_and_never_fails(text):
    assert len(gist(text)) <= 400
    assert len(without_greeting(text)) <= len(text)


def test_a_megabyte_without_a_space_is_read_in_time():
    assert len(gist("é" * 1_000_000)) == 400
    assert telling_sentences("a. " * 400_000)
