"""Severity: words of danger and of vulnerable people, in French and English.

Written to be calm: a false alarm takes a place in the queue from someone. So a word counts only where it says
that something happens, not where it is denied ("no danger"), thanked for, or only a manner of speaking ("feu
vert").
"""

import re
from dataclasses import dataclass

from saule.engines.severity_words import (
    COURTESY,
    DENIAL_FILLERS,
    DENIALS,
    GRAVE,
    HARDSHIP,
    MANNERS_OF_SPEAKING,
    SETTLED,
    THANKS,
    VULNERABLE,
)

Patterns = list[tuple[str, re.Pattern[str]]]


def _any(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(words)})(?!\w)", re.IGNORECASE)


def _compile(table: dict[str, tuple[str, ...]]) -> Patterns:
    return [(reason, _any(words)) for reason, words in table.items()]


_GRAVE = _compile(GRAVE)
_HARDSHIP = _compile(HARDSHIP)
_VULNERABLE = _compile(VULNERABLE)
_ANY_GRAVE, _ANY_HARDSHIP, _ANY_VULNERABLE = (
    _any(tuple(word for words in table.values() for word in words)) for table in (GRAVE, HARDSHIP, VULNERABLE)
)
_SENTENCE = re.compile(r"[^.!?\n…]+[.!?…]*")
_DENIED = re.compile(
    rf"(?<!\w)(?:{'|'.join(DENIALS)})(?:\s+(?:{'|'.join(DENIAL_FILLERS)}))*\s*(?:d['’])?$", re.IGNORECASE
)
_THANKS = _any(THANKS)
_COURTESY = _any(COURTESY)
_SETTLED = _any(SETTLED)
_SPEECH = _any(MANNERS_OF_SPEAKING)


@dataclass(frozen=True, slots=True)
class SeveritySpan:
    """A place in the text that makes it grave: half-open character positions, the words, a reason code.

    Reasons: suicide, violence, gas, fire, collapse, danger, injury, death, medical, eviction, hunger; for
    hardships no_heating, no_water, no_power, stranded, falls; for people child, elderly, disabled, pregnant,
    ill.
    """

    start: int
    end: int
    text: str
    reason: str


def find_severity(text: str) -> list[SeveritySpan]:
    """Return the grave places of a text in order; none for thanks, denials and manners of speaking.

    A hardship is grave only for a vulnerable person, and a vulnerable person is shown only beside a danger or
    a hardship: a child's enrolment is no emergency.
    """
    read = text[:20_000]
    if not _may_be_grave(read):
        return []
    grave = _find(read, _GRAVE)
    hardship = _find(read, _HARDSHIP)
    people = _find(read, _VULNERABLE)
    if not grave and not (hardship and people):
        return []
    found = grave + people + (hardship if people else [])
    return _without_overlaps(sorted(found, key=lambda span: (span.start, -span.end)))


def _may_be_grave(text: str) -> bool:
    """Say whether the words are there at all: most texts have none, and are not read by sentences."""
    if _ANY_GRAVE.search(text):
        return True
    return bool(_ANY_HARDSHIP.search(text) and _ANY_VULNERABLE.search(text))


def is_grave(text: str) -> bool:
    """Say whether a text names a danger, or a hardship of a vulnerable person."""
    return bool(find_severity(text))


def _find(text: str, patterns: Patterns) -> list[SeveritySpan]:
    spans = []
    for sentence in _SENTENCE.finditer(text):
        said = sentence.group()
        if _is_calm(said):
            continue
        figures = [figure.span() for figure in _SPEECH.finditer(said)]
        for reason, pattern in patterns:
            for found in pattern.finditer(said):
                if _counts(said, found.start(), found.end(), figures):
                    start = sentence.start() + found.start()
                    spans.append(SeveritySpan(start, start + len(found.group()), found.group(), reason))
    return spans


def _is_calm(sentence: str) -> bool:
    """Say whether a sentence thanks for something or says that it is settled."""
    if _SETTLED.search(sentence):
        return True
    return bool(_THANKS.search(_COURTESY.sub("", sentence)))


def _counts(sentence: str, start: int, end: int, figures: list[tuple[int, int]]) -> bool:
    if any(start < last and first < end for first, last in figures):
        return False
    return not _DENIED.search(sentence[max(0, start - 40) : start].rstrip())


def _without_overlaps(spans: list[SeveritySpan]) -> list[SeveritySpan]:
    kept: list[SeveritySpan] = []
    for span in spans:
        if not kept or span.start >= kept[-1].end:
            kept.append(span)
    return kept
