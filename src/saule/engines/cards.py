"""What a payment card number looks like, and what only resembles one.

A primary account number (ISO/IEC 7812) is told from the other long numbers people write by its issuer
prefix, its length, its check digit (Luhn) and the way it is grouped: cards are written 4-4-4-4, 4-6-5 or
4-6-4, a SIRET 3-3-3-5, a telephone number in pairs. Everything here works on *digits*, a string of ASCII
digits without separators, and on *sizes*, the lengths of the groups they were written in.
"""

import re
from collections.abc import Sequence
from functools import cache

_LONG = frozenset(range(16, 20))
_ZERO = ord("0")
_DOUBLED = bytes.maketrans(b"0123456789", b"0246813579")

# First and last prefix of an issuer's range, and the lengths it gives out; the first range that fits counts.
# Maestro's short numbers (12 to 15 digits) are left out: hardly any was issued, and telephone and customer
# numbers look the same. `may_be_short` lets them in where the text speaks of a card.
_RANGES: tuple[tuple[str, str, frozenset[int]], ...] = (
    ("4", "4", frozenset({13, 16, 19})),  # Visa, CB
    ("51", "55", frozenset({16})),  # Mastercard, CB
    ("2221", "2720", frozenset({16})),  # Mastercard, 2-series
    ("34", "34", frozenset({15})),  # American Express
    ("37", "37", frozenset({15})),
    ("300", "305", frozenset({14, 16, 19})),  # Diners
    ("3095", "3095", frozenset({14, 16, 19})),
    ("36", "36", frozenset({14, 16, 19})),
    ("38", "39", frozenset({14, 16, 19})),
    ("3528", "3589", _LONG),  # JCB
    ("6011", "6011", _LONG),  # Discover
    ("644", "659", _LONG),
    ("62", "62", _LONG),  # UnionPay
    ("81", "81", _LONG),
    ("50", "50", _LONG),  # Maestro
    ("56", "58", _LONG),
    ("60", "69", _LONG),
)
_MAESTRO_SHORT = re.compile(r"50|5[678]|6")
_SHORT = frozenset(range(12, 16))

# ISO 13616: the length of an IBAN is fixed per country.
_IBAN_LENGTHS = {
    country: int(length)
    for length, countries in {
        "15": "NO",
        "16": "BE",
        "18": "DK FK FO FI GL NL SD",
        "19": "MK SI",
        "20": "AT BA EE KZ LT LU MN XK",
        "21": "CH HR LI LV",
        "22": "BG BH CR DE GB GE IE ME RS VA",
        "23": "AE GI IL IQ OM SO TL",
        "24": "AD CZ ES MD PK RO SA SE SK TN VG",
        "25": "LY PT ST",
        "26": "IS TR",
        "27": "BI DJ FR GR IT MC MR SM",
        "28": "AL AZ BY CY DO GT HU LB NI PL SV",
        "29": "BR EG PS QA UA",
        "30": "JO KW MU YE",
        "31": "MT SC",
        "32": "LC",
        "33": "RU",
    }.items()
    for country in countries.split()
}


def luhn(digits: str) -> bool:
    """Whether the last digit is the Luhn check digit (ISO/IEC 7812-1, annex B) of those before it."""
    backwards = digits.encode("ascii")[::-1]
    total = sum(backwards[::2]) + sum(backwards[1::2].translate(_DOUBLED)) - _ZERO * len(digits)
    return total % 10 == 0


def lengths_of(digits: str) -> frozenset[int]:
    """The lengths in which the issuer of this prefix gives out numbers; empty when no issuer owns it."""
    return _lengths_of_prefix(digits[:4])


@cache
def _lengths_of_prefix(prefix: str) -> frozenset[int]:
    for first, last, lengths in _RANGES:
        if first <= prefix[: len(first)] <= last:
            return lengths
    return frozenset()


def is_card(digits: str, *, may_be_short: bool = False) -> bool:
    """Whether prefix, length and check digit are a card's; ``may_be_short`` admits short Maestro numbers."""
    return len(digits) in _lengths(digits, may_be_short) and luhn(digits)


def begins_with_card(digits: str) -> bool:
    """Whether the first of these digits, in one length or another, could be a card's."""
    return any(len(digits) >= length and luhn(digits[:length]) for length in _lengths(digits, True))


def _lengths(digits: str, may_be_short: bool) -> frozenset[int]:
    lengths = lengths_of(digits)
    return lengths | _SHORT if may_be_short and _MAESTRO_SHORT.match(digits) else lengths


def is_siret(digits: str, sizes: Sequence[int]) -> bool:
    """Whether this can be a SIRET: a SIREN and a SIRET are both Luhn numbers, so both checks must hold.

    Many Diners prefixes are also the beginning of French companies' numbers; a Diners number passes the check
    of its first nine digits one time in ten. Written 4-6-4 it is a card all the same.
    """
    if tuple(sizes) in {(3, 3, 3, 5), (9, 5)}:
        return True
    return len(digits) == 14 and len(sizes) == 1 and luhn(digits[:9])


def is_ean13(digits: str) -> bool:
    """Whether the last of thirteen digits is the check digit of a product code (EAN, GTIN-13)."""
    if len(digits) != 13:
        return False
    total = sum(map(int, digits[::2])) + 3 * sum(map(int, digits[1::2]))
    return total % 10 == 0


def is_amount(sizes: Sequence[int]) -> bool:
    """Whether the groups are those of a number written in thousands: one to three digits, then threes."""
    return len(sizes) > 2 and sizes[0] <= 3 and all(size == 3 for size in sizes[1:])


def ends_in_telephone(groups: Sequence[str]) -> bool:
    """Whether the last five groups are a French telephone number, 0X XX XX XX XX, after something else."""
    pairs = [len(group) == 2 for group in groups]
    return len(pairs) > 5 and all(pairs[-5:]) and not all(pairs) and "01" <= groups[-5] <= "09"


def iban_length(written: str) -> int:
    """How many letters and digits at the beginning of ``written`` are an IBAN: 0 when its check fails.

    ``written`` holds upper-case letters and digits only, without spaces (ISO 13616; ISO/IEC 7064 MOD 97-10).
    """
    length = _IBAN_LENGTHS.get(written[:2], 0)
    iban = written[:length]
    if not length or len(iban) < length:
        return 0
    number = "".join(str(int(letter, 36)) for letter in iban[4:] + iban[:4])
    return length if int(number) % 97 == 1 else 0
