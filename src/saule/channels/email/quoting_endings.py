"""Where a message stops saying something and its ending begins: signature, contact block, disclaimer.

Only the last lines of a run are looked at, so that the time stays linear. What is not clearly an ending stays
with what was said: a signature among the words harms less than words lost in a signature.
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from saule.channels.email import quoting_closings as closings
from saule.channels.email import quoting_patterns as patterns

_REACH = 60
"""Lines from the end among which an ending may begin."""
_MOST_AFTER_DASHES = 30
_MOST_AFTER_CLOSING = 25
_MOST_AFTER_WEAK = 6
_MOST_AFTER_RULE = 15
_MOST_IN_CONTACT_BLOCK = 10
_DASHES = ("-", "–", "—")
_ROUNDS = 8
"""How often an ending is looked for above the last one found (« Merci », then « Cordialement »)."""


def endings(lines: Sequence[str], *, weak: bool = True) -> list[bool]:
    """For each line of a run that one person wrote, whether it belongs to an ending.

    With ``weak`` also « Merci » or "Thanks" alone may begin one. Lines added by telephones, and warnings of
    gateways at the top, count wherever they stand.
    """
    flags = [closings.is_device(line) for line in lines]
    _flag_banner(lines, flags)
    known: dict[str, _Line] = {}
    for _ in range(_ROUNDS):
        start, stop = _Tail(lines, flags, known, weak=weak).ending()
        if start == stop:
            break
        flags[start:stop] = [True] * (stop - start)
    return flags


def _flag_banner(lines: Sequence[str], flags: list[bool]) -> None:
    first = next((number for number, line in enumerate(lines) if line.strip()), None)
    if first is None:
        return
    if not closings.is_banner(closings.fold(" ".join(lines[first : first + 3]))):
        return
    for number in range(first, min(first + 6, len(lines))):
        if not lines[number].strip():
            break
        flags[number] = True


class _Line(NamedTuple):
    """What can be known of a line by itself: folded, and whether it begins a postscript or a disclaimer."""

    folded: str
    postscript: bool
    legal: bool

    @classmethod
    def of(cls, line: str) -> "_Line":
        folded = closings.fold(line)
        if not folded:
            return cls("", False, False)
        return cls(folded, closings.is_postscript(folded), closings.is_legal(folded))


class _Tail:
    """The last lines of a run, with what can be known of each before an ending is looked for.

    ``known`` holds lines that were looked at in an earlier round.
    """

    def __init__(
        self, lines: Sequence[str], flags: Sequence[bool], known: dict[str, _Line], *, weak: bool
    ) -> None:
        self.weak = weak
        stop = len(lines)
        while stop and (flags[stop - 1] or not lines[stop - 1].strip()):
            stop -= 1
        self.offset = max(0, stop - _REACH)
        span = range(self.offset, stop)
        self.lines = ["" if flags[number] else lines[number] for number in span]
        for line in self.lines:
            if line not in known:
                known[line] = _Line.of(line)
        self.known = [known[line] for line in self.lines]
        self.folded = [line.folded for line in self.known]
        self._look_back()

    def _look_back(self) -> None:
        """From each line on: where an ending would stop (None: somebody talks), filled lines, any contact.

        Above a line that talks only a disclaimer or a postscript can begin another ending, so that most
        lines of a long message are hardly looked at.
        """
        size = len(self.lines)
        self.until: list[int | None] = [size] * (size + 1)
        self.filled, self.contact = [0] * (size + 1), [False] * (size + 1)
        for number in range(size - 1, -1, -1):
            folded, after = self.folded[number], self.until[number + 1]
            line = self.known[number]
            fresh = number if line.postscript else size if line.legal else None
            self.filled[number] = 0 if fresh is not None else self.filled[number + 1] + bool(folded)
            if fresh is None and (after is None or (folded and closings.talks(folded))):
                self.until[number] = None
                continue
            self.until[number] = after if fresh is None else fresh
            below = self.folded[number:] if after is None else [folded]
            self.contact[number] = self.contact[number + 1] or any(map(closings.is_contact, below))

    def _may_begin(self, number: int) -> bool:
        """Whether an ending could begin here at all: somewhere in the next lines nobody talks any more."""
        near = self.until[number : number + 4]
        return near != [None] * len(near) or self.lines[number].lstrip()[:1] in _DASHES

    def ending(self) -> tuple[int, int]:
        """Where in the run the earliest ending begins and stops; twice the same number when there is none."""
        tests: tuple[Callable[[int], int | None], ...] = (
            self._dashes,
            self._rule,
            self._legal,
            self._closing,
            self._after_closing,
            self._dash_name,
            self._contact_block,
            self._lone_name,
        )
        for number, folded in enumerate(self.folded):
            if not (folded or self.lines[number].strip()) or not self._may_begin(number):
                continue
            for test in tests:
                stop = test(number)
                if stop is not None and stop > number:
                    return self.offset + number, self.offset + stop
        return 0, 0

    def _before(self, number: int) -> str:
        """The last filled line above, folded."""
        return next((folded for folded in reversed(self.folded[:number]) if folded), "")

    def _opens_paragraph(self, number: int) -> bool:
        return number == 0 or not self.folded[number - 1]

    def _dashes(self, number: int) -> int | None:
        """The "-- " of RFC 3676, 4.3, with or without its space: it ends the message by convention."""
        if self.lines[number].strip() not in {"--", "—", "––"}:
            return None
        return len(self.lines) if self.filled[number + 1] <= _MOST_AFTER_DASHES else None

    def _rule(self, number: int) -> int | None:
        if not patterns.is_rule(self.lines[number]):
            return None
        rest = self.filled[number + 1]
        if rest and not (self.contact[number + 1] and 2 <= rest <= _MOST_AFTER_RULE):
            return None
        return self.until[number + 1]

    def _legal(self, number: int) -> int | None:
        if not self.known[number].legal or not self._opens_paragraph(number):
            return None
        return len(self.lines)

    def _closing(self, number: int) -> int | None:
        """A closing formula, perhaps over two or three lines, with nothing but a signature after it."""
        reach = 3 if closings.begins_formula(self.folded[number]) else 1
        for last in range(number, min(number + reach, len(self.folded))):
            line = " ".join(self.lines[number : last + 1])
            folded = " ".join(self.folded[number : last + 1])
            if closings.is_closing(line, folded, weak=self.weak):
                strong = closings.is_closing(line, folded, weak=False)
                most = _MOST_AFTER_CLOSING if strong else _MOST_AFTER_WEAK
                return self.until[last + 1] if self.filled[last + 1] <= most else None
        return None

    def _after_closing(self, number: int) -> int | None:
        """The name under a line whose last words are a closing formula: that line itself stays said."""
        if not closings.ends_with_closing(self._before(number)):
            return None
        return self.until[number] if self.filled[number] <= _MOST_AFTER_CLOSING else None

    def _dash_name(self, number: int) -> int | None:
        if not self._opens_paragraph(number) or not closings.is_dash_name(self.lines[number]):
            return None
        return self.until[number + 1] if self.filled[number + 1] <= _MOST_AFTER_RULE else None

    def _contact_block(self, number: int) -> int | None:
        """A paragraph that begins with a name and holds telephone or web addresses, at the very end."""
        if not self._opens_paragraph(number) or not closings.is_name(self.lines[number]):
            return None
        if len(self.lines[number].split()) < 2:
            return None
        before = self._before(number)
        if not before or before.endswith(":") or not self.contact[number]:
            return None
        return self.until[number] if 2 <= self.filled[number] <= _MOST_IN_CONTACT_BLOCK else None

    def _lone_name(self, number: int) -> int | None:
        """A name alone as the last paragraph, under a finished sentence; a slogan is not one."""
        if not self._opens_paragraph(number) or self.filled[number] != 1:
            return None
        line = self.lines[number].strip()
        if not closings.is_name(line, most=2 if line.isupper() else 4) or not line[-1].isalpha():
            return None
        if len(line.split()) < 2:
            return None
        return self.until[number] if self._before(number).endswith((".", "!", "?", "…")) else None
