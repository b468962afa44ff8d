"""Addresses in header values (RFC 5322 §3.4), read as leniently as people and machines write them."""

import re
from dataclasses import dataclass, field
from typing import NamedTuple

from saule.channels.email import charsets, words

MOST_ADDRESSES = 1_000
_LONGEST = 200_000
_LONGEST_NAME = 200
_LONGEST_ADDRESS = 254  # RFC 5321 §4.5.3.1.3

_TOKEN = re.compile(
    r"""(?P<word>=\?[^?\s]{1,80}\?[bBqQ]\?[^?]*\?=)|(?P<quoted>"(?:[^"\\]|\\.)*+"?)|<(?P<angle>[^<>]*)>?|(?P<open>\()|(?P<close>\))|(?P<mark>[,;:])"""
    r"""|(?P<space>\s+)|(?P<plain>[^\s"<>(),;:]+)|>""",
    re.DOTALL,
)
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_ADDRESS = re.compile(
    r"[^\s@<>(),;:\"\[\]\\]+(?:@[^\s@<>(),;:\"\\]+)+|\"(?:[^\"\\]|\\.)+\"@[^\s@<>(),;:\"\\]+"
)
_ROUTE = re.compile(r"@[^:]*:")  # through which relays, RFC 5322 §4.4


class Mailbox(NamedTuple):
    """Who an address belongs to, and the address; its domain is in lower case. Either may be empty."""

    name: str
    address: str


@dataclass(slots=True)
class _Reading:
    """One address being read: the words of its name, what stood in comments and in angle brackets."""

    names: list[str] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)
    angle: str | None = None

    def mailbox(self) -> Mailbox | None:
        name = "".join(self.names).strip()
        if self.angle is not None:
            return _mailbox(name or " ".join(self.comments), self.angle)
        if "@" in name and (address := _address(name)):
            return _mailbox(" ".join(self.comments), address)
        return _mailbox(name or " ".join(self.comments), "") if name or self.comments else None


def mailboxes(value: bytes, charset: str = "") -> list[Mailbox]:
    """Everyone named in a From, To or Cc field, in order; groups are taken apart (RFC 5322 §3.4).

    ``charset`` is that of the mail's text: see `saule.channels.email.words.text_of`.
    """
    found: list[Mailbox] = []
    reading, depth = _Reading(), 0
    for match in _TOKEN.finditer(words.text_of(value[:_LONGEST], charset)):
        depth = max(0, depth + (match.lastgroup == "open") - (match.lastgroup == "close"))
        if depth:
            if match.lastgroup != "open" and not match["space"]:
                reading.comments.append(match[0])
        elif match["mark"] == ":":
            reading.names.clear()  # the name of a group
        elif match["mark"]:
            _finish(found, reading)
            reading = _Reading()
        else:
            _take(reading, match)
        if len(found) >= MOST_ADDRESSES:
            return found
    _finish(found, reading)
    return found


def _take(reading: _Reading, match: re.Match[str]) -> None:
    if match["angle"] is not None:
        # Of two in brackets the one that is an address counts.
        if not reading.angle or "@" not in reading.angle:
            reading.angle = match["angle"]
    elif match["quoted"] is not None:
        # A quoted local part stays quoted.
        quoted = match["quoted"]
        is_local = match.string[match.end() : match.end() + 1] == "@"
        reading.names.append(quoted if is_local else _ESCAPED.sub(r"\1", quoted.strip('"')))
    elif match["plain"] or match["word"]:
        reading.names.append(match[0])
    elif match["space"]:
        reading.names.append(" ")


def _finish(found: list[Mailbox], reading: _Reading) -> None:
    mailbox = reading.mailbox()
    if mailbox and (mailbox.name or mailbox.address):
        found.append(mailbox)


def _mailbox(name: str, address: str) -> Mailbox:
    name = charsets.one_line(words.decode_words(name))[:_LONGEST_NAME].strip(" '\"")
    address = _address(address)
    return Mailbox("" if name.lower() == address.lower() else name, address)


def _address(written: str) -> str:
    """The address in these words, its domain in lower case; empty when there is none."""
    written = charsets.one_line(words.decode_words(written))
    route = _ROUTE.match(written)
    match = _ADDRESS.search(written, route.end() if route else 0)
    if not match or len(match[0]) > _LONGEST_ADDRESS:
        return ""
    local, _at, domain = match[0].rpartition("@")
    return f"{local}@{domain.rstrip('.').lower()}"
