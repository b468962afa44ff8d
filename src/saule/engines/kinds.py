"""Kinds: which heading of the charter a matter falls under, from the desk's own examples."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from saule.engines.decisions import Id
from saule.engines.encoders import Encoder, Vectors
from saule.engines.everyday import EVERYDAY
from saule.engines.texts import gist, says_something

_READ = 12  # messages of a matter that are asked


@dataclass(frozen=True, slots=True)
class KindExamples:
    """One kind of the charter: sample messages or descriptions (in any language), and its nature."""

    kind: Id
    nature: str
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class KindProposal:
    """The kind and nature proposed (None: none is near enough), the score 0..1 and the example nearest."""

    kind: Id | None
    nature: str | None
    score: float
    nearest: str = ""


NOTHING = KindProposal(None, None, 0.0)


class KindProposer:
    """Proposes kinds by nearness to the examples, and prefers to say nothing over guessing.

    A kind is as near as the mean of its ``nearest`` best examples and its centroid, in cosines less what all
    everyday sentences have in common. It is proposed from ``cut`` on, if the next is ``margin`` behind.
    """

    def __init__(
        self, encoder: Encoder, *, cut: float = 0.35, margin: float = 0.05, nearest: int = 2
    ) -> None:
        self.encoder = encoder
        self.cut = cut
        self.margin = margin
        self.nearest = nearest
        self._kinds: list[KindExamples] = []
        self._texts: list[str] = []
        self._rows: Vectors = np.zeros((0, encoder.dimensions), dtype=np.float32)
        self._kind_of: list[int] = []
        self._mean: Vectors | None = None

    def fit(self, kinds: Sequence[KindExamples]) -> "KindProposer":
        """Learn the charter's examples; any earlier ones are dropped."""
        self._kinds = [kind for kind in kinds if any(says_something(gist(text)) for text in kind.examples)]
        said = [
            (at, text)
            for at, kind in enumerate(self._kinds)
            for text in kind.examples
            if says_something(gist(text))
        ]
        self._kind_of = [at for at, _ in said]
        self._texts = [text for _, text in said]
        self._rows = self._encode(self._texts)
        return self

    def propose(self, texts: Sequence[str], *, vectors: Vectors | None = None) -> KindProposal:
        """Propose one kind for a matter from a few of its messages.

        ``vectors``: what the encoder made of their gists, one row each, to save encoding them again.
        """
        told = [at for at, text in enumerate(texts) if says_something(gist(text))][:_READ]
        if not told or not self._kinds:
            return NOTHING
        rows = self._encode([texts[at] for at in told]) if vectors is None else self._centre(vectors[told])
        likeness = rows @ self._rows.T
        scores = np.round(np.stack([self._score(likeness, at) for at in range(len(self._kinds))]).mean(1), 4)
        order = np.argsort(-scores, kind="stable")
        best, score = int(order[0]), float(scores[order[0]])
        runner_up = float(scores[order[1]]) if len(order) > 1 else -1.0
        shown = round(min(1.0, max(0.0, score)), 4)
        if score < self.cut or score - runner_up < self.margin:
            return KindProposal(None, None, shown)
        mine = [at for at, kind in enumerate(self._kind_of) if kind == best]
        nearest = mine[int(np.argmax(likeness[:, mine].mean(axis=0)))]
        return KindProposal(self._kinds[best].kind, self._kinds[best].nature, shown, self._texts[nearest])

    def propose_nature(self, texts: Sequence[str]) -> str | None:
        """Propose the nature alone, which several kinds may share; None if the nearest kinds differ in it."""
        read = [text for text in texts if says_something(gist(text))][:_READ]
        if not read or not self._kinds:
            return None
        likeness = self._encode(read) @ self._rows.T
        votes = Counter(
            self._kinds[self._kind_of[at]].nature
            for line in likeness
            for at in np.argsort(-line, kind="stable")[:3]
            if line[at] >= self.cut
        )
        (nature, count), *_ = votes.most_common(1) or [("", 0)]
        return nature if count > sum(votes.values()) * 2 / 3 else None

    def _score(self, likeness: Vectors, at: int) -> Vectors:
        mine = np.flatnonzero(np.asarray(self._kind_of) == at)
        mean_best = np.sort(likeness[:, mine], axis=1)[:, -self.nearest :].mean(axis=1)
        length = float(np.linalg.norm(self._rows[mine].mean(axis=0))) or 1.0
        to_centroid = likeness[:, mine].mean(axis=1) / length
        score: Vectors = ((mean_best + to_centroid) / 2).astype(np.float32)
        return score

    def _encode(self, texts: Sequence[str]) -> Vectors:
        return self._centre(self.encoder.encode([gist(text) for text in texts]))

    def _centre(self, vectors: Vectors) -> Vectors:
        if self._mean is None:
            self._mean = self.encoder.encode([text for _, text in EVERYDAY]).mean(axis=0)
        rows = vectors - self._mean
        lengths = np.linalg.norm(rows, axis=1, keepdims=True)
        centred: Vectors = (rows / np.where(lengths > 0.0, lengths, 1.0)).astype(np.float32)
        return centred
