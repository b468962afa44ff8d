"""HTML as the text a person would read: paragraphs, lists and quotations by lines, nothing hidden.

One pass over the tags, in time proportional to the source, whatever is in it; nothing is raised.
"""

import html as entities
import re

LONGEST = 2_000_000

_TAG = re.compile(
    r"<(?P<end>/?)(?P<name>[a-zA-Z][a-zA-Z0-9:\-]{0,30})(?P<attributes>[^<>]*)>|<!--|<[!?][^<>]*>"
)
# A quoted attribute may hold a ">"; few do, so the rest of such a tag is looked for only then.
_REST_OF_TAG = re.compile(r"[^\"<]{0,500}\"[^<>\"]{0,500}>")
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|mso-hide\s*:\s*all", re.IGNORECASE)
_ALT = re.compile(r"\balt\s*=\s*(?:\"([^\"]{1,200})\"|'([^']{1,200})')", re.IGNORECASE)
# A single space is left out: it stays as it is, and there are many.
_BLANK = r" \t\r\n\f\u200b\u200c\u034f\u00ad\u2007"
_SPACES = re.compile(rf"[{_BLANK}]{{2,}}|[{_BLANK[1:]}]")
_BLANK_LINES = re.compile(r"\n{3,}")
_SILENT = frozenset({"head", "style", "script", "title", "template", "svg"})
_RAW = frozenset({"style", "script"})
_PARAGRAPHS = frozenset(
    {"p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "table", "blockquote", "pre", "dl"}
)
_BLOCKS = _PARAGRAPHS | {"div", "tr", "li", "section", "article", "header", "footer", "form", "hr", "center"}
_BLOCKS |= {"address", "dd", "dt", "option", "body", "html", "main", "nav", "fieldset", "figure", "caption"}
_VOID = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"}
)
_NEVER_NESTED = frozenset({"p", "li", "tr", "td", "th", "head", "option"})
_MOST_QUOTES = 20


def text_of(source: str) -> str:
    """The readable text of an HTML document; of an enormous one, of its first two million characters.

    Hidden elements are left out, unless nothing else would remain.
    """
    return _read(source[:LONGEST], _Writer()) or _read(source[:LONGEST], _Writer(shows_hidden=True))


def _read(source: str, writer: "_Writer") -> str:
    position = 0
    while match := _TAG.search(source, position):
        writer.write(source[position : match.start()])
        position = _after(source, match, writer)
    writer.write(source[position:])
    return writer.text()


def _after(source: str, match: re.Match[str], writer: "_Writer") -> int:
    """Take one tag; where reading goes on."""
    if match[0] == "<!--":
        end = writer.find(source, "-->", match.end())
        return end + 3 if source.startswith("-->", end) else end
    name = match["name"]
    if name is None:
        return match.end()
    name, attributes, end = name.lower(), match["attributes"], match.end()
    if attributes.count('"') % 2 and (rest := _REST_OF_TAG.match(source, end)):
        end = rest.end()
    if match["end"]:
        writer.close(name)
        return end
    writer.open(name, attributes)
    return writer.find(source, f"</{name}", end) if name in _RAW else end


class _Writer:
    """The lines written so far. ``hidden`` counts the open tags since the one that hides what is in it."""

    def __init__(self, *, shows_hidden: bool = False) -> None:
        self.shows_hidden = shows_hidden
        self.pieces: list[str] = []
        self.at_start = True
        self.space = False
        self.quotes = 0
        self.verbatim = 0
        self.hiding = ""
        self.hidden = 0
        self.missing: set[str] = set()

    def find(self, source: str, end: str, start: int) -> int:
        """Where ``end`` is found, or ``start`` when it never is. What is missing is looked for only once."""
        if end in self.missing:
            return start
        found = source.find(end, start)
        if found < 0:
            self.missing.add(end)
        return found if found >= 0 else start

    def write(self, raw: str) -> None:
        """Text between two tags."""
        if not raw or self.hiding:
            return
        text = entities.unescape(raw) if "&" in raw else raw
        if self.verbatim:
            self.verbatim_lines(text)
            return
        plain = _SPACES.sub(" ", text)
        words = plain.strip(" ")
        if words:
            space = (self.space or plain.startswith(" ")) and not self.at_start
            self.begin()
            self.pieces.append(f" {words}" if space else words)
            self.space = plain.endswith(" ")
        else:
            self.space = self.space or bool(plain)

    def verbatim_lines(self, text: str) -> None:
        for number, line in enumerate(text.replace("\r", "").split("\n")):
            if number:
                self.line(force=True)
            if line:
                self.begin()
                self.pieces.append(line)

    def begin(self) -> None:
        if self.at_start and self.quotes:
            self.pieces.append(">" * min(self.quotes, _MOST_QUOTES) + " ")
        self.at_start = False

    def line(self, *, force: bool = False) -> None:
        """Begin a new line; ``force``: also when the present one is empty."""
        if force or not self.at_start:
            if self.at_start:
                self.begin()
            self.pieces.append("\n")
        self.at_start = True
        self.space = False

    def paragraph(self) -> None:
        """Begin a new line after an empty one."""
        if self.pieces:
            self.line()
            self.line(force=True)

    def open(self, name: str, attributes: str) -> None:
        """An opening tag."""
        if self.hiding and (name == "body" or (name == self.hiding and name in _NEVER_NESTED)):
            self.hiding = ""  # its end tag was left out
        if self.hiding:
            self.hidden += name == self.hiding
        elif self.hides(name, attributes):
            self.hiding, self.hidden = name, 1
        else:
            self.break_at(name)
            self.mark(name, attributes)

    def hides(self, name: str, attributes: str) -> bool:
        if name in _VOID or attributes.endswith("/") or (self.shows_hidden and name not in _RAW):
            return False
        return name in _SILENT or bool(attributes and _HIDDEN_STYLE.search(attributes))

    def close(self, name: str) -> None:
        """A closing tag."""
        if self.hiding:
            self.hidden -= name == self.hiding
            if self.hidden <= 0:
                self.hiding = ""
            return
        if name == "blockquote":
            self.line()
            self.quotes = max(0, self.quotes - 1)
        elif name == "pre":
            self.verbatim = max(0, self.verbatim - 1)
        self.break_at(name)

    def break_at(self, name: str) -> None:
        if name in _PARAGRAPHS:
            self.paragraph()
        elif name in _BLOCKS:
            self.line()

    def mark(self, name: str, attributes: str) -> None:
        """What an opening tag adds by itself."""
        if name == "blockquote":
            self.quotes += 1
        elif name == "pre":
            self.verbatim += 1
        elif name == "br":
            self.line(force=True)
        elif name == "li":
            self.begin()
            self.pieces.append("- ")
        elif name == "img" and (match := _ALT.search(attributes)):
            self.write(match[1] or match[2])
        elif name in {"td", "th"}:
            self.space = True

    def text(self) -> str:
        """Everything, with at most one empty line between lines."""
        lines = (line.rstrip() for line in "".join(self.pieces).split("\n"))
        return _BLANK_LINES.sub("\n\n", "\n".join(lines)).strip("\n")
