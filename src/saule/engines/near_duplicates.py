"""Near duplicates: form letters and their small edits, told from mere resemblance.

MinHash (Broder, 1997) proposes, the exact Jaccard similarity of 5-character pieces decides.
"""

from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
from rensa import RMinHash

from saule.engines.decisions import Id
from saule.engines.shingles import BASE, Hashes, character_codes, hash_pieces, mixed
from saule.engines.stopwords import STOP_WORDS
from saule.engines.texts import READ

_SEED = 20_180_515
_LONG = 40  # words from which texts do not share a third of their pieces by chance


@dataclass(frozen=True, slots=True)
class Copy:
    """The known text that a new one is a copy of, and how alike they are (Jaccard, 0 to 1)."""

    of: Id
    likeness: float


def pieces(normalised: str) -> Hashes:
    """Return the sorted set of hashed 5-character pieces of a normalised text."""
    return np.unique(hash_pieces(character_codes(normalised[:READ]), 5))


def jaccard(left: Hashes, right: Hashes) -> float:
    """Return the share of pieces that two sorted sets have in common, 0 when both are empty."""
    common = len(np.intersect1d(left, right, assume_unique=True))
    return common / max(1, len(left) + len(right) - common)


def edits(normalised: str, of: str, *, most: int = 6) -> tuple[str, ...]:
    """Return the words of a copy that are not in the text it copies, then (with a minus) those left out."""
    here, there = Counter(normalised.split()), Counter(of.split())
    added = _telling(here - there)
    dropped = [f"−{word}" for word in _telling(there - here)]
    half = most // 2
    return tuple(added[: max(half, most - len(dropped))] + dropped[: max(half, most - len(added))])


def _telling(words: Counter[str]) -> list[str]:
    """Return the words without stop words, unless there are no others."""
    return [word for word in words if word not in STOP_WORDS] or list(words)


class NearDuplicates:
    """An index of normalised texts that finds the one a new text is a copy of.

    126 permutations in 42 bands find a pair of likeness .4 with probability .94, one of .5 with .996. Of two
    long copies of which one has a quarter of its words replaced the likeness is .4, and little else comes
    near that: from 40 words on, ``least_likeness_long`` is enough. Texts under
    ``minimum_words`` are left out, because two short questions differ by one word and mean something else.
    """

    def __init__(
        self,
        *,
        permutations: int = 126,
        bands: int = 42,
        minimum_words: int = 12,
        least_likeness: float = 0.5,
        least_likeness_long: float = 0.4,
    ) -> None:
        self.permutations = permutations
        self.bands = bands
        self.minimum_words = minimum_words
        self.least_likeness = least_likeness
        self.least_likeness_long = least_likeness_long
        self._buckets: defaultdict[int, list[Id]] = defaultdict(list)
        self._pieces: dict[Id, Hashes] = {}
        self._last: tuple[str, Hashes, list[int]] = ("", pieces(""), [])

    def __contains__(self, name: Id) -> bool:
        return name in self._pieces

    def names(self) -> list[Id]:
        """Return the names of the texts known, in the order they came."""
        return list(self._pieces)

    def add(self, name: Id, normalised: str) -> None:
        """Learn a text; a short one is ignored. A name already known is replaced."""
        self.remove(name)
        if not self._is_long_enough(normalised):
            return
        self._pieces[name], keys = self._sketch(normalised)
        for key in keys:
            self._buckets[key].append(name)

    def remove(self, name: Id) -> None:
        """Forget a text; an unknown name is ignored."""
        known = self._pieces.pop(name, None)
        if known is None:
            return
        for key in self._keys(known):
            bucket = self._buckets[key]
            bucket.remove(name)
            if not bucket:
                del self._buckets[key]

    def find(self, normalised: str, *, but: Collection[Id] = ()) -> Copy | None:
        """Return the most alike of the known texts (the first of equals), or None if none is a copy."""
        if not self._pieces or not self._is_long_enough(normalised):
            return None
        mine, keys = self._sketch(normalised)
        is_long = _words(normalised) >= _LONG
        least = self.least_likeness_long if is_long else self.least_likeness
        best: Copy | None = None
        for name in self._candidates(keys):
            if name in but:
                continue
            likeness = jaccard(mine, self._pieces[name])
            if likeness >= least and (best is None or likeness > best.likeness):
                best = Copy(name, likeness)
        return best

    def _is_long_enough(self, normalised: str) -> bool:
        return _words(normalised) >= self.minimum_words

    def _sketch(self, normalised: str) -> tuple[Hashes, list[int]]:
        """Return a text's pieces and bands. The last one is kept: a text is looked for, then learned."""
        if self._last[0] != normalised:
            mine = pieces(normalised)
            self._last = (normalised, mine, self._keys(mine))
        return self._last[1], self._last[2]

    def _candidates(self, keys: list[int], most: int = 20) -> list[Id]:
        """Return the texts that share most bands with this one; the first known come first among equals."""
        shared: Counter[Id] = Counter()
        for key in keys:
            if bucket := self._buckets.get(key):
                shared.update(bucket)
        return [name for name, _ in shared.most_common(most)]

    def _keys(self, mine: Hashes) -> list[int]:
        """Return a number for each band: the same for two texts whose band is the same."""
        offsets = np.array([0, len(mine)], dtype=np.uint64)
        sketch = RMinHash.digest_matrix_from_flat_token_hashes(mine, offsets, self.permutations, _SEED)
        rows = np.asarray(sketch.to_rows()[0], dtype=np.uint64).reshape(self.bands, -1)
        keys = np.arange(self.bands, dtype=np.uint64)
        for column in rows.T:
            keys = mixed(keys * BASE + column)
        numbers: list[int] = keys.tolist()
        return numbers


def _words(normalised: str) -> int:
    return normalised[:READ].count(" ") + 1
