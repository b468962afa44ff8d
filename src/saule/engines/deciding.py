"""The first decision on one message: the same text, a copy, the meaning, or something new."""

import math
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Any

import numpy as np

from saule.engines.decisions import Decision, Id
from saule.engines.meaning_index import Look, Neighbours
from saule.engines.memory import Memory, Message, spelt
from saule.engines.near_duplicates import edits
from saule.engines.phrases import shared_phrases


@dataclass(frozen=True, slots=True, kw_only=True)
class Cuts:
    """From how many spreads a message joins, how far below it asks, how many members speak for a matter."""

    cut: float
    grey: float
    members: int


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for one matter: how strongly, in spreads, and which message most."""

    matter: Id
    spreads: float
    nearest: Id


def sureness(spreads: float, cut: float) -> float:
    """Return a score between 0 and 1 from spreads: one half at the cut (the logistic function)."""
    return round(1.0 / (1.0 + math.exp(min(50.0, cut - spreads))), 4)


class Sight:
    """What a block of messages sees of the index. The cosines are computed together, which is faster."""

    def __init__(self, memory: Memory, messages: Sequence[Message]) -> None:
        self._memory = memory
        self._index = memory.meaning
        self._seen = len(self._index)
        fresh = {
            message.digest: message
            for message in messages
            if message.groupable and memory.same_text(message) is None
        }
        self._line_of = {message.name: at for at, message in enumerate(fresh.values())}
        if fresh:
            self._centred = self._centre(list(fresh.values()))
            self._spellings = self._index.spellings([spelt(message) for message in fresh.values()])
            self._lines = self._index.dense(self._centred)

    def look(self, message: Message) -> Look:
        """Return the nearest rows of a message, those added since the block began included."""
        at = self._line_of.get(message.name)
        if at is None:
            centred, spelling = self._centre([message]), self._index.spellings([spelt(message)])[0]
            line = self._index.dense(centred)[0]
        else:
            centred, spelling = self._centred[at : at + 1], self._spellings[at]
            newer = self._index.dense(centred, slice(self._seen, len(self._index)))
            line = np.concatenate([self._lines[at], newer[0]])
        return Look(centred[0], spelling, self._index.nearest(line, spelling))

    def _centre(self, messages: list[Message]) -> Any:
        vectors = np.stack([message.vector for message in messages if message.vector is not None])
        return self._index.centre_rows(vectors, [message.language for message in messages])


class Decider:
    """Decides for one message at a time from what is remembered. It learns nothing itself."""

    def __init__(
        self, memory: Memory, cuts: Cuts, apart: Mapping[Id, Set[Id]], *, engine: str, prefix: str = "new:"
    ) -> None:
        self.memory = memory
        self.cuts = cuts
        self.apart = apart
        self.engine = engine
        self.prefix = prefix

    def decide(self, message: Message, sight: Sight) -> Decision:
        """Return the decision for a message that is not in the memory."""
        if not message.groupable:
            return Decision(
                message=message.name,
                matter=None,
                outcome="not_groupable",
                layer="none",
                reason="too_little" if message.normalised else "empty",
                score=1.0,
                engine=self.engine,
            )
        but = self.apart.get(message.name, frozenset())
        return (
            self._by_same_text(message, but)
            or self._by_near_text(message, but)
            or self._by_meaning(message, sight, but)
        )

    def new_name(self, message: Id) -> Id:
        """Return a name for a new matter that no other one has."""
        name, count = f"{self.prefix}{message}", 1
        while self.memory.standing.get(name, 0) > 0:
            count += 1
            name = f"{self.prefix}{message}/{count}"
        return name

    def _by_same_text(self, message: Message, but: Set[Id]) -> Decision | None:
        known = self.memory.same_text(message, but=but)
        if known is None:
            return None
        return Decision(
            message=message.name,
            matter=known.matter,
            outcome="joined",
            layer="exact",
            reason="same_text",
            score=1.0,
            engine=self.engine,
            nearest=known.name,
        )

    def _by_near_text(self, message: Message, but: Set[Id]) -> Decision | None:
        copy = self.memory.near_text(message, but=but)
        if copy is None:
            return None
        known = self.memory.messages[copy.of]
        return Decision(
            message=message.name,
            matter=known.matter,
            outcome="joined",
            layer="near",
            reason="same_text_but_for",
            score=round(copy.likeness, 4),
            engine=self.engine,
            nearest=known.name,
            differs=edits(message.normalised, known.normalised),
        )

    def _by_meaning(self, message: Message, sight: Sight, but: Set[Id]) -> Decision:
        message.look = sight.look(message)
        near = message.look.near
        first, second = self._two_strongest(near, frozenset())
        best, other = self._two_strongest(near, but) if but else (first, second)
        if best is not None and best.spreads >= self.cuts.cut:
            what = {"matter": best.matter, "outcome": "joined", "layer": "meaning", "reason": "similar"}
            return self._on(message, best, other, **what)
        what = {"matter": self.new_name(message.name), "layer": "new"}
        if best is not None and best.spreads >= self.cuts.cut - self.cuts.grey:
            asked = {"outcome": "asked", "reason": "unsure", "suggested": best.matter}
            return self._on(message, best, best, **asked, **what)
        kept_apart = first is not None and first != best and first.spreads >= self.cuts.cut
        reason = "kept_apart" if kept_apart else "nothing_similar"
        return self._on(message, first, best, outcome="opened", reason=reason, **what)

    def _two_strongest(self, near: Neighbours, but: Set[Id]) -> tuple[Evidence | None, Evidence | None]:
        """Return the two matters in sight, none of ``but``, whose nearest members are nearest on average.

        Matters are met in the order of their nearest member, which no mean of a matter exceeds.
        """
        best: Evidence | None = None
        second: Evidence | None = None
        for matter, (nearest, values) in self._members(near, but).items():
            if second is not None and values[0] <= second.spreads:
                break
            found = Evidence(matter, self._mean(matter, values, near.spreads[-1]), nearest)
            if best is None or found.spreads > best.spreads:
                best, second = found, best
            elif second is None or found.spreads > second.spreads:
                second = found
        return best, second

    def _members(self, near: Neighbours, but: Set[Id]) -> dict[Id, tuple[Id, list[float]]]:
        """Return, of each matter in sight, its nearest message and how near its messages are."""
        owners, messages = self.memory.meaning.owners, self.memory.messages
        found: dict[Id, tuple[Id, list[float]]] = {}
        for row, value in zip(near.rows, near.spreads, strict=True):
            owner = owners[row]
            if owner is None or (matter := messages[owner].matter) is None or matter in but:
                continue
            found.setdefault(matter, (owner, []))[1].append(value)
        return found

    def _mean(self, matter: Id, values: list[float], least: float) -> float:
        """Average the nearest members; those out of sight are no nearer than the last one seen."""
        count = max(1, min(self.cuts.members, self.memory.standing[matter]))
        chosen = values[:count]
        return round((sum(chosen) + (count - len(chosen)) * least) / count, 4)

    def _on(
        self, message: Message, evidence: Evidence | None, other: Evidence | None, **what: Any
    ) -> Decision:
        """Return a decision founded on the evidence for one matter; ``other`` is the nearest not chosen."""
        if other is not None:
            what |= {"other": other.matter, "other_score": sureness(other.spreads, self.cuts.cut)}
        if evidence is None:
            return Decision(message=message.name, score=0.0, engine=self.engine, **what)
        known = self.memory.messages[evidence.nearest]
        return Decision(
            message=message.name,
            score=sureness(evidence.spreads, self.cuts.cut),
            engine=self.engine,
            nearest=known.name,
            shared=shared_phrases(message.gist, known.gist),
            **what,
        )
