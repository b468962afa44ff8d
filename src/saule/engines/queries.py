"""What somebody typed to search, understood: words, "phrases", beginnings* and -exclusions.

Whatever is typed means something or is left out; nothing in it is an error.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from saule.engines.wordforms import FACT, FORM, TITLE, forms, variants

MOST_TERMS = 12
MOST_READ = 2_000
SHORTEST_BEGINNING = 3

_QUOTES = str.maketrans(dict.fromkeys("“”„«»＂", '"'))
_TERM = re.compile(r'(?P<no>(?<!\S)[-−–](?=["\w]))?(?:"(?P<phrase>[^"]*)"?|(?P<word>[^\s"]+))')
# "l'école" asks for a school, whatever article stands before it.
_ELISION = re.compile(r"^(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu)['’](?=\w)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Term:
    """One thing to look for: a word or several in a row, perhaps only the beginning of the last."""

    words: tuple[str, ...]
    beginning: bool = False

    @property
    def spellings(self) -> list[tuple[str, ...]]:
        """The words as they may stand in an index."""
        return variants(self.words)


@dataclass(frozen=True, slots=True)
class Query:
    """What must be there and what must not. ``more`` terms were left out; ``short`` are too short.

    ``facts``: of each group, one must hold of the record; ``without``: none of these may.
    """

    terms: tuple[Term, ...] = ()
    excluded: tuple[Term, ...] = ()
    more: int = 0
    short: tuple[str, ...] = ()
    facts: tuple[tuple[str, ...], ...] = ()
    without: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.terms)


def understand(text: str) -> Query:
    """Read what somebody typed. Nothing to look for gives a query that is false."""
    terms: dict[Term, None] = {}
    excluded: dict[Term, None] = {}
    short: list[str] = []
    for found in _TERM.finditer(text[:MOST_READ].translate(_QUOTES)):
        term = _term(found["phrase"], found["word"])
        if term is None:
            continue
        if term.beginning and len(term.words[-1]) < SHORTEST_BEGINNING:
            short.append(f"{term.words[-1]}*")
            term = Term(term.words)
        (excluded if found["no"] else terms)[term] = None
    kept, without = tuple(terms)[:MOST_TERMS], tuple(excluded)[:MOST_TERMS]
    left_out = len(terms) + len(excluded) - len(kept) - len(without)
    return Query(kept, without, more=left_out + len(text[MOST_READ:].split()), short=tuple(short))


def _term(phrase: str | None, word: str | None) -> Term | None:
    """Return the term, or None where no letter or digit is in it."""
    words = tuple(forms(phrase or _ELISION.sub("", word or ""))[:MOST_TERMS])
    return Term(words, beginning=bool(word) and str(word).endswith("*")) if words else None


def as_fts5(query: Query, *, title: bool = False) -> str:
    """Return the query for SQLite's FTS5, every token quoted; ``title``: its words stand in the title."""
    facts = [_any(f'"{FACT}{fact}"' for fact in group) for group in query.facts]
    there = " AND ".join([*(_fts5_term(term, title) for term in query.terms), *facts])
    gone = " OR ".join(
        [
            *(_fts5_term(term, False) for term in query.excluded),
            *(f'"{FACT}{fact}"' for fact in query.without),
        ]
    )
    return f"({there}) NOT ({gone})" if gone else there


def _fts5_term(term: Term, title: bool) -> str:
    """One term: its spellings, any of them."""
    if title:
        any_ending = " *" if term.beginning else ""
        return _any(" AND ".join(f'"{TITLE}{word}"{any_ending}' for word in one) for one in term.spellings)
    if not term.beginning:
        return _any('"' + " ".join(one) + '"' for one in term.spellings)
    last = f'("{term.words[-1]}" * OR "{FORM}{term.words[-1]}" *)'
    before = [f"{_fts5_term(Term(term.words[:-1]), False)}"] if term.words[:-1] else []
    return "(" + " AND ".join([*before, last]) + ")"


def as_tsquery(query: Query, *, title: bool = False) -> str:
    """Return the query for PostgreSQL, every token quoted; ``title``: only what stands in the title."""
    there = [_tsquery_term(term, title) for term in query.terms]
    there += [_any((f"'{FACT}{fact}'" for fact in group), " | ") for group in query.facts]
    gone = [f"!{_tsquery_term(term, False)}" for term in query.excluded]
    gone += [f"!'{FACT}{fact}'" for fact in query.without]
    return " & ".join([*there, *gone])


def _tsquery_term(term: Term, title: bool) -> str:
    """One term: its spellings, any of them."""
    if title:
        any_ending = ":*" if term.beginning else ""
        return _any(
            (" & ".join(f"'{TITLE}{word}'{any_ending}" for word in one) for one in term.spellings), " | "
        )
    if not term.beginning:
        return _any((" <-> ".join(f"'{word}'" for word in one) for one in term.spellings), " | ")
    last = f"('{term.words[-1]}':* | '{FORM}{term.words[-1]}':*)"
    before = [_tsquery_term(Term(term.words[:-1]), False)] if term.words[:-1] else []
    return "(" + " & ".join([*before, last]) + ")"


def _any(alternatives: Iterable[str], word: str = " OR ") -> str:
    """Return alternatives in brackets."""
    return "(" + word.join(f"({one})" for one in alternatives) + ")"
