"""The messages that grouping knows: who is a copy of whom, and which stand in the index of meaning."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from saule.engines.decisions import Id
from saule.engines.encoders import Encoder
from saule.engines.lexical_index import Pieces, pieces
from saule.engines.meaning_index import Look, MeaningIndex
from saule.engines.near_duplicates import Copy, NearDuplicates
from saule.engines.texts import (
    READ,
    digest,
    gist,
    normalise,
    says_something,
    without_greeting,
    without_reply_marks,
)

_LETTER = 12  # words from which a text alone says what it is about
_SUBJECT = 120  # characters of a subject line that are read
_VARIANT = 0.8  # a copy less alike than this is itself looked for: copies of copies drift


_COLUMNS = (
    "name",
    "normalised",
    "digest",
    "gist",
    "language",
    "time",
    "matter",
    "root",
    "pinned",
    "likeness",
)


@dataclass(slots=True)
class Message:
    """One message as grouping knows it.

    ``root`` is the first of its set of near duplicates, itself if it is no copy: only roots stand in the
    index of meaning, so that a form letter sent a thousand times weighs as one voice.
    """

    name: Id
    normalised: str
    digest: bytes
    gist: str
    language: str = ""
    time: float = 0.0
    matter: Id | None = None
    vector: NDArray[np.float16] | None = None
    root: Id | None = None
    pinned: bool = False
    likeness: float = 1.0
    pieces: Pieces | None = field(default=None, repr=False)
    look: Look | None = field(default=None, repr=False)

    @property
    def groupable(self) -> bool:
        """Whether it says enough to be grouped."""
        return bool(self.gist)


def read(name: Id, text: str, subject: str, language: str, time: float) -> Message:
    """Read one text with its subject line.

    A letter is the same under any subject; a few words ("see attached") are the same only under the same one.
    """
    normalised = normalise(text)
    about = without_greeting(without_reply_marks(subject))
    told = gist(text)
    if about and says_something(about) and about.rstrip(".") not in told:
        told = f"{about[:_SUBJECT].rstrip('.')}. {told}".strip()
    is_letter = normalised[:READ].count(" ") + 1 >= _LETTER
    return Message(
        name=name,
        normalised=normalised[:READ],
        digest=digest(normalised if is_letter else f"{normalise(about)}\n{normalised}"),
        gist=told if says_something(told) else "",
        language=language,
        time=time,
    )


def spelt(message: Message) -> Pieces:
    """Return the pieces of what a message says, read once."""
    if message.pieces is None:
        message.pieces = pieces(message.gist)
    return message.pieces


class Memory:
    """The messages of late, in the order they came, with their sets of near duplicates.

    ``standing`` counts the roots of each matter. Beyond ``window`` roots those are forgotten, with all their
    copies, that were longest not heard of; beyond as many others, the oldest copies. So a flood of one text
    takes the place of its own copies and of nobody else, and memory does not grow with all that ever came.
    ``lost`` counts the forgotten copies of a root that is known.
    """

    def __init__(self, encoder: Encoder, *, candidates: int, window: int) -> None:
        self.window = window
        self.meaning = MeaningIndex(encoder, candidates=candidates, window=window)
        self.near = NearDuplicates()
        self.messages: dict[Id, Message] = {}
        self.standing: Counter[Id] = Counter()
        self.lost: Counter[Id] = Counter()
        self._same: defaultdict[bytes, list[Id]] = defaultdict(list)
        self._copies: defaultdict[Id, list[Id]] = defaultdict(list)

    def __iter__(self) -> Iterator[Message]:
        return iter(self.messages.values())

    def same_text(self, message: Message, *, but: Collection[Id] = ()) -> Message | None:
        """Return the last message with the same text whose matter is not one of ``but``."""
        for name in reversed(self._same.get(message.digest, ())):
            known = self.messages[name]
            if name != message.name and known.matter is not None and known.matter not in but:
                return known
        return None

    def vector_of_same_text(self, message: Message) -> NDArray[np.float16] | None:
        """Return the vector of any message with the same text."""
        known = self._same.get(message.digest)
        return self.messages[known[0]].vector if known else None

    def near_text(self, message: Message, *, but: Collection[Id] = ()) -> Copy | None:
        """Return the known text that this one is a copy of, in none of the matters ``but``."""
        barred = {message.name}
        while copy := self.near.find(message.normalised, but=barred):
            matter = self.messages[copy.of].matter
            if matter is not None and matter not in but:
                return copy
            barred.add(copy.of)
        return None

    def copies(self, root: Id) -> list[Message]:
        """Return the members of a set of near duplicates, without its root."""
        return [self.messages[name] for name in self._copies.get(root, ())]

    def add(self, message: Message) -> None:
        """Learn a message that is not known yet, in the matter it names."""
        self.messages[message.name] = message
        if message.groupable:
            self._same[message.digest].append(message.name)
            self._settle(message)
        message.look = None  # the rows it points at will be renumbered
        if len(self.messages) - self.meaning.alive > self.window + self.window // 4:
            self._forget_oldest_copies()

    def refresh_if_due(self) -> None:
        """Learn the measure anew if it is due, and forget what was longest not heard of."""
        for root in self.meaning.refresh_if_due():
            for copy in self.copies(root):
                self.remove(copy.name)
            self.remove(root)

    def _forget_oldest_copies(self) -> None:
        others = [one for one in self if one.root != one.name]
        for one in others[: len(others) - self.window]:
            if one.root is not None:
                self.lost[one.root] += 1
            self.remove(one.name)

    def remove(self, name: Id) -> None:
        """Forget a message; an unknown name is ignored."""
        message = self.messages.get(name)
        if message is None:
            return
        self._unsettle(message)
        if message.groupable:
            self._same[message.digest].remove(name)
            if not self._same[message.digest]:
                del self._same[message.digest]
        del self.messages[name]

    def move(self, message: Message, matter: Id | None) -> None:
        """Put a message into another matter; it leaves its set of duplicates if they stay behind."""
        if message.matter == matter:
            return
        self._unsettle(message)
        message.matter = matter
        if message.groupable:
            self._settle(message)

    def move_set(self, root: Message, matter: Id) -> None:
        """Put a whole set of near duplicates into another matter."""
        self._count(root, -1)
        for message in (root, *self.copies(root.name)):
            message.matter = matter
        self._count(root, +1)

    def rename(self, names: Mapping[Id, Id]) -> None:
        """Give matters other names; two given the same name become one."""
        for message in self:
            if message.matter is not None:
                message.matter = names.get(message.matter, message.matter)
        standing: Counter[Id] = Counter()
        for matter, count in self.standing.items():
            standing[names.get(matter, matter)] += count
        self.standing = standing

    def _settle(self, message: Message) -> None:
        """Find the message's set within its matter, or make it a root."""
        if message.matter is None:
            return
        root, message.likeness = self._root_within(message)
        message.root = root
        if root == message.name:
            self._stand(message)
            return
        self._copies[root].append(message.name)
        self.meaning.hear(root)
        if message.likeness < _VARIANT:
            self.near.add(message.name, message.normalised)

    def _root_within(self, message: Message) -> tuple[Id, float]:
        for name in reversed(self._same[message.digest]):
            known = self.messages[name]
            if known.root is not None and known.matter == message.matter and name != message.name:
                return known.root, 1.0
        near = self.near.find(message.normalised)
        if near is not None:
            known = self.messages[near.of]
            if known.root is not None and known.matter == message.matter:
                return known.root, near.likeness
        return message.name, 1.0

    def _stand(self, message: Message) -> None:
        self.meaning.add(message.name, self._vector(message), spelt(message), message.language, message.look)
        self.near.add(message.name, message.normalised)
        self._count(message, +1)

    def _count(self, root: Message, by: int) -> None:
        if root.matter is not None:
            self.standing[root.matter] += by
            if not self.standing[root.matter]:
                del self.standing[root.matter]

    def _unsettle(self, message: Message) -> None:
        """Take a message out of its set; if it was the root, the next one takes its place."""
        root, message.root = message.root, None
        self.near.remove(message.name)
        if root is None:
            return
        if root != message.name:
            self._copies[root].remove(message.name)
            return
        self.meaning.remove(message.name)
        self._count(message, -1)
        self._promote(self._copies.pop(message.name, []), self.lost.pop(message.name, 0))

    def _promote(self, names: list[Id], lost: int) -> None:
        if not names:
            return
        first, *rest = (self.messages[name] for name in names)
        if lost:
            self.lost[first.name] = lost
        self.near.remove(first.name)
        first.root = first.name
        self._stand(first)
        for message in rest:
            message.root = first.name
        if rest:
            self._copies[first.name] = [message.name for message in rest]

    # — state —

    def get_state(self) -> dict[str, Any]:
        """Return everything remembered, as plain lists and arrays."""
        known = list(self)
        state: dict[str, Any] = {
            column: [getattr(message, column) for message in known] for column in _COLUMNS
        }
        state["vectors"] = [message.vector for message in known]
        state["near"] = self.near.names()
        state["lost"] = dict(self.lost)
        state["copies"] = {root: list(names) for root, names in self._copies.items() if names}
        state["meaning"] = self.meaning.get_state()
        return state

    def set_state(self, state: Mapping[str, Any]) -> None:
        """Go on from ``get_state``; the memory must be empty."""
        lines = zip(*(state[column] for column in _COLUMNS), state["vectors"], strict=True)
        for *values, vector in lines:
            message = Message(**dict(zip(_COLUMNS, values, strict=True)))
            message.vector = None if vector is None else np.array(vector, dtype=np.float16)
            self.messages[message.name] = message
            if message.groupable:
                self._same[message.digest].append(message.name)
            if message.root == message.name:
                self._count(message, +1)
        self._copies.update({root: list(names) for root, names in state["copies"].items()})
        self.lost.update(state["lost"])
        for name in state["near"]:
            self.near.add(name, self.messages[name].normalised)
        self.meaning.set_state(state["meaning"], [self._row(name) for name in state["meaning"]["rows"]])

    def _row(self, name: Id) -> tuple[Id, NDArray[np.float16], Pieces, str]:
        message = self.messages[name]
        return name, self._vector(message), spelt(message), message.language

    @staticmethod
    def _vector(message: Message) -> NDArray[np.float16]:
        if message.vector is None:
            raise ValueError(f"message {message.name!r} has no vector")
        return message.vector
