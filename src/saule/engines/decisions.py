"""What grouping says about one message: plain values, made to be stored as rows and read by people."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

ENGINE = "saule-grouping-4"
"""The version written into every decision; it changes whenever decisions might."""

Id: TypeAlias = int | str
"""An opaque name of a message or of a matter, chosen by the caller. Never looked into."""

Outcome = Literal["joined", "opened", "asked", "not_groupable"]
Layer = Literal["exact", "near", "meaning", "new", "none"]
Reason = Literal[
    "same_text",  # letter for letter, but for case, spaces and punctuation
    "same_text_but_for",  # a copy with small edits; `differs` says which
    "similar",  # says the same in other words
    "unsure",  # looks like `suggested`, but not enough to join by itself
    "nothing_similar",  # the first of its matter
    "kept_apart",  # looks like a matter that a person has separated it from
    "empty",  # no word to read
    "too_little",  # too short to mean anything alone
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """Where one message goes, and why.

    ``matter`` is None only for ``not_groupable``. ``asked`` means: it opened its own ``matter`` for now, but
    looks like ``suggested``; a person should say. ``score`` is between 0 and 1: for copies how much of the
    text is the same, for meaning how sure it is, one half being the cut. ``nearest`` is the message that
    spoke most for the decision. ``shared`` are a few phrases both have; ``differs`` what a copy changed (a
    word left out has a minus before it). ``other`` is the nearest matter that it did not go to, as sure as
    ``other_score``: a decision by meaning that was close shows it. ``engine`` names the version and encoder
    that decided.
    """

    message: Id
    matter: Id | None
    outcome: Outcome
    layer: Layer
    reason: Reason
    score: float
    engine: str
    nearest: Id | None = None
    suggested: Id | None = None
    other: Id | None = None
    other_score: float | None = None
    shared: tuple[str, ...] = ()
    differs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """A second thought about one message: it would sit better in ``matter`` than in ``previous``.

    ``matter`` may be new (``opens`` is then true): several revisions of one pass may share it. ``score``,
    ``nearest``, ``shared`` and ``engine`` are as in `Decision`.
    """

    message: Id
    previous: Id | None
    matter: Id
    opens: bool
    score: float
    engine: str
    nearest: Id | None = None
    shared: tuple[str, ...] = ()
