"""An encoder with no model: hashed pieces of 3 to 5 characters. For tests and for small machines."""

from collections.abc import Sequence

import numpy as np

from saule.engines.encoders import Vectors
from saule.engines.shingles import character_codes, hash_pieces
from saule.engines.texts import normalise

_READ = 2_000


class LexicalEncoder:
    """Texts that share spellings are near; synonyms and translations are not.

    The hashing trick with signs (Weinberger et al., 2009), damped counts, rows of length 1.
    """

    def __init__(self, dimensions: int = 512) -> None:
        self.dimensions = dimensions

    @property
    def name(self) -> str:
        """`lexical-` and the dimensions: other dimensions make other vectors."""
        return f"lexical-{self.dimensions}"

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return one row per text, as `Encoder.encode` asks."""
        rows = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            self._fill(row, text)
        return rows

    def _fill(self, row: Vectors, text: str) -> None:
        codes = character_codes(f" {normalise(text[:_READ])} ")
        pieces = np.concatenate([hash_pieces(codes, length) for length in (3, 4, 5)])
        if not len(pieces):
            row[0] = 1.0
            return
        unique, counts = np.unique(pieces, return_counts=True)
        signs = np.where(unique >> np.uint64(63), -1.0, 1.0)
        np.add.at(row, (unique % np.uint64(self.dimensions)).astype(np.intp), signs * (1.0 + np.log(counts)))
        length = float(np.linalg.norm(row))
        if length == 0.0:
            row[0] = length = 1.0
        row /= length
