"""Words as search compares them: without accents and case, and by their French or English stems.

A record becomes a stream of tokens that both stores index as it is, so that both find the same. Accents go
before stemming, because half of what is typed has none: "inondees" and "inondées" must be one word.

PyStemmer (Snowball) is named in this module alone: whoever replaces it must index everything again.
"""

import re
import unicodedata
from collections.abc import Iterable

import Stemmer

FRENCH, ENGLISH = "fr", "en"
LONGEST_WORD = 40
LONGEST_TEXT = 100_000
MOST_WORDS = 16_000
"""What is indexed of one record: PostgreSQL keeps positions up to 16,383, and a megabyte of words."""

FORM = "_"
TITLE = "="
FACT = "#"
"""Marks of tokens that stand behind the text: a word as written where its stem differs, a stem of the title,
and what else a search is narrowed by, so that a frequent word in one month needs no look at all others.
"""

_MARKS = re.compile("[\u0300-\u036f\u200b-\u200d\u2060\ufe00-\ufe0f]+")
_EAST_ASIAN = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
_ASCII_WORD = re.compile("[a-z0-9]+")
# Scripts that put no space between words are read sign by sign.
_WORD = re.compile(rf"[{_EAST_ASIAN}]|[^\W_{_EAST_ASIAN}]+")
_LETTERS = (("œ", "oe"), ("æ", "ae"), ("ø", "o"), ("ł", "l"), ("đ", "d"), ("ı", "i"))
_KEPT = 200_000


class _Stems(dict[str, str]):
    """The stems of one language, each made once and kept while there are not too many."""

    def __init__(self, language: str, algorithm: str) -> None:
        super().__init__()
        self._language = language
        self._stemmer = Stemmer.Stemmer(algorithm, 0)

    def __missing__(self, form: str) -> str:
        if len(self) >= _KEPT:
            self.clear()
        found = str(self._stemmer.stemWord(form)) or form
        # French endings that lost their accent: "inondee" and "inonder" are one word.
        if self._language == FRENCH and len(found) > 4 and found.endswith("e"):
            found = found[:-1]
        self[form] = found
        return found


_stems = {FRENCH: _Stems(FRENCH, "french"), ENGLISH: _Stems(ENGLISH, "english")}
_word_forms: dict[str, str] = {}


def fold(text: str) -> str:
    """Return the text in one case, without accents and ligatures."""
    if text.isascii():
        return text.lower()
    folded = _MARKS.sub("", unicodedata.normalize("NFKD", text)).casefold()
    for letter, plain in _LETTERS:
        folded = folded.replace(letter, plain)
    return folded


def forms(text: str) -> list[str]:
    """Return the words of a text in order, folded."""
    folded = fold(text[:LONGEST_TEXT])[:LONGEST_TEXT]
    found = _ASCII_WORD.findall(folded) if folded.isascii() else _WORD.findall(folded)
    if len(found) > MOST_WORDS:
        del found[MOST_WORDS:]
    return [word[:LONGEST_WORD] for word in found]


def form_of(word: str) -> str:
    """Return one word of a text, folded; empty if nothing of it is a letter or digit."""
    found = _word_forms.get(word)
    if found is None:
        if len(_word_forms) >= _KEPT:
            _word_forms.clear()
        found = _word_forms[word] = "".join(forms(word)[:1])
    return found


def stem(form: str, language: str) -> str:
    """Return the stem of a folded word; the word itself in a language without a stemmer."""
    known = _stems.get(language)
    return form if known is None else known[form]


def stems(words: list[str], language: str) -> list[str]:
    """Return the stems of folded words, in order."""
    known = _stems.get(language)
    return words if known is None else list(map(known.__getitem__, words))


def variants(words: Iterable[str]) -> list[tuple[str, ...]]:
    """Return how these folded words may stand in an index, whatever the language of what was indexed."""
    written = tuple(words)
    found = [tuple(stems(list(written), language)) for language in (FRENCH, ENGLISH)]
    return list(dict.fromkeys([*found, written]))


def stream(title: str, text: str, language: str, facts: Iterable[str] = ()) -> str:
    """Return the tokens of a record, separated by spaces: what both stores index.

    First the stems of title and text in order, with a gap between; then, once each, the words that differ
    from their stem (for ``inondat*``), the stems of the title (so that it can weigh more) and the facts.
    """
    head, body = forms(title), forms(text)
    in_head, in_body = stems(head, language), stems(body, language)
    tokens = [*in_head, TITLE, *in_body]
    written = dict(zip([*head, *body], [*in_head, *in_body], strict=True))
    tokens += [FORM + form for form, found in written.items() if form != found]
    tokens += [TITLE + found for found in dict.fromkeys(in_head)]
    tokens += [FACT + fact for fact in facts]
    return " ".join(tokens)
