"""Naming: a short title for a matter, in its people's own words.

What is said by many here and by few elsewhere names the matter: phrases are weighted by class-based TF-IDF
(Grootendorst, *BERTopic*, 2022), and the title is the subject line or sentence that carries most of that
weight in few words.
"""

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from saule.engines.phrases import phrases, without_nested
from saule.engines.texts import (
    content_words,
    normalise,
    says_something,
    sentences,
    telling_sentences,
    without_greeting,
    without_reply_marks,
)

LONGEST = 80
_READ = 200  # messages: a title does not get better with more
_GOOD_PART = 0.25
_IDEAL_WORDS = 6
_PRIVATE = re.compile(
    r"\S+@\S+|https?://|\bwww\.|\d[\d .-]{6,}\d|\b(?:je m['’]appelle|my name is|née? le|born)\b|"
    r"(?<!\w)(?:(?:Mme|Mlle|M\.|Mr|Mrs|Ms|Dr|Me)\.?|[Mm]onsieur|[Mm]adame|[Mm]ademoiselle)\s+(?-i:[A-ZÀ-Ý])\w+",
    re.IGNORECASE,
)
_PROPER = re.compile(r"(?<=[\w,'’] )[A-ZÀ-Ý][\w’'-]+")
_SIGNED = re.compile(r"(?:[A-ZÀ-Ý][\w.’'-]*|d[aeu]|del?la|des|di|du|el|la|le|les|van|von|den|der|et|and|&)")
_EDGES = " \t.,;:!-–—*•\"'"
_PAIRS = {"(": ")", "[": "]", "«": "»", "“": "”"}
_EMPTY_SUBJECTS = frozenset(
    (
        *(
            "sans objet",
            "sans sujet",
            "aucun objet",
            "question",
            "demande",
            "message",
            "contact",
            "information",
        ),
        *("informations", "renseignement", "renseignements", "réclamation", "demande d information", "aide"),
        *("formulaire de contact", "bonjour", "no subject", "request", "complaint", "contact form", "hello"),
        *("help", "urgent"),
    )
)


@dataclass(frozen=True, slots=True)
class Title:
    """A matter's title (at most 80 characters, '' when there is none), its language, its key phrases."""

    text: str
    language: str
    phrases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Background:
    """How many texts of the whole desk have each phrase: what is common everywhere names nothing."""

    texts: int
    counts: dict[str, int]

    @classmethod
    def from_texts(cls, texts: Iterable[str]) -> "Background":
        """Count the phrases of a sample of the desk's texts (a few thousand are plenty)."""
        counts: Counter[str] = Counter()
        total = 0
        for total, text in enumerate(texts, start=1):  # noqa: B007 - the last count is the total
            counts.update(set(phrases(_told(text))))
        return cls(total, dict(counts))

    def rarity(self, phrase: str, *, share: float = 0.0, own: int = 0) -> float:
        """Return the phrase's inverse document frequency among the others' texts, at least 0.

        ``own`` of the texts are the matter's, a ``share`` of which has the phrase: they are taken out, or the
        words of a crisis would count as everybody's.
        """
        others = max(0.0, self.texts - own)
        having = max(0.0, self.counts.get(phrase, 0) - share * own)
        return max(0.0, math.log((2.0 + others) / (1.0 + having)))


@dataclass(frozen=True, slots=True)
class _Candidate:
    text: str
    is_subject: bool


def name_matter(
    subjects: Sequence[str],
    texts: Sequence[str],
    languages: Sequence[str],
    *,
    background: Background | None = None,
    own: int = 0,
    reader: str = "",
) -> Title:
    """Return a title for the matter made of these messages; the three sequences are of one length.

    ``own`` is how many of the background's texts are the matter's own.

    It is in the ``reader``'s language where a good part of them are written in it, else in that of most,
    without greeting and reply marks, and without people's names and numbers as far as they can be told.
    """
    language = _main_language(languages, reader)
    chosen = [
        (subject, text)
        for subject, text, spoken in zip(subjects, texts, languages, strict=True)
        if spoken == language
    ][:_READ]
    weights = _weights(
        [{*phrases(without_reply_marks(subject)), *phrases(_told(text))} for subject, text in chosen],
        background,
        own,
    )
    title = _title(chosen, weights)
    ranked = sorted(weights, key=lambda phrase: (-weights[phrase] * len(phrase.split()), phrase))
    key = without_nested([phrase for phrase in ranked if not _PRIVATE.search(phrase)], 5)
    return Title(title or _shorten(", ".join(key[:3])), language, key)


def _main_language(languages: Sequence[str], reader: str) -> str:
    counts = Counter(languages)
    if counts[reader] and counts[reader] >= _GOOD_PART * len(languages):
        return reader
    return min(counts, key=lambda language: (-counts[language], language == "", language), default="")


def _told(text: str) -> str:
    return "\n".join(sentence for sentence in telling_sentences(text) if not _is_signature(sentence))


def _weights(texts: list[set[str]], background: Background | None, own: int) -> dict[str, float]:
    """Return for each phrase the share of these texts that have it, times its rarity elsewhere."""
    counts: Counter[str] = Counter()
    for text in texts:
        counts.update(text)
    least = 1 if len(texts) < 4 else 2  # what one of many says is about that one person
    shares = {phrase: count / len(texts) for phrase, count in counts.items() if count >= least}
    if background is None:
        return shares
    return {
        phrase: share * background.rarity(phrase, share=share, own=own) for phrase, share in shares.items()
    }


def _title(messages: list[tuple[str, str]], weights: dict[str, float]) -> str:
    counts: Counter[_Candidate] = Counter()
    for subject, text in messages:
        counts.update(_candidates(subject, text))
    if not counts:
        return ""
    scores = {one: _score(one, count, len(messages), weights) for one, count in counts.items()}
    best = min(scores, key=lambda one: (-scores[one], one.text))
    return _shorten(best.text)


def _candidates(subject: str, text: str) -> Iterator[_Candidate]:
    bare = without_greeting(without_reply_marks(subject))
    if bare and normalise(bare) not in _EMPTY_SUBJECTS and says_something(bare) and not _PRIVATE.search(bare):
        yield _Candidate(_tidy(bare), True)
    told = telling_sentences(text)[:6] or sentences(without_greeting(text))[:3]
    for sentence in told:
        private = _PRIVATE.search(sentence) or _is_signature(sentence)
        if content_words(normalise(sentence)) and not private:
            yield _Candidate(_tidy(sentence), False)


def _is_signature(sentence: str) -> bool:
    """Whether a line holds nothing but a name: two words or more, all but the particles with a capital."""
    words = sentence.strip(" .,;-–—").split()
    return 1 < len(words) <= 6 and all(_SIGNED.fullmatch(word) for word in words)


def _score(one: _Candidate, count: int, messages: int, weights: dict[str, float]) -> float:
    """Weigh a candidate: the weight of its words, less for length, for names, and for being a sentence."""
    words = content_words(normalise(one.text))
    carried = sum(weights.get(word, 0.0) for word in set(words))
    length = max(_IDEAL_WORDS, len(one.text.split()))
    score = (carried + 0.1) / math.pow(length, 0.7)
    score *= 1.0 + math.log1p(count - 1) / math.log1p(messages)
    names = [
        name
        for name in _PROPER.findall(one.text)
        if messages > 1 and weights.get(normalise(name), 0.0) == 0.0
    ]
    score *= math.pow(0.6, len(names))
    score *= 0.5 if len(one.text) > LONGEST else 1.0
    return score * (1.5 if one.is_subject else 1.0)


def _tidy(text: str) -> str:
    """Return the text on one line, without what surrounds it; brackets and quotes within it stay in pairs."""
    line = " ".join(text.split()).strip(_EDGES)
    for opening, closing in _PAIRS.items():
        if line.startswith(opening) and line.endswith(closing):
            line = line[1:-1]
        if line.count(opening) != line.count(closing):
            line = line.replace(opening, "").replace(closing, "")
    line = " ".join(line.split()).strip(_EDGES)
    return line[:1].upper() + line[1:]


def _shorten(text: str) -> str:
    """Cut at a word, with an ellipsis, so that at most `LONGEST` characters remain."""
    if len(text) <= LONGEST:
        return text
    cut = text[: LONGEST - 1]
    return (cut.rsplit(" ", 1)[0] if " " in cut else cut).rstrip(" ,;:.") + "…"
