"""How headers are written: nothing can be injected, and ids and links are never cut or encoded."""

import unicodedata
from email.policy import EmailPolicy
from typing import Any

UNBROKEN = frozenset({"message-id", "in-reply-to", "references", "list-unsubscribe", "list-unsubscribe-post"})
LONGEST_LINE = 78


class WirePolicy(EmailPolicy):
    """The SMTP policy, but headers that hold ids or links fold at their spaces only.

    The standard policy writes an id longer than a line as an RFC 2047 encoded word, which no
    program that threads mails understands.
    """

    def fold_binary(self, name: str, value: Any) -> bytes:
        """The same as bytes."""
        if name.lower() in UNBROKEN:
            return self.fold(name, value).encode("ascii", "replace")
        return super().fold_binary(name, value)

    def fold(self, name: str, value: Any) -> str:
        """The header's lines as they go out."""
        if name.lower() in UNBROKEN:
            return fold_at_spaces(name, str(value)) + self.linesep
        return str(super().fold(name, value))


WIRE = WirePolicy(linesep="\r\n", cte_type="7bit")
WIRE_UTF8 = WIRE.clone(utf8=True)


def fold_at_spaces(name: str, value: str) -> str:
    """``name: value`` with line breaks only before whole words."""
    lines = [f"{name}:"]
    for word in one_line(value).split():
        if len(lines[-1]) + 1 + len(word) > LONGEST_LINE and lines[-1].strip() != f"{name}:":
            lines.append("")
        lines[-1] += f" {word}"
    return "\r\n".join(lines)


def one_line(text: str) -> str:
    """``text`` without line breaks and other control characters, so that no header can follow it."""
    text = text.encode("utf-8", "replace").decode("utf-8")
    kept = ("" if unicodedata.category(c) == "Cc" and c not in "\t\r\n" else c for c in text)
    return " ".join("".join(kept).split())
