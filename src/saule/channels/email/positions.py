"""Positions: the name of a mail by its content, the same wherever a copy of it comes from.

The same mail from a mailbox file, a folder of mails and a server (IMAP) has one position, so that a history
that was imported and is then found on the server comes in once. Left out of the digest is what programs
that keep mail add or change: line endings, their own header fields, marks before "From ", ends of files.
"""

import re

from saule.desk.ids import digest_of_pieces

DIGEST_BYTES = 20
_NEWLINE = ord("\n")
_LOCAL = re.compile(
    rb"^(?:status|x-status|x-keywords|x-uid|x-imap|x-imapbase|content-length|lines|x-mozilla-status2?"
    rb"|x-mozilla-keys|x-gm-thrid|x-gmail-labels|x-evolution|x-evolution-source|x-account-key|x-uidl)[ \t]*:"
    rb"[^\n]*\n(?:[ \t][^\n]*\n)*",
    re.IGNORECASE | re.MULTILINE,
)
_MARKED = re.compile(rb"^>+(?=From )", re.MULTILINE)


def position_of(raw: bytes) -> str:
    """The position of a mail that is not one of several copies in one file."""
    return named(digest_of(raw))


def named(digest: bytes, number: int = 1) -> str:
    """The position for a digest; ``number`` tells genuine copies within one mailbox file apart."""
    return f"mailbox:{digest.hex()}:{number}"


def digest_of(raw: bytes) -> bytes:
    """The keyed digest of what a mail says, whoever keeps it."""
    return digest_of_pieces("mailbox", plain(raw))[:DIGEST_BYTES]


def plain(raw: bytes) -> list[bytes | memoryview]:
    """The bytes, in pieces, without what programs add that keep mail. A large mail is not copied for it."""
    if b"\r" in raw:
        raw = raw.replace(b"\r\n", b"\n")
    start = raw.find(b"\n\n") + 1 or len(raw)
    head = _LOCAL.sub(b"", raw[:start])
    if raw.find(b">From ", start) >= 0:
        raw, start = _MARKED.sub(b"", raw[start:]), 0
    end = len(raw)
    while end > start and raw[end - 1] == _NEWLINE:
        end -= 1
    return [head, memoryview(raw)[start:end], b"\n"]
