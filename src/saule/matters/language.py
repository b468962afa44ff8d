"""In which of the desk's languages a text is written."""

import re
from functools import cache

from py3langid.langid import MODEL_FILE, LanguageIdentifier

from saule.engines.stopwords import ENGLISH, FRENCH

ENOUGH = 600
"""How much of a text is read: more says nothing new, and takes longer."""
FEW_LETTERS = re.compile(r"(?:[\W\d_]*[^\W\d_]){0,11}[\W\d_]*\Z")

WORD = re.compile(r"[^\W\d_]+")
ONLY_FRENCH, ONLY_ENGLISH = FRENCH - ENGLISH, ENGLISH - FRENCH
CLEARLY = 4
"""How many small words of one language say it for certain, with none such of the other for every four."""


@cache
def identifier() -> LanguageIdentifier:
    """The identifier, limited to the languages Saule writes in; loaded at the first use."""
    identifier = LanguageIdentifier.from_model_file(MODEL_FILE)
    identifier.set_languages(["fr", "en"])
    return identifier


def language_of(text: str, *, fallback: str = "") -> str:
    """``fr`` or ``en``; ``fallback`` where there is too little text to tell."""
    if FEW_LETTERS.match(text[:ENOUGH]):
        return fallback
    if plain := by_small_words(text[:ENOUGH]):
        return plain
    language, _score = identifier().classify(text[:ENOUGH])
    return str(language)


def by_small_words(text: str) -> str:
    """The language whose articles and pronouns plainly prevail; empty where they do not.

    Most texts have plenty: the identifier, which takes ten times as long, is for the others.
    """
    words = WORD.findall(text.lower())
    french = sum(map(ONLY_FRENCH.__contains__, words))
    english = sum(map(ONLY_ENGLISH.__contains__, words))
    if max(french, english) < CLEARLY * (1 + min(french, english)):
        return ""
    return "fr" if french > english else "en"
