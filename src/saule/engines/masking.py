"""Takes payment card numbers and their security codes out of text, and leaves every other number alone.

A card number keeps its last four digits and every other digit becomes an asterisk, so that a text keeps its
length and can be written back in any charset: ``4111 1111 1111 1111`` → ``**** **** **** 1111``. A security
code near such a word as "CVV" becomes asterisks whole. Masking what is masked changes nothing, and the time
taken is proportional to the text, whatever is in it. What counts as a card number: `saule.engines.cards`.
"""

import html
import re
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field

from saule.engines.card_search import KEPT, MASK, Span, find_cards, has_many_digits


@dataclass(frozen=True, slots=True)
class Masked:
    """A text without card numbers, how many there were, and the last four digits of each, which it keeps."""

    text: str
    cards: int
    tails: frozenset[str] = frozenset()


def mask_cards(text: str) -> Masked:
    """Mask every card number and security code of a plain text."""
    numbers = find_cards(text)
    text = blank(text, (span for number in numbers for span in number.hidden()))
    text = blank(text, _security_codes(text, near_card=bool(numbers)))
    return Masked(text, len(numbers), frozenset(number.digits[-KEPT:] for number in numbers))


def mask_markup(source: str) -> Masked:
    """Mask HTML or XML, also where tags or character references stand between the digits of a number."""
    first = mask_cards(source)
    if "<" not in first.text and "&" not in first.text:
        return first
    if "&#" not in first.text and not first.cards and not has_many_digits(_TOKEN.sub("", first.text)):
        return first
    view = _View(first.text)
    second = mask_cards(view.text)
    changed = (
        place for place, (old, new) in enumerate(zip(view.text, second.text, strict=True)) if old != new
    )
    text = _write(first.text, ((span, MASK) for span in sorted({view.source_of(place) for place in changed})))
    return Masked(text, first.cards + second.cards, first.tails | second.tails)


def blank(text: str, spans: Iterable[Span]) -> str:
    """The text with each of these spans, given from left to right, written as asterisks."""
    return _write(text, (((start, end), MASK * (end - start)) for start, end in spans))


def _write(text: str, changes: Iterable[tuple[Span, str]]) -> str:
    pieces: list[str] = []
    position = 0
    for (start, end), new in changes:
        pieces += (text[position:start], new)
        position = end
    return "".join((*pieces, text[position:])) if pieces else text


# Security codes. Some words are said of cards only; the others count where the text holds a card number. CVC
# is also the French for heating and ventilation: without a card, it needs a sign that a code follows.
_FILLER = r"(?P<filler>[^\d*]{0,30}+(?:3 (?:derniers |last )?(?:chiffres|digits)[^\d*]{0,40}+)?)"
_CODE = r"(?<![\d*])(?P<code>\d{3,4})(?![\d*]|[.,/]\d)"
_AFTER_WORD = re.compile(
    r"(?<![a-z0-9à-ÿ])(?:(?P<sure>cvv2?|cvc2|cvn2|cryptogramme)|(?P<heating>cvc)|csc|cid|pictogramme"
    r"|code de (?:s[ée]curit[ée]|v[ée]rification)|(?:security|verification) (?:code|value|number)"
    rf"|derniers chiffres|last digits)(?![a-z0-9à-ÿ]){_FILLER}{_CODE}",
    re.IGNORECASE,
)
_BEFORE_WORD = re.compile(
    rf"(?<!\*[ .\-]){_CODE}[ \t]?\(?(?P<sure>cvv2?|cvc2?|cryptogramme)(?![a-z0-9])", re.IGNORECASE
)
_AFTER_EXPIRY = re.compile(
    r"\*{4}[ .\-]?\d{4}[\s,;|]{1,3}(?:exp[a-z.]{0,8}[\s:]{1,3})?(?:0[1-9]|1[0-2])[/ .\-]?(?:20)?\d\d"
    r"[\s,;|]{1,3}(?P<code>\d{3,4})(?![\d*])",
    re.IGNORECASE,
)
_ANNOUNCED = re.compile(r"[:=]|\b(?:est|is|code)\b", re.IGNORECASE)
_SURE_WORDS = ("cvv", "cvc", "cvn", "cryptogramme")


def _security_codes(text: str, *, near_card: bool) -> list[Span]:
    """The runs that are security codes; ``near_card``: the text holds a card number, vaguer words count."""
    lowered = text.lower()
    if not near_card and not any(word in lowered for word in _SURE_WORDS):
        return []
    found = [match.span("code") for match in _AFTER_WORD.finditer(text) if near_card or _is_sure(match)]
    found += [
        match.span("code") for match in _BEFORE_WORD.finditer(text) if near_card or len(match["code"]) == 3
    ]
    if near_card:
        found += [match.span("code") for match in _AFTER_EXPIRY.finditer(text)]
    return sorted(set(found))


def _is_sure(match: re.Match[str]) -> bool:
    """Whether the words alone say that this is a code: four digits may be a year."""
    if len(match["code"]) != 3:
        return False
    return bool(match["sure"]) or bool(match["heating"] and _ANNOUNCED.search(match["filler"]))


_BREAKING = re.compile(
    "address|article|blockquote|body|br|center|d[dlt]|div|footer|form|h[1-6r]|head|header|html|li|main|nav|ol"
    "|option|p|pre|section|table|tbody|tfoot|thead|title|tr|ul",
    re.IGNORECASE,
)
_CELL = re.compile("t[dh]", re.IGNORECASE)
_TOKEN = re.compile(
    r"</?(?P<tag>[a-zA-Z][a-zA-Z0-9:]*)[^<>]*>|<!--|-->|&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z]{2,8});?"
)


@dataclass(slots=True)
class _View:
    """Markup as it reads, and where each of its characters stands in the source."""

    text: str
    starts: list[int] = field(default_factory=list)
    pieces: list[tuple[int, int]] = field(default_factory=list)

    def __post_init__(self) -> None:
        source, shown, position, length = self.text, list[str](), 0, 0
        for match in _TOKEN.finditer(source):
            for piece, start, end in (
                (source[position : match.start()], position, -1),
                (_shown(match), match.start(), match.end()),
            ):
                if piece:
                    self.starts.append(length)
                    self.pieces.append((start, end))
                    shown.append(piece)
                    length += len(piece)
            position = match.end()
        self.starts.append(length)
        self.pieces.append((position, -1))
        self.text = "".join((*shown, source[position:]))

    def source_of(self, place: int) -> Span:
        """The span of the source that shows as the character at ``place``."""
        piece = bisect_right(self.starts, place) - 1
        start, end = self.pieces[piece]
        if end < 0:
            start += place - self.starts[piece]
            end = start + 1
        return start, end


def _shown(match: re.Match[str]) -> str:
    """What a tag or character reference looks like to a reader."""
    if match["tag"]:
        return "\n" if _BREAKING.fullmatch(match["tag"]) else " " if _CELL.fullmatch(match["tag"]) else ""
    return html.unescape(match[0]) if match[0].startswith("&") else ""
