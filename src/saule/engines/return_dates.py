"""On which day somebody is back, as their answering machine says it, in French and in English.

Pure: texts in, a day or nothing out. A day that may mean two things is no day: 03/04 is read in the order of
the language, but in English, where both orders are written, only if one of them is possible.
"""

import re
import unicodedata
from collections.abc import Iterator
from datetime import date, timedelta

LONGEST = 3_000
FURTHEST = timedelta(days=365)

_MONTHS = {
    "fr": "janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre",
    "en": "january february march april may june july august september october november december",
}
_SHORT = {
    "fr": "janv fevr mars avr mai juin juil aout sept oct nov dec",
    "en": "jan feb mar apr may jun jul aug sep oct nov dec",
}
_DAYS = {
    "fr": "lundi mardi mercredi jeudi vendredi samedi dimanche",
    "en": "monday tuesday wednesday thursday friday saturday sunday",
}
# Words after which the first day back stands, and words after which the last day away stands.
_BACK = {
    "fr": r"(?:de retour|retour(?:ne|nerai)?|reviens|reviendrai|reprise|reprendrai|reprends|rentre(?:rai)?"
    r"|repond\w+|(?<!pas )(?<!pas etre )(?:joignable|disponible))\b"
    r"(?:(?! jusqu)[^.;!?\n]){0,40}?",
    "en": r"(?:back|return(?:ing|s)?|resum(?:e|ing)|(?<!not )(?<!not be )(?:reachable"
    r"|available)(?: again)?)\b"
    r"(?:(?!until|through)[^.;!?\n]){0,40}?",
}
_UNTIL = {
    "fr": r"(?:jusqu'(?:au|a|en)|\bau\b|inclus(?:ivement)?)\s+(?:et y compris )?(?:le )?",
    "en": r"(?:until|till|through(?: to)?|thru|\bto\b|up to|-|–)\s+(?:and including )?(?:the )?",
}
_GOES_ON = re.compile(r"\W{0,3}(?:au|jusqu'\w+|to|until|till|through|-|–)\s")
_INCLUDED = re.compile(r"\W{0,3}(?:inclus|compris|included|inclusive)")
_YEAR = r"(?:\W{1,3}(?P<year>20\d\d))?"


def _day_pattern(language: str) -> str:
    """A day as people of this language write it."""
    days = "|".join(_DAYS[language].split())
    months = "|".join(sorted({*_MONTHS[language].split(), *_SHORT[language].split()}, key=len, reverse=True))
    number = r"(?P<number>\d{1,2})(?:er|st|nd|rd|th)?"
    spelled = rf"{number}(?: of)? (?P<month>{months})\b\.?"
    turned = rf"(?P<month2>{months})\b\.? (?:the )?(?P<number2>\d{{1,2}})(?:st|nd|rd|th)?(?!\d)"
    iso = r"(?P<iso>20\d\d-\d\d?-\d\d?)"
    figures = r"(?P<first>\d{1,2})[/.-](?P<second>\d{1,2})(?:[/.-](?P<year2>(?:20)?\d\d))?(?![\d/])"
    weekday = rf"(?P<weekday>{days})\b"
    other_year, alone = _YEAR.replace("year", "year3"), weekday.replace("weekday", "alone")
    dated = rf"(?:{iso}|{spelled}{_YEAR}|{turned}{other_year}|{figures})"
    return rf"(?:(?:{weekday},? )?(?:le )?(?:the )?{dated}|{alone})"


_CUES = {
    language: (
        (re.compile(rf"\b{_BACK[language]}(?<![\d/.-]){_day_pattern(language)}"), False),
        (re.compile(rf"{_UNTIL[language]}{_day_pattern(language)}"), True),
    )
    for language in _MONTHS
}


def return_date(text: str, language: str, today: date) -> date | None:
    """The first day on which the writer is back: after ``today`` and within a year; None when none is told.

    « jusqu’au 14 mars » and “until March 14th” mean that day too: who says so is back on the next one.
    """
    folded = _fold(text[:LONGEST])
    order = [language, *_MONTHS] if language in _MONTHS else list(_MONTHS)
    for one in dict.fromkeys(order):
        for found in _told(folded, one, today):
            if today < found <= today + FURTHEST:
                return found
    return None


def _fold(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(character for character in plain if not unicodedata.combining(character))
    plain = re.sub(r"[ \t\u00a0]+", " ", plain.replace("’", "'"))
    return re.sub(r" ?\r?\n ?", " ", plain)


def _told(text: str, language: str, today: date) -> Iterator[date]:
    """The days after a word that tells a return, then those after one that tells how long."""
    for cue, last_away in _CUES[language]:
        for day in cue.finditer(text):
            found = _read(day, language, today)
            if found is None or (not last_away and _GOES_ON.match(text, day.end())):
                continue
            included = last_away or bool(_INCLUDED.match(text, day.end()))
            if included and found < date.max:
                found += timedelta(days=1)
            yield found


def _read(match: re.Match[str], language: str, today: date) -> date | None:
    """The day that the words name, nearest to come where no year stands."""
    parts = match.groupdict()
    if parts["alone"]:
        return _next(_DAYS[language].split().index(parts["alone"]), today)
    if parts["iso"]:
        iso_year, iso_month, iso_day = (int(piece) for piece in parts["iso"].split("-"))
        return _day(iso_day, iso_month, iso_year)
    number, month_name = parts["number"] or parts["number2"], parts["month"] or parts["month2"]
    year_text = parts["year"] or parts["year3"] or parts["year2"]
    year = (int(year_text) % 100 + 2000) if year_text else None
    if month_name:
        return _to_come(int(number), _month(month_name, language), year, today)
    return _of_figures(int(parts["first"]), int(parts["second"]), language, year, today)


def _of_figures(first: int, second: int, language: str, year: int | None, today: date) -> date | None:
    """Day and month, or month and day: in French the day stands first, in English either may."""
    if language == "fr":
        return _to_come(first, second, year, today)
    readings = {(first, second), (second, first)}
    found = {day for number, month in readings if (day := _to_come(number, month, year, today))}
    return found.pop() if len(found) == 1 else None


def _month(name: str, language: str) -> int:
    for names in (_MONTHS[language].split(), _SHORT[language].split()):
        if name in names:
            return names.index(name) + 1
    return 0


def _next(weekday: int, today: date) -> date:
    """The next such day of the week, never today."""
    return today + timedelta(days=(weekday - today.weekday() - 1) % 7 + 1)


def _to_come(number: int, month: int, year: int | None, today: date) -> date | None:
    """The day in the year that stands there, else the next time that it comes."""
    if year is not None:
        return _day(number, month, year)
    this = _day(number, month, today.year)
    if this is None or this <= today:
        later = _day(number, month, today.year + 1)
        # Long past in this year means a mail of last week, not an absence of eleven months.
        if this is not None and later is not None and (today - this).days < 60:
            return None
        return later
    return this


def _day(number: int, month: int, year: int) -> date | None:
    try:
        return date(year, month, number)
    except (ValueError, OverflowError):
        return None
