import random

from hypothesis import given, settings
from hypothesis import strategies as st

from saule.engines.near_duplicates import Copy, NearDuplicates, edits, jaccard, pieces
from saule.engines.texts import normalise

LETTER = normalise(
    "Je vous demande de revenir sur la suppression de la ligne 12, qui laisse sans transport les collégiens "
    "du plateau et les personnes âgées du quartier. Cette décision a été prise sans consultation."
)
OTHER = normalise(
    "Le ramassage des ordures n'a pas eu lieu mardi dans notre rue, et les sacs éventrés s'entassent "
    "sur le trottoir depuis. Merci de nous dire quand il passera."
)


def known(*texts: str) -> NearDuplicates:
    index = NearDuplicates()
    for position, text in enumerate(texts):
        index.add(position, text)
    return index


def test_a_signed_copy_is_found_and_another_letter_is_not():
    index = known(LETTER)
    copy = index.find(LETTER + " jean dupont 12 rue des lilas")
    assert copy is not None
    assert copy.of == 0
    assert 0.8 < copy.likeness < 1.0
    assert index.find(OTHER) is None


def test_the_same_text_is_its_own_copy_entirely():
    assert known(LETTER).find(LETTER) == Copy(0, 1.0)


def test_short_texts_are_never_near_duplicates():
    index = known("where is my card")
    assert index.find("where is my cards") is None


def test_what_is_removed_is_not_found_and_leaves_nothing_behind():
    index = known(LETTER, OTHER)
    index.remove(0)
    index.remove(0)
    assert index.find(LETTER) is None
    assert 0 not in index
    index.remove(1)
    assert not index._buckets


def test_a_reader_sees_what_a_copy_changed():
    assert edits(LETTER.replace("12", "14"), LETTER) == ("14", "−12")
    assert edits(LETTER, LETTER) == ()


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 2**32))
def test_copies_with_one_word_in_twelve_changed_are_found(seed):
    rng = random.Random(seed)
    words = LETTER.split()
    for at in rng.sample(range(len(words)), max(1, len(words) // 12)):
        words[at] = "".join(rng.choice("abcdefgh") for _ in range(6))
    assert known(OTHER, LETTER).find(" ".join(words)) is not None


@given(st.text(), st.text())
def test_likeness_is_between_zero_and_one_and_mutual(left, right):
    here, there = pieces(normalise(left)), pieces(normalise(right))
    assert 0.0 <= jaccard(here, there) <= 1.0
    assert jaccard(here, there) == jaccard(there, here)
