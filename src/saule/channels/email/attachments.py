"""Attached files: their names, made safe, and whether they can be read as text."""

import mimetypes
import re

from saule.channels.email import charsets, words
from saule.channels.email.parameters import split_value
from saule.channels.email.structure import Part

LONGEST_NAME = 200

_PATH = re.compile(r"[/\\]")
# Characters that turn the direction of writing make "gnp.exe" look like "exe.png".
_TURNING = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_BAD_IN_NAMES = re.compile(r'[<>:"|?*]')
_TEXT_TYPES = frozenset(
    {"json", "xml", "csv", "javascript", "x-javascript", "ecmascript", "x-ndjson", "ndjson", "jsonl", "yaml"}
    | {
        "x-yaml",
        "toml",
        "sql",
        "rtf",
        "xhtml",
        "x-sh",
        "x-httpd-php",
        "ics",
        "vcard",
        "x-subrip",
        "mbox",
        "x-csv",
    }
    | {"x-www-form-urlencoded", "ld", "pgp-keys", "pgp-signature", "geo", "gpx", "vnd.ms-outlook-eml"}
)
_TEXT_NAMES = re.compile(
    r"\.(?:txt|csv|tsv|json|ndjson|jsonl|xml|html?|xhtml|md|log|ya?ml|ini|sql|ics|vcf|eml|mbox|rtf|svg|tex|srt|gpx)\Z",
    re.IGNORECASE,
)
_UNKNOWN_TYPES = frozenset({"application/octet-stream", "application/x-octet-stream", "application/binary"})
_SNIFFED = 65_536
_EXTENSIONS = mimetypes.MimeTypes()  # Python's own table, the same on every machine


def name_of(part: Part, charset: str = "") -> str:
    """The file's own name, without folders and control characters; ``part-3.png`` for one without a name.

    ``charset`` is that of the mail's text: see `saule.channels.email.words.text_of`.
    """
    _first, disposition = split_value(part.value("content-disposition"), charset)
    given = disposition.get("filename") or disposition.get("name") or ""
    given = given or split_value(part.value("content-type"), charset)[1].get("name", "")
    if not given and part.is_message and part.parts:
        subject = words.header_text(part.parts[0].value("subject"), charset)
        given = f"{_PATH.sub('-', subject)}.eml" if subject else ""
    return _safe(given) or f"part-{part.index}{_extension(part.content_type)}"


def is_text(part: Part) -> bool:
    """Whether card numbers can be looked for in the file: its type, name or bytes say that it is text."""
    kind, _slash, subtype = part.content_type.partition("/")
    if kind in {"text", "message"} or subtype in _TEXT_TYPES or subtype.endswith(("+json", "+xml", "+yaml")):
        return True
    known = part.content_type not in _UNKNOWN_TYPES and kind in {"image", "audio", "video", "font", "model"}
    if not known and _TEXT_NAMES.search(name_of(part)):
        return True
    return part.content_type in _UNKNOWN_TYPES and _reads_as_text(part.content)


def _reads_as_text(content: bytes) -> bool:
    head = content[:_SNIFFED]
    if b"\0" in head:
        return False
    try:
        head.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.start >= len(head) - 4
    return True


def _safe(given: str) -> str:
    name = _TURNING.sub("", charsets.one_line(given))
    name = _BAD_IN_NAMES.sub("_", _PATH.split(name)[-1]).strip(" .")
    if len(name) <= LONGEST_NAME:
        return name
    stem, dot, extension = name.rpartition(".")
    if not stem or len(extension) > 10:
        return name[:LONGEST_NAME]
    return stem[: LONGEST_NAME - len(extension) - 1] + dot + extension


def _extension(content_type: str) -> str:
    if content_type == "message/rfc822":
        return ".eml"
    return _EXTENSIONS.guess_extension(content_type) or ".bin"
