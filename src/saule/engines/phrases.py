"""Key phrases: one to three words that carry a subject."""

from collections.abc import Iterator

from saule.engines.stopwords import is_stop_word
from saule.engines.texts import normalise


def phrases(text: str, *, longest: int = 3) -> Iterator[str]:
    """Yield the phrases of a text, repeats included: runs of words without a stop word at either end."""
    words = normalise(text).split()
    for start, first in enumerate(words):
        if is_stop_word(first):
            continue
        for end in range(start + 1, min(start + longest, len(words)) + 1):
            if not is_stop_word(words[end - 1]):
                yield " ".join(words[start:end])


def shared_phrases(left: str, right: str, *, most: int = 4) -> tuple[str, ...]:
    """Return the phrases two texts have in common, the longest first, none inside another."""
    there = set(phrases(right))
    common = dict.fromkeys(phrase for phrase in phrases(left) if phrase in there)
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
