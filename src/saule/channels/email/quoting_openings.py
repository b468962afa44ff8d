"""Finds the lines that open a quotation: an introduction, a separator, the header block of an older mail."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from saule.channels.email import quoting_patterns as patterns
from saule.channels.email.quoting_patterns import Certainty

_INTRODUCTION_LINES = 6
_HEADER_LINES = 16
_TORN_LINES = 2
"""Lines without a label that may stand between two labelled ones: what a long header was wrapped into."""


@dataclass(frozen=True, slots=True)
class Opening:
    """What announces a quotation: ``end`` is the first line after it.

    ``explicit`` says that the quotation is marked line by line, so that what is not marked is not quoted;
    ``forwards`` that the announcement calls the message forwarded.
    """

    end: int
    explicit: bool = False
    forwards: bool = False


def opening_at(bare: Sequence[str], marked: Sequence[bool], number: int) -> Opening | None:
    """The announcement that begins on this line, if one does.

    ``bare`` are the lines without invisible characters, ``marked`` those known to be quoted.
    """
    line = bare[number]
    if not patterns.may_open(line):
        return None
    if patterns.is_forward(line):
        return Opening(_after_headers(bare, number + 1), forwards=True)
    if patterns.is_original(line):
        return _seen(Opening(_after_headers(bare, number + 1)), bare, marked)
    end = _header_block(bare, number) or _titled_headers(bare, number)
    if end:
        return _seen(Opening(end), bare, marked)
    return _introduction(bare, marked, number)


def first_forward(bare: Sequence[str]) -> Opening | None:
    """The first line that announces a forwarded message, if there is one."""
    for number, line in enumerate(bare):
        if patterns.is_forward(line):
            return Opening(_after_headers(bare, number + 1), forwards=True)
    return None


def _seen(opening: Opening, bare: Sequence[str], marked: Sequence[bool]) -> Opening:
    """The opening, with whether marked lines follow it."""
    following = _next_filled(bare, opening.end)
    return replace(opening, explicit=following < len(bare) and marked[following])


def _next_filled(bare: Sequence[str], number: int) -> int:
    while number < len(bare) and not bare[number].strip():
        number += 1
    return number


def _after_headers(bare: Sequence[str], number: int) -> int:
    """The end of the header block that may follow a separator."""
    start = _next_filled(bare, number)
    if start - number > 3 or start >= len(bare):
        return number
    return _header_block(bare, start) or number


def _titled_headers(bare: Sequence[str], number: int) -> int:
    """The end of the header block under a title with a date; 0 when this is not such a title."""
    if not patterns.is_dated_title(bare[number]):
        return 0
    end = _after_headers(bare, number + 1)
    return end if end > number + 1 else 0


def _header_block(bare: Sequence[str], number: int) -> int:
    """The line after the header block of an older mail that begins here; 0 when none does."""
    if patterns.label(bare[number]) in {"", "cc", "other"}:
        return 0
    kinds: set[str] = set()
    end, torn = number, 0
    for at in range(number, min(number + _HEADER_LINES, len(bare))):
        kind = patterns.label(bare[at])
        if kind:
            kinds.add(kind)
            end, torn = at + 1, 0
            continue
        torn += 1
        if torn > _TORN_LINES or _breaks_off(bare, at):
            break
    text = "\n".join(line[:300] for line in bare[number:end])
    return end if patterns.is_header_block(kinds, text) else 0


def _breaks_off(bare: Sequence[str], at: int) -> bool:
    """Whether the headers end on this line: it is empty, and the next is not one more header."""
    if bare[at].strip():
        return False
    return at + 1 >= len(bare) or not patterns.label(bare[at + 1])


def _introduction(bare: Sequence[str], marked: Sequence[bool], number: int) -> Opening | None:
    if patterns.may_introduce(bare[number]):
        return _joined_introduction(bare, marked, number)
    if not patterns.ends_as_introduction(bare[number]):
        return None
    return _accepted(patterns.introduction(bare[number]), Opening(number + 1), bare, marked)


def _joined_introduction(bare: Sequence[str], marked: Sequence[bool], number: int) -> Opening | None:
    """An introduction that begins here and may be wrapped over a few lines."""
    joined = ""
    for last in range(number, min(number + _INTRODUCTION_LINES, len(bare))):
        line = bare[last].strip()
        if last > number and not _continues(bare, last, line):
            return None
        joined = f"{joined} {line}".strip()
        found = _accepted(patterns.introduction(joined), Opening(last + 1), bare, marked)
        if found is not None:
            return found
        if len(joined) > patterns.LONGEST_INTRODUCTION or line.endswith(("!", "?")):
            return None
    return None


def _continues(bare: Sequence[str], last: int, line: str) -> bool:
    """Whether a wrapped introduction may go on with this line: an empty one only before an address."""
    if not line:
        return last + 1 < len(bare) and bare[last + 1].lstrip().startswith("<")
    return not patterns.begins_anew(line)


def _accepted(
    certainty: Certainty, opening: Opening, bare: Sequence[str], marked: Sequence[bool]
) -> Opening | None:
    if certainty is Certainty.NO:
        return None
    seen = _seen(opening, bare, marked)
    if certainty is Certainty.SURE or seen.explicit:
        return seen
    following = _next_filled(bare, opening.end)
    return seen if following < len(bare) and bare[following].startswith("| ") else None
