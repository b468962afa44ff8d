"""The parts of a mail and where each stands in its bytes (RFC 5322, RFC 2045–2047, RFC 2231).

One lenient reader serves masking, parsing and reading an attachment again, so that all see the same parts.
Any bytes give at least one part; what is broken becomes a warning. Reading copies nothing: a part is a pair
of spans. Sizes, depth and number of parts are bounded, and time is proportional to the size of the mail.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from saule.channels.email import transfer
from saule.channels.email.parameters import Parameters, split_value

MOST_PARTS = 1_000
DEEPEST = 32
LONGEST_HEAD = 1_000_000
MOST_FIELDS = 5_000

_FIELD = re.compile(rb"([!-9;-~]{1,200})[ \t]*:([^\n]*(?:\n[ \t][^\n]*)*)(?:\n|\Z)")
_BLANK = re.compile(rb"\r?(?:\n|\Z)")
_ENVELOPE = re.compile(rb">{0,3}From [^\n]*(?:\n|\Z)")
_LINE = re.compile(rb"[^\n]*(?:\n|\Z)")
_NEWLINE = ord("\n")
_REST_OF_LINE = re.compile(rb"[ \t]*\r?(?:\n|\Z)")
_END_OF_HEAD = re.compile(rb"\n\r?\n")
# Only where one of these follows does a line that is no field count as a damaged field, not as text.
_USUAL_FIELD = re.compile(
    rb"(?:received|from|to|cc|subject|date|message-id|mime-version|reply-to|sender|return-path"
    rb"|content-(?:type|transfer-encoding|disposition)|references|in-reply-to|delivered-to|dkim-signature"
    rb"|x-[a-z0-9\-]{1,60})[ \t]*:",
    re.IGNORECASE,
)
_MESSAGES = frozenset({"message/rfc822", "message/global", "message/news"})
_TYPE = re.compile(r"[a-z0-9!#$&^_.+\-]{1,60}/[a-z0-9!#$&^_.+\-]{1,80}")


class Field(NamedTuple):
    """One header field: its lower-case name, and where its value, with its folds, stands in the bytes."""

    name: str
    start: int
    end: int


@dataclass(slots=True)
class Part:
    """One part of a mail: ``index`` counts all parts depth first, from 0 for the mail itself.

    ``start`` is where its header begins, ``body`` and ``end`` delimit what follows the header. ``parts`` are
    the parts of a multipart, or the one message inside a ``message/rfc822``. ``content_type`` is what was
    declared, or the default; a multipart whose parts cannot be found has none. ``damaged``: there
    is more in its header than fields.
    """

    source: bytes
    index: int
    depth: int
    start: int
    end: int
    body: int = 0
    fields: list[Field] = field(default_factory=list)
    fields_of: dict[str, list[Field]] = field(default_factory=dict)
    content_type: str = "text/plain"
    parameters: Parameters = field(default_factory=dict)
    parts: list["Part"] = field(default_factory=list)
    damaged: bool = False

    def value(self, name: str) -> bytes:
        """The first value of a field, folds included; empty without one."""
        found = self.fields_of.get(name)
        return self.source[found[0].start : found[0].end] if found else b""

    def values(self, name: str) -> list[bytes]:
        """All values of a field, in order."""
        return [self.source[one.start : one.end] for one in self.fields_of.get(name, ())]

    @property
    def encoding(self) -> str:
        """The transfer encoding: ``base64``, ``quoted-printable``, ``uuencode``, or empty."""
        return transfer.name_of(self.value("content-transfer-encoding").decode("latin-1"))

    @property
    def payload(self) -> bytes:
        """The body as it was sent."""
        return self.source[self.body : self.end]

    @property
    def content(self) -> bytes:
        """The body, decoded."""
        return transfer.decode(self.payload, self.encoding)

    @property
    def is_message(self) -> bool:
        """Whether the part is a mail within the mail."""
        return self.content_type in _MESSAGES

    @property
    def size(self) -> int:
        """How many bytes the body has once decoded."""
        return len(self.content) if self.encoding else self.end - self.body

    def add(self, name: str, start: int, end: int) -> None:
        """One more field of its header."""
        one = Field(name, start, end)
        self.fields.append(one)
        self.fields_of.setdefault(name, []).append(one)

    def walk(self) -> Iterator["Part"]:
        """This part and all those in it, depth first."""
        yield self
        for part in self.parts:
            yield from part.walk()

    def loose(self) -> Iterator[tuple[int, int]]:
        """The spans of the body in no part: delimiters, and the text before and after all parts."""
        position = self.body
        for part in self.parts:
            yield position, part.start
            position = part.end
        yield position, self.end


@dataclass(slots=True)
class _Reader:
    source: bytes
    warnings: set[str] = field(default_factory=set)
    count: int = 0

    def part(self, start: int, end: int, depth: int, default: str) -> Part:
        part = Part(self.source, self.count, depth, start, end)
        self.count += 1
        part.body = self.head(part)
        part.content_type, part.parameters = _type_of(part, default)
        if part.content_type.startswith("multipart/"):
            self.multipart(part)
        elif part.is_message and not part.encoding and self.may_open(part):
            part.parts = [self.part(part.body, end, depth + 1, "text/plain")]
        return part

    def may_open(self, part: Part) -> bool:
        if part.depth < DEEPEST and self.count < MOST_PARTS:
            return True
        self.warnings.add("too-deep" if part.depth >= DEEPEST else "too-many-parts")
        return False

    def head(self, part: Part) -> int:
        """Read the header fields; where the body begins."""
        position = part.start
        while position < part.end:
            within = position - part.start <= LONGEST_HEAD and len(part.fields) < MOST_FIELDS
            if within and (match := _FIELD.match(self.source, position, part.end)):
                part.add(match[1].decode("ascii").lower(), *_stripped(match))
            elif match := _BLANK.match(self.source, position, part.end):
                return match.end()
            elif not within:
                self.warnings.add("truncated")
                found = _END_OF_HEAD.search(self.source, position - 1, part.end)
                return found.end() if found else part.end
            elif not (match := self.damaged(part, position)):
                return position
            position = match.end()
        return part.end

    def damaged(self, part: Part, position: int) -> re.Match[bytes] | None:
        """A line that is an envelope line, or damage among fields; None where the body begins."""
        part.damaged = True
        if not part.fields and (match := _ENVELOPE.match(self.source, position, part.end)):
            return match
        match = _LINE.match(self.source, position, part.end)
        if match and _USUAL_FIELD.match(self.source, match.end(), part.end):
            self.warnings.add("bad-header")
            return match
        if part.depth == 0 or part.fields:
            self.warnings.add("bad-header")
        return None

    def multipart(self, part: Part) -> None:
        boundary = part.parameters.get("boundary", "").rstrip()
        delimiters = list(self.delimiters(part, boundary)) if boundary else []
        if not delimiters:
            self.warnings.add("broken-mime")
            part.content_type = "text/plain"
            return
        default = "message/rfc822" if part.content_type == "multipart/digest" else "text/plain"
        ends = [start for start, _end, _closing in delimiters[1:]] + [part.end]
        for (_start, begin, closing), end in zip(delimiters, ends, strict=True):
            if closing or not self.may_open(part):
                break
            part.parts.append(self.part(begin, max(begin, end), part.depth + 1, default))
        if not part.parts:
            part.content_type = "text/plain"
        if not any(closing for _start, _end, closing in delimiters):
            self.warnings.add("broken-mime")

    def delimiters(self, part: Part, boundary: str) -> Iterator[tuple[int, int, bool]]:
        """Each delimiter line, to the closing one: where a part ends, where the next begins; if it closes."""
        mark = b"--" + boundary.encode("utf-8", "surrogateescape")
        position = part.body
        while (found := self.source.find(mark, position, part.end)) >= 0:
            position = found + len(mark)
            if found and self.source[found - 1] != _NEWLINE:
                continue
            closing = self.source.startswith(b"--", position, part.end)
            match = _REST_OF_LINE.match(self.source, position + 2 * closing, part.end)
            if match:
                yield max(part.body, found - _line_end(self.source, found)), match.end(), closing
            if match and closing:
                return


def read(raw: bytes) -> tuple[Part, set[str]]:
    """The mail as a tree of parts, and the codes of what was wrong with it."""
    reader = _Reader(raw)
    return reader.part(0, len(raw), 0, "text/plain"), reader.warnings


def _stripped(match: re.Match[bytes]) -> tuple[int, int]:
    """The span of a field's value without the white space around it."""
    value = match[2]
    start = match.start(2) + len(value) - len(value.lstrip())
    return start, max(start, match.start(2) + len(value.rstrip()))


def _line_end(source: bytes, position: int) -> int:
    """How long the line end before ``position`` is."""
    if source[position - 2 : position] == b"\r\n":
        return 2
    return 1 if source[position - 1 : position] == b"\n" else 0


def _type_of(part: Part, default: str) -> tuple[str, Parameters]:
    """The content type and its parameters; what is no type at all is plain text (RFC 2045 §5.2)."""
    value = part.value("content-type")
    if not value:
        return default, {}
    first, parameters = split_value(value)
    match = _TYPE.match(first.lower())
    return (match[0] if match else "text/plain"), parameters
