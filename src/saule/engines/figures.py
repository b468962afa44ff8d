"""Figures: the amounts, rates, dates and delays that a text states, in French and in English.

Pure: a text in, figures out, each with a value that compares. What is written in two ways has one value:
"1 234,50 €" and "€1,234.50" are both "1234.5 EUR". See `find_figures`.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

LONGEST = 100_000
"""Characters that are read of a text."""


class Sort(StrEnum):
    """What a figure measures."""

    AMOUNT = "amount"
    RATE = "rate"
    DATE = "date"
    DELAY = "delay"


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of a text: from ``start`` to before ``end``.

    ``value`` is "45.5 EUR", "5.5 %", "15 working-day", "2026-03-03", "2026-03" for a month, or "--03-03" for
    a day of which no year is said.
    """

    sort: Sort
    value: str
    start: int
    end: int
    text: str


_SPACE = "[ \u00a0\u202f\u2009]"
_NUMBER = rf"\d{{1,3}}(?:(?:{_SPACE}|[.,'’])\d{{3}})+(?:[.,]\d{{1,2}})?(?!\d)|\d+(?:[.,]\d+)?"
_CURRENCIES = {
    "EUR": r"€|eur\b|euros?\b",
    "GBP": r"£|gbp\b|pounds?(?: sterling)?\b|livres? sterling\b",
    "USD": r"us\$|\$|usd\b|dollars?(?: américains?)?\b",
    "CHF": r"chf\b|(?:swiss )?francs?(?: suisses?)?\b",
    "CAD": r"c\$|cad\b",
}
_CURRENCY = "|".join(_CURRENCIES.values())
_CENTS = r"centimes?\b|cents?\b|pence\b|(?<=\d)p\b"
_SCALES = {"k": 10**3, "m": 10**6, "million": 10**6, "milliard": 10**9, "billion": 10**9, "bn": 10**9}
_SCALE = rf"(?:millions?|milliards?|billions?|bn)\b|[km](?={_SPACE}?[€£$]|\b)"
_AMOUNT = re.compile(
    rf"(?<![\w.,])(?P<sign>us\$|c\$|[€£$]|eur|gbp|usd|chf){_SPACE}?(?P<number>{_NUMBER})"
    rf"(?:{_SPACE}?(?P<scale>{_SCALE}))?(?![\w%])"
    rf"|(?<![\w.,])(?P<number2>{_NUMBER})(?:{_SPACE}?(?P<scale2>{_SCALE}))?{_SPACE}?(?:d['’]|de |of )?"
    rf"(?P<unit>{_CURRENCY}|(?P<cents>{_CENTS}))",
    re.IGNORECASE,
)
_RATE = re.compile(
    rf"(?<![\w.,])(?P<number>{_NUMBER}){_SPACE}?(?:%|pour{_SPACE}cent\b|per{_SPACE}?cent\b)", re.IGNORECASE
)

_MONTHS = (
    ("janvier", "january", "janv", "jan"),
    ("février", "fevrier", "february", "févr", "fevr", "feb"),
    ("mars", "march", "mar"),
    ("avril", "april", "avr", "apr"),
    ("mai", "may"),
    ("juin", "june", "jun"),
    ("juillet", "july", "juil", "jul"),
    ("août", "aout", "august", "aug"),
    ("septembre", "september", "sept", "sep"),
    ("octobre", "october", "oct"),
    ("novembre", "november", "nov"),
    ("décembre", "decembre", "december", "déc", "dec"),
)
_MONTH_OF = {name: number for number, names in enumerate(_MONTHS, start=1) for name in names}
_MONTH = "|".join(sorted(_MONTH_OF, key=len, reverse=True))
_YEAR = r"(?:19|20)\d\d"
_TURNED = rf"(?P<month3>{_MONTH})\.?{_SPACE}(?P<day3>\d\d?)(?:st|nd|rd|th)?(?![\d:.]\d)(?!\d)"
_DATE = re.compile(
    rf"(?<![\w/.-])(?:(?P<iso>{_YEAR}-\d\d-\d\d)(?![\w-])"
    rf"|(?P<day2>\d\d?)(?P<mark>[/.])(?P<month2>\d\d?)(?P=mark)(?P<year2>{_YEAR}|\d\d)(?![\w/])"
    rf"|(?P<day>\d\d?)(?:er|st|nd|rd|th)?{_SPACE}(?:of )?(?P<month>{_MONTH})\b\.?"
    rf"(?:,?{_SPACE}(?P<year>{_YEAR}))?(?!\d)"
    rf"|{_TURNED}(?:,?{_SPACE}(?P<year3>{_YEAR}))?(?!\d)"
    rf"|(?P<month4>{_MONTH}){_SPACE}(?P<year4>{_YEAR})(?!\d))",
    re.IGNORECASE,
)

_COUNTS = {
    2: "deux two",
    3: "trois three",
    4: "quatre four",
    5: "cinq five",
    6: "six",
    7: "sept seven",
    8: "huit eight",
    9: "neuf nine",
    10: "dix ten",
    11: "onze eleven",
    12: "douze twelve",
    15: "quinze fifteen",
    20: "vingt twenty",
    30: "trente thirty",
    40: "quarante forty",
    60: "soixante sixty",
}
_WORDS = {word: count for count, words in _COUNTS.items() for word in words.split()}
_CUES = ("sous ", "délai d['’]", "délai de ", "dans ", "d['’]ici ", "within ", "in ", "under ")
_CUE = "|".join(f"(?<={cue})" for cue in _CUES)
_UNITS = {
    "working-day": rf"jours?{_SPACE}(?:ouvrés?|ouvrables?)|(?:working|business){_SPACE}days?",
    "day": rf"jours?(?:{_SPACE}(?:calendaires?|francs?))?|(?:calendar{_SPACE})?days?|j",
    "week": "semaines?|weeks?",
    "month": "mois|months?",
    "year": "années?|ans?|years?",
    "hour": "heures?|hours?|h",
}
_UNIT = "|".join(f"(?P<{name.replace('-', '_')}>{pattern})" for name, pattern in _UNITS.items())
_DELAY = re.compile(
    rf"(?<![\w.,/])(?:(?P<number>\d{{1,4}})|(?P<word>{'|'.join(_WORDS)})|(?:{_CUE})(?P<one>une?|one|an?))"
    rf"(?:{_SPACE}|-)?(?:{_UNIT})(?![\w'’])",
    re.IGNORECASE,
)
_CUED = re.compile(rf"(?:{_CUE})$", re.IGNORECASE)
_A_DAY = 24  # hours: up to these, a number with an h is mostly a time of day


def find_figures(text: str) -> list[Figure]:
    """Return the figures of a text in their order; none overlaps another.

    Numbers that count something else, telephone numbers, times of day and references are no figures.
    """
    read, taken, found = text[:LONGEST], bytearray(min(len(text), LONGEST)), []
    for sort, pattern, value_of in _READERS:
        for match in pattern.finditer(read):
            words, value, start = match[0].rstrip("."), value_of(match), match.start()
            end = start + len(words)
            if value and not any(taken[start:end]):
                taken[start:end] = b"\1" * len(words)
                found.append(Figure(sort, value, start, end, words))
    return sorted(found, key=lambda figure: figure.start)


def read_figure(sort: Sort, text: str) -> str:
    """Return the value of a text that is one figure of this sort and nothing else; '' if it is not."""
    text = text.strip()
    found = find_figures(text)
    alone = len(found) == 1 and found[0].sort == sort and found[0].text == text
    return found[0].value if alone else ""


def same(one: str, other: str) -> bool:
    """Whether two values are the same as far as both say: a day of which no year is said is in any year."""
    if one.startswith("--") != other.startswith("--"):
        return one[-5:] == other[-5:] and 10 in (len(one), len(other))
    return one == other


def _amount(match: re.Match[str]) -> str:
    number = _number(match["number"] or match["number2"])
    unit, scale = match["sign"] or match["unit"], (match["scale"] or match["scale2"] or "").lower()
    if unit == match["cents"]:
        return f"{_plain(number / 100)} {'GBP' if unit.lower().startswith('p') else 'EUR'}"
    currency = next(code for code, sign in _CURRENCIES.items() if re.fullmatch(sign, unit, re.IGNORECASE))
    return f"{_plain(number * _SCALES.get(scale.rstrip('s'), 1))} {currency}"


def _rate(match: re.Match[str]) -> str:
    return f"{_plain(_number(match['number'], grouped=False))} %"


def _number(text: str, *, grouped: bool = True) -> Decimal:
    """Return the number; ``grouped`` says that three digits behind a single mark are thousands."""
    plain = re.sub(rf"{_SPACE}|['’]", "", text)
    marks = re.findall(r"[.,]", plain)
    last = max(plain.rfind("."), plain.rfind(","))
    digits = len(plain) - last - 1
    is_decimal = last >= 0 and (len(set(marks)) > 1 or (len(marks) == 1 and (digits != 3 or not grouped)))
    whole, part = (plain[:last], plain[last + 1 :]) if is_decimal else (plain, "")
    return Decimal(re.sub(r"[.,]", "", whole) + (f".{part}" if part else ""))


def _plain(number: Decimal) -> str:
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _date(match: re.Match[str]) -> str:
    if match["iso"]:
        year, month, day = (int(part) for part in match["iso"].split("-"))
    elif match["day2"]:
        day, month, year = int(match["day2"]), int(match["month2"]), int(match["year2"])
        year += 2000 if year < 100 else 0
        if month > 12 >= day:
            day, month = month, day
    elif match["month4"]:
        return f"{match['year4']}-{_MONTH_OF[match['month4'].lower()]:02d}"
    else:
        day = int(match["day"] or match["day3"])
        month = _MONTH_OF[(match["month"] or match["month3"]).lower()]
        year = int(match["year"] or match["year3"] or 0)
    return _day(year, month, day)


def _day(year: int, month: int, day: int) -> str:
    """Return the day if there is such a day, of a leap year where no year is said; else ''."""
    try:
        found = date(year or 2024, month, day)
    except ValueError:
        return ""
    return found.isoformat() if year else f"--{month:02d}-{day:02d}"


def _delay(match: re.Match[str]) -> str:
    count = int(match["number"]) if match["number"] else _WORDS.get((match["word"] or "").lower(), 1)
    unit = next(name for name in _UNITS if match[name.replace("-", "_")])
    if (match["hour"] or "").lower() == "h" and count <= _A_DAY:
        before = match.string[max(0, match.start() - 12) : match.start()]
        return f"{count} hour" if _CUED.search(before) else ""
    return f"{count} {unit}"


_READERS: tuple[tuple[Sort, re.Pattern[str], Callable[[re.Match[str]], str]], ...] = (
    (Sort.DATE, _DATE, _date),
    (Sort.AMOUNT, _AMOUNT, _amount),
    (Sort.RATE, _RATE, _rate),
    (Sort.DELAY, _DELAY, _delay),
)
