"""The figure guard: what a text states, held against what is known to be true. See `check_figures`.

It knows no world beyond the reference: a figure is *known* when the reference has it, *contradicts* when the
text speaks of a fact that has another value, is *outdated* when only a fact of another time has it, and else
*unknown*. Whoever writes decides what that means.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from saule.engines.figures import Figure, Sort, find_figures, same
from saule.engines.texts import content_words, sentences
from saule.engines.wordforms import ENGLISH, FRENCH, forms, stems

NAMED = 0.5
"""The share of the words of a fact's name that a sentence must have to speak of it, and at least one."""

_BREAK = re.compile(r"[,;:()] | (?:et|puis|mais|and|then|but) ", re.IGNORECASE)
"""What parts a sentence into clauses."""


class Verdict(StrEnum):
    """How a figure stands to the reference."""

    KNOWN = "known"
    CONTRADICTS = "contradicts"
    OUTDATED = "outdated"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Fact:
    """A figure known to be true, under one name in each language, from ``start`` on and up to ``end``."""

    key: int
    sort: Sort
    value: str
    names: tuple[str, ...]
    start: date | None = None
    end: date | None = None

    def holds(self, day: date) -> bool:
        """Whether it is true on this day."""
        return (self.start is None or self.start <= day) and (self.end is None or day <= self.end)


@dataclass(frozen=True, slots=True)
class Finding:
    """A figure and how it stands: ``facts`` are those that say so, by key, the nearest in words first."""

    figure: Figure
    verdict: Verdict
    facts: tuple[int, ...] = ()

    @property
    def doubtful(self) -> bool:
        """Whether somebody has to stand for it by name."""
        return self.verdict != Verdict.KNOWN


def check_figures(text: str, facts: Iterable[Fact], *, on: date) -> list[Finding]:
    """Return what each figure of the text is worth on this day, in the order of the text."""
    known, figures = list(facts), find_figures(text)
    around = _Surroundings(text, figures)
    return [_judge(figure, around.of(figure), known, on) for figure in figures]


def _judge(figure: Figure, around: "_Around", facts: Sequence[Fact], on: date) -> Finding:
    alike = [fact for fact in facts if fact.sort == figure.sort]
    current = [fact for fact in alike if fact.holds(on)]
    nearer, wider = _spoken_of(around.clause, current), _spoken_of(around.sentence, current)
    if meant := [fact for fact in nearer or wider or current if same(fact.value, figure.value)]:
        return Finding(figure, Verdict.KNOWN, _keys(meant))
    # Where another figure beside it is the fact's already, this one speaks of something else.
    beside = around.in_clause if nearer else around.in_sentence
    if untold := [fact for fact in nearer or wider if not any(same(fact.value, one) for one in beside)]:
        return Finding(figure, Verdict.CONTRADICTS, _keys(untold))
    named = _named(around.sentence, current) if wider else []
    if meant := [fact for fact in named if same(fact.value, figure.value)]:
        return Finding(figure, Verdict.KNOWN, _keys(meant))
    past = [fact for fact in alike if same(fact.value, figure.value)]
    return Finding(figure, Verdict.OUTDATED if past else Verdict.UNKNOWN, _keys(past))


def _keys(facts: Iterable[Fact]) -> tuple[int, ...]:
    return tuple(fact.key for fact in facts)


def _spoken_of(words: frozenset[str], facts: Sequence[Fact]) -> list[Fact]:
    """Return the facts that these words name best; none if no name is told by half of its words."""
    shares = [_best_share(fact, words) for fact in facts]
    best = max(shares, default=0.0)
    if best < NAMED:
        return []
    return [fact for fact, share in zip(facts, shares, strict=True) if share == best]


def _named(words: frozenset[str], facts: Sequence[Fact]) -> list[Fact]:
    """Return all facts that these words name, however much better they name another."""
    return [fact for fact in facts if _best_share(fact, words) >= NAMED]


def _best_share(fact: Fact, words: frozenset[str]) -> float:
    return max((_share(name, words) for name in fact.names), default=0.0)


def _share(name: str, words: frozenset[str]) -> float:
    wanted = _stemmed(name)
    return len(wanted & words) / len(wanted) if wanted else 0.0


def _stemmed(text: str) -> frozenset[str]:
    """Return the words that carry meaning, folded, by their stems in either language; no figures."""
    plain = [
        word for word in content_words(" ".join(forms(text))) if not any(sign.isdigit() for sign in word)
    ]
    return frozenset([*stems(plain, FRENCH), *stems(plain, ENGLISH)])


@dataclass(frozen=True, slots=True)
class _Around:
    """What stands around a figure: the words of its clause and its sentence, and the other values there."""

    clause: frozenset[str]
    sentence: frozenset[str]
    in_clause: tuple[str, ...]
    in_sentence: tuple[str, ...]


class _Surroundings:
    """The sentences and clauses of a text, with the figures in each."""

    def __init__(self, text: str, figures: Sequence[Figure]) -> None:
        self._text, self._figures = text, figures
        self._sentences: list[tuple[int, int]] = []
        at = 0
        for sentence in sentences(text):
            start = text.find(sentence, at)
            at = start + len(sentence)
            self._sentences.append((start, at))

    def of(self, figure: Figure) -> _Around:
        """Return what stands around a figure."""
        here = [(start, end) for start, end in self._sentences if start <= figure.start < end]
        sentence = here[0] if here else (figure.start, figure.end)
        clause = self._clause(figure, *sentence)
        return _Around(
            self._words(*clause),
            self._words(*sentence),
            self._beside(figure, *clause),
            self._beside(figure, *sentence),
        )

    def _clause(self, figure: Figure, start: int, end: int) -> tuple[int, int]:
        """Return where the part of a sentence begins and ends in which a figure stands."""
        for match in _BREAK.finditer(self._text, start, end):
            if any(one.start < match.end() and match.start() < one.end for one in self._figures):
                continue
            if match.end() <= figure.start:
                start = match.end()
            elif match.start() >= figure.end:
                return start, match.start()
        return start, end

    def _words(self, start: int, end: int) -> frozenset[str]:
        return _stemmed(self._text[start:end])

    def _beside(self, figure: Figure, start: int, end: int) -> tuple[str, ...]:
        alike = (one for one in self._figures if one.sort == figure.sort and one is not figure)
        return tuple(one.value for one in alike if start <= one.start < end)
