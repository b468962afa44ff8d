"""Reads mails one by one out of mailbox files (mbox, RFC 4155 and its older forms) and folders of mails.

One message at a time is held in memory. A message begins at a "From " line with an envelope's address and
date, not at any line that begins with that word; ">From " loses the mark that was put before it. Lengths that
some programs write into the header (mboxcl) are believed only where they lead to the next message.
"""

import os
import re
from codecs import BOM_UTF8
from collections.abc import Iterator
from dataclasses import dataclass
from io import BufferedReader
from pathlib import Path
from typing import Literal

from django.utils.translation import gettext as _

LONGEST_MAIL = 100_000_000

_LONGEST_LINE = 1_000_000
_LOOKED_AT = 65_536
_WEEKDAY = rb"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)"
_MONTH = rb"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"
_DATED = re.compile(
    rb"From .{0,500}?%b,?[ \t]+(?:%b[ \t]+\d{1,2}|\d{1,2}[ \t]+%b)[ \t].{0,40}?\d{1,2}:\d{2}.{0,60}"
    % (_WEEKDAY, _MONTH, _MONTH)
)
_UNDATED = re.compile(rb"From (?:-|MAILER-DAEMON|[^\s@]{1,200}@[^\s@]{1,200})(?:[ \t].{0,200})?\r?\n")
_USUAL_FIELD = re.compile(
    rb"(?:received|return-path|from|to|cc|subject|date|message-id|reply-to|sender|mime-version|delivered-to|status"
    rb"|content-[a-z\-]{1,40}|x-[a-z0-9\-]{1,60}|dkim-signature|arc-[a-z\-]{1,40}|list-[a-z\-]{1,40})[ \t]*:",
    re.IGNORECASE,
)
_FIELD = re.compile(rb"[!-9;-~]{1,100}[ \t]*:|>{1,3}From ")
_ESCAPED = re.compile(rb">+From ")
_ESCAPED_LINES = re.compile(rb"^>(>*From )", re.MULTILINE)
_UNESCAPED_LINE = re.compile(rb"^From ", re.MULTILINE)
_LENGTH = re.compile(rb"content-length[ \t]*:[ \t]*(\d{1,12})[ \t]*\r?\n", re.IGNORECASE)
_NEXT_MAIL = re.compile(rb"(?:\r?\n){0,2}(?:From |\Z)")
_BLANK = (b"\n", b"\r\n")


class WrongFile(Exception):
    """A file or folder that holds no mails as expected; ``message`` is one sentence for whoever chose it."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


@dataclass(frozen=True, slots=True)
class Kind:
    """What a path holds: a ``mbox`` file, one ``eml`` mail or a ``folder`` of mails; its files and bytes."""

    kind: Literal["mbox", "folder", "eml"]
    files: tuple[Path, ...]
    total_bytes: int


@dataclass(frozen=True, slots=True)
class RawMail:
    """One mail's bytes; its offset in the mailbox file, or its name in the folder.

    ``bytes_read`` counts what has been read of the whole so far, for a progress bar. ``cut``: the mail was
    longer than a hundred million bytes, and only its beginning is here.
    """

    raw: bytes
    offset_or_name: int | str
    bytes_read: int
    cut: bool = False


def describe(path: Path) -> Kind:
    """What ``path`` holds. Raises WrongFile when it is no mailbox, no mail and no folder of mails."""
    try:
        if path.is_dir():
            return _describe_folder(path)
        if path.exists() and not path.is_file():
            message = _("“%(name)s” is a pipe or a device: save the mailbox as a file first.")
            raise WrongFile("not-a-file", message % {"name": path})
        with path.open("rb") as file:
            head = file.read(_LOOKED_AT)
            return Kind(_kind_of(path, head), (path,), os.fstat(file.fileno()).st_size)
    except FileNotFoundError:
        raise WrongFile("missing", _("There is no file or folder “%(name)s”.") % {"name": path}) from None
    except OSError as error:
        raise _unreadable(path, error) from error


def read(path: Path) -> Iterator[RawMail]:
    """Every mail of ``path``, in order. Raises WrongFile as `describe` does, before the first mail."""
    kind = describe(path)
    return _read_mbox(kind.files[0]) if kind.kind == "mbox" else _read_files(path, kind)


def _read_mbox(path: Path) -> Iterator[RawMail]:
    try:
        with path.open("rb") as file:
            yield from _Mailbox(file).mails()
    except OSError as error:
        raise _unreadable(path, error) from error


def _read_files(root: Path, kind: Kind) -> Iterator[RawMail]:
    done = 0
    for path in kind.files:
        try:
            with path.open("rb") as file:
                raw = file.read(LONGEST_MAIL + 1)
                done += os.fstat(file.fileno()).st_size
        except OSError as error:
            raise _unreadable(path, error) from error
        name = path.name if path == root else path.relative_to(root).as_posix()
        # File systems allow names that are no text.
        readable = name.encode("utf-8", "backslashreplace").decode("utf-8")
        yield RawMail(raw[:LONGEST_MAIL], readable, done, cut=len(raw) > LONGEST_MAIL)


class _Mailbox:
    """One pass over a mailbox file."""

    def __init__(self, file: BufferedReader) -> None:
        self.file = file
        self.pieces: list[bytes] = []
        self.size = 0
        self.start = -1
        self.cut = False

    def mails(self) -> Iterator[RawMail]:
        if self.ahead(len(BOM_UTF8)) == BOM_UTF8:
            self.file.seek(len(BOM_UTF8))
        blank = True
        for offset, line, whole in self.lines():
            if whole and line.startswith(b"From ") and self.begins(line, after_blank=blank):
                yield from self.finished()
                self.start = offset
                blank = self.header()
            elif self.start >= 0:
                self.take(line[1:] if whole and _ESCAPED.match(line) else line)
                blank = whole and line in _BLANK
        yield from self.finished()

    def lines(self) -> Iterator[tuple[int, bytes, bool]]:
        """Each line with its offset; a very long one in pieces, of which only the first begins a line."""
        whole = True
        while True:
            offset = self.file.tell()
            line = self.file.readline(_LONGEST_LINE)
            if not line:
                return
            yield offset, line, whole
            whole = line.endswith(b"\n")

    def begins(self, line: bytes, *, after_blank: bool) -> bool:
        """Whether this "From " line is an envelope; what looks less like one needs a header after it."""
        if self.start < 0 or (after_blank and _DATED.match(line)):
            return True
        if not (_DATED.match(line) or (after_blank and _UNDATED.match(line))):
            return False
        return _USUAL_FIELD.match(self.ahead(200)) is not None

    def ahead(self, size: int, *, skip: int = 0) -> bytes:
        """Bytes that come next, without taking them."""
        here = self.file.tell()
        self.file.seek(here + skip)
        data = self.file.read(size)
        self.file.seek(here)
        return data

    def header(self) -> bool:
        """Take the header, and the body too when a length in the header leads to the next mail.

        Whether an empty line, or what stands for one, came last.
        """
        length = None
        while (line := self.file.readline(_LONGEST_LINE)) not in _BLANK:
            if not line or _DATED.match(line):
                self.file.seek(-len(line), os.SEEK_CUR)
                return True
            self.take(line)
            if match := _LENGTH.match(line):
                length = int(match[1])
            if not (_FIELD.match(line) or line[:1] in b" \t"):
                return False
        self.take(line)
        if length is not None and length <= LONGEST_MAIL and self.leads_on(length):
            body = self.file.read(length)
            # Where a bare "From " line stands in the body, its writer marked none.
            self.take(body if _UNESCAPED_LINE.search(body) else _ESCAPED_LINES.sub(rb"\1", body))
        return True

    def leads_on(self, length: int) -> bool:
        size = os.fstat(self.file.fileno()).st_size
        if self.file.tell() + length > size:
            return False
        return _NEXT_MAIL.match(self.ahead(9, skip=length)) is not None

    def take(self, piece: bytes) -> None:
        room = LONGEST_MAIL - self.size
        if len(piece) > room:
            self.cut = True
            piece = piece[: max(0, room)]
        if piece:
            self.pieces.append(piece)
            self.size += len(piece)

    def finished(self) -> Iterator[RawMail]:
        """The mail taken so far, without the empty line that ends it in a mailbox; of two envelopes, none."""
        if self.pieces:
            raw = b"".join(self.pieces)
            for end in (b"\r\n\r\n", b"\n\n"):
                if raw.endswith(end):
                    raw = raw[: -len(end) // 2]
                    break
            yield RawMail(raw, self.start, self.file.tell(), self.cut)
        self.pieces, self.size, self.cut = [], 0, False


def _describe_folder(path: Path) -> Kind:
    inner = path / "mbox"
    if inner.is_file():  # a mailbox as macOS exports it
        return describe(inner)
    files = sorted(Path(folder) / name for folder, _folders, names in os.walk(path) for name in names)
    mails = tuple(file for file in files if _is_mail(file))
    if not mails:
        message = _("The folder “%(name)s” holds no mail: files that end in .eml were expected.")
        raise WrongFile("no-mails", message % {"name": path})
    return Kind("folder", mails, sum(file.stat().st_size for file in mails))


def _is_mail(file: Path) -> bool:
    """Whether the file ends in .eml, or lies in a Maildir."""
    if file.name.startswith("."):
        return False
    return file.suffix.lower() == ".eml" or file.parent.name in {"cur", "new"}


def _kind_of(path: Path, head: bytes) -> Literal["mbox", "eml"]:
    text = head.removeprefix(BOM_UTF8).lstrip(b"\r\n")
    first, _end, rest = text.partition(b"\n")
    if first.startswith(b"From ") and (_DATED.match(first) or _USUAL_FIELD.match(rest)):
        return "mbox"
    fields = sum(1 for line in text.split(b"\n\n")[0].splitlines() if _USUAL_FIELD.match(line))
    if fields >= 2 or (fields and _USUAL_FIELD.match(text)):
        return "eml"
    raise _wrong(path, head)


# What people choose by mistake, by the first bytes.
_PDF, _ARCHIVES = b"%PDF", (b"PK\x03\x04", b"\x1f\x8b", b"7z\xbc\xaf", b"Rar!", b"BZh", b"\xfd7zXZ")
_OUTLOOK = (b"!BDN", b"\xd0\xcf\x11\xe0")


def _wrong(path: Path, head: bytes) -> WrongFile:
    if not head.strip():
        code, message = "empty", _("“%(name)s” is empty: a mailbox (mbox) or a mail (.eml) was expected.")
    elif head.startswith(_PDF):
        code, message = "pdf", _("“%(name)s” is a PDF: a mailbox (mbox) or a mail (.eml) was expected.")
    elif head.startswith(_ARCHIVES):
        code = "archive"
        message = _("“%(name)s” is a compressed file: unpack it first, then import the mailbox (mbox) in it.")
    elif head.startswith(_OUTLOOK):
        code = "outlook"
        message = _("“%(name)s” is an Outlook file: export it as a mailbox (mbox) or as mails (.eml) first.")
    else:
        code = "not-mail"
        message = _("“%(name)s” holds no mail: a mailbox (mbox) or a mail (.eml) was expected.")
    return WrongFile(code, message % {"name": path.name})


def _unreadable(path: Path, error: OSError) -> WrongFile:
    message = _("“%(name)s” cannot be read: %(reason)s.")
    return WrongFile("unreadable", message % {"name": path, "reason": error.strerror or error})
