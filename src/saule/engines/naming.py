"""Naming: a short title for a matter, in its people's own words."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Title:
    """A matter's title (at most 80 characters, '' when nothing can be said), its language, its key phrases."""

    text: str
    language: str
    phrases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Background:
    """How many texts of the whole desk have each phrase: what is common everywhere names nothing."""

    texts: int
    counts: dict[str, int]

    @classmethod
    def from_texts(cls, texts: Iterable[str]) -> "Background":
        """Count the phrases of a sample of the desk's texts (a few thousand are plenty)."""
        raise NotImplementedError


def name_matter(
    subjects: Sequence[str],
    texts: Sequence[str],
    languages: Sequence[str],
    *,
    background: Background | None = None,
) -> Title:
    """Return a title for the matter made of these messages; the three sequences are of one length."""
    raise NotImplementedError
