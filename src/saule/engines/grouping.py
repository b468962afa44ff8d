"""Grouping: which matter a message belongs to. See `MatterGrouper`."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from saule.engines.decisions import Decision, Id, Revision
from saule.engines.encoders import Encoder


class MatterGrouper:
    """Groups messages into matters, one by one as they come, and thinks again in the background.

    ``partial_fit`` decides at once for every message; ``revise`` looks at the recent ones together and proposes
    better places. The database is the source of truth: rebuild the state with ``remember``, and tell of what
    people did with ``move``, ``separate`` and ``forget``.

    New matters are named ``"new:<message id>"``; ``rename_matters`` gives them the caller's own names.
    """

    def __init__(self, encoder: Encoder, *, seed: int = 1) -> None:
        self.encoder = encoder
        self.seed = seed

    def partial_fit(
        self,
        texts: Sequence[str],
        *,
        ids: Sequence[Id],
        languages: Sequence[str] | None = None,
        times: Sequence[float] | None = None,
        vectors: NDArray[Any] | None = None,
    ) -> list[Decision]:
        """Decide for each text in turn, and learn it. ``vectors``: stored ones, to save the encoding."""
        raise NotImplementedError

    def predict(self, texts: Sequence[str], *, languages: Sequence[str] | None = None) -> list[Decision]:
        """Say where each text would go, each on its own, and learn nothing. Messages are named by position."""
        raise NotImplementedError

    def fit_predict(self, texts: Sequence[str], *, languages: Sequence[str] | None = None) -> list[Id | None]:
        """Start afresh, decide for all, revise once, and return the matter of each text (None: not groupable)."""
        raise NotImplementedError

    def remember(
        self,
        ids: Sequence[Id],
        texts: Sequence[str],
        vectors: NDArray[Any] | None,
        matters: Sequence[Id | None],
        *,
        languages: Sequence[str] | None = None,
        times: Sequence[float] | None = None,
    ) -> None:
        """Learn memberships decided earlier (stored rows), oldest first, without deciding anything."""
        raise NotImplementedError

    def forget(self, message: Id) -> None:
        """Remove one message altogether. Unknown ids are ignored."""
        raise NotImplementedError

    def move(self, message: Id, matter: Id | None) -> None:
        """A person put this message into that matter; None takes it out of any. Raises `KeyError` if unknown."""
        raise NotImplementedError

    def separate(self, message: Id, matter: Id) -> None:
        """A person said: never this message in that matter. A message still in it leaves it (undo: `unseparate`)."""
        raise NotImplementedError

    def unseparate(self, message: Id, matter: Id) -> None:
        """Undo `separate`; the message stays where it is."""
        raise NotImplementedError

    def rename_matters(self, names: Mapping[Id, Id]) -> None:
        """Give matters other names; two given the same name become one."""
        raise NotImplementedError

    def revise(self, *, since: float | None = None) -> list[Revision]:
        """Look at all messages (or those with a time ≥ ``since``) together; say which would sit better elsewhere.

        Nothing changes until the caller has applied what it accepts with `move`.
        """
        raise NotImplementedError

    @property
    def labels_(self) -> dict[Id, Id | None]:
        """The matter of every message known."""
        raise NotImplementedError

    def vectors_(self, ids: Iterable[Id]) -> NDArray[np.float16]:
        """The vectors of these messages as float16 rows, to be stored and given back later."""
        raise NotImplementedError

    def get_state(self) -> dict[str, Any]:
        """Everything learned, as plain lists and arrays."""
        raise NotImplementedError

    @classmethod
    def from_state(cls, state: Mapping[str, Any], encoder: Encoder) -> "MatterGrouper":
        """Return a grouper that goes on from `get_state`."""
        raise NotImplementedError
