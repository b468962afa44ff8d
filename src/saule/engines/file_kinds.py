"""What a file is, by its first bytes rather than by what it is called: only what is known can be shown.

The signatures are those of the formats' own specifications. What no signature tells is text when it reads as
text, and otherwise simply unknown: unknown files are never shown, only handed over.
"""

import struct
from dataclasses import dataclass
from mimetypes import MimeTypes
from typing import Final, Literal

Family = Literal["image", "pdf", "text", "archive", "office", "program", "unknown"]
HEAD = 65_536
MOST_PIXELS = 50_000_000
UTF_16: Final = (b"\xff\xfe", b"\xfe\xff")
WRITTEN: Final = bytes({*range(32, 256)} - {127}) + b"\t\n\r\f\x1b"


@dataclass(frozen=True, slots=True)
class FileKind:
    """The media type that the bytes speak for, and the family that decides what may be done with it."""

    media_type: str
    family: Family


UNKNOWN: Final = FileKind("application/octet-stream", "unknown")
TEXT: Final = FileKind("text/plain", "text")
PROGRAM: Final = FileKind("application/x-executable", "program")
ARCHIVE: Final = FileKind("application/zip", "archive")
SIGNATURES: Final[tuple[tuple[bytes, FileKind], ...]] = (
    (b"\x89PNG\r\n\x1a\n", FileKind("image/png", "image")),
    (b"\xff\xd8\xff", FileKind("image/jpeg", "image")),
    (b"GIF87a", FileKind("image/gif", "image")),
    (b"GIF89a", FileKind("image/gif", "image")),
    (b"%PDF-", FileKind("application/pdf", "pdf")),
    (b"PK\x03\x04", ARCHIVE),
    (b"PK\x05\x06", ARCHIVE),
    (b"7z\xbc\xaf\x27\x1c", FileKind("application/x-7z-compressed", "archive")),
    (b"Rar!\x1a\x07", FileKind("application/vnd.rar", "archive")),
    (b"\x1f\x8b", FileKind("application/gzip", "archive")),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", FileKind("application/x-ole-storage", "office")),
    (b"{\\rtf", FileKind("application/rtf", "office")),
    (b"MZ", PROGRAM),
    (b"\x7fELF", PROGRAM),
    (b"\0asm", PROGRAM),
    (b"\xca\xfe\xba\xbe", PROGRAM),
    (b"\xfe\xed\xfa\xce", PROGRAM),
    (b"\xfe\xed\xfa\xcf", PROGRAM),
    (b"\xce\xfa\xed\xfe", PROGRAM),
    (b"\xcf\xfa\xed\xfe", PROGRAM),
    (b"\x4c\0\0\0\x01\x14\x02\0", PROGRAM),  # a Windows shortcut: it runs what it points to
    (b"#!", FileKind("text/x-script", "program")),
)
MARKUP: Final = (
    (b"<svg", FileKind("image/svg+xml", "text")),
    (b"<!doctype html", FileKind("text/html", "text")),
    (b"<html", FileKind("text/html", "text")),
    (b"<script", FileKind("text/html", "text")),
    (b"<?xml", FileKind("text/xml", "text")),
)
# Names that a double click runs (or that run on opening) on the systems people have.
_RUNS = """
    apk app appimage bat bin cmd com command cpl deb dmg docm dotm elf exe gadget hta inf iso jar jnlp js jse
    lnk msc msi msp mst pif pkg potm ppam pptm ps1 psm1 reg rpm scr sct sh shb sys url vb vbe vbs vhd wsc wsf
    wsh xlam xlsm xltm xll
"""
PROGRAM_NAMES: Final = frozenset(_RUNS.split())
# What a claimed type may turn out to be. A type that is not named here claims nothing we can check.
CLAIMS: Final[dict[str, frozenset[Family]]] = {
    "image": frozenset({"image"}),
    "text": frozenset({"text"}),
    "pdf": frozenset({"pdf"}),
    "archive": frozenset({"archive"}),
    "office": frozenset({"archive", "office", "text"}),
}
_EXTENSIONS = MimeTypes()  # Python's own table, the same on every machine; it does not know these:
_OFFICE = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "odt": "application/vnd.oasis.opendocument.text",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "odp": "application/vnd.oasis.opendocument.presentation",
}


def kind_of(content: bytes) -> FileKind:
    """What the bytes are."""
    head = content[:HEAD]
    for signature, kind in SIGNATURES:
        if head.startswith(signature):
            return kind
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return FileKind("image/webp", "image")
    return _text_kind(head) if reads_as_text(content) else UNKNOWN


def _text_kind(head: bytes) -> FileKind:
    start = head[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith(b"<?xml") and b"<svg" in head[:4096].lower():
        return FileKind("image/svg+xml", "text")
    return next((kind for sign, kind in MARKUP if start.startswith(sign)), TEXT)


def reads_as_text(content: bytes) -> bool:
    """Whether the file is text, in whatever encoding: UTF-16 with its mark, or no sign that no text holds."""
    head = content[:HEAD]
    return head.startswith(UTF_16) or not head.translate(None, WRITTEN)


def decoded(content: bytes) -> str:
    """The text of a file that reads as text, in whatever of the usual encodings it is."""
    if content.startswith(UTF_16):
        return content.decode("utf-16", "replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def extension(name: str) -> str:
    """What stands behind the last dot, in small letters."""
    return name.rpartition(".")[2].strip().lower() if "." in name else ""


def type_by_name(name: str) -> str:
    """The media type that the name's ending stands for; empty if none is known."""
    ending = extension(name)
    return _OFFICE.get(ending) or _EXTENSIONS.guess_type(f"a.{ending}")[0] or ""


def is_program(kind: FileKind, name: str) -> bool:
    """Whether the file is, or is called, something that runs."""
    return kind.family == "program" or extension(name) in PROGRAM_NAMES


def lies(kind: FileKind, claimed: str, name: str) -> bool:
    """Whether the file is something else than its claimed type, or its name, says."""
    if kind.family == "program":
        return extension(name) not in PROGRAM_NAMES
    claims = (CLAIMS.get(_claimed_family(one)) for one in (claimed.lower(), type_by_name(name)))
    return any(may_be is not None and kind.family not in may_be for may_be in claims)


def _claimed_family(media_type: str) -> str:
    if media_type == "application/pdf":
        return "pdf"
    if media_type in ("application/zip", "application/x-zip-compressed"):
        return "archive"
    if "officedocument" in media_type or "opendocument" in media_type or "msword" in media_type:
        return "office"
    main, _slash, sub = media_type.partition("/")
    if main == "text" or sub.startswith("svg"):
        return "text"
    return "image" if sub in ("png", "jpeg", "jpg", "pjpeg", "gif", "webp") else ""


def is_showable(content: bytes) -> bool:
    """Whether a browser may be asked to draw it: a known image, of a size that no browser chokes on."""
    if kind_of(content).family != "image":
        return False
    size = dimensions(content)
    return size is not None and 0 < size[0] * size[1] <= MOST_PIXELS


def dimensions(content: bytes) -> tuple[int, int] | None:
    """Width and height as the file's head says them, without decoding it; None if it does not say."""
    readers = {"image/png": _png, "image/gif": _gif, "image/jpeg": _jpeg, "image/webp": _webp}
    reader = readers.get(kind_of(content).media_type)
    try:
        return reader(content) if reader else None
    except struct.error:
        return None


def _png(content: bytes) -> tuple[int, int]:
    width, height = struct.unpack_from(">II", content, 16)
    return width, height


def _gif(content: bytes) -> tuple[int, int]:
    width, height = struct.unpack_from("<HH", content, 6)
    return width, height


def _jpeg(content: bytes) -> tuple[int, int] | None:
    """The first frame header (SOF) behind the other segments."""
    at = 2
    while at + 9 < len(content):
        if content[at] != 0xFF:
            return None
        marker = content[at + 1]
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack_from(">HH", content, at + 5)
            return width, height
        if marker == 0xFF:
            at += 1
            continue
        (length,) = struct.unpack_from(">H", content, at + 2)
        at += 2 + max(2, length)
    return None


def _webp(content: bytes) -> tuple[int, int] | None:
    form = content[12:16]
    if form == b"VP8X":
        return int.from_bytes(content[24:27], "little") + 1, int.from_bytes(content[27:30], "little") + 1
    if form == b"VP8L":
        (bits,) = struct.unpack_from("<I", content, 21)
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if form == b"VP8 ":
        width, height = struct.unpack_from("<HH", content, 26)
        return width & 0x3FFF, height & 0x3FFF
    return None
