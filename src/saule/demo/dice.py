"""Chance that can be thrown again: named dice, and decks that deal everything once before repeating."""

from collections.abc import Callable, Sequence
from random import Random
from typing import Generic, TypeVar

T = TypeVar("T")


def dice(seed: int, part: str) -> Random:
    """Return the dice of one part of the story; parts do not disturb one another when one of them grows."""
    return Random(f"saule/{seed}/{part}")


class Deck(Generic[T]):
    """Cards dealt in shuffled order; when all are out, they are shuffled and dealt again."""

    def __init__(self, cards: Sequence[T], rng: Random) -> None:
        self.cards = tuple(cards)
        self.rng = rng
        self._left: list[T] = []

    def __len__(self) -> int:
        return len(self.cards)

    def deal(self, fits: Callable[[T], bool] | None = None) -> T:
        """Deal the next card, or the next one that fits; raises ``LookupError`` when no card ever fits."""
        for _ in range(2):
            for index in range(len(self._left) - 1, -1, -1):
                if fits is None or fits(self._left[index]):
                    return self._left.pop(index)
            kept = self._left
            self._left = kept + self.rng.sample(self.cards, len(self.cards))
        raise LookupError("no card fits")


def pick(rng: Random, weights: dict[str, int]) -> str:
    """Return one key, each with a chance that goes with its weight."""
    return rng.choices(tuple(weights), tuple(weights.values()))[0]
