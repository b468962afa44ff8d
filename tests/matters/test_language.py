"""Which language somebody writes in: by small words where they are plenty, else by the identifier."""

import csv
import os
from pathlib import Path

import pytest

from saule.matters.language import by_small_words, language_of

DATA = Path(os.environ.get("SAULE_TEST_DATA", Path(__file__).parents[3] / "shared" / "data"))
REQUESTS = DATA / "grouping" / "snips" / "both.tsv"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Bonjour, je ne comprends pas pourquoi vous avez supprimé la ligne 12 de nos enfants.", "fr"),
        ("Hello, I do not understand why you have cut line 12 and what our children should do.", "en"),
        ("Pensez à fermer le parc ce weekend", "fr"),
        ("Broken streetlight near our house", "en"),
    ],
)
def test_the_language_is_told(text, language):
    assert language_of(text, fallback="") == language


@pytest.mark.parametrize("text", ["", "OK 12", "!!! 4711 :-)", "12 34 56 78 90"])
def test_too_little_text_takes_the_fallback(text):
    assert language_of(text, fallback="xx") == "xx"


def test_both_languages_in_one_text_are_left_to_the_identifier():
    text = "Je vous écris pour la ligne 12. I am writing to you about line 12, which you have cut."
    assert by_small_words(text) == ""


@pytest.mark.skipif(not REQUESTS.exists(), reason="no real requests: SAULE_TEST_DATA")
def test_small_words_are_never_wrong_on_real_requests():
    with REQUESTS.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    told = [(by_small_words(row["text"]), row["language"]) for row in rows]
    assert sum(bool(said) for said, _true in told) > len(rows) / 3
    assert [pair for pair in told if pair[0] and pair[0] != pair[1]] == []
