"""Where a mailbox is read from: a file, or a stream that only goes forward (what a compressed file holds).

Reading a mailbox needs to look ahead, and sometimes to give a line back. A file seeks; of a stream, only the
little that was looked at is held.
"""

import os
from collections.abc import Callable
from io import BufferedReader
from typing import Protocol

PIECE = 65_536


class Readable(Protocol):
    """What gives bytes until it ends."""

    def read(self, size: int, /) -> bytes:
        """At most ``size`` bytes; none at the end."""


class Source(Protocol):
    """What a mailbox is read from. ``consumed`` counts the bytes read of the file on disk, for progress."""

    tell: Callable[[], int]
    readline: Callable[[int], bytes]
    read: Callable[[int], bytes]
    consumed: Callable[[], int]

    def back(self, size: int) -> None:
        """Gives back what the last ``readline`` took."""

    def ahead(self, size: int, *, skip: int = 0) -> bytes:
        """Bytes that come next, or after ``skip`` more, without taking them."""

    def holds(self, size: int) -> bool:
        """Whether so many bytes still come."""


class FileSource:
    """A mailbox file."""

    def __init__(self, file: BufferedReader) -> None:
        self._file = file
        self.tell: Callable[[], int] = file.tell
        self.readline: Callable[[int], bytes] = file.readline
        self.read: Callable[[int], bytes] = file.read
        self.consumed: Callable[[], int] = file.tell

    def back(self, size: int) -> None:
        """Seeks back."""
        self._file.seek(-size, os.SEEK_CUR)

    def ahead(self, size: int, *, skip: int = 0) -> bytes:
        """Seeks there, and back again."""
        here = self._file.tell()
        self._file.seek(here + skip)
        data = self._file.read(size)
        self._file.seek(here)
        return data

    def holds(self, size: int) -> bool:
        """By the size that the file has now."""
        return self._file.tell() + size <= os.fstat(self._file.fileno()).st_size


class StreamSource:
    """A mailbox that comes out of a stream; ``consumed`` says how much of the compressed file was read."""

    def __init__(self, stream: Readable, consumed: Callable[[], int]) -> None:
        self._stream = stream
        self._held = bytearray()
        self._at = 0  # within what is held
        self._before = 0  # how much was let go
        self._ended = False
        self.consumed: Callable[[], int] = consumed
        self.readline: Callable[[int], bytes] = self._readline
        self.read: Callable[[int], bytes] = self._read
        self.tell: Callable[[], int] = lambda: self._before + self._at

    def back(self, size: int) -> None:
        """What was taken last is still held."""
        self._at -= size

    def ahead(self, size: int, *, skip: int = 0) -> bytes:
        """Holds on to what it looks at."""
        self.holds(skip + size)
        return bytes(self._held[self._at + skip : self._at + skip + size])

    def holds(self, size: int) -> bool:
        """Reads on until so much is held, or the stream ends."""
        while len(self._held) - self._at < size and not self._ended:
            self._more()
        return len(self._held) - self._at >= size

    def _more(self) -> None:
        piece = self._stream.read(PIECE)
        self._held += piece
        self._ended = not piece

    def _read(self, size: int) -> bytes:
        data = self.ahead(size)
        self._at += len(data)
        return data

    def _readline(self, limit: int) -> bytes:
        if self._at > PIECE:
            del self._held[: self._at]
            self._before += self._at
            self._at = 0
        start, seen, end = self._at, self._at, 0
        while not end:
            end = self._held.find(b"\n", seen, start + limit) + 1
            seen = len(self._held)
            if self._ended or seen - start >= limit:
                break
            if not end:
                self._more()
        self._at = end or min(seen, start + limit)
        return bytes(self._held[start : self._at])
