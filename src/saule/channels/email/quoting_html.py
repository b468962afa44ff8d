"""What the HTML body says about its own lines: which are quoted, which are a signature.

Mail programs mark quotations (``blockquote type="cite"``, ``gmail_quote``) and signatures
(``gmail_signature``) in their HTML. The readable text often lost those marks: its lines are found again, in
order, in the HTML's words. Two linear walks; HTML that does not fit the text says nothing.
"""

import html as entities
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence

QUOTED = "quoted"
SIGNATURE = "signature"

_LONGEST = 500_000
"""Characters of HTML that are read: beyond, the text's own marks have to do."""
_WINDOW = 4_000
"""How many letters ahead a line is looked for, which bounds the cost of lines that are not there."""
_SHORTEST = 4
"""Letters below which a line is too common to be placed by itself."""

_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)([^<>]*)>|<!--|<![^<>]*>")
_SILENT = frozenset({"style", "script", "head", "title"})
_VOID = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"}
)
_NOT_WORDS = re.compile(r"[\W_]+")
_QUOTE_SIGN = re.compile(r"cite|quote|border-left", re.IGNORECASE)
_INTRODUCTION_SIGN = re.compile(r"gmail_attr|moz-cite-prefix|moz-email-headers-table", re.IGNORECASE)
_SIGNATURE_SIGN = re.compile(
    r"gmail_signature|moz-signature|ms-outlook-mobile-signature|ms-outlook-ios-signature|applemailsignature"
    r"|data-signatureblock|protonmail_signature_block|ymail_android_signature|id=[\"']?signature\b",
    re.IGNORECASE,
)
_ANY_SIGN = re.compile(r"<blockquote|gmail_attr|moz-|signature", re.IGNORECASE)


class _Walk:
    """One pass over the tags: the letters of the text in order, and where their meaning changes."""

    def __init__(self) -> None:
        self.letters: list[str] = []
        self.length = 0
        self.starts: list[int] = [0]
        self.meanings: list[str] = [""]
        self._open: list[tuple[str, str]] = []
        self._count: Counter[str] = Counter()

    def text(self, raw: str) -> None:
        """Take the text between two tags."""
        if not raw or self._meaning() == "silent":
            return
        letters = _NOT_WORDS.sub("", entities.unescape(raw)).casefold()
        if letters:
            self._turn(self._meaning())
            self.letters.append(letters)
            self.length += len(letters)

    def start(self, tag: str, attributes: str) -> None:
        """Take an opening tag."""
        if tag in _VOID or attributes.endswith("/"):
            return
        self._open.append((tag, self._meaning() or _meaning(tag, attributes)))
        self._count[tag] += 1

    def end(self, tag: str) -> None:
        """Take a closing tag: everything left open inside it closes too."""
        if not self._count[tag]:
            return
        while self._open:
            name, _ = self._open.pop()
            self._count[name] -= 1
            if name == tag:
                return

    def _meaning(self) -> str:
        return self._open[-1][1] if self._open else ""

    def _turn(self, meaning: str) -> None:
        if meaning != self.meanings[-1]:
            self.starts.append(self.length)
            self.meanings.append(meaning)


def _meaning(tag: str, attributes: str) -> str:
    if tag in _SILENT:
        return "silent"
    if tag == "blockquote" and _QUOTE_SIGN.search(attributes):
        return QUOTED
    if _INTRODUCTION_SIGN.search(attributes):
        return QUOTED
    return SIGNATURE if _SIGNATURE_SIGN.search(attributes) else ""


def _walk(html: str) -> _Walk:
    walk, position = _Walk(), 0
    for match in _TAG.finditer(html):
        if match.start() < position:
            continue
        walk.text(html[position : match.start()])
        position = match.end()
        if match[0] == "<!--":
            closing = html.find("-->", position)
            position = closing + 3 if closing >= 0 else len(html)
        elif match[1]:
            walk.end(match[2].lower())
        elif match[2]:
            walk.start(match[2].lower(), match[3])
    walk.text(html[position:])
    return walk


def meanings(lines: Sequence[str], html: str) -> list[str]:
    """For each line of the text what the HTML says it is: ``quoted``, ``signature``, or empty for nothing.

    ``html`` is the original HTML body, not sanitised; it is only searched, never shown.
    """
    found = [""] * len(lines)
    if len(html) > _LONGEST or not _ANY_SIGN.search(html):
        return found
    walk = _walk(html)
    if len(walk.starts) == 1:
        return found
    stream, cursor = "".join(walk.letters), 0
    for number, line in enumerate(lines):
        letters = _NOT_WORDS.sub("", line).casefold()
        if not letters:
            continue
        window = _WINDOW if len(letters) >= _SHORTEST else 0
        at = stream.find(letters, cursor, cursor + len(letters) + window)
        if at >= 0:
            found[number] = walk.meanings[bisect_right(walk.starts, at) - 1]
            cursor = at + len(letters)
    return found
