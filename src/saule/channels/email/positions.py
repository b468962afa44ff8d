"""Positions: the name of a mail by its content, the same wherever a copy of it comes from.

The same mail from a mailbox file, a folder of mails and a server (IMAP) has one position, so that a history
that was imported and is then found on the server comes in once. Left out of the digest is what programs
that keep mail add or change: line endings, their own header fields, marks before "From ", ends of files.
"""

import re

from saule.desk.ids import keyed_digest

DIGEST_BYTES = 20
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
    return keyed_digest("mailbox", plain(raw), size=DIGEST_BYTES)


def plain(raw: bytes) -> bytes:
    """The bytes without what programs add that keep mail. A mail as it mostly lies in a file is unchanged."""
    if b"\r" in raw:
        raw = raw.replace(b"\r\n", b"\n")
    end = raw.find(b"\n\n")
    head, body = (raw, b"") if end < 0 else (raw[: end + 1], raw[end + 1 :])
    if _LOCAL.search(head):
        head = _LOCAL.sub(b"", head)
    if b">From " in body:
        body = _MARKED.sub(b"", body)
    return head + body.rstrip(b"\n") + b"\n"
