"""Encoders turn texts into vectors. What package one needs stays behind this door."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]


class Encoder(Protocol):
    """Turns texts into rows of length 1, the same row for the same text whatever else is in the batch."""

    @property
    def name(self) -> str:
        """Name and version, stored beside every vector: vectors of different names are never compared."""
        ...

    @property
    def dimensions(self) -> int:
        """The length of a row."""
        ...

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return a float32 array of shape (number of texts, `dimensions`), each row of Euclidean length 1.

        Any text is accepted: empty, one emoji, a megabyte.
        """
        ...


def load_encoder(name: str = "use") -> Encoder:
    """Return the encoder of that name: ``use`` (the default) or ``lexical`` (no model at all).

    Raises `ValueError` for an unknown name, `ImportError` when its package is not installed.
    """
    if name == "use":
        from saule.engines.encoders.use import UniversalEncoder

        return UniversalEncoder()
    if name == "lexical":
        from saule.engines.encoders.lexical import LexicalEncoder

        return LexicalEncoder()
    raise ValueError(f"unknown encoder {name!r}")
