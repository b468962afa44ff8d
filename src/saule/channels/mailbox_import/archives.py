"""Archives (.zip) of mailboxes, mails or Maildirs, read as they are: nothing is unpacked to the disk.

Names in an archive are labels and lead nowhere. What it would unpack to is checked before any of it is read;
no entry gives more than it announces.
"""

import mimetypes
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, Literal
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from saule.channels.mailbox_import import wrong
from saule.channels.mailbox_import.compressed import intact, is_bomb, whole
from saule.channels.mailbox_import.mails import LOOKED_AT, RawMail
from saule.channels.mailbox_import.mbox import Mailbox
from saule.channels.mailbox_import.sources import StreamSource

LONGEST_LIST = 200_000_000
"""Bytes of an archive's list of names, which is read as a whole: two million mails and more."""

_ARCHIVES = {".zip", ".gz", ".tgz", ".bz2", ".xz", ".7z", ".rar", ".tar", ".zst"}
_MAILBOXES = {"", ".mbox", ".mbx", ".txt"}
_ENCRYPTED = 0x1
_END, _END_64, _LOCATOR = b"PK\x05\x06", b"PK\x06\x06", b"PK\x06\x07"
_LONGEST_END = 65_535 + 22 + 20


@dataclass(frozen=True, slots=True)
class Entry:
    """A mailbox or a mail in an archive; ``box`` is the mailbox that it is or lies in."""

    info: ZipInfo
    kind: Literal["mbox", "eml"]
    box: str


def entries_of(path: Path) -> list[Entry]:
    """What of the archive is mail. Raises WrongFile when it is nothing, or cannot be read safely."""
    with intact(path), path.open("rb") as file:
        _check_list(path, file)
        with ZipFile(file) as archive:
            _check(path, archive)
            found = [entry for info in archive.infolist() if (entry := _entry(path, archive, info))]
    if not found:
        raise wrong.no_mails_in(path.name)
    return found


def size_of(entries: list[Entry]) -> int:
    """How many bytes of the archive these are."""
    return sum(entry.info.compress_size for entry in entries)


def read_zip(path: Path) -> Iterator[RawMail]:
    """Its mails, one by one, in the order of the archive. Raises WrongFile where it is damaged."""
    entries, done = entries_of(path), 0
    with intact(path, begun=True), ZipFile(path) as archive:
        for entry in entries:
            with archive.open(entry.info) as stream:
                yield from _mails(entry, stream, done)
            done += entry.info.compress_size


def _mails(entry: Entry, stream: IO[bytes], before: int) -> Iterator[RawMail]:
    packed, unpacked = entry.info.compress_size, max(1, entry.info.file_size)
    if entry.kind == "eml":
        yield whole(stream, entry.info.filename, before + packed, entry.box)
        return
    source = StreamSource(stream, lambda: before + packed * min(stream.tell(), unpacked) // unpacked)
    yield from Mailbox(source, entry.box).mails()


def _entry(path: Path, archive: ZipFile, info: ZipInfo) -> Entry | None:
    """Whether this is a mail, or a mailbox; most other files are told by their names."""
    name = PurePosixPath(info.filename.replace("\\", "/"))
    if info.is_dir() or name.name.startswith(".") or "__MACOSX" in name.parts:
        return None
    ending, folder = name.suffix.lower(), name.parent
    if folder.name in {"cur", "new"}:
        return Entry(info, "eml", folder.parent.as_posix())
    if ending == ".eml":
        return Entry(info, "eml", "")
    if ending in _ARCHIVES:
        raise wrong.nested(path.name)
    unknown = mimetypes.guess_type(name.name)[0] is None
    return _looked_at(path, archive, info) if ending in _MAILBOXES or unknown else None


def _looked_at(path: Path, archive: ZipFile, info: ZipInfo) -> Entry | None:
    with archive.open(info) as stream:
        head = stream.read(LOOKED_AT)
    if head.startswith((wrong.GZIP, wrong.ZIP + b"\x03\x04")):
        raise wrong.nested(path.name)
    try:
        kind = wrong.kind_of(info.filename, head)
    except wrong.WrongFile:
        return None
    return Entry(info, kind, info.filename if kind == "mbox" else "")


def _check(path: Path, archive: ZipFile) -> None:
    """Refuses what is locked, or compressed in ways whose appetite is not bounded, and bombs of all kinds."""
    infos = [info for info in archive.infolist() if not info.is_dir()]
    if any(info.flag_bits & _ENCRYPTED for info in infos):
        raise wrong.encrypted(path.name)
    if any(info.compress_type not in (ZIP_STORED, ZIP_DEFLATED) for info in infos):
        raise wrong.other_compression(path.name)
    packed = sum(info.compress_size for info in infos)
    overlapping = packed > path.stat().st_size
    if overlapping or is_bomb(sum(info.file_size for info in infos), packed):
        raise wrong.bomb(path.name)
    if any(is_bomb(info.file_size, info.compress_size) for info in infos):
        raise wrong.bomb(path.name)


def _check_list(path: Path, file: IO[bytes]) -> None:
    """Refuses an archive that is little but names: its list would fill the memory."""
    size = file.seek(0, 2)
    file.seek(max(0, size - _LONGEST_END))
    tail = file.read()
    end = tail.rfind(_END)
    if end < 0 or len(tail) < end + 22:
        raise wrong.damaged(path.name)
    (length,) = struct.unpack_from("<L", tail, end + 12)
    if end >= 20 and tail[end - 20 : end - 16] == _LOCATOR:
        file.seek(struct.unpack_from("<Q", tail, end - 12)[0])
        record = file.read(56)
        length = struct.unpack_from("<Q", record, 40)[0] if record.startswith(_END_64) else LONGEST_LIST + 1
    file.seek(0)
    if length > LONGEST_LIST:
        raise wrong.bomb(path.name)
