"""Takes payment card numbers and their security codes out of text, and leaves every other number alone.

A card number keeps its last four digits and every other digit becomes an asterisk, so that a text keeps its
length and can be written back in any charset: ``4111 1111 1111 1111`` → ``**** **** **** 1111``. A security
code near such a word as "CVV" becomes asterisks whole. Masking what is masked changes nothing, and the time
taken is proportional to the text, whatever is in it. What counts as a card number: `saule.engines.cards`.
"""

import html
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

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
    """Mask HTML, XML or JSON, also where tags or escaped characters stand between the digits of a number."""
    first = mask_cards(source)
    text = first.text
    if not any(sign in text for sign in _SIGNS):
        return first
    escapes_digits = "&#" in text or "\\u" in text
    if not (escapes_digits or first.cards or has_many_digits(_TOKEN.sub("", text))):
        return first
    second = mask_through(text, _TOKEN, _shown, lambda new: new)
    return Masked(second.text, first.cards + second.cards, first.tails | second.tails)


def mask_through(
    source: str, token: re.Pattern[str], shown: Callable[[re.Match[str]], str], written: Callable[[str], str]
) -> Masked:
    """Mask a text in which each ``token`` stands for other characters, and leave all else as it is.

    ``shown`` says what a token stands for. A token in which something was masked is replaced by what
    ``written`` makes of the masked characters.
    """
    pieces: list[tuple[str, str, bool]] = []
    position = 0
    for match in token.finditer(source):
        literal = source[position : match.start()]
        pieces += ((literal, literal, False), (match[0], shown(match), True))
        position = match.end()
    pieces.append((source[position:], source[position:], False))
    masked = mask_cards("".join(seen for _raw, seen, _coded in pieces))
    results: list[str] = []
    position = 0
    for raw, seen, coded in pieces:
        new = masked.text[position : position + len(seen)]
        position += len(seen)
        results.append(raw if new == seen else written(new) if coded else new)
    return Masked("".join(results), masked.cards, masked.tails)


def blank(text: str, spans: Iterable[Span]) -> str:
    """The text with each of these spans, given from left to right, written as asterisks."""
    pieces: list[str] = []
    position = 0
    for start, end in spans:
        pieces += (text[position:start], MASK * (end - start))
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
_SURE_WORD = re.compile(r"[cC](?:[vV][vVcCnN]|ryptogramme|RYPTOGRAMME)")
_BEFORE, _AFTER = 8, 14  # how far a code and its word reach in _BEFORE_WORD


def _security_codes(text: str, *, near_card: bool) -> list[Span]:
    """The runs that are security codes; ``near_card``: the text holds a card number, vaguer words count."""
    if near_card:
        patterns = (_AFTER_WORD, _BEFORE_WORD, _AFTER_EXPIRY)
        return sorted({match.span("code") for pattern in patterns for match in pattern.finditer(text)})
    lowered = text.lower()
    if "cv" not in lowered and "cryptogramme" not in lowered:
        return []
    found: set[Span] = set()
    for word in _SURE_WORD.finditer(text):
        after = _AFTER_WORD.match(text, word.start())
        if after and _is_sure(after):
            found.add(after.span("code"))
        before = _BEFORE_WORD.search(text, max(0, word.start() - _BEFORE), word.start() + _AFTER)
        if before and len(before["code"]) == 3:
            found.add(before.span("code"))
    return sorted(found)


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
_SIGNS = ("<", "&", "\\u")
_TOKEN = re.compile(
    r"</?(?P<tag>[a-zA-Z][a-zA-Z0-9:]*)[^<>]*>|<!--|-->|\\u(?P<unicode>[0-9a-fA-F]{4})"
    r"|&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z]{2,8});?"
)


def _shown(match: re.Match[str]) -> str:
    """What a tag, a character reference or an escape looks like to a reader."""
    if match["tag"]:
        return "\n" if _BREAKING.fullmatch(match["tag"]) else " " if _CELL.fullmatch(match["tag"]) else ""
    if match["unicode"]:
        return chr(int(match["unicode"], 16))
    return html.unescape(match[0]) if match[0].startswith("&") else ""
