"""Masks card numbers in the bytes of a mail, before anything of it is parsed or stored.

Looked at are all header fields but those that name messages and parts, bodies in every transfer encoding,
attachments that are text, mails within the mail, and whatever stands between the parts. A part is encoded
again, in its own encoding, only when something in it was masked; a mail without a card keeps its bytes.
What cannot be read as text (images, archives, PDF) is reported as not scanned.
"""

import re
from dataclasses import dataclass, field

from saule.channels.email import attachments, charsets, structure, transfer, words
from saule.channels.email.structure import Field, Part
from saule.engines.masking import Masked, mask_cards, mask_markup, mask_through

# A number in them names something: masked, it would name nothing, or the same as another.
UNTOUCHED = frozenset({"message-id", "in-reply-to", "references", "resent-message-id", "content-id"})
_DEEPEST = 8
_PERCENT = re.compile("%[0-9A-Fa-f]{2}")
_BOUNDARY = re.compile(r"(boundary\*?(?:\d\*?)?\s*=\s*(?:\"[^\"]*\"?|[^;\s]+))", re.IGNORECASE)
_UNTOUCHED_LINES = re.compile(
    rb"(^(?:resent-message-id|message-id|in-reply-to|references|content-id)[ \t]*:[^\n]*(?:\n[ \t][^\n]*)*)",
    re.IGNORECASE | re.MULTILINE,
)


@dataclass(frozen=True, slots=True)
class MaskedSource:
    """The bytes without card numbers, and how many different ones there were.

    ``unscanned`` are the parts that could not be read as text. ``mail`` is what `structure.read` made of the
    masked bytes, and ``warnings`` with it; there is none when the bytes could only be masked as they are.
    """

    raw: bytes
    cards: int
    unscanned: frozenset[int] = frozenset()
    mail: Part | None = None
    warnings: frozenset[str] = frozenset()


def mask_source(raw: bytes) -> MaskedSource:
    """Mask every card number in a mail. Never raises; what is broken is masked as plain bytes."""
    return _mask_mail(raw, 0)[0]


def _mask_mail(raw: bytes, depth: int) -> tuple[MaskedSource, frozenset[str]]:
    try:
        mail, warnings = structure.read(raw)
        masker = _Masker(raw, depth)
        masker.mail(mail)
        if masker.changes:
            raw = masker.result()
            mail, warnings = structure.read(raw)
        unscanned = frozenset(masker.unscanned)
        tails = frozenset(masker.tails)
        return MaskedSource(raw, len(tails), unscanned, mail, frozenset(warnings)), tails
    except Exception:  # noqa: BLE001 — a mail that nobody foresaw must be masked all the same, and not lost
        raw, tails = _mask_as_bytes(raw)
        return MaskedSource(raw, len(tails)), tails


def _mask_as_bytes(raw: bytes) -> tuple[bytes, frozenset[str]]:
    """The last resort: the whole mail as plain text, but for the fields that name messages."""
    tails: set[str] = set()
    pieces = _UNTOUCHED_LINES.split(raw)
    for place in range(0, len(pieces), 2):
        pieces[place], found = _mask_plain(pieces[place])
        tails |= found
    return b"".join(pieces), frozenset(tails)


@dataclass(slots=True)
class _Masker:
    """Collects, part by part, which spans of the mail's bytes are written anew."""

    raw: bytes
    depth: int
    changes: list[tuple[int, int, bytes]] = field(default_factory=list)
    tails: set[str] = field(default_factory=set)
    unscanned: set[int] = field(default_factory=set)

    def result(self) -> bytes:
        pieces: list[bytes] = []
        position = 0
        for start, end, new in self.changes:
            pieces += (self.raw[position:start], new)
            position = end
        return b"".join((*pieces, self.raw[position:])) if pieces else self.raw

    def mail(self, part: Part) -> None:
        """A part and, in the order of the bytes, everything in it."""
        self.head(part)
        if not part.parts:
            self.leaf(part)
            return
        delimiter = part.parameters.get("boundary", "").rstrip().encode("utf-8", "surrogateescape")
        inner: list[Part | None] = [*part.parts, None]
        for (start, end), child in zip(part.loose(), inner, strict=True):
            self.between(start, end, delimiter)
            if child:
                self.mail(child)

    def head(self, part: Part) -> None:
        """The header: damaged lines, and the fields that may be touched."""
        whole = self.raw[part.start : part.body]
        if not (b"=?" in whole or b"%" in whole or part.damaged):
            text = _text(whole)
            if mask_cards(text).text == text:
                return
        position = part.start
        for one in part.fields:
            self.between(position, one.start)
            if one.name not in UNTOUCHED:
                self.value(one)
            position = one.end
        self.between(position, part.body)

    def value(self, one: Field) -> None:
        text = _text(self.raw[one.start : one.end])
        if one.name.startswith("content-"):
            pieces = [
                self.masked(_mask_parameters(piece)) if place % 2 == 0 else piece
                for place, piece in enumerate(_BOUNDARY.split(text))
            ]
            new = "".join(pieces)
        else:
            new = self.masked(_mask_words(text))
        self.change(one.start, one.end, _bytes(new))

    def between(self, start: int, end: int, delimiter: bytes = b"") -> None:
        """What belongs to no part and no field; the delimiters of parts stay as they are."""
        span = self.raw[start:end]
        new, tails = _mask_plain(span)
        if new != span and delimiter and delimiter in span:
            pieces = re.split(rb"(^--%b[^\n]*\n?)" % re.escape(delimiter), span, flags=re.MULTILINE)
            masked = [
                (piece, frozenset[str]()) if n % 2 else _mask_plain(piece) for n, piece in enumerate(pieces)
            ]
            new = b"".join(piece for piece, _tails in masked)
            tails = frozenset[str]().union(*(found for _piece, found in masked))
        self.tails |= tails
        self.change(start, end, new)

    def leaf(self, part: Part) -> None:
        if part.content_type.startswith("multipart/") or not attachments.is_text(part):
            self.unscanned.add(part.index)
            return
        encoding, payload = part.encoding, part.payload
        encoded, tail = transfer.split_base64(payload) if encoding == transfer.BASE64 else (payload, b"")
        content = transfer.decode(encoded, encoding)
        new, tails = self.text(part, content)
        self.tails |= tails
        end = part.end - len(tail)
        if new != content:
            self.change(part.body, end, transfer.encode(new, encoding, like=encoded))
        self.between(end, part.end)

    def text(self, part: Part, content: bytes) -> tuple[bytes, frozenset[str]]:
        if not part.is_message:
            return mask_content(content, part.parameters.get("charset", ""))
        if self.depth >= _DEEPEST:
            self.unscanned.add(part.index)
            return _mask_plain(content)
        inner, tails = _mask_mail(content, self.depth + 1)
        if inner.unscanned:
            self.unscanned.add(part.index)
        return inner.raw, tails

    def masked(self, masked: Masked) -> str:
        self.tails |= masked.tails
        return masked.text

    def change(self, start: int, end: int, new: bytes) -> None:
        if new != self.raw[start:end]:
            self.changes.append((start, end, new))


def mask_content(content: bytes, charset: str = "") -> tuple[bytes, frozenset[str]]:
    """Mask a text in its bytes; the last four digits of each card.

    First in its charset, where digits or spaces may not be those of ASCII; then in any case as UTF-8 with
    other bytes passed through, because charsets are declared wrongly.
    """
    tails: frozenset[str] = frozenset()
    codec = charsets.unlike_ascii(content, charset)
    if codec:
        content, tails = _mask_in(content, codec)
    new, more = _mask_plain(content)
    return new, tails | more


def _mask_in(content: bytes, codec: str) -> tuple[bytes, frozenset[str]]:
    try:
        text = content.decode(codec)
        masked = mask_markup(text)
        new = masked.text.encode(codec) if masked.text != text else content
    except (UnicodeError, ValueError):
        return content, frozenset()
    return new, masked.tails


def _mask_plain(content: bytes) -> tuple[bytes, frozenset[str]]:
    text = _text(content)
    masked = mask_markup(text)
    return (content if masked.text == text else _bytes(masked.text)), masked.tails


def _mask_words(text: str) -> Masked:
    """Mask a field, also in its encoded words; a run in which something was masked is encoded again."""
    if "=?" not in text:
        return mask_cards(text)
    return mask_through(text, words.RUN, lambda run: words.run_text(run[0]), words.encode_words)


def _mask_parameters(text: str) -> Masked:
    """Mask a field with parameters, also in percent-encoded ones (RFC 2231)."""
    first = _mask_words(text)
    second = mask_through(first.text, _PERCENT, lambda code: chr(int(code[0][1:], 16)), _percent)
    return Masked(second.text, first.cards + second.cards, first.tails | second.tails)


def _percent(text: str) -> str:
    return "".join(f"%{ord(character):02X}" for character in text)


def _text(content: bytes) -> str:
    return content.decode("utf-8", "surrogateescape")


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")
