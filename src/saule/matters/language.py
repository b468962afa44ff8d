"""In which of the desk's languages a text is written."""

from functools import cache

from py3langid.langid import MODEL_FILE, LanguageIdentifier

LEAST_LETTERS = 12


@cache
def identifier() -> LanguageIdentifier:
    """The identifier, limited to the languages Saule writes in; loaded at the first use."""
    identifier = LanguageIdentifier.from_model_file(MODEL_FILE)
    identifier.set_languages(["fr", "en"])
    return identifier


def language_of(text: str, *, fallback: str = "") -> str:
    """``fr`` or ``en``; ``fallback`` where there is too little text to tell."""
    if sum(character.isalpha() for character in text[:400]) < LEAST_LETTERS:
        return fallback
    language, _score = identifier().classify(text[:2000])
    return str(language)
