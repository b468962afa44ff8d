"""Structured header values: a first word and its parameters (RFC 2045 §5.1, RFC 2183, RFC 2231)."""

import re
from typing import TypeAlias
from urllib.parse import unquote_to_bytes

from saule.channels.email import charsets, words

Parameters: TypeAlias = dict[str, str]

_LONGEST = 50_000
_MOST = 200
_PIECE = re.compile(r"""(?:"(?:[^"\\]|\\.)*+(?:"|\Z)|[^;"])++""", re.DOTALL)
_PARAMETER = re.compile(r"\s*([^\s=\"]{1,80})\s*=\s*(.*)", re.DOTALL)
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*+)"?', re.DOTALL)
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_SEGMENT = re.compile(r"(.+?)\*(?:(\d{1,3})(\*?))?\Z")
_FREE = ("name", "filename")


def split_value(value: bytes, charset: str = "") -> tuple[str, Parameters]:
    """The first word of a value, and its decoded parameters by lower-case name.

    ``charset`` is that of the mail's text: see `saule.channels.email.words.text_of`.
    """
    text = words.text_of(value[:_LONGEST], charset)
    pieces = _PIECE.findall(text)
    first = pieces[0].strip() if pieces and not text.startswith(";") else ""
    found: Parameters = {}
    segments: dict[str, dict[int, tuple[str, bool]]] = {}
    for piece in pieces[:_MOST]:
        for name, given in _assignments(piece):
            if match := _SEGMENT.match(name):
                number, encoded = int(match[2] or 0), match[2] is None or bool(match[3])
                segments.setdefault(match[1], {}).setdefault(number, (given, encoded))
            else:
                found.setdefault(name, words.decode_words(given))
    return first, found | {name: _joined(pieces) for name, pieces in segments.items()}


def _assignments(piece: str) -> list[tuple[str, str]]:
    """The parameter of a piece between semicolons; more than one where semicolons were forgotten."""
    found: list[tuple[str, str]] = []
    while "=" in piece and len(found) < _MOST:
        match = _PARAMETER.match(piece)
        if not match:
            # "text/plain charset=utf-8"
            piece = "".join(piece.split(maxsplit=1)[1:])
            continue
        name, given = match[1].lower(), match[2].strip()
        if quoted := _QUOTED.match(given):
            value, piece = _ESCAPED.sub(r"\1", quoted[1]), given[quoted.end() :]
        elif name.startswith(_FREE):
            value, piece = given, ""
        else:
            value, _space, piece = given.partition(" ")
        found.append((name, value.strip()))
    return found


def _joined(segments: dict[int, tuple[str, bool]]) -> str:
    """The value of a parameter that came in numbered segments, with its charset, or both (RFC 2231 §3, 4)."""
    charset, pieces = "", list[bytes]()
    for number in sorted(segments):
        given, encoded = segments[number]
        if encoded and not pieces and given.count("'") >= 2:
            charset, _language, given = given.split("'", 2)
        data = given.encode("utf-8", "surrogateescape")
        pieces.append(unquote_to_bytes(data) if encoded else data)
    return charsets.decode(b"".join(pieces), charset).text
