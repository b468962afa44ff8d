"""Choosing between predictors: the one whose dates have lately cost people least. See `PredictorChooser`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]


def pinball(said: ArrayLike, waited: ArrayLike, *, level: float, cap: int = 365) -> Floats:
    """Return what each date cost: ``level`` for every day too early, 1 − ``level`` for every day too late.

    Both in days, ``said`` negative where there was no date; whatever is beyond ``cap`` counts as ``cap``. In
    the mean it is least at the quantile ``level``. (Koenker and Bassett, *Econometrica* 46, 1978.)
    """
    given = np.asarray(said, dtype=np.float64)
    given = np.where(given < 0, cap, np.minimum(given, cap))
    over = np.minimum(np.asarray(waited, dtype=np.float64), cap) - given
    return np.maximum(level * over, (level - 1.0) * over)


@dataclass(frozen=True, slots=True)
class Choice:
    """Which predictor was taken, and why: its mean loss and that of the others over so many ``items``.

    ``queue`` is the kind that was looked at, or empty for all kinds together.
    """

    name: str
    queue: str
    items: float
    losses: Mapping[str, float]

    def as_data(self) -> dict[str, Any]:
        """Return it as plain data, rounded for people."""
        losses = {name: round(loss, 2) for name, loss in self.losses.items()}
        return {"name": self.name, "queue": self.queue, "items": round(self.items), "losses": losses}


class PredictorChooser:
    """Keeps the recent loss of each predictor per kind, and takes the one with the least.

    Whatever was said is scored once its outcome is known (`score`); a day's scores lose half of their weight
    in ``half_life`` days (`fade`). The first of ``names`` is taken unless another's loss is less by the share
    ``margin``: where an order of work is really followed the difference is a factor, and small ones are luck.
    A kind with fewer than ``least`` scored items, by weight, goes by all kinds together; while these are
    fewer too, the first is taken. (Prediction with expert advice: Cesa-Bianchi and Lugosi, 2006.)
    """

    def __init__(
        self,
        *,
        names: Sequence[str] = ("history", "plan"),
        level: float = 0.9,
        half_life: float = 90.0,
        least: int = 30,
        margin: float = 0.25,
        cap: int = 365,
    ) -> None:
        self.names = tuple(names)
        self.level = level
        self.half_life = half_life
        self.least = least
        self.margin = margin
        self.cap = cap
        self._kinds: dict[str, Floats] = {}

    def fade(self, days: int = 1) -> None:
        """So many days have passed."""
        for totals in self._kinds.values():
            totals *= 2.0 ** (-days / self.half_life)

    def score(self, kinds: Sequence[str], said: ArrayLike, waited: ArrayLike) -> None:
        """Learn outcomes: a kind an item, a row of ``said`` with a day of each predictor, the days waited."""
        losses = pinball(said, np.asarray(waited)[:, None], level=self.level, cap=self.cap)
        distinct, which = np.unique(np.asarray(kinds, dtype=str), return_inverse=True)
        for place, kind in enumerate(distinct.tolist()):
            mine = losses[which == place]
            for queue in {kind, ""}:
                totals = self._kinds.setdefault(queue, np.zeros(1 + len(self.names)))
                totals += [len(mine), *mine.sum(axis=0)]

    def choose(self, kind: str = "") -> Choice:
        """Return the predictor to take for this kind."""
        queue = kind if self._items(kind) >= self.least else ""
        items = self._items(queue)
        if items < self.least:
            return Choice(self.names[0], "", items, {})
        means = self._kinds[queue][1:] / items
        losses = dict(zip(self.names, means.tolist(), strict=True))
        best = int(means.argmin())
        clear = bool(means[best] <= (1.0 - self.margin) * means[0])
        return Choice(self.names[best if clear else 0], queue, items, losses)

    def get_state(self) -> dict[str, Any]:
        """Return everything learned, as plain lists."""
        parameters = {name: getattr(self, name) for name in ("level", "half_life", "least", "margin", "cap")}
        return {
            "parameters": {"names": list(self.names), **parameters},
            "kinds": {kind: totals.tolist() for kind, totals in self._kinds.items()},
        }

    @classmethod
    def from_state(cls, state: Mapping[str, Any]) -> "PredictorChooser":
        """Return a chooser that goes on from `get_state`."""
        chooser = cls(**state["parameters"])
        chooser._kinds = {kind: np.array(totals) for kind, totals in state["kinds"].items()}
        return chooser

    def _items(self, queue: str) -> float:
        return float(self._kinds[queue][0]) if queue in self._kinds else 0.0
