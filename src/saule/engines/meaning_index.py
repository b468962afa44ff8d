"""The index of meaning: how alike two messages are, in a measure that suits every desk.

Vectors of one language share a mean that says nothing but "this is French": it is taken off. What is left is
mixed with the evidence of spelling, and counted in *spreads* above what two unrelated messages of this desk
usually have in common (median and median absolute deviation, so that a crisis that fills half the mailbox
does not blur the measure). One cut in spreads holds where no cut on cosines did.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from saule.engines.decisions import Id
from saule.engines.encoders import Encoder, Vectors
from saule.engines.everyday import EVERYDAY
from saule.engines.lexical_index import WIDTH, Floats, LexicalWeights, Pieces, pieces
from saule.engines.revising import Ties

LEXICAL_SHARE = 0.5
_SHRINK = 20.0  # messages after which a language's own mean weighs as much as everyone's
_SAMPLE = 256  # messages whose pairs tell how alike the unrelated are
_LEAST_SPREAD = 0.02
_KEPT = 24  # nearest rows that are kept of each message, for the second look
_BLOCK = 256  # rows that are made, or looked for, together
_DIGITS = 4  # likenesses are rounded: two machines, or two batches, must not differ by a last bit

T = TypeVar("T", bound=np.generic)


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The nearest rows of one message, best first, with how many spreads above the unrelated each is."""

    rows: list[int]
    spreads: list[float]


@dataclass(frozen=True, slots=True)
class Look:
    """What is known of one message until the measure is learned anew: its own two rows, and what is near."""

    centred: Vectors
    spelling: Floats
    near: Neighbours


class MeaningIndex:
    """Rows of vectors and spellings, one for each set of near duplicates, searched exactly.

    The measure (means, weights, spread) is learned anew each time the rows have grown by a quarter, so that
    it depends on which messages came and not on how they were batched. Beyond ``window`` rows those leave
    that were longest not heard of: a row is heard of when it comes, and when a copy of its text comes.
    """

    def __init__(self, encoder: Encoder, *, candidates: int = 40, window: int = 30_000) -> None:
        self.encoder = encoder
        self.candidates = candidates
        self.window = window
        self.owners: list[Id | None] = []
        self._row_of: dict[Id, int] = {}
        self._raw: NDArray[np.float16] = np.empty((64, encoder.dimensions), dtype=np.float16)
        self._centred: Vectors = np.empty((64, encoder.dimensions), dtype=np.float32)
        self._near: NDArray[np.int32] = np.full((64, _KEPT), -1, dtype=np.int32)
        self._near_by: Vectors = np.zeros((64, _KEPT), dtype=np.float32)
        self._looked: NDArray[np.bool_] = np.zeros(64, dtype=bool)
        self._spellings: Floats = np.empty((64, WIDTH), dtype=np.float32)
        self._gone: NDArray[np.bool_] = np.zeros(64, dtype=bool)
        self._heard: NDArray[np.int64] = np.zeros(64, dtype=np.int64)
        self._languages: list[str] = []
        self._pieces: list[Pieces] = []
        self._lexical = LexicalWeights()
        self._sums: dict[str, NDArray[np.float64]] = {}
        self._counts: dict[str, int] = {}
        self._means: dict[str, Vectors] = {}
        self._added = 0
        self._voices = 0
        self._refresh_at = 0
        self.centre, self.spread = 0.0, 1.0
        self._everyday: Vectors | None = None
        self._everyday_pieces: list[Pieces] = []

    # — rows —

    def prepare(self) -> None:
        """Learn the everyday sentences, once: they load the encoder."""
        if self._everyday is not None:
            return
        rows = rounded(self.encoder.encode([text for _, text in EVERYDAY]))
        self._everyday = rows.astype(np.float32)
        self._everyday_pieces = [pieces(text) for _, text in EVERYDAY]
        if not self._counts:
            for (language, _), row, one in zip(EVERYDAY, rows, self._everyday_pieces, strict=True):
                self._count(language, row, one)
            self._refresh()

    def add(
        self,
        owner: Id,
        vector: NDArray[np.float16],
        one: Pieces,
        language: str,
        look: Look | None = None,
    ) -> int:
        """Add a row for a message and return its number, which holds until the next `refresh_if_due`.

        ``look`` is what was found when it was looked for since then, if it was.
        """
        row = len(self.owners)
        if row == len(self._raw):
            self._grow()
        self._raw[row] = vector
        self._keep(row, None if look is None else look.near)
        self._centred[row] = self.centre_rows(vector[None], [language])[0] if look is None else look.centred
        self._spellings[row] = self.spellings([one])[0] if look is None else look.spelling
        self._gone[row] = False
        self.owners.append(owner)
        self._row_of[owner] = row
        self.hear(owner)
        self._languages.append(language)
        self._pieces.append(one)
        self._count(language, vector, one)
        self._added += 1
        return row

    def hear(self, owner: Id) -> None:
        """Note that a message was heard of again: a copy of it came."""
        row = self._row_of.get(owner)
        if row is not None:
            self._voices += 1
            self._heard[row] = self._voices

    def _grow(self) -> None:
        """Make room for twice as many rows, but not for more than there will ever be."""
        count = len(self._raw)
        more = min(count, max(64, self.window + self.window // 4 + 64 - count))
        self._raw = _longer(self._raw, more)
        self._spellings = _longer(self._spellings, more)
        self._gone = _longer(self._gone, more)
        self._heard = _longer(self._heard, more)
        self._centred = _longer(self._centred, more)
        self._near = _longer(self._near, more)
        self._near_by = _longer(self._near_by, more)
        self._looked = _longer(self._looked, more)

    def remove(self, owner: Id) -> None:
        """Remove a message's row; its part in the means stays, as it says nothing about the message alone."""
        row = self._row_of.pop(owner, None)
        if row is not None:
            self.owners[row] = None
            self._gone[row] = True

    def row_of(self, owner: Id) -> int | None:
        """Return the row of a message, None if it has none."""
        return self._row_of.get(owner)

    def __len__(self) -> int:
        return len(self.owners)

    @property
    def alive(self) -> int:
        """How many messages have a row."""
        return len(self._row_of)

    # — the measure —

    def room(self) -> int:
        """Return how many rows may still be added before the measure is due to be learned anew."""
        return max(1, self._refresh_at - self._added)

    def refresh_if_due(self) -> list[Id]:
        """Learn the measure anew if the rows have grown by a quarter. Row numbers may change.

        Returns the messages whose rows left because there were too many.
        """
        if self._added < self._refresh_at:
            return []
        left = self._compact()
        self._refresh()
        return left

    def centre_rows(self, vectors: NDArray[Any], languages: Sequence[str]) -> Vectors:
        """Return vectors without their language's mean, of length 1."""
        means = np.stack([self._mean(language) for language in languages])
        rows: Vectors = vectors.astype(np.float32) - means
        lengths = np.linalg.norm(rows, axis=1, keepdims=True)
        rows /= np.where(lengths > 0.0, lengths, 1.0)
        return rows

    def spellings(self, texts: Sequence[Pieces]) -> Floats:
        """Return a row for the spelling of each text under today's weights."""
        return self._lexical.rows(texts)

    def dense(self, centred: Vectors, rows: slice | None = None) -> Vectors:
        """Return the cosines of centred vectors with the rows, −2 where a row has left."""
        rows = rows or slice(0, len(self.owners))
        likeness = np.round(centred @ self._centred[rows].T, _DIGITS)
        likeness[:, self._gone[rows]] = -2.0
        return likeness

    def nearest(self, likeness: Vectors, spelling: Floats, *, but: int = -1) -> Neighbours:
        """Return the best rows by meaning, told apart by spelling; ``likeness`` has a cosine for each row."""
        best = _best(likeness, self.candidates)
        best = best[(likeness[best] > -2.0) & (best != but)]
        alike = self._spellings[best] @ spelling
        mixed = np.round((likeness[best] + LEXICAL_SHARE * alike) / (1.0 + LEXICAL_SHARE), _DIGITS)
        order = np.lexsort((best, -mixed))
        spreads = (mixed[order] - self.centre) / self.spread
        return Neighbours(best[order].tolist(), spreads.tolist())

    def vectors(self, rows: Sequence[int]) -> Vectors:
        """Return the centred vectors of these rows, of length 1."""
        return self._centred[np.asarray(rows, dtype=np.intp)]

    def ties(self, rows: Sequence[int]) -> Ties:
        """Return who of these rows resembles whom, by what each found when it came; positions among them."""
        self._look_for([row for row in rows if not self._looked[row]])
        numbers = np.asarray(rows, dtype=np.intp)
        position = np.full(len(self._looked) + 1, -1, dtype=np.intp)  # one more, for no row at all
        position[numbers] = np.arange(len(numbers))
        second = position[self._near[numbers]].ravel()
        first = np.repeat(np.arange(len(numbers)), _KEPT)
        there = (second >= 0) & (self._near[numbers].ravel() >= 0)
        likeness = self._near_by[numbers].ravel().astype(np.float64)
        return Ties.of(len(numbers), first[there], second[there], likeness[there])

    def spreads(self, likeness: float) -> float:
        """Return how many spreads above the unrelated a likeness is."""
        return (likeness - self.centre) / self.spread

    def likeness_at(self, spreads: float) -> float:
        """Return the likeness that is so many spreads above the unrelated."""
        return self.centre + spreads * self.spread

    def _look_for(self, rows: list[int]) -> None:
        """Find the nearest rows of those that nobody has looked for: they were remembered, or moved."""
        for start in range(0, len(rows), _BLOCK):
            part = rows[start : start + _BLOCK]
            for row, line in zip(part, self.dense(self._centred[part]), strict=True):
                self._keep(row, self.nearest(line, self._spellings[row], but=row))

    def _keep(self, row: int, near: Neighbours | None) -> None:
        self._near[row], self._near_by[row], self._looked[row] = -1, 0.0, near is not None
        if near is not None:
            found = near.rows[:_KEPT]
            self._near[row, : len(found)] = found
            self._near_by[row, : len(found)] = self.centre + np.array(near.spreads[:_KEPT]) * self.spread

    def _count(self, language: str, vector: NDArray[np.float16], one: Pieces) -> None:
        if language not in self._sums:
            self._sums[language] = np.zeros(self.encoder.dimensions)
        self._sums[language] += vector
        self._counts[language] = self._counts.get(language, 0) + 1
        self._lexical.count(one)

    def _mean(self, language: str) -> Vectors:
        return self._means.get(language, self._means[""])

    def _refresh(self) -> None:
        # The sums are taken in the order of names, so that they round the same after a restart.
        total = np.sum([self._sums[language] for language in sorted(self._sums)], axis=0)
        everyone = total / max(1, sum(self._counts.values()))
        self._means = {
            language: ((self._sums[language] + _SHRINK * everyone) / (count + _SHRINK)).astype(np.float32)
            for language, count in self._counts.items()
            if language
        }
        self._means[""] = everyone.astype(np.float32)
        self._lexical.refresh()
        self._restore()
        self._measure_spread()
        self._refresh_at = max(16, self._added + 1 + min(self._added, self.window) // 4)

    def _restore(self) -> None:
        """Compute what follows from the measure for every row."""
        count = len(self.owners)
        if count:
            self._centred[:count] = self.centre_rows(self._raw[:count], self._languages)
        for start in range(0, count, _BLOCK):
            part = self._pieces[start : start + _BLOCK]
            self._spellings[start : start + len(part)] = self._lexical.rows(part)

    def _measure_spread(self) -> None:
        rows = [row for row, owner in enumerate(self.owners) if owner is not None]
        step = max(1, len(rows) // _SAMPLE)
        chosen = rows[::step][:_SAMPLE]
        everyday = self._everyday if self._everyday is not None else np.empty((0, self.encoder.dimensions))
        vectors = np.concatenate(
            [self.centre_rows(everyday, [language for language, _ in EVERYDAY]), self._centred[chosen]]
        )
        usual = [self.spellings(self._everyday_pieces)] if self._everyday_pieces else []
        spellings = np.concatenate([*usual, self._spellings[chosen]])
        mixed = (vectors @ vectors.T + LEXICAL_SHARE * spellings @ spellings.T) / (1.0 + LEXICAL_SHARE)
        pairs = mixed[np.triu_indices(len(mixed), 1)]
        self.centre = round(float(np.median(pairs)), _DIGITS)
        deviation = 1.4826 * float(np.median(np.abs(pairs - self.centre)))
        self.spread = round(max(_LEAST_SPREAD, deviation), _DIGITS)

    def _compact(self) -> list[Id]:
        """Drop the rows that have left, and beyond the window those longest not heard of; return these."""
        alive = [row for row, owner in enumerate(self.owners) if owner is not None]
        order = np.argsort(self._heard[alive], kind="stable")[-self.window :]
        kept = [alive[at] for at in np.sort(order)]
        if len(kept) == len(self.owners):
            return []
        stay = set(kept)
        left = [owner for row in alive if row not in stay and (owner := self.owners[row]) is not None]
        self._raw[: len(kept)] = self._raw[kept]
        self._heard[: len(kept)] = self._heard[kept]
        self._renumber_near(kept)
        self.owners = [self.owners[row] for row in kept]
        self._languages = [self._languages[row] for row in kept]
        self._pieces = [self._pieces[row] for row in kept]
        self._gone[: len(kept)] = False
        self._row_of = {owner: row for row, owner in enumerate(self.owners) if owner is not None}
        return left

    def _renumber_near(self, kept: Sequence[int]) -> None:
        """Let the kept neighbours point at where their rows are now; those that left are none."""
        now = np.full(len(self._looked) + 1, -1, dtype=np.int32)
        now[list(kept)] = np.arange(len(kept))
        self._near[: len(kept)] = now[self._near[kept]]
        self._near_by[: len(kept)] = self._near_by[kept]
        self._looked[: len(kept)] = self._looked[kept]

    # — state —

    def get_state(self) -> dict[str, Any]:
        """Return the measure and the order of the rows; vectors and texts are the messages' own."""
        return {
            "rows": [owner for owner in self.owners if owner is not None],
            "heard": [int(self._heard[row]) for row, owner in enumerate(self.owners) if owner is not None],
            "voices": self._voices,
            "sums": {language: row.copy() for language, row in self._sums.items()},
            "counts": dict(self._counts),
            "means": {language: row.copy() for language, row in self._means.items()},
            "added": self._added,
            "refresh_at": self._refresh_at,
            "centre": self.centre,
            "spread": self.spread,
            "lexical": self._lexical.get_state(),
        }

    def set_state(
        self, state: Mapping[str, Any], rows: Sequence[tuple[Id, NDArray[np.float16], Pieces, str]]
    ) -> None:
        """Go on from ``get_state``; ``rows`` are its rows in order: owner, vector, pieces, language."""
        self._means = {key: np.array(row, dtype=np.float32) for key, row in state["means"].items()}
        for owner, vector, one, language in rows:
            self.add(owner, vector, one, language)
        self._heard[: len(rows)] = state["heard"]
        self._voices = int(state["voices"])
        self._sums = {key: np.array(row, dtype=np.float64) for key, row in state["sums"].items()}
        self._counts = dict(state["counts"])
        self._added, self._refresh_at = int(state["added"]), int(state["refresh_at"])
        self.centre, self.spread = float(state["centre"]), float(state["spread"])
        self._lexical.set_state(state["lexical"])
        self._restore()


def rounded(vectors: NDArray[Any]) -> NDArray[np.float16]:
    """Return vectors as they are stored: what is compared must be what is kept."""
    return vectors.astype(np.float16)


def _longer(rows: NDArray[T], more: int) -> NDArray[T]:
    """Return the rows with so many more, all zero."""
    return np.concatenate([rows, np.zeros((more, *rows.shape[1:]), dtype=rows.dtype)])


def _best(likeness: Vectors, most: int) -> NDArray[np.intp]:
    """Return the positions of the highest values, in the order of rows for equals."""
    if len(likeness) > most:
        least = np.partition(likeness, len(likeness) - most)[len(likeness) - most]
        chosen = np.flatnonzero(likeness >= least)
    else:
        chosen = np.arange(len(likeness))
    order = np.lexsort((chosen, -likeness[chosen]))[:most]
    return chosen[order]
