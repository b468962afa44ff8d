"""Content-Transfer-Encoding (RFC 2045 §6): decodes leniently, and encodes again in the same encoding.

What is declared base64 but is not comes back as it is; text that a mailing list appended behind encoded
lines is kept. Nothing here raises.
"""

import binascii
import re

BASE64 = "base64"
QUOTED = "quoted-printable"
UU = "uuencode"

_NAMES = {"b64": BASE64, "qp": QUOTED, "x-uuencode": UU, "uue": UU, "x-uue": UU, "uucode": UU}
_BASE64_LINE = re.compile(
    rb"[ \t]*(?:[A-Za-z0-9+/]*={0,4}[ \t]*\r?(?:\n|\Z)|[A-Za-z0-9+/]{8,}={1,2}(?=[ \t]))"
)
_LONG_BASE64_LINE = re.compile(rb"^[A-Za-z0-9+/=]{40,}\s*$", re.MULTILINE)
_SEGMENT = re.compile(rb"[A-Za-z0-9+/]+")
_NOT_BASE64 = bytes(
    set(range(256)) - set(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=")
)
_UU_BEGIN = re.compile(rb"^begin [0-7]{3,4} [^\r\n]*\r?\n", re.MULTILINE)
_UU_LINE = 45
_LONGEST_ENDING = 100


def name_of(value: str) -> str:
    """The encoding that a field names: ``base64``, ``quoted-printable``, ``uuencode``, or empty for none."""
    name = value.partition("(")[0].partition(";")[0].strip(" \t\"'").lower()
    name = _NAMES.get(name, name)
    return name if name in {BASE64, QUOTED, UU} else ""


def decode(data: bytes, encoding: str) -> bytes:
    """The content of an encoded body."""
    if encoding == BASE64:
        encoded, tail = split_base64(data)
        return _decode_base64(encoded) + tail
    if encoding == QUOTED:
        return binascii.a2b_qp(data)
    if encoding == UU:
        return _decode_uu(data)
    return data


def encode(content: bytes, encoding: str, *, like: bytes) -> bytes:
    """``content`` encoded again, with the line ends and line length of the encoded body ``like``.

    For base64, ``like`` is the encoded part only: see `split_base64`.
    """
    end = b"\r\n" if b"\r\n" in like else b"\n"
    if encoding == BASE64:
        return _encode_base64(content, end, like=like)
    if encoding == QUOTED:
        encoded = binascii.b2a_qp(content, istext=True)
        # Lone carriage returns do not survive as text.
        return encoded if binascii.a2b_qp(encoded) == content else binascii.b2a_qp(content, istext=False)
    if encoding == UU:
        return _encode_uu(content, end, like=like)
    return content


def split_base64(data: bytes) -> tuple[bytes, bytes]:
    """The encoded lines, and the plain text after them. Damage among encoded lines is no plain text."""
    position = 0
    while position < len(data) and (match := _BASE64_LINE.match(data, position)) and match.end() > position:
        position = match.end()
    if position < len(data) and _LONG_BASE64_LINE.search(data, position):
        return data, b""
    return data[:position], data[position:]


def _decode_base64(data: bytes) -> bytes:
    first = data.find(b"=")
    # Where padding stands at the end, as it should, no closer look is needed: it takes four times the memory.
    if first >= 0 and (len(data) - first > _LONGEST_ENDING or data[first:].strip(b"= \t\r\n")):
        return _decode_padded(data)
    try:
        return binascii.a2b_base64(data, strict_mode=False)
    except binascii.Error:
        return _decode_padded(data)


def _decode_padded(data: bytes) -> bytes:
    """Base64 with padding, also in the middle, where encoded pieces were put together, or none where due."""
    pieces = []
    for segment in _SEGMENT.findall(data.translate(None, _NOT_BASE64)):
        whole = segment[:-1] if len(segment) % 4 == 1 else segment
        pieces.append(binascii.a2b_base64(whole + b"=" * (-len(whole) % 4)))
    return b"".join(pieces)


def _encode_base64(content: bytes, end: bytes, *, like: bytes) -> bytes:
    width = len(like.lstrip().partition(b"\n")[0].strip())
    size = max(4, min(76, width) // 4 * 4) // 4 * 3
    lines = (content[place : place + size] for place in range(0, len(content), size))
    encoded = end.join(binascii.b2a_base64(line, newline=False) for line in lines)
    return encoded + end if like.endswith(b"\n") else encoded


def _decode_uu(data: bytes) -> bytes:
    begin = _UU_BEGIN.search(data)
    if not begin:
        return data
    pieces = []
    for line in data[begin.end() :].splitlines():
        if line.strip() in {b"end", b"`"}:
            break
        pieces.append(_decode_uu_line(line))
    return b"".join(pieces)


def _decode_uu_line(line: bytes) -> bytes:
    try:
        return binascii.a2b_uu(line)
    except binascii.Error:
        # Some encoders pad the last line; its first byte says how much counts.
        size = (((line[0] - 32) & 63) * 4 + 5) // 3
    try:
        return binascii.a2b_uu(line[:size])
    except binascii.Error:
        return b""


def _encode_uu(content: bytes, end: bytes, *, like: bytes) -> bytes:
    begin = _UU_BEGIN.search(like)
    if not begin:
        return content
    lines = (content[place : place + _UU_LINE] for place in range(0, len(content), _UU_LINE))
    encoded = [binascii.b2a_uu(line).rstrip(b"\n") for line in lines]
    return like[: begin.end()] + end.join([*encoded, b"`", b"end", b""])
