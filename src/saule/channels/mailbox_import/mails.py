"""What is read out of a source: one mail's bytes, and where they stood."""

from dataclasses import dataclass

LOOKED_AT = 65_536
LONGEST_MAIL = 100_000_000
"""Of a longer mail only so many bytes are kept."""


@dataclass(frozen=True, slots=True)
class RawMail:
    """One mail's bytes; its offset in the mailbox file, or its name in the folder.

    ``bytes_read`` counts what has been read of the whole so far, for a progress bar. ``cut``: the mail was
    longer than a hundred million bytes, and only its beginning is here. ``box`` names the mailbox that it
    lies in, where a folder or an archive holds several: a copy of it in another is no second mail.
    """

    raw: bytes
    offset_or_name: int | str
    bytes_read: int
    cut: bool = False
    box: str = ""
