"""Kinds: which heading of the charter a matter falls under, from the desk's own examples."""

from collections.abc import Sequence
from dataclasses import dataclass

from saule.engines.decisions import Id
from saule.engines.encoders import Encoder


@dataclass(frozen=True, slots=True)
class KindExamples:
    """One kind of the charter: its name in each language and sample messages, and its nature."""

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


class KindProposer:
    """Proposes kinds by nearness to the examples, and prefers to say nothing over guessing."""

    def __init__(self, encoder: Encoder) -> None:
        self.encoder = encoder

    def fit(self, kinds: Sequence[KindExamples]) -> "KindProposer":
        """Learn the charter's examples; any earlier ones are dropped."""
        raise NotImplementedError

    def propose(self, texts: Sequence[str]) -> KindProposal:
        """Propose one kind for a matter from a few of its messages."""
        raise NotImplementedError
