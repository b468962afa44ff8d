"""The figure guard: what a text states, held against what is known to be true. See `check_figures`.

It knows no world beyond the reference: a figure is *known* when the reference has it, *contradicts* when the
text speaks of a fact that has another value, is *outdated* when only a fact of another time has it, and else
*unknown*. Whoever writes decides what that means.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from saule.engines.figures import Figure, Sort, find_figures, same
from saule.engines.texts import content_words, sentences
from saule.engines.wordforms import ENGLISH, FRENCH, forms, stems

NAMED = 0.5
"""The share of the words of a fact's name that a sentence must have to speak of it, and at least one."""


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
    known = list(facts)
    around = _Sentences(text)
    return [_judge(figure, around.near(figure), known, on) for figure in find_figures(text)]


def _judge(figure: Figure, words: frozenset[str], facts: Sequence[Fact], on: date) -> Finding:
    alike = [fact for fact in facts if fact.sort == figure.sort]
    current = [fact for fact in alike if fact.holds(on)]
    spoken = _spoken_of(words, current)
    meant = [fact for fact in spoken or current if same(fact.value, figure.value)]
    if meant:
        return Finding(figure, Verdict.KNOWN, _keys(meant))
    if spoken:
        return Finding(figure, Verdict.CONTRADICTS, _keys(spoken))
    past = [fact for fact in alike if same(fact.value, figure.value)]
    return Finding(figure, Verdict.OUTDATED if past else Verdict.UNKNOWN, _keys(past))


def _keys(facts: Iterable[Fact]) -> tuple[int, ...]:
    return tuple(fact.key for fact in facts)


def _spoken_of(words: frozenset[str], facts: Sequence[Fact]) -> list[Fact]:
    """Return the facts that these words name best; none if no name is told by half of its words."""
    shares = [max((_share(name, words) for name in fact.names), default=0.0) for fact in facts]
    best = max(shares, default=0.0)
    if best < NAMED:
        return []
    return [fact for fact, share in zip(facts, shares, strict=True) if share == best]


def _share(name: str, words: frozenset[str]) -> float:
    wanted = _stemmed(name)
    return len(wanted & words) / len(wanted) if wanted else 0.0


def _stemmed(text: str) -> frozenset[str]:
    """Return the words that carry meaning, folded, by their stems in either language; no figures."""
    plain = [
        word for word in content_words(" ".join(forms(text))) if not any(sign.isdigit() for sign in word)
    ]
    return frozenset([*stems(plain, FRENCH), *stems(plain, ENGLISH)])


class _Sentences:
    """The words around each place of a text: those of its sentence."""

    def __init__(self, text: str) -> None:
        self._spans: list[tuple[int, int, frozenset[str]]] = []
        at = 0
        for sentence in sentences(text):
            start = text.find(sentence, at)
            at = start + len(sentence)
            self._spans.append((start, at, _stemmed(sentence)))

    def near(self, figure: Figure) -> frozenset[str]:
        """Return the words of the sentence in which a figure stands."""
        return next((words for start, end, words in self._spans if start <= figure.start < end), frozenset())
