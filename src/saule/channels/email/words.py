"""Header values as text: unfolding, encoded words (RFC 2047, RFC 2231 §5), bytes outside ASCII (RFC 6532)."""

import binascii
import re

from saule.channels.email import charsets

_FOLD = re.compile(rb"\r?\n(?=[ \t])")
_BREAK = re.compile(rb"[\r\n]+")
# Some programs leave spaces inside a word.
_WORD = re.compile(r"=\?([^?\s*]{1,80})(?:\*[^?\s]{0,40})?\?([bBqQ])\?([^?]*)\?=")
_ANY_WORD = r"=\?[^?\s*]{1,80}(?:\*[^?\s]{0,40})?\?[bBqQ]\?[^?]*\?="
RUN = re.compile(rf"{_ANY_WORD}(?:\s*{_ANY_WORD})*+")
_WORD_BYTES = 45
_NOT_BASE64 = re.compile(r"[^A-Za-z0-9+/]+")


def text_of(value: bytes, charset: str = "") -> str:
    """The unfolded value, encoded words as they are.

    Bytes outside ASCII are UTF-8 (RFC 6532), or else in ``charset``, that of the mail's text, or in what they
    seem to be in.
    """
    if b"\n" in value or b"\r" in value:
        value = _BREAK.sub(b" ", _FOLD.sub(b"", value))
    return value.decode("ascii") if value.isascii() else charsets.decode_unnamed(value, charset)


def decode_words(value: str) -> str:
    """The value with its encoded words decoded."""
    if "=?" not in value:
        return value
    return RUN.sub(lambda run: run_text(run[0]), value)


def header_text(value: bytes, charset: str = "") -> str:
    """What an unstructured field says, in one line: no line ends, no control characters, not even encoded.

    ``charset`` is that of the mail's text: see `text_of`.
    """
    return charsets.one_line(decode_words(text_of(value, charset)))


def encode_words(text: str) -> str:
    """The text as encoded words in UTF-8, of at most 75 characters each (RFC 2047 §2)."""
    pieces, size = [""], 0
    for character in text:
        width = len(character.encode("utf-8", "replace"))
        if size + width > _WORD_BYTES:
            pieces.append("")
            size = 0
        pieces[-1] += character
        size += width
    encoded = (binascii.b2a_base64(piece.encode("utf-8", "replace"), newline=False) for piece in pieces)
    return " ".join(f"=?utf-8?B?{word.decode('ascii')}?=" for word in encoded)


def run_text(run: str) -> str:
    """The text of adjacent words, without the white space between them (RFC 2047 §6.2).

    Letters are cut in two between words, so bytes are joined before they are decoded.
    """
    pieces: list[str] = []
    charset, data = "", b""
    for match in _WORD.finditer(run):
        name = match[1].lower()
        if name != charset and data:
            pieces.append(charsets.decode(data, charset).text)
            data = b""
        charset = name
        data += _word_bytes(match[2], match[3])
    return "".join((*pieces, charsets.decode(data, charset).text))


def _word_bytes(encoding: str, given: str) -> bytes:
    if encoding in "qQ":
        spaced = given.replace("_", " ").encode("utf-8", "surrogateescape")
        return binascii.a2b_qp(spaced.replace(b" ", b"=20"))
    plain = _NOT_BASE64.sub("", given)
    plain = plain[:-1] if len(plain) % 4 == 1 else plain
    return binascii.a2b_base64(plain + "=" * (-len(plain) % 4))
