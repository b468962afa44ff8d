"""Finds payment card numbers in plain text, in time proportional to its length.

The search runs over a copy of the text in ASCII, one byte per character, from left to right. Every pattern
that can begin at one place is bounded in length, so that no text makes it slow.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from saule.engines import cards

MASK = "*"
KEPT = 4

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Number:
    """A number as it was written, from ``start`` to ``end``: groups of digits and the gaps between them."""

    start: int
    end: int
    groups: tuple[str, ...]
    gaps: tuple[str, ...]

    @property
    def digits(self) -> str:
        """The number without what stands between its groups."""
        return "".join(self.groups)

    @property
    def sizes(self) -> tuple[int, ...]:
        """The lengths of its groups."""
        return tuple(map(len, self.groups))

    def hidden(self) -> Iterator[Span]:
        """The runs of digits to hide: all but the last four digits."""
        left = len(self.digits) - KEPT
        position = self.start
        for group, gap in zip(self.groups, (*self.gaps, ""), strict=True):
            if left > 0:
                yield position, position + min(left, len(group))
            left -= len(group)
            position += len(group) + len(gap)


# Lone surrogates are bytes that were not UTF-8 (PEP 383): here the no-break space, soft hyphen and dashes of
# the Western charsets.
_SPACES = "\u00a0\u2007\u2008\u2009\u200a\u202f\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\udca0\udcad"
_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\udc96\udc97"
_DIGITS = {code: str(unicodedata.decimal(chr(code))) for code in range(128, 0x1FC00) if chr(code).isdecimal()}
_PLAIN = str.maketrans({**dict.fromkeys(_SPACES, " "), **dict.fromkeys(_DASHES, "-")}) | {
    code: ord(digit) for code, digit in _DIGITS.items()
}

# Between two groups: one to three spaces, dashes or dots, or the end of a line and the quote marks after it.
_BETWEEN = b" .-\t\r\n>|"
_GAP = r"(?:[ .\-]{1,3}|[ \t]?\r?\n[> |\t]{0,8})"
_MANY_DIGITS = re.compile(rf"\d(?:[ .\-\t\r\n>|{_SPACES}{_DASHES}]{{0,12}}\d){{11}}")
# Texts in which every character is one byte are searched in their bytes: many times faster, and most are.
_LATIN = bytes(
    ord(chr(code).translate(_PLAIN)) if code < 128 or code in (0xA0, 0xAD) else 63 for code in range(256)
)
_SORTS = bytes(48 if code in b"0123456789" else 32 if code in _BETWEEN else 120 for code in range(256))
_RUN = re.compile(rb"0(?: {0,12}+0){11,}+")
_START = re.compile(
    rb"(?<![0-9])(?=[2-68])"
    rb"(?:[0-9]{4}(?:%b?[0-9]){8,15}|(?<![0-9][ .\-])(?:[0-9][ .\-]?){14,19})" % _GAP.encode()
)


def _shape(*sizes: int) -> re.Pattern[bytes]:
    groups = f"{_GAP}?".join(f"[0-9]{{{size}}}" for size in sizes)
    return re.compile(f"{groups}(?![0-9])".encode())


_SHAPES = (
    _shape(4, 4, 4, 4, 3),
    _shape(6, 13),
    _shape(4, 4, 4, 4),
    _shape(4, 6, 5),
    _shape(4, 6, 4),
    _shape(4, 4, 4, 1),
    re.compile(rb"[0-9]{12,19}(?![0-9])"),
)
# Any other grouping, of three groups or more, counts only when the same sign stands between all of them and
# no other number adjoins.
_WHOLE = re.compile(rb"(?<![0-9][ .\-])[0-9](?:[ .\-]?[0-9]){13,18}(?![ .\-]?[0-9])(?![ .\-]?\*{4})")

_CARD_WORDS = re.compile(
    r"(?<![a-z])(?:(?:visa)?cartes?|(?:visa)?cards?|bancaires?|cb|visa|master ?cards?|eurocard|amex|maestro"
    r"|american express|diners|discover|jcb|union ?pay|cvv2?|cvc2?|cryptogramme|expir\w{0,9}|exp|pan)"
    r"(?![a-z])",
    re.IGNORECASE,
)
_LABEL = re.compile(
    r"(?<![a-zà-ÿ])(?:siret|siren|rcs|tva|vat|nir|s[ée]curit[ée] sociale|insee|iban|rib|imei|isbn|ean|pdl|prm"
    r"|pce|point de livraison|compteur|commande|order|colis|parcel|suivi|tracking|r[ée]f|r[ée]f[ée]rence"
    r"|dossier|facture|invoice|contrat|contract)s?\W{0,3}(?:(?:n[°ºo]?|num[ée]ro|number|num|id|nr|is|est)\W{0,3}){0,2}\Z",
    re.IGNORECASE,
)
_SIRET_WORD = re.compile(r"\bsire[nt]\b\W{0,3}(?:(?:n[°ºo]?|num[ée]ro)\W{0,3})?\Z", re.IGNORECASE)
_IBAN = re.compile(r"(?<![A-Za-z0-9])[A-Z]{2}[0-9]{2}(?:[ .\-]?[A-Z0-9]){11,30}")
_LONG_LABEL = re.compile(r"(?<![0-9])9[1-5][0-9]{2}(?: [0-9]{4}){0,3} \Z")
_LETTER = re.compile(r"[A-Za-zÀ-ÖØ-öø-ÿ]")
_NO_WORD = re.compile(r"(?:\\[nrtbf]|%B)\Z")  # an escaped newline; the first track of a magnetic stripe
_REACH_BEFORE, _REACH_AFTER, _REACH_IBAN = 60, 40, 45


def has_many_digits(text: str) -> bool:
    """Whether a dozen digits stand close enough together to be worth a closer look."""
    plain = _plain(text)
    return next(_runs(plain), None) is not None if plain is not None else False


def find_cards(text: str) -> list[Number]:
    """The card numbers of a text from left to right; one may begin with the last four digits of another."""
    plain = _plain(text)
    if plain is None:
        return []
    buffer, found = bytearray(), list[Number]()
    for run in _runs(plain):
        buffer = buffer or bytearray(plain)
        position, end = run.span()
        while match := _START.search(buffer, position, end):
            position = match.start() + 1
            number = _card_at(text, buffer, match)
            if number is not None:
                found.append(number)
                # What follows is read as it will be read when the masked text is masked again.
                for start, stop in number.hidden():
                    buffer[start:stop] = MASK.encode() * (stop - start)
    return found


def _plain(text: str) -> bytes | None:
    """The text in ASCII, character for character; any space, dash and digit as the plainest of its sort.

    None where a closer look at digits is not worth it: it is not taken at texts of which it would cost more.
    """
    try:
        return text.encode("latin-1").translate(_LATIN)
    except UnicodeEncodeError:
        if _MANY_DIGITS.search(text) is None:
            return None
        return text.translate(_PLAIN).encode("ascii", "replace")


def _runs(plain: bytes) -> Iterator[re.Match[bytes]]:
    """The runs of a dozen digits or more with no more between two of them than may stand in a number."""
    return _RUN.finditer(plain.translate(_SORTS))


def _card_at(text: str, buffer: bytearray, match: re.Match[bytes]) -> Number | None:
    """The card number that begins where ``match`` does. Most are turned away by their digits: those first."""
    if not cards.begins_with_card(match[0].translate(None, _BETWEEN).decode("ascii")):
        return None
    for number in _readings(buffer, match.start()):
        if _is_card(text, buffer, number):
            return number
    return None


def _readings(buffer: bytearray, start: int) -> Iterator[Number]:
    """What can be read from ``start``: in the groupings of cards first, then in any other."""
    for shape in _SHAPES:
        if (match := shape.match(buffer, start)) and match[0].count(b"\n") <= 1:
            yield _number(match)
    if match := _WHOLE.match(buffer, start):
        number = _number(match)
        if len(number.gaps) > 1 and len(set(number.gaps)) == 1:
            yield number


def _number(match: re.Match[bytes]) -> Number:
    written = bytes(match[0]).decode("ascii")
    groups = re.findall(r"[0-9]+", written)
    return Number(match.start(), match.end(), tuple(groups), tuple(re.findall(r"[^0-9]+", written)))


def _is_card(text: str, buffer: bytearray, number: Number) -> bool:
    if not cards.is_card(number.digits, may_be_short=True):
        return False
    before = text[max(0, number.start - _REACH_BEFORE) : number.start]
    after = text[number.end : number.end + _REACH_AFTER]
    spoken_of = bool(_CARD_WORDS.search(before) or _CARD_WORDS.search(after))
    if not (spoken_of or cards.is_card(number.digits)):
        return False
    return not (
        before.rstrip(" (").endswith("+")  # a telephone number
        or _is_named_otherwise(before, number)
        or _is_within_another(buffer, number)
        or (not spoken_of and _looks_otherwise(text, number))
    )


def _is_named_otherwise(before: str, number: Number) -> bool:
    """Whether the word right before says what it is: an order, a parcel, a SIRET."""
    if len(number.digits) == 14 and _SIRET_WORD.search(before):
        return True
    return len(number.groups) == 1 and _LABEL.search(before) is not None


def _looks_otherwise(text: str, number: Number) -> bool:
    """Whether the number has the form of something else, where nothing nearby speaks of a card."""
    sizes = number.sizes
    if cards.is_siret(number.digits, sizes):
        return True
    if len(sizes) == 1:
        return cards.is_ean13(number.digits) or _is_glued(text, number) or _is_fraction(text, number)
    return sizes == (3, 7, 7) or cards.is_amount(sizes) or cards.ends_in_telephone(number.groups)


def _is_glued(text: str, number: Number) -> bool:
    """Whether a letter adjoins, as in a parcel number. Letters of an escape do not count."""
    before = text[max(0, number.start - 2) : number.start]
    if _LETTER.match(text, number.end):
        return True
    return bool(_LETTER.match(before[-1:])) and not _NO_WORD.search(before)


def _is_fraction(text: str, number: Number) -> bool:
    """Whether the digits stand after a decimal point."""
    before = text[max(0, number.start - 2) : number.start]
    return before.endswith(".") and before[:1].isdigit()


def _is_within_another(buffer: bytearray, number: Number) -> bool:
    """Whether it lies in a valid IBAN, or in a parcel label of twenty digits or more that begins with 9."""
    first = max(0, number.start - _REACH_IBAN)
    window = buffer[first : number.end + _REACH_IBAN].decode("ascii")
    offset = number.start - first
    for match in _IBAN.finditer(window):
        places = [place for place in range(*match.span()) if window[place].isalnum()]
        length = cards.iban_length("".join(window[place] for place in places))
        if length and offset <= places[length - 1]:
            return match.start() <= offset
    return _LONG_LABEL.search(window[:offset]) is not None
