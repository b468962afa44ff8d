"""The letters made for the benchmark, and what counts as a wrong link."""

import random

from benchmarks.grouping import Labelled

from benchmarks import letters

WORDS = [f"{chr(97 + at % 26)}{at}" for at in range(400)]
TEXTS = [" ".join(random.Random(at).sample(WORDS, 60)) for at in range(30)]


def test_letters_have_copies_and_all_else_is_sent_once():
    sent = list(letters.made(Labelled(TEXTS, TEXTS, [""] * 30), random.Random(1)))
    assert len(sent) == 30 + letters.LETTERS * sum(letters.COPIES.values())
    assert sum(one.how == "once" for one in sent) == 30 - letters.LETTERS
    exact = [one for one in sent if one.how == "exact"]
    assert all(one.text == one.source for one in exact)
    assert all(one.text.startswith(one.source) for one in sent if one.how == "signed")


def test_a_link_is_wrong_unless_both_come_from_one_text_or_the_file_holds_copies():
    one, other = (letters.Sent(text, text, name, "once") for text, name in zip(TEXTS, "ab", strict=False))
    assert letters.is_wrong(one, other)
    assert not letters.is_wrong(one, letters.Sent("x", TEXTS[0], "a", "signed"))
    assert not letters.is_wrong(one, letters.Sent("x", TEXTS[0] + " more", "c", "once"))


def test_half_of_a_text_word_for_word_is_a_copy_and_the_same_words_in_another_order_are_not():
    words = TEXTS[0].split()
    half = " ".join([*words[:30], *TEXTS[1].split()[:30]])
    shuffled = " ".join(random.Random(3).sample(words, len(words)))
    one = letters.Sent(TEXTS[0], TEXTS[0], "a", "once")
    assert not letters.is_wrong(one, letters.Sent(half, half, "b", "once"))
    assert letters.is_wrong(one, letters.Sent(shuffled, shuffled, "c", "once"))
