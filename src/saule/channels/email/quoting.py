"""Separates what a person wrote now from what the mail quotes and from the signature.

The rules read lines, never the whole text with one pattern: the time is linear in the length of the message,
also for hostile ones. (``mail-parser-reply``, tried first, takes time that grows with the square of a long
line or of a run of empty ones: 15 seconds for 16 kB.)
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from saule.channels.email import quoting_html
from saule.channels.email import quoting_patterns as patterns
from saule.channels.email.quoting_closings import fold, is_device, is_greeting, is_legal
from saule.channels.email.quoting_endings import endings
from saule.channels.email.quoting_openings import Opening, first_forward, opening_at

_LINE_END = re.compile(r"\r\n|\r|\n")
_INVISIBLE = str.maketrans(dict.fromkeys("\u1427\u200b\u200e\u200f\u2060\ufeff", ""))
_QUOTE = re.compile(r"\s{0,3}>")
_ONE_MARK = re.compile(r"^\s{0,3}> ?")
_QUOTE_MARKS = re.compile(r"^(?:\s{0,3}>){1,40} ?")
_LINK_LINE = re.compile(r"\s*[(<]\s?(?:https?:|mailto:)[^\s]*[)>]\s*>?\s*$")
_DEEPEST = 4
"""How many messages forwarded inside one another are opened."""
_MOST_LINES = 10_000
"""Lines that are looked at: beyond them nobody wrote, and the rest stays where the text was."""
_WRAPPED = 65
"""Length from which a quoted line may have been wrapped once more on its way."""
_LOOKED_AT = 40
"""Marked lines among which an introduction is looked for when nothing else was written."""
_NOTE = re.compile(
    r"(?:fyi|for (?:your )?info(?:rmation)?|pour (?:votre )?info(?:rmation)?|pi|tr|fwd?|see below|forwarding"
    r"|(?:voir |message |mail )?ci-dessous|je vous transf[èe]re (?:ce|le) (?:mail|message|courriel)"
    r")?[\s.,:;!…]*",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Separated:
    """The three parts of a mail's text. Every line is a line of the text, or its beginning or end.

    ``said`` is what the person wrote now; ``quoted`` is older words and what announces them; ``signature`` is
    closing formulas, names, contact blocks, device lines and disclaimers. ``said`` is empty only when nothing
    was written beside a quotation; a message that merely forwards says what it forwards.
    """

    said: str
    quoted: str
    signature: str


def separate(text: str, *, html: str = "") -> Separated:
    """Separates ``text``, the readable body of a mail; ``html`` is its original HTML body when it has one.

    The HTML is only asked which lines were marked as quoted or as signature. Nothing is raised, whatever the
    text is; the time is linear.
    """
    lines = _lines(text)
    head = lines[:_MOST_LINES]
    separated = _separate(head, quoting_html.meanings(head, html), depth=0)
    return _with_rest(separated, "\n".join(lines[_MOST_LINES:]).strip("\n"))


def _with_rest(separated: Separated, rest: str) -> Separated:
    """The parts, with the lines of an enormous text that were not looked at."""
    if not rest:
        return separated
    if separated.quoted:
        return replace(separated, quoted=f"{separated.quoted}\n{rest}")
    return replace(separated, said=f"{separated.said}\n{rest}")


def _lines(text: str) -> list[str]:
    """The lines of the text; one that holds an answer and then "On … wrote:" becomes two."""
    lines: list[str] = []
    for line in _LINE_END.split(text):
        at = patterns.introduction_inside(line) if line[-1:] in {":", "："} else 0
        lines += [line[:at], line[at:]] if at else [line]
    return lines


def _separate(lines: Sequence[str], meanings: Sequence[str], *, depth: int) -> Separated:
    bare = [line if line.isascii() else line.translate(_INVISIBLE) for line in lines]
    marked = _marked(bare, meanings)
    quoted, opening = _quoted(bare, marked)
    said, signed = _said(bare, quoted, [meaning == quoting_html.SIGNATURE for meaning in meanings])
    own = _parts(lines, quoted, signed)
    if depth < _DEEPEST and (not said or _NOTE.fullmatch(own.said)):
        start = _inner(bare, quoted, opening)
        if start is not None:
            return _with_inner(own, lines, quoted, start, depth=depth)
    if said:
        return own
    return _parts(lines, *_nothing_said(bare, quoted, signed, opening))


def _marked(bare: Sequence[str], meanings: Sequence[str]) -> list[bool]:
    """Which lines are marked as quoted, by ``>`` or by the HTML; lines that wrapping tore off a quote too."""
    marked = [
        meaning == quoting_html.QUOTED or _QUOTE.match(line) is not None
        for line, meaning in zip(bare, meanings, strict=True)
    ]
    for number in range(1, len(bare) - 1):
        if marked[number - 1] and not marked[number] and marked[number + 1]:
            marked[number] = _is_torn(bare[number - 1], bare[number])
    return marked


def _is_torn(before: str, line: str) -> bool:
    """Whether a line between two quoted ones is the end of the first, or a link, that lost its mark."""
    if len(line) > 300 or not line.strip():
        return False
    if _LINK_LINE.match(line):
        return True
    if before.rfind("(http") > before.rfind(")") or before.rfind("<http") > before.rfind(">", 1):
        return len(line.split()) == 1
    return len(before) >= _WRAPPED and line[0].islower() and before.rstrip()[-1:] not in ".?!:…"


def _quoted(bare: Sequence[str], marked: Sequence[bool]) -> tuple[list[bool], Opening | None]:
    """Which lines are quoted, with the first line that announces it outside the marked ones.

    After an announcement whose quotation is marked line by line, unmarked lines are answers in between or
    below; when nothing is marked, everything after it is old.
    """
    quoted, first, number = list(marked), None, 0
    while number < len(bare):
        opening = None if marked[number] or not bare[number].strip() else opening_at(bare, marked, number)
        if opening is None:
            number += 1
            continue
        first = first or opening
        stop = opening.end if opening.explicit else len(bare)
        start = _above(bare, quoted, number)
        quoted[start:stop] = [True] * (stop - start)
        number = stop
    return quoted, first


def _above(bare: Sequence[str], quoted: Sequence[bool], number: int) -> int:
    """The first of the rules and empty lines just above an announcement, which belong to it."""
    start = number
    while start and not quoted[start - 1] and number - start < 6:
        if bare[start - 1].strip() and not patterns.is_rule(bare[start - 1]):
            break
        start -= 1
    return start


def _said(bare: Sequence[str], quoted: Sequence[bool], by_html: Sequence[bool]) -> tuple[bool, list[bool]]:
    """Whether anything is said beside quotations, and which lines belong to endings.

    Each reading is milder than the one before: « Merci » alone is a message, not an ending.
    """
    signed: list[bool] = []
    for weak, trusted in ((True, by_html), (False, by_html), (False, [False] * len(bare))):
        signed = _signed(bare, quoted, trusted, weak=weak)
        parts = zip(bare, quoted, signed, strict=True)
        left = [line for line, is_quoted, is_signed in parts if line.strip() and not is_quoted | is_signed]
        if left and not (weak and all(is_greeting(fold(line)) for line in left)):
            return True, signed
    return False, signed


def _signed(
    bare: Sequence[str], quoted: Sequence[bool], by_html: Sequence[bool], *, weak: bool
) -> list[bool]:
    """Which lines belong to endings: looked for in each run of lines between quotations."""
    signed, start = list(by_html), 0
    for number in range(len(bare) + 1):
        if number < len(bare) and not quoted[number] and not by_html[number]:
            continue
        if number > start:
            signed[start:number] = endings(bare[start:number], weak=weak)
        start = number + 1
    return signed


def _parts(lines: Sequence[str], quoted: Sequence[bool], signed: Sequence[bool]) -> Separated:
    """The three parts as texts; an empty line stands between runs that were not together."""
    runs: dict[str, list[list[str]]] = {"said": [], "quoted": [], "signature": []}
    last = ""
    for line, is_quoted, is_signed in zip(lines, quoted, signed, strict=True):
        part = "quoted" if is_quoted else "signature" if is_signed else "said"
        if part != last:
            runs[part].append([])
        runs[part][-1].append(line)
        last = part
    return Separated(**{part: _joined(blocks) for part, blocks in runs.items()})


def _joined(blocks: Sequence[Sequence[str]]) -> str:
    texts = ("\n".join(block).strip("\n") if any(map(str.strip, block)) else "" for block in blocks)
    return "\n\n".join(filter(None, texts)).rstrip()


def _inner(bare: Sequence[str], quoted: Sequence[bool], opening: Opening | None) -> int | None:
    """Where the message begins that this one merely forwards, or has below an unmarked introduction."""
    found = opening
    if opening is None or opening.explicit:
        found = first_forward(
            [_ONE_MARK.sub("", line) if q else "" for line, q in zip(bare, quoted, strict=True)]
        )
    if found is None or not any(line.strip() for line in bare[found.end :]):
        return None
    return found.end


def _with_inner(
    own: Separated, lines: Sequence[str], quoted: Sequence[bool], start: int, *, depth: int
) -> Separated:
    """The message with what it forwards taken as said."""
    inner = list(lines[start:])
    if all(_QUOTE.match(line) for line in inner if line.strip()):
        inner = [_ONE_MARK.sub("", line) for line in inner]
    below = _separate(inner, [""] * len(inner), depth=depth + 1)
    announced = "\n".join(line for line, q in zip(lines[:start], quoted[:start], strict=True) if q)
    return Separated(
        said="\n\n".join(filter(None, (own.said, below.said))),
        quoted="\n".join(filter(None, (announced.strip("\n"), below.quoted))),
        signature="\n\n".join(filter(None, (own.signature, below.signature))),
    )


def _nothing_said(
    bare: Sequence[str], quoted: list[bool], signed: list[bool], opening: Opening | None
) -> tuple[list[bool], list[bool]]:
    """Which lines are quoted and which signed when no words are left beside them.

    A closing formula and a name were written by the person, and are all there is; quote marks that nothing
    introduces may be the person's own. An introduced quotation, or a telephone's line, leaves nothing said.
    """
    written = [s and not q and not is_device(line) for line, q, s in zip(bare, quoted, signed, strict=True)]
    first = next((line for line, w in zip(bare, written, strict=True) if w and line.strip()), "")
    if first and not patterns.is_rule(first) and not is_legal(fold(first)):
        return quoted, [s and not w for s, w in zip(signed, written, strict=True)]
    if opening is None and not any(signed) and not _introduced(bare):
        return [False] * len(bare), signed
    return quoted, signed


def _introduced(bare: Sequence[str]) -> bool:
    """Whether an introduction stands among the marked lines at the top."""
    unmarked = (_QUOTE_MARKS.sub("", line, count=1) for line in bare[:_LOOKED_AT])
    return any(patterns.ends_as_introduction(line) for line in unmarked)
