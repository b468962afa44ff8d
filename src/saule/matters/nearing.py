"""Nearing: which public matters are about what somebody is about to write. Never one that is not public.

Compared are meanings: of their words with the words that the desk wrote for the public, and with what people
wrote who are counted there. Nothing of what is compared is kept.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from saule.desk.models import Desk, Language
from saule.matters.groupers import encoder
from saule.matters.models import Matter, MessageVector, Publication
from saule.matters.publishing import published

MOST = 3
NEAR = 0.3
"""So alike the words are to those of a public matter, or of a letter in it, that a person should judge."""
NEAR_LETTERS = 0.45
"""The same for the middle of the letters in it, which letters are more alike than titles."""
READ, LETTERS = 300, 40
"""So many of the newest public matters are looked at, and of the newest letters in each."""

Vectors = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Known:
    """The public matters of a desk (the keys of their publications), and what each is about."""

    keys: tuple[int, ...]
    titles: Vectors
    letters: Vectors


def known_of(desk: Desk) -> Known | None:
    """What words are compared with, the same for all who write; None where nothing is public."""
    rows = list(published(desk).exclude(matter__state=Matter.State.MERGED)[:READ])
    return Known(tuple(row.pk for row in rows), titles(rows), middles(rows)) if rows else None


def near(desk: Desk, known: Known | None, subject: str, text: str) -> list[Publication]:
    """The public matters, also answered ones, that are nearest to these words; mostly none."""
    words = f"{subject}\n{text}".strip()
    if known is None or not words:
        return []
    mine = encoder().encode([words])[0]
    scores = np.maximum(known.titles @ mine / NEAR, known.letters @ mine / NEAR_LETTERS)
    order = np.argsort(-scores, kind="stable")[:MOST]
    keys = [known.keys[at] for at in order if scores[at] >= 1]
    still = {row.pk: row for row in published(desk).filter(pk__in=keys)}
    return [still[key] for key in keys if key in still]


def titles(rows: Sequence[Publication]) -> Vectors:
    """What the desk wrote for the public: one row each, in the language in which there are words first."""
    texts = [words_of(one) for one in rows]
    return encoder().encode(texts)


def words_of(one: Publication) -> str:
    """Title and summary in every language they are written in."""
    languages = sorted(Language.values, key=lambda code: code != one.desk.language)
    pairs = (f"{getattr(one, f'title_{code}')}. {getattr(one, f'summary_{code}')}" for code in languages)
    return "\n".join(pair for pair in pairs if len(pair) > len(". "))


def middles(rows: Sequence[Publication]) -> Vectors:
    """The middle of the newest letters in each of these matters; zeros where none has a meaning."""
    found: dict[int, list[Vectors]] = defaultdict(list)
    for one in rows:
        stored = MessageVector.objects.filter(
            encoder=encoder().name, message__filings__matter=one.matter_id
        ).order_by("-pk")
        for values in stored.values_list("values", flat=True)[:LETTERS]:
            found[one.matter_id].append(np.frombuffer(values, dtype=np.float16).astype(np.float32))
    nothing = np.zeros(encoder().dimensions, dtype=np.float32)
    return np.stack([middle(found[one.matter_id]) if found[one.matter_id] else nothing for one in rows])


def middle(vectors: Sequence[Vectors]) -> Vectors:
    """The middle of several meanings, as long as one."""
    total: Vectors = np.sum(vectors, axis=0)
    return total / max(float(np.linalg.norm(total)), 1e-6)
