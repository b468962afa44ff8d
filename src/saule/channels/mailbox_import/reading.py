"""Reads mails one by one out of what people keep them in, whatever of these a path is.

Mailbox files (mbox, also compressed as .gz), single mails, folders of mails, Maildirs, and archives (.zip) of
all these. One message at a time is held in memory; nothing is unpacked to the disk.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from django.utils.translation import gettext as _

from saule.channels.mailbox_import import mails, wrong
from saule.channels.mailbox_import.archives import entries_of, read_zip, size_of
from saule.channels.mailbox_import.compressed import kind_in, read_gz
from saule.channels.mailbox_import.mails import LOOKED_AT, RawMail
from saule.channels.mailbox_import.mbox import Mailbox
from saule.channels.mailbox_import.sources import FileSource
from saule.channels.mailbox_import.wrong import WrongFile

__all__ = ["Kind", "RawMail", "WrongFile", "describe", "read"]

_MAILDIR = {"cur", "new"}


@dataclass(frozen=True, slots=True)
class Kind:
    """What a path holds: a ``mbox`` file, one ``eml`` mail, a ``folder`` of mails, a compressed file (``gz``)
    or an archive (``zip``); its files, and the bytes that reading it takes off the disk.
    """

    kind: Literal["mbox", "folder", "eml", "gz", "zip"]
    files: tuple[Path, ...]
    total_bytes: int


def describe(path: Path) -> Kind:
    """What ``path`` holds. Raises WrongFile when it is no mailbox, no mail and no folder of mails."""
    try:
        if path.is_dir():
            return _describe_folder(path)
        if path.exists() and not path.is_file():
            message = _("“%(name)s” is a pipe or a device: save the mailbox as a file first.")
            raise WrongFile("not-a-file", message % {"name": path})
        with path.open("rb") as file:
            return _describe_file(path, file.read(LOOKED_AT), os.fstat(file.fileno()).st_size)
    except FileNotFoundError:
        raise WrongFile("missing", _("There is no file or folder “%(name)s”.") % {"name": path}) from None
    except OSError as error:
        raise wrong.unreadable(path, error) from error


def read(path: Path) -> Iterator[RawMail]:
    """Every mail of ``path``, in order. Raises WrongFile as `describe` does, before the first mail.

    A compressed file that is damaged raises it where the damage is, after the mails before that.
    """
    kind = describe(path)
    if kind.kind in ("folder", "eml"):
        return _read_files(path, kind)
    reader = {"mbox": _read_mbox, "gz": read_gz, "zip": read_zip}[kind.kind]
    return reader(kind.files[0])


def _describe_file(path: Path, head: bytes, size: int) -> Kind:
    if head.startswith(wrong.GZIP):
        kind_in(path)
        return Kind("gz", (path,), size)
    if head.startswith((wrong.ZIP + b"\x03\x04", wrong.ZIP + b"\x05\x06")):
        return Kind("zip", (path,), size_of(entries_of(path)))
    return Kind(wrong.kind_of(path.name, head), (path,), size)


def _describe_folder(path: Path) -> Kind:
    inner = path / "mbox"
    if inner.is_file():  # a mailbox as macOS exports it
        return describe(inner)
    files = sorted(Path(folder) / name for folder, _folders, names in os.walk(path) for name in names)
    found = tuple(file for file in files if _is_mail(file))
    if not found:
        message = _("The folder “%(name)s” holds no mail: files in .eml or a Maildir were expected.")
        raise WrongFile("no-mails", message % {"name": path})
    return Kind("folder", found, sum(_size(file) for file in found))


def _size(file: Path) -> int:
    """Its size; a mail that another program has moved since counts when it is read."""
    try:
        return file.stat().st_size
    except FileNotFoundError:
        return 0


def _is_mail(file: Path) -> bool:
    """Whether the file ends in .eml, or lies in a Maildir (where flags may follow its name)."""
    if file.name.startswith("."):
        return False
    return file.suffix.lower() == ".eml" or file.parent.name in _MAILDIR


def _read_mbox(path: Path) -> Iterator[RawMail]:
    try:
        with path.open("rb") as file:
            yield from Mailbox(FileSource(file)).mails()
    except OSError as error:
        raise wrong.unreadable(path, error) from error


def _read_files(root: Path, kind: Kind) -> Iterator[RawMail]:
    done = 0
    for path in kind.files:
        try:
            raw, size = _read_file(path)
        except OSError as error:
            raise wrong.unreadable(path, error) from error
        done += size
        if raw is None:
            continue
        name = path.name if path == root else path.relative_to(root).as_posix()
        box = path.parent.parent.relative_to(root).as_posix() if _in_maildir(path, root) else ""
        # File systems allow names that are no text.
        readable = name.encode("utf-8", "backslashreplace").decode("utf-8")
        cut = len(raw) > mails.LONGEST_MAIL
        yield RawMail(raw[: mails.LONGEST_MAIL], readable, done, cut, box)


def _in_maildir(path: Path, root: Path) -> bool:
    return path.parent.name in _MAILDIR and path.parent != root and path != root


def _read_file(path: Path) -> tuple[bytes | None, int]:
    """A mail's bytes and size; nothing for a mail of a Maildir that was thrown away meanwhile."""
    try:
        with path.open("rb") as file:
            return file.read(mails.LONGEST_MAIL + 1), os.fstat(file.fileno()).st_size
    except FileNotFoundError:
        if path.parent.name not in _MAILDIR:
            raise
    moved = _moved(path)
    return _read_file(moved) if moved else (None, 0)


def _moved(path: Path) -> Path | None:
    """Where a mail of a Maildir lies now: another program has read or marked it, which changes its name."""
    stem = path.name.partition(":")[0]
    folder = path.parent.parent / "cur"
    names = os.listdir(folder) if folder.is_dir() else []
    return next((folder / name for name in names if name.partition(":")[0] == stem), None)
