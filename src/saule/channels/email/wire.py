"""How headers are written: nothing can be injected, and ids and links are never cut or encoded."""

import unicodedata
from email.header import Header
from email.headerregistry import Address
from email.policy import EmailPolicy
from email.utils import quote
from typing import Any

UNBROKEN = frozenset({"message-id", "in-reply-to", "references", "list-unsubscribe", "list-unsubscribe-post"})
ADDRESSES = frozenset({"from", "to", "reply-to"})
LONGEST_LINE = 76


class WirePolicy(EmailPolicy):
    """The SMTP policy, with foldings of its own where the standard one does harm.

    That one writes an id longer than a line as an RFC 2047 encoded word, which no program that threads mails
    understands, and may lose the space between two encoded words of a long subject.
    """

    def fold_binary(self, name: str, value: Any) -> bytes:
        """The header's lines as they go out."""
        return self.fold(name, value).encode("utf-8" if self.utf8 else "ascii", "replace")

    def fold(self, name: str, value: Any) -> str:
        """The same as text."""
        kind = name.lower()
        if kind in UNBROKEN:
            return fold_at_spaces(name, str(value)) + self.linesep
        if kind == "subject":
            return f"{name}: {in_words(name, one_line(str(value)))}{self.linesep}"
        if kind in ADDRESSES:
            return f"{name}: {fold_address(name, value.addresses[0])}{self.linesep}"
        return str(super().fold(name, value))


WIRE = WirePolicy(linesep="\r\n", cte_type="7bit")
WIRE_UTF8 = WIRE.clone(utf8=True)


def in_words(header: str, text: str) -> str:
    """Text as a header holds it: as it is if that is safe and fits, otherwise in encoded words (RFC 2047)."""
    if text.isascii() and "=?" not in text and len(header) + 2 + len(text) <= LONGEST_LINE:
        return text
    return Header(text, "utf-8", maxlinelen=LONGEST_LINE, header_name=header).encode(linesep="\r\n")


def fold_address(header: str, address: Address) -> str:
    """One address with its name, on two lines if that is long."""
    name = one_line(address.display_name)
    if not name:
        return address.addr_spec
    words = in_words(header, name)
    shown = f'"{quote(name)}"' if words == name else words
    space = " " if len(header) + len(shown) + len(address.addr_spec) < LONGEST_LINE - 6 else "\r\n "
    return f"{shown}{space}<{address.addr_spec}>"


def fold_at_spaces(name: str, value: str) -> str:
    """``name: value`` with line breaks only before whole words."""
    lines = [f"{name}:"]
    for word in one_line(value).split():
        if len(lines[-1]) + 1 + len(word) > LONGEST_LINE and lines[-1] != f"{name}:":
            lines.append("")
        lines[-1] += f" {word}"
    return "\r\n".join(lines)


def one_line(text: str) -> str:
    """``text`` without line breaks and other control characters, so that no header can follow it."""
    text = text.encode("utf-8", "replace").decode("utf-8")
    kept = ("" if unicodedata.category(c) == "Cc" and c not in "\t\r\n" else c for c in text)
    return " ".join("".join(kept).split())
