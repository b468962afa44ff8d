"""Hashed pieces of characters: what near duplicates and the lexical evidence both compare."""

import numpy as np
from numpy.typing import NDArray

Hashes = NDArray[np.uint64]

BASE = np.uint64(1_000_003)
_MIX = np.uint64(0xBF58476D1CE4E5B9)  # the finalizer of SplitMix64 (Steele, Lea and Flood, 2014)


def character_codes(text: str) -> Hashes:
    """Return the code points of a text."""
    encoded = text.encode("utf-32-le", "surrogatepass")
    return np.frombuffer(encoded, dtype=np.uint32).astype(np.uint64)


def hash_pieces(codes: Hashes, length: int) -> Hashes:
    """Return a 64-bit hash of every run of ``length`` characters, in order, repeats included."""
    count = len(codes) - length + 1
    if count <= 0:
        return np.empty(0, dtype=np.uint64)
    hashes = np.zeros(count, dtype=np.uint64)
    for start in range(length):
        hashes = hashes * BASE + codes[start : start + count]
    return mixed(hashes)


def hash_runs(codes: Hashes, shortest: int, longest: int) -> Hashes:
    """Return what `hash_pieces` does for each length from ``shortest`` to ``longest``, one after the other.

    A longer run is the one before it and a character more: each is made from the last.
    """
    hashes = np.zeros(max(0, len(codes) + 1), dtype=np.uint64)
    found = []
    for length in range(1, min(longest, len(codes)) + 1):
        hashes = hashes[:-1] * BASE + codes[length - 1 :]
        if length >= shortest:
            found.append(hashes)
    return mixed(np.concatenate(found)) if found else np.empty(0, dtype=np.uint64)


def mixed(hashes: Hashes) -> Hashes:
    """Spread what was hashed over all bits, in place."""
    hashes ^= hashes >> np.uint64(29)
    hashes *= _MIX
    hashes ^= hashes >> np.uint64(32)
    return hashes
