"""Grouping: which matter a message belongs to. See `MatterGrouper`."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from saule.engines.deciding import Cuts, Decider, Sight, sureness
from saule.engines.decisions import ENGINE, Decision, Id, Revision
from saule.engines.encoders import Encoder
from saule.engines.meaning_index import rounded
from saule.engines.memory import Memory, Message, read
from saule.engines.phrases import shared_phrases
from saule.engines.revising import Ties, best_ties, look_together, name_communities

_BLOCK = 128
_FEWEST = 30  # distinct messages under which a second look knows no more than the first
_PARAMETERS = (
    "cut",
    "grey",
    "members",
    "candidates",
    "window",
    "neighbours",
    "alone",
    "revised",
    "seed",
)


class MatterGrouper:
    """Groups messages into matters, one by one as they come, and thinks again in the background.

    ``partial_fit`` decides at once for every message: the same text, then a copy with small edits, then
    meaning. ``revise`` looks at the recent ones together and proposes better places. The database is the
    source of truth: rebuild the state with ``remember``, and tell of what people did with ``move``,
    ``separate`` and ``forget``. New matters are named ``"new:<message>"`` until ``rename_matters`` gives them
    their own names.

    ``cut`` and ``grey`` are in spreads (see `meaning_index`): nearer than the cut joins, up to ``grey`` below
    it asks. ``members`` is how many of a matter's nearest messages speak for it. In the second look each
    message is tied to ``neighbours`` others; nearer than ``alone`` spreads to nobody, it stays alone.
    """

    def __init__(
        self,
        encoder: Encoder,
        *,
        cut: float = 4.5,
        grey: float = 0.5,
        members: int = 3,
        candidates: int = 40,
        window: int = 30_000,
        neighbours: int = 15,
        alone: float = 3.0,
        revised: int = 15_000,
        seed: int = 1,
    ) -> None:
        self.encoder = encoder
        self.cut = cut
        self.grey = grey
        self.members = members
        self.candidates = candidates
        self.window = window
        self.neighbours = neighbours
        self.alone = alone
        self.revised = revised
        self.seed = seed
        self._memory = Memory(encoder, candidates=candidates, window=window)
        self._apart: defaultdict[Id, set[Id]] = defaultdict(set)

    # — deciding —

    def partial_fit(
        self,
        texts: Sequence[str],
        *,
        ids: Sequence[Id],
        subjects: Sequence[str] | None = None,
        languages: Sequence[str] | None = None,
        times: Sequence[float] | None = None,
        vectors: NDArray[Any] | None = None,
    ) -> list[Decision]:
        """Decide for each text in turn, and learn it. Raises `ValueError` if an id is known already.

        ``texts`` are what was said now, without quotes; ``subjects`` the subject lines, which tell much.
        ``languages`` are two-letter codes ('' when unknown), ``times`` any growing number such as seconds;
        ``vectors`` are stored rows (see `vectors_`), a row of zeros where there is none.
        """
        messages = self._read(ids, texts, subjects, languages, times, vectors)
        return self._decide_all(messages, learn=True)

    def predict(
        self,
        texts: Sequence[str],
        *,
        subjects: Sequence[str] | None = None,
        languages: Sequence[str] | None = None,
    ) -> list[Decision]:
        """Say where each text would go, each on its own, and learn nothing. Messages are named ?0, ?1…"""
        names = [f"?{position}" for position in range(len(texts))]
        messages = self._read(names, texts, subjects, languages, None, None)
        return self._decide_all(messages, learn=False)

    def fit_predict(
        self,
        texts: Sequence[str],
        *,
        subjects: Sequence[str] | None = None,
        languages: Sequence[str] | None = None,
    ) -> list[Id | None]:
        """Start afresh, decide for all, revise once, and return the matter of each text (None: no matter)."""
        self._memory = Memory(self.encoder, candidates=self.candidates, window=self.window)
        self._apart.clear()
        names = range(len(texts))
        self.partial_fit(texts, ids=names, subjects=subjects, languages=languages)
        self.apply(self.revise())
        labels = self.labels_
        return [labels[name] for name in names]

    def get_params(self) -> dict[str, Any]:
        """Return the constructor's parameters but the encoder."""
        return {name: getattr(self, name) for name in _PARAMETERS}

    @property
    def engine_(self) -> str:
        """Version and encoder, as written into every decision."""
        return f"{ENGINE}+{self.encoder.name}"

    # — what people did, and what is stored —

    def remember(
        self,
        ids: Sequence[Id],
        texts: Sequence[str],
        vectors: NDArray[Any] | None,
        matters: Sequence[Id | None],
        *,
        subjects: Sequence[str] | None = None,
        languages: Sequence[str] | None = None,
        times: Sequence[float] | None = None,
        pinned: Collection[Id] = (),
    ) -> None:
        """Learn memberships decided earlier (stored rows), oldest first, without deciding anything.

        ``pinned`` are the messages that people placed: ``revise`` leaves them where they are.
        """
        messages = self._read(ids, texts, subjects, languages, times, vectors)
        for message, matter in zip(messages, matters, strict=True):
            message.matter, message.pinned = matter, message.name in pinned
            self._memory.add(message)
            self._memory.refresh_if_due()

    def forget(self, message: Id) -> None:
        """Remove one message altogether. Unknown ids are ignored."""
        self._apart.pop(message, None)
        self._memory.remove(message)

    def move(self, message: Id, matter: Id | None, *, pinned: bool = True) -> None:
        """A person put this message into that matter; None takes it out of any. Raises `KeyError` if unknown.

        With ``pinned`` false it is Saule's own move, or the undoing of a person's.
        """
        known = self._memory.messages[message]
        self._memory.move(known, matter)
        known.pinned = pinned

    def place(self, wanted: Mapping[Id, Id], *, pinned: Collection[Id] = ()) -> None:
        """As ``move`` for each of these messages, quicker where a whole matter goes into another.

        ``pinned`` are those that people placed.
        """
        sizes = Counter(message.matter for message in self._memory)
        going: defaultdict[Id, list[Id]] = defaultdict(list)
        for name, matter in wanted.items():
            if (here := self._memory.messages[name].matter) is not None:
                going[here].append(matter)
        whole = {here: there for here, there in going.items() if len(there) == sizes[here]}
        self._memory.rename({here: there[0] for here, there in whole.items() if len({*there}) == 1})
        for name, matter in wanted.items():
            self.move(name, matter, pinned=name in pinned)

    def separate(self, message: Id, matter: Id) -> None:
        """A person said: never this message in that matter. If it is there, it leaves for no matter."""
        self._apart[message].add(matter)
        known = self._memory.messages.get(message)
        if known is not None and known.matter == matter:
            self.move(message, None)

    def unseparate(self, message: Id, matter: Id) -> None:
        """Undo `separate`; the message stays where it is."""
        self._apart[message].discard(matter)

    def rename_matters(self, names: Mapping[Id, Id]) -> None:
        """Give matters other names; two given the same name become one. Unknown names are ignored."""
        self._memory.rename(names)
        for message, matters in self._apart.items():
            self._apart[message] = {names.get(matter, matter) for matter in matters}

    # — thinking again —

    def revise(self, *, since: float | None = None, free: Collection[Id] | None = None) -> list[Revision]:
        """Look at the recent messages together; say which would sit better elsewhere.

        Looks at those with a time ≥ ``since``, and at most the last ``revised`` distinct ones. Only those
        ``free`` to move are proposed (None: all that nobody has placed). Nothing changes until `apply`.
        """
        index = self._memory.meaning
        roots = [one for one in self._memory if index.row_of(one.name) is not None]
        roots = [one for one in roots if since is None or one.time >= since][-self.revised :]
        if len(roots) < _FEWEST:
            return []
        rows = [row for one in roots if (row := index.row_of(one.name)) is not None]
        ties = index.ties(rows)
        least = index.likeness_at(self.alone)
        membership = look_together(
            ties, index.vectors(rows), neighbours=self.neighbours, least=least, seed=self.seed
        )
        places = self._places(roots, membership)
        proposed = self._revisions(roots, places, ties)
        return [one for one in proposed if self._is_free(one, free)]

    def apply(self, revisions: Iterable[Revision]) -> None:
        """Move messages as the revisions say that the caller has accepted."""
        wanted = {revision.message: revision.matter for revision in revisions}
        while wanted:
            name, matter = next(iter(wanted.items()))
            message = self._memory.messages[name]
            together = [name, *(copy.name for copy in self._memory.copies(name))]
            if message.root == name and all(wanted.get(one) == matter for one in together):
                self._memory.move_set(message, matter)
            else:
                together = [name]
                self.move(name, matter, pinned=False)
            for one in together:
                del wanted[one]

    # — what was learned —

    @property
    def labels_(self) -> dict[Id, Id | None]:
        """The matter of every message remembered, in the order they came."""
        return {message.name: message.matter for message in self._memory}

    def vectors_(self, ids: Iterable[Id]) -> NDArray[np.float16]:
        """Return the vectors of these messages, to be stored and given back; zeros where there is none."""
        nothing = np.zeros(self.encoder.dimensions, dtype=np.float16)
        found = (self._memory.messages[name].vector for name in ids)
        rows = [nothing if vector is None else vector for vector in found]
        return np.stack(rows) if rows else np.zeros((0, self.encoder.dimensions), dtype=np.float16)

    def get_state(self) -> dict[str, Any]:
        """Return everything learned, as plain dictionaries, lists, numbers, texts, bytes and arrays."""
        return {
            "engine": self.engine_,
            "parameters": self.get_params(),
            "apart": {message: list(matters) for message, matters in self._apart.items() if matters},
            "memory": self._memory.get_state(),
        }

    @classmethod
    def from_state(cls, state: Mapping[str, Any], encoder: Encoder) -> "MatterGrouper":
        """Return a grouper that goes on from `get_state`. Raises `ValueError` for another engine's state."""
        if state["engine"] != (here := f"{ENGINE}+{encoder.name}"):
            raise ValueError(f"state of {state['engine']!r}, not of {here!r}")
        grouper = cls(encoder, **state["parameters"])
        grouper._memory.meaning.prepare()
        grouper._memory.set_state(state["memory"])
        grouper._apart.update({message: set(matters) for message, matters in state["apart"].items()})
        return grouper

    def encode(self, texts: Sequence[str], *, subjects: Sequence[str] | None = None) -> NDArray[np.float16]:
        """Return the vectors of texts as `partial_fit` would make them, and learn nothing.

        A row of zeros stands for a text that says nothing. What takes time is so done before a transaction.
        """
        self._memory.meaning.prepare()
        about = subjects or [""] * len(texts)
        messages = [
            read(at, text, subject, "", 0.0)
            for at, (text, subject) in enumerate(zip(texts, about, strict=True))
        ]
        self._encode(messages)
        nothing = np.zeros(self.encoder.dimensions, dtype=np.float16)
        return np.stack([nothing if one.vector is None else one.vector for one in messages])

    # — how —

    def _read(
        self,
        ids: Sequence[Id],
        texts: Sequence[str],
        subjects: Sequence[str] | None,
        languages: Sequence[str] | None,
        times: Sequence[float] | None,
        vectors: NDArray[Any] | None,
    ) -> list[Message]:
        known = [name for name in ids if name in self._memory.messages]
        if known or len(set(ids)) != len(ids):
            raise ValueError(f"known already, or given twice: {known[:3] or 'in this call'}")
        self._memory.meaning.prepare()
        spoken = languages or [""] * len(texts)
        when = times or [0.0] * len(texts)
        about = subjects or [""] * len(texts)
        messages = [read(*line) for line in zip(ids, texts, about, spoken, when, strict=True)]
        if vectors is not None:
            for message, row in zip(messages, rounded(np.asarray(vectors)), strict=True):
                message.vector = row.copy() if row.any() else None
        self._encode(messages)
        return messages

    def _encode(self, messages: list[Message]) -> None:
        """Give each message that says something a vector, the same one to the same text."""
        waiting: dict[bytes, list[Message]] = {}
        for message in messages:
            if message.groupable and message.vector is None:
                message.vector = self._memory.vector_of_same_text(message)
                if message.vector is None:
                    waiting.setdefault(message.digest, []).append(message)
        rows = rounded(self.encoder.encode([same[0].gist for same in waiting.values()]))
        for row, same in zip(rows, waiting.values(), strict=True):
            for message in same:
                message.vector = row.copy()  # the batch's other rows need not stay for it

    def _decide_all(self, messages: list[Message], *, learn: bool) -> list[Decision]:
        cuts = Cuts(cut=self.cut, grey=self.grey, members=self.members)
        decider = Decider(self._memory, cuts, self._apart, engine=self.engine_)
        decisions = []
        for block in self._blocks(messages, learn=learn):
            sight = Sight(self._memory, block)
            for message in block:
                decision = decider.decide(message, sight)
                decisions.append(decision)
                if learn:
                    message.matter = decision.matter
                    self._memory.add(message)
        return decisions

    def _blocks(self, messages: list[Message], *, learn: bool) -> Iterator[list[Message]]:
        """Yield messages in blocks that end where the measure is learned anew."""
        index = self._memory.meaning
        start = 0
        while start < len(messages):
            if learn:
                self._memory.refresh_if_due()
            size = min(_BLOCK, index.room()) if learn else _BLOCK
            yield messages[start : start + size]
            start += size
        if learn:
            self._memory.refresh_if_due()

    def _places(self, roots: list[Message], membership: list[int]) -> list[Id]:
        """Return the matter each root would best be in."""
        decider = Decider(self._memory, Cuts(cut=0, grey=0, members=1), {}, engine=self.engine_)
        names = name_communities(
            membership,
            [root.matter for root in roots],
            [1 + len(self._memory.copies(root.name)) + self._memory.lost[root.name] for root in roots],
            lambda at: decider.new_name(roots[at].name),
        )
        return [names[community] for community in membership]

    def _revisions(self, roots: list[Message], places: list[Id], ties: Ties) -> Iterator[Revision]:
        """Yield the revision of each root that sits better elsewhere, and of each of its copies."""
        best = best_ties(ties, places)
        for at, (root, place) in enumerate(zip(roots, places, strict=True)):
            if root.matter == place:
                continue
            other, likeness = best.get(at, (None, 0.0))
            known = None if other is None else roots[other]
            score = 0.0 if known is None else sureness(self._memory.meaning.spreads(likeness), self.cut)
            for message in (root, *self._memory.copies(root.name)):
                yield Revision(
                    message=message.name,
                    previous=message.matter,
                    matter=place,
                    opens=place not in self._memory.standing,
                    score=score,
                    engine=self.engine_,
                    nearest=None if known is None else known.name,
                    shared=() if known is None else shared_phrases(message.gist, known.gist),
                )

    def _is_free(self, revision: Revision, free: Collection[Id] | None) -> bool:
        message = self._memory.messages[revision.message]
        if self._memory.lost[message.root or message.name]:
            return False  # its set would be torn: copies that are forgotten cannot be moved
        if message.pinned or revision.matter in self._apart.get(revision.message, ()):
            return False
        return free is None or revision.message in free
