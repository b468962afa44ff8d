"""In which of the desk's languages a text is written."""

import re
from functools import cache

from py3langid.langid import MODEL_FILE, LanguageIdentifier

ENOUGH = 600
"""How much of a text is read: more says nothing new, and takes longer."""
FEW_LETTERS = re.compile(r"(?:[\W\d_]*[^\W\d_]){0,11}[\W\d_]*\Z")


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
    language, _score = identifier().classify(text[:ENOUGH])
    return str(language)
