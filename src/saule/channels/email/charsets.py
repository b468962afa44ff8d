"""From bytes to text: the declared charset where it holds, what the bytes say where it does not.

Mails lie about their charsets. What is valid UTF-8 with letters outside ASCII is UTF-8, whatever Western
charset was declared, and bytes that are not valid where UTF-8 was promised are read as windows-1252 one by
one. Names follow the labels of the WHATWG Encoding Standard: who says ISO-8859-1 means windows-1252, who says
GB2312 may send GB18030. Nothing here raises.
"""

import codecs
import encodings
import re
from dataclasses import dataclass
from encodings.aliases import aliases
from functools import lru_cache

from saule.channels.email.guessing import guess

# What Python does not know, and what is in fact sent under a narrower name.
_OTHER_NAMES = {
    "ansi": "cp1252",
    "us_ascii": "ascii",
    "big5": "big5hkscs",
    "x_x_big5": "big5hkscs",
    "dos_874": "cp874",
    "euc_kr": "cp949",
    "gb2312": "gb18030",
    "gb_2312_80": "gb18030",
    "gbk": "gb18030",
    "iso8859_1": "cp1252",
    "iso8859_9": "cp1254",
    "iso8859_11": "cp874",
    "iso2022_jp": "iso2022_jp_ext",
    "iso_8859_8_i": "iso8859_8",
    "iso_8859_8_e": "iso8859_8",
    "iso_8859_6_i": "iso8859_6",
    "iso_8859_6_e": "iso8859_6",
    "latin_1": "cp1252",
    "macintosh": "mac_roman",
    "shift_jis": "cp932",
    "tis_620": "cp874",
    "unicode_1_1_utf_7": "utf_7",
    "unicode_1_1_utf_8": "utf_8",
    "utf8mb4": "utf_8",
    "utf_8_sig": "utf_8",
    "windows_874": "cp874",
    "windows_949": "cp949",
}
_NOT_CHARSETS = frozenset(
    {"base64_codec", "bz2_codec", "hex_codec", "quopri_codec", "rot_13", "uu_codec", "zlib_codec", "mbcs"}
    | {"oem", "undefined", "idna", "punycode", "unicode_escape", "raw_unicode_escape"}
)
_KNOWN = frozenset(aliases.values()) - _NOT_CHARSETS | {"cp874", "koi8_u", "koi8_r", "mac_roman", "iso8859_8"}
# Single-byte charsets of Western Europe: any bytes are valid in them, so validity proves nothing.
_WESTERN = frozenset(
    {"ascii", "cp1252", "cp1254", "iso8859_15", "iso8859_14", "mac_roman", "cp850", "cp437", "cp858"}
)
# Text in these may be made of ASCII bytes only, and still not be ASCII.
_SEVEN_BIT = ("iso2022", "utf_7", "utf_16", "utf_32", "hz", "cp037", "cp500", "cp1140", "cp1026", "cp273")
_WIDE = ("utf_16", "utf_32")
_MARKS = (
    (codecs.BOM_UTF8, "utf_8"),
    (codecs.BOM_UTF32_LE, "utf_32_le"),
    (codecs.BOM_UTF32_BE, "utf_32_be"),
    (codecs.BOM_UTF16_LE, "utf_16_le"),
    (codecs.BOM_UTF16_BE, "utf_16_be"),
)
_SNIFFED = 200
_ESCAPE = re.compile(rb"\x1b(?:\$[@B]|\([BIJ])")
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_LINE_ENDS = re.compile("\r\n?|\u2028|\u2029")
_LONE = re.compile("[\ud800-\udfff]")
_SPACES = re.compile(r"[ \t\r\n]+")
_MULTIBYTE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_META = re.compile(
    rb"<meta[^<>]{0,200}charset\s{0,9}=\s{0,9}[\"']?\s{0,9}([A-Za-z0-9_:.\-]{2,40})", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text, and whether its bytes were what was declared; ``codec`` is Python's name of what was used."""

    text: str
    sound: bool
    codec: str


def _western(error: UnicodeError) -> tuple[str, int]:
    """Read bytes that are not valid as windows-1252; the five that mean nothing there are dropped."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("cp1252", "ignore"), error.end


codecs.register_error("saule.western", _western)


@lru_cache(maxsize=500)
def codec_of(name: str) -> str:
    """Python's name of a charset as mails name it; empty when nobody knows it."""
    plain = re.sub(r"[^a-z0-9]+", "_", name.strip().lower()).strip("_")
    for candidate in (
        plain,
        plain.removeprefix("x_"),
        plain.replace("_", ""),
        plain.removeprefix("charset_"),
    ):
        codec = _OTHER_NAMES.get(candidate) or aliases.get(encodings.normalize_encoding(candidate), candidate)
        codec = _OTHER_NAMES.get(codec, codec)
        if codec in _KNOWN:
            return codec
    return ""


def decode(data: bytes, declared: str = "") -> Decoded:
    """The text of these bytes. Line ends and control characters are left as they are: see `clean`."""
    codec = codec_of(declared) if declared else ""
    if marked := _codec_of_mark(data):
        return _decode_as(data, marked, sound=True)
    if data.isascii() and not codec.startswith(_SEVEN_BIT):
        if codec in {"", "ascii"} and _ESCAPE.search(data):
            return _decode_as(data, "iso2022_jp_ext", sound=True)
        return Decoded(data.decode("ascii"), bool(codec or not declared), "ascii")
    if not codec or codec in _WESTERN:
        known = codec and codec != "ascii"
        return _decode_western(data, codec if known else "cp1252", sound=bool(known))
    return _decode_as(data, codec, sound=True)


def decode_unnamed(data: bytes, nearby: str = "") -> str:
    """The text of bytes that nobody named a charset for: UTF-8, or the one that text ``nearby`` is in.

    A header is too short to tell an alphabet from its bytes alone, as `decode` would.
    """
    codec = codec_of(nearby) if nearby else ""
    if data.isascii() or not codec or codec in _WESTERN or codec.startswith(_SEVEN_BIT) or _is_utf8(data):
        return decode(data).text
    return decode(data, codec).text


def decode_html(data: bytes, declared: str = "") -> Decoded:
    """The same for HTML, which may name its charset in a ``meta`` element of its first kilobyte."""
    if not codec_of(declared) and (meta := _META.search(data, 0, 1024)):
        named = codec_of(meta[1].decode("ascii"))
        # A meta element that could be read as ASCII is no witness of these.
        declared = declared if named.startswith(_WIDE) else named or declared
    return decode(data, declared)


def unlike_ascii(data: bytes, declared: str) -> str:
    """The codec of these bytes when digits or spaces in it may not be those of ASCII or UTF-8; else empty."""
    codec = _codec_of_mark(data) or (codec_of(declared) if declared else "")
    return "" if codec in _WESTERN or codec == "utf_8" else codec


def clean(text: str) -> str:
    """The text with plain line ends, and without NUL, other control characters and lone surrogates."""
    if "\r" in text or "\u2028" in text or "\u2029" in text:
        text = _LINE_ENDS.sub("\n", text)
    if not text.isascii():
        text = _LONE.sub("\ufffd", text)
    return _CONTROLS.sub("", text)


def one_line(text: str) -> str:
    """The text as one line: what a header may hold. No control character, no line end, single spaces."""
    if text.isprintable():  # the only white space that is printable is the plain one
        return " ".join(text.split())
    return _SPACES.sub(" ", clean(text)).strip()


def _codec_of_mark(data: bytes) -> str:
    """What a byte order mark says, or the NULs of UTF-16, which in Western text are every other byte."""
    if marked := next((codec for mark, codec in _MARKS if data.startswith(mark)), ""):
        return marked
    head = data[:_SNIFFED]
    if len(head) > 3 and head.count(0) * 5 > 2 * len(head):
        even, odd = head[::2].count(0), head[1::2].count(0)
        return "utf_16_le" if not even else "utf_16_be" if not odd else ""
    return ""


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _read_western(data: bytes, codec: str = "cp1252") -> str:
    """UTF-8 where the bytes can be, a Western charset where they cannot; what means nothing is dropped."""
    return data.decode("utf-8", "saule.western") if _MULTIBYTE.search(data) else data.decode(codec, "ignore")


def _decode_western(data: bytes, codec: str, *, sound: bool) -> Decoded:
    """UTF-8 when the bytes are; a Western charset that was declared, or windows-1252, when not."""
    try:
        return Decoded(data.decode("utf-8"), False, "utf_8")
    except UnicodeDecodeError:
        pass
    if not sound and (guessed := guess(data)):
        return Decoded(_decode_damaged(data, guessed), False, guessed)
    try:
        return Decoded(data.decode(codec), sound, codec)
    except UnicodeDecodeError:
        return Decoded(_read_western(data, codec), False, codec)


def _decode_as(data: bytes, codec: str, *, sound: bool) -> Decoded:
    try:
        # Almost any bytes are valid as UTF-16; without a NUL, they seldom are what they are called.
        if not codec.startswith(_WIDE) or b"\0" in data or not _is_utf8(data):
            return Decoded(data.decode(codec).removeprefix("\ufeff"), sound, codec)
    except (UnicodeError, ValueError):
        pass
    if codec == "utf_8" and not guess(data):
        return Decoded(_read_western(data.removeprefix(codecs.BOM_UTF8)), False, codec)
    try:
        return Decoded(data.decode("utf-8"), False, "utf_8")
    except UnicodeDecodeError:
        return Decoded(_decode_damaged(data, codec), False, codec)


def _decode_damaged(data: bytes, codec: str) -> str:
    """What can be read in this charset, unless so little can that it must be another."""
    try:
        text = data.decode(codec, "replace").removeprefix("\ufeff")
    except (UnicodeError, ValueError):
        text = "\ufffd"
    if text.count("\ufffd") * 10 <= len(text):
        return text.rstrip("\ufffd")
    guessed = guess(data)
    return data.decode(guessed, "replace") if guessed else _read_western(data)
