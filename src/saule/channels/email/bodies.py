"""Which parts of a mail are its body, which are attached; the body as text (RFC 8621 §4.1.4, RFC 3676)."""

import html
import re
from dataclasses import dataclass, field

from saule.channels.email import charsets, html_text
from saule.channels.email.structure import Part

LONGEST = 1_000_000
_SNIFFED = 8_000

_MEDIA = ("image/", "audio/", "video/")
_RICH = frozenset({"text/enriched", "text/richtext"})
_LOOKS_LIKE_HTML = re.compile(r"\s*(?:<!doctype html|<html[\s>])", re.IGNORECASE)
_QUOTES = re.compile(r">*")


@dataclass(slots=True)
class Bodies:
    """The parts to read as text, those to read as HTML, those attached. A part may be both text and HTML."""

    text: list[Part] = field(default_factory=list)
    html: list[Part] = field(default_factory=list)
    attached: list[Part] = field(default_factory=list)


@dataclass(slots=True)
class Body:
    """The readable text, the HTML original if there is one, and what was wrong with the bytes."""

    text: str
    html: str
    warnings: set[str]


@dataclass(slots=True)
class _Sorting:
    """One level of the sorting; ``reads_text`` and ``reads_html`` say which of the two bodies takes parts."""

    bodies: Bodies
    multipart: str = "mixed"
    in_alternative: bool = False
    reads_text: bool = True
    reads_html: bool = True


def sort(mail: Part) -> Bodies:
    """Every leaf of the mail in its place. A mail attached to it is a leaf."""
    bodies = Bodies()
    if mail.parts and not mail.is_message:
        _sort_parts(mail, _Sorting(bodies))
    elif mail.content_type.startswith("text/") and not _is_attached(mail):
        bodies.text, bodies.html = [mail], [mail]
    else:
        bodies.attached = [mail]
    return bodies


def _sort_parts(multipart: Part, outer: _Sorting) -> None:
    kind = multipart.content_type.partition("/")[2]
    bodies = outer.bodies
    here = _Sorting(
        bodies, kind, outer.in_alternative or kind == "alternative", outer.reads_text, outer.reads_html
    )
    texts, htmls = len(bodies.text), len(bodies.html)
    for place, part in enumerate(multipart.parts):
        if part.parts and not part.is_message:
            _sort_parts(part, here)
        elif _is_inline(part, kind, place):
            _sort_inline(part, here)
        else:
            bodies.attached.append(part)
    if kind == "alternative" and here.reads_text and here.reads_html:
        # Where one form is missing, the other stands in for it.
        if len(bodies.text) == texts:
            bodies.text += bodies.html[htmls:]
        elif len(bodies.html) == htmls:
            bodies.html += bodies.text[texts:]


def _sort_inline(part: Part, here: _Sorting) -> None:
    bodies, is_media = here.bodies, part.content_type.startswith(_MEDIA)
    if is_media:
        bodies.attached.append(part)
        return
    if here.multipart == "alternative":
        (bodies.html if part.content_type == "text/html" else bodies.text).append(part)
        return
    if here.in_alternative:
        here.reads_html = here.reads_html and part.content_type != "text/plain"
        here.reads_text = here.reads_text and part.content_type != "text/html"
    if here.reads_text:
        bodies.text.append(part)
    if here.reads_html:
        bodies.html.append(part)


def _is_inline(part: Part, multipart: str, place: int) -> bool:
    if _is_attached(part):
        return False
    is_media = part.content_type.startswith(_MEDIA)
    if not is_media and part.content_type not in {"text/plain", "text/html"}:
        return False
    named = "name" in part.parameters or b"name" in part.value("content-disposition").lower()
    return place == 0 or (multipart != "related" and (is_media or not named))


def _is_attached(part: Part) -> bool:
    return part.value("content-disposition").lstrip()[:10].lower() == b"attachment"


def read(bodies: Bodies) -> Body:
    """The body as text: the plain form, or else the HTML one made readable; at most a million characters."""
    warnings: set[str] = set()
    text = "\n".join(filter(None, (_readable(part, warnings) for part in bodies.text)))
    source = ""
    if any(part.content_type == "text/html" for part in bodies.html):
        source = "\n".join(filter(None, (_markup(part, warnings) for part in bodies.html)))
        if not text.strip():
            text = html_text.text_of(source)
    if len(text) > LONGEST or len(source) > LONGEST:
        warnings.add("truncated")
    return Body(text[:LONGEST].strip("\n"), source[:LONGEST], warnings)


def charset_for_headers(mail: Part, bodies: Bodies) -> str:
    """What the text is in, for headers with bytes that nobody named a charset for; empty without such bytes.

    It is what the first part that is not plain ASCII is in, or else what is declared.
    """
    if all(part.source[part.start : part.body].isascii() for part in (mail, *bodies.attached)):
        return ""
    declared = ""
    for part in (*bodies.text, *bodies.html):
        named = part.parameters.get("charset", "")
        codec = charsets.decode(part.content[:_SNIFFED], named).codec
        if codec != "ascii":
            return codec
        declared = declared or named
    return declared


def _readable(part: Part, warnings: set[str]) -> str:
    text = text_of(part, warnings)
    if part.content_type in {"text/html"} | _RICH or _LOOKS_LIKE_HTML.match(text):
        return html_text.text_of(text)
    if part.parameters.get("format", "").lower() == "flowed":
        return unflow(text, delete_space=part.parameters.get("delsp", "").lower() == "yes")
    return text.rstrip()


def _markup(part: Part, warnings: set[str]) -> str:
    text = text_of(part, warnings)
    return text if part.content_type == "text/html" else f"<pre>{html.escape(text, quote=False)}</pre>"


def text_of(part: Part, warnings: set[str]) -> str:
    """The text of one part, with plain line ends and no control characters."""
    content = part.content
    # Four bytes a character at most: what is beyond would be cut anyway.
    if len(content) > 4 * html_text.LONGEST:
        content = content[: 4 * html_text.LONGEST]
        warnings.add("truncated")
    decoder = charsets.decode_html if part.content_type == "text/html" else charsets.decode
    decoded = decoder(content, part.parameters.get("charset", ""))
    if not decoded.sound:
        warnings.add("bad-charset")
    return charsets.clean(decoded.text)


def unflow(text: str, *, delete_space: bool = False) -> str:
    """Text in ``format=flowed`` with its paragraphs in one line each (RFC 3676 §4)."""
    lines: list[str] = []
    depth, pieces = 0, list[str]()
    for line in text.rstrip("\n").split("\n"):
        quoted = _QUOTES.match(line)
        marks = quoted.end() if quoted else 0
        words = line[marks:].removeprefix(" ")
        if pieces and marks != depth:
            lines.append(_flowed(depth, pieces))
            pieces = []
        depth = marks
        flows = words.endswith(" ") and words != "-- "
        pieces.append(words[:-1] if flows and delete_space else words)
        if not flows:
            lines.append(_flowed(depth, pieces))
            pieces = []
    if pieces:
        lines.append(_flowed(depth, pieces))
    return "\n".join(lines)


def _flowed(depth: int, pieces: list[str]) -> str:
    words = "".join(pieces)
    return f"{'>' * depth} {words}" if depth else words
