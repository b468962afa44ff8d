"""Key phrases: one to three words that carry a subject."""

from collections.abc import Iterator

from saule.engines.stopwords import is_stop_word
from saule.engines.texts import normalise


def phrases(text: str, *, longest: int = 3) -> Iterator[str]:
    """Yield the phrases of a text, repeats included: runs of words without a stop word at either end."""
    words = normalise(text).split()
    yield from _runs(words, [not is_stop_word(word) for word in words], longest)


def _runs(words: list[str], tells: list[bool], longest: int) -> Iterator[str]:
    """Yield the runs of words that begin and end with one that tells something."""
    for start in range(len(words)):
        if tells[start]:
            for end in range(start + 1, min(start + longest, len(words)) + 1):
                if tells[end - 1]:
                    yield " ".join(words[start:end])


def shared_phrases(left: str, right: str, *, most: int = 4) -> tuple[str, ...]:
    """Return the phrases two texts have in common, the longest first, none inside another."""
    here, there = normalise(left).split(), normalise(right).split()
    if not (both := {word for word in set(here) & set(there) if not is_stop_word(word)}):
        return ()
    others = set(_runs(there, [word in both for word in there], 3))
    common = dict.fromkeys(
        phrase for phrase in _runs(here, [word in both for word in here], 3) if phrase in others
    )
    return without_nested(sorted(common, key=lambda phrase: (-len(phrase.split()), -len(phrase))), most)


def without_nested(ranked: list[str], most: int) -> tuple[str, ...]:
    """Return the first ``most`` phrases, leaving out those that share a word with one already taken."""
    taken: list[str] = []
    words: set[str] = set()
    for phrase in ranked:
        if words.isdisjoint(phrase.split()):
            taken.append(phrase)
            words.update(phrase.split())
        if len(taken) == most:
            break
    return tuple(taken)
