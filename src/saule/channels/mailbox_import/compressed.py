"""A compressed mailbox (.gz), read as a stream that goes forward only, and no further than a mailbox goes."""

import gzip
import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Literal
from zipfile import BadZipFile

from saule.channels.mailbox_import import mails, wrong
from saule.channels.mailbox_import.mails import LOOKED_AT, RawMail
from saule.channels.mailbox_import.mbox import Mailbox
from saule.channels.mailbox_import.sources import Readable, StreamSource

MOST_TIMES = 200
"""A mailbox shrinks to a tenth, one of form letters to a fiftieth; what shrinks further is a bomb."""
ALWAYS_READ = 50_000_000
MOST_BYTES = 100_000_000_000

# All that the standard library raises at hostile archives; UnicodeDecodeError is a ValueError.
_DAMAGE = (
    EOFError,
    gzip.BadGzipFile,
    BadZipFile,
    zlib.error,
    struct.error,
    ValueError,
    OverflowError,
    NotImplementedError,
)


def is_bomb(unpacked: int, packed: int) -> bool:
    """Whether so many bytes out of so few are more than a mailbox would be."""
    return unpacked > MOST_BYTES or (unpacked > ALWAYS_READ and unpacked > MOST_TIMES * max(1, packed))


@contextmanager
def intact(path: Path, *, begun: bool = False) -> Iterator[None]:
    """Says in a sentence that a compressed file is damaged; ``begun``: that some of it was read."""
    try:
        yield
    except _DAMAGE as error:
        raise wrong.cut_off(path.name) if begun else wrong.damaged(path.name) from error
    except OSError as error:
        raise wrong.unreadable(path, error) from error


class _Bounded:
    """What a compressed file holds, until it is too much."""

    def __init__(self, path: Path, stream: Readable, file: IO[bytes]) -> None:
        self.path = path
        self.stream = stream
        self.file = file
        self.unpacked = 0

    def read(self, size: int, /) -> bytes:
        """The next bytes. Raises WrongFile when there are more than a mailbox would have."""
        piece = self.stream.read(size)
        self.unpacked += len(piece)
        if is_bomb(self.unpacked, self.file.tell()):
            raise wrong.bomb(self.path.name)
        return piece


def kind_in(path: Path) -> Literal["mbox", "eml"]:
    """What the compressed file holds. Raises WrongFile when that is neither a mailbox nor a mail."""
    with intact(path), gzip.open(path) as stream:
        head = stream.read(LOOKED_AT)
    if head.startswith((wrong.GZIP, wrong.ZIP)):
        raise wrong.nested(path.name)
    return wrong.kind_of(path.name, head)


def read_gz(path: Path) -> Iterator[RawMail]:
    """Its mails, one by one. Raises WrongFile where it is damaged, or goes on too long."""
    kind = kind_in(path)
    with intact(path, begun=True), path.open("rb") as file, gzip.GzipFile(fileobj=file) as stream:
        bounded = _Bounded(path, stream, file)
        if kind == "mbox":
            yield from Mailbox(StreamSource(bounded, file.tell)).mails()
        else:
            yield whole(bounded, path.stem, path.stat().st_size)


def whole(stream: Readable, name: str, consumed: int, box: str = "") -> RawMail:
    """A stream that is one mail."""
    raw = bytearray()
    while len(raw) <= mails.LONGEST_MAIL and (piece := stream.read(LOOKED_AT)):
        raw += piece
    cut = len(raw) > mails.LONGEST_MAIL
    return RawMail(bytes(raw[: mails.LONGEST_MAIL]), wrong.shown(name), consumed, cut, box)
