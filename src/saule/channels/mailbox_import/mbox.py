"""Reads mails one by one out of a mailbox (mbox, RFC 4155 and its older forms).

One message at a time is held in memory. A message begins at a "From " line with an envelope's address and
date, not at any line that begins with that word; ">From " loses the mark that was put before it. Lengths that
some programs write into the header (mboxcl) are believed only where they lead to the next message.
"""

import re
from codecs import BOM_UTF8
from collections.abc import Iterator
from io import BytesIO

from saule.channels.mailbox_import import mails
from saule.channels.mailbox_import.mails import RawMail
from saule.channels.mailbox_import.sources import Source

LONGEST_LINE = 1_000_000

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
_ENDS = (b"\r\n\r\n", b"\n\n")


def begins_mailbox(text: bytes) -> bool:
    """Whether these first bytes of a file are those of a mailbox."""
    first, _end, rest = text.partition(b"\n")
    return first.startswith(b"From ") and bool(_DATED.match(first) or _USUAL_FIELD.match(rest))


def is_usual_field(line: bytes) -> bool:
    """Whether a line is one of those that most mails have in their header."""
    return _USUAL_FIELD.match(line) is not None


class Mailbox:
    """One pass over a mailbox; ``box`` is its name where there are several."""

    def __init__(self, source: Source, box: str = "") -> None:
        self.source = source
        self.box = box
        self.taken = BytesIO()
        self.start = -1
        self.cut = False

    def mails(self) -> Iterator[RawMail]:
        if self.source.ahead(len(BOM_UTF8)) == BOM_UTF8:
            self.source.read(len(BOM_UTF8))
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
            offset = self.source.tell()
            line = self.source.readline(LONGEST_LINE)
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
        return _USUAL_FIELD.match(self.source.ahead(200)) is not None

    def header(self) -> bool:
        """Take the header, and the body too when a length in the header leads to the next mail.

        Whether an empty line, or what stands for one, came last.
        """
        length = None
        while (line := self.source.readline(LONGEST_LINE)) not in _BLANK:
            if not line or _DATED.match(line):
                self.source.back(len(line))
                return True
            self.take(line)
            if match := _LENGTH.match(line):
                length = int(match[1])
            if not (_FIELD.match(line) or line[:1] in b" \t"):
                return False
        self.take(line)
        if length is not None and length <= mails.LONGEST_MAIL and self.leads_on(length):
            body = self.source.read(length)
            # Where a bare "From " line stands in the body, its writer marked none.
            self.take(body if _UNESCAPED_LINE.search(body) else _ESCAPED_LINES.sub(rb"\1", body))
        return True

    def leads_on(self, length: int) -> bool:
        if not self.source.holds(length):
            return False
        return _NEXT_MAIL.match(self.source.ahead(9, skip=length)) is not None

    def take(self, piece: bytes) -> None:
        room = mails.LONGEST_MAIL - self.taken.tell()
        if len(piece) > room:
            self.cut = True
            piece = piece[: max(0, room)]
        self.taken.write(piece)

    def finished(self) -> Iterator[RawMail]:
        """The mail taken so far, without the empty line that ends it in a mailbox; of two envelopes, none."""
        taken, cut = self.taken, self.cut
        self.taken, self.cut = BytesIO(), False
        if size := taken.tell():
            taken.seek(max(0, size - 4))
            ending = taken.read()
            taken.truncate(size - next((len(end) // 2 for end in _ENDS if ending.endswith(end)), 0))
            # A large mail is held once: what was taken is handed on, and not copied.
            yield RawMail(taken.getvalue(), self.start, self.source.consumed(), cut, self.box)
