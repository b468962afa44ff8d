"""How people type: with care, on a telephone, without accents, in a hurry."""

import re
import unicodedata
from random import Random

CAPITAL = re.compile(r"(^|[.!?]\s+|\n)([A-ZÉÀ])(?=[a-zéèêàç' ])")
NARROW = "\u202f"
SHORT = {
    "fr": (("est-ce que", "esque"), ("quelqu'un", "qqun"), ("beaucoup", "bcp"), ("toujours", "tjs"),
           ("pour ", "pr "), ("rendez-vous", "rdv"), ("aujourd'hui", "ajd"), ("s'il vous plaît", "svp"),
           ("parce que", "pcq")),
    "en": (("please", "pls"), ("because", "cos"), ("appointment", "appt"), ("you are", "ur"),
           ("I have", "ive"), ("tomorrow", "tmrw"), ("with", "w/"), ("don't", "dont"), ("can't", "cant")),
}  # fmt: skip
SLIPS = {
    "fr": (("é ", "er "), ("ça ", "sa "), ("ces ", "ses "), ("n'est pas", "est pas"), ("j'ai", "jai"),
           ("c'est", "cest"), ("qu'", "qu "), ("leur ", "leurs "), ("elle", "el"), ("ment ", "mant ")),
    "en": (("their", "there"), ("it's", "its"), ("receive", "recieve"), ("because", "becuase"),
           ("definitely", "definately"), ("the ", "teh "), ("which", "wich"),
           ("could have", "could of"), ("too ", "to ")),
}  # fmt: skip


def typeset(text: str, language: str) -> str:
    """Return ``text`` as a careful writer types it: curly apostrophes, and French spaces before ; : ! ?."""
    text = text.replace("'", "’")
    if language == "fr":
        text = re.sub(r" ([;!?»%€])", NARROW + r"\1", text)
        text = re.sub(r" (:)(?=\s)", NARROW + r"\1", text)
        text = text.replace("« ", "«" + NARROW)
    return text


def unaccented(text: str) -> str:
    """Return ``text`` without accents, as on a foreign keyboard."""
    for sign, plain in (("« ", '"'), (" »", '"'), ("œ", "oe"), ("€", "euros")):
        text = text.replace(sign, plain)
    return "".join(char for char in unicodedata.normalize("NFD", text) if not unicodedata.combining(char))


def hurried(text: str, language: str, rng: Random) -> str:
    """Return ``text`` typed in a hurry: few capitals, spaces and slips."""
    for full, short in SHORT[language]:
        if rng.random() < 0.5:
            text = text.replace(full, short)
    for right, wrong in SLIPS[language]:
        if rng.random() < 0.25:
            text = text.replace(right, wrong, 1)
    if rng.random() < 0.7:
        text = CAPITAL.sub(lambda found: found[1] + found[2].lower(), text)
    return re.sub(r" ([!?:;])", r"\1" if rng.random() < 0.6 else r" \1", text)


def typed(text: str, hand: str, language: str, rng: Random) -> str:
    """Return ``text`` in one hand: ``careful``, ``plain``, ``phone``, ``bare`` or ``hurried``."""
    if hand == "careful":
        return typeset(text, language)
    if hand == "phone":
        return text.replace("'", "’")
    if hand == "bare":
        return unaccented(text)
    if hand == "hurried":
        text = hurried(text, language, rng)
        return unaccented(text) if rng.random() < 0.3 else text
    return text
