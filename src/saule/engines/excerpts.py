"""The part of a text in which a query's words stand, with those words marked."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from saule.engines.queries import Query, Term
from saule.engines.wordforms import LONGEST_TEXT, form_of, stems

WIDTH = 240
LEAD = 60
MOST_FINDS = 60

_EAST_ASIAN = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
_WRITTEN = re.compile(rf"[{_EAST_ASIAN}]|(?:[^\W_{_EAST_ASIAN}][\u0300-\u036f]*)+")
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text, found or not."""

    text: str
    found: bool = False


@dataclass(frozen=True, slots=True)
class Find:
    """Where a term stands in a text."""

    start: int
    end: int
    term: int


class Finder:
    """Finds the words of one query in texts of one language (empty: words as written)."""

    def __init__(self, query: Query, language: str) -> None:
        self._language = language
        self._terms = [
            (number, term, [set(place) for place in zip(*term.spellings, strict=True)])
            for number, term in enumerate(query.terms)
        ]
        whole = [wanted[0] for _number, term, wanted in self._terms if len(wanted) > 1 or not term.beginning]
        self._firsts = frozenset().union(*whole)
        single = [term for term in query.terms if term.beginning and len(term.words) == 1]
        self._beginnings = tuple(term.words[0] for term in single)

    def finds(self, text: str) -> Iterator[Find]:
        """Yield where terms stand, in order of their beginning."""
        written = list(_WRITTEN.finditer(text[:LONGEST_TEXT]))
        words = [form_of(word.group()) for word in written]
        roots = stems(words, self._language)
        for place, (word, root) in enumerate(zip(words, roots, strict=True)):
            if root not in self._firsts and not word.startswith(self._beginnings):
                continue
            for number, term, wanted in self._terms:
                last = place + len(wanted)
                if last <= len(words) and _fits(term, wanted, words[place:last], roots[place:last]):
                    yield Find(written[place].start(), written[last - 1].end(), number)

    def excerpt(self, text: str, *, width: int = WIDTH) -> list[Piece]:
        """Return the part of a text where most of the query stands, on one line; else its beginning."""
        finds = list(islice(self.finds(text), MOST_FINDS))
        start = self._best_start(finds, width)
        start = 0 if start <= LEAD else _after_space(text, start - LEAD)
        end = min(len(text), start + width)
        end = end if end == len(text) else _before_space(text, end, start)
        cut = [Piece("… ")] if start else []
        return cut + self._pieces(text, finds, start, end) + ([Piece(" …")] if end < len(text) else [])

    def marked(self, text: str) -> list[Piece]:
        """Return all of a short text, with the query's words marked."""
        return self._pieces(text, list(self.finds(text)), 0, len(text))

    @staticmethod
    def _best_start(finds: list[Find], width: int) -> int:
        """Return where a window opens that holds the most different terms, the earliest of these."""
        best, most = 0, 0
        for number, find in enumerate(finds):
            inside = {other.term for other in finds[number:] if other.end <= find.start + width - LEAD}
            if len(inside) > most:
                best, most = find.start, len(inside)
        return best

    @staticmethod
    def _pieces(text: str, finds: list[Find], start: int, end: int) -> list[Piece]:
        """Return a part of the text as pieces."""
        pieces, at = [], start
        for find in finds:
            if find.start >= at and find.end <= end:
                pieces += [Piece(_flat(text[at : find.start])), Piece(text[find.start : find.end], True)]
                at = find.end
        pieces.append(Piece(_flat(text[at:end])))
        return [piece for piece in pieces if piece.text]


def _fits(term: Term, wanted: list[set[str]], words: list[str], roots: list[str]) -> bool:
    """Whether these words, with these stems, are what a term wants."""
    whole = len(wanted) - term.beginning
    if any(root not in place for root, place in zip(roots[:whole], wanted, strict=False)):
        return False
    return not term.beginning or words[-1].startswith(term.words[-1])


def _flat(text: str) -> str:
    """Return the text on one line."""
    return _SPACE.sub(" ", text)


def _after_space(text: str, at: int) -> int:
    """Return the next beginning of a word, if one is near."""
    space = text.find(" ", at, at + LEAD)
    return at if space < 0 else space + 1


def _before_space(text: str, at: int, least: int) -> int:
    """Return the last end of a word, if one is near."""
    space = text.rfind(" ", max(least + 1, at - LEAD), at)
    return at if space < 0 else space
