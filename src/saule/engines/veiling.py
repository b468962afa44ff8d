"""Veiling: what tells who somebody is becomes a stand-in, the same one wherever it comes again.

Known names are found whatever their case and accents. Unknown ones only where a title or a phrase announces
them; addresses, numbers and places by their form. A stand-in reads ``[name 1]``. It errs on the safe side:
a number of six digits or more is veiled whatever it counts. What no form tells apart from other words (a
nickname, the name of a neighbour without a title) stays.

Where names may be seen and only addresses and telephone numbers may not, their stand-ins are hints: enough to
tell two apart, not to write them down. See `Hints`.
"""

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping

NAME, ADDRESS, PHONE, PLACE, NUMBER = "name", "address", "phone", "place", "number"
SORTS = (NAME, ADDRESS, PHONE, PLACE, NUMBER)
STAND_IN = re.compile(r"\[[^\W\d_][^\[\]\d\n]{0,24} \d{1,3}\]")
PARTICLES = frozenset(("de", "du", "des", "les", "von", "van", "der", "den", "ben", "the", "and", "mrs"))

_WORD = r"[A-ZÀ-ÖØ-Þ][\w’'-]+"
_NAMES = rf"{_WORD}(?:[ \t]+(?:de |du |van |von )?{_WORD}){{0,3}}"
_STREET = (
    r"rue|avenue|av\.|boulevard|bd|bld|place|chemin|impasse|allée|allee|route|quai|cours|square|passage|sentier"
    r"|lotissement|résidence|residence|hameau|faubourg|villa|cité|clos"
)
_WAY = r"(?:Street|Road|Avenue|Lane|Drive|Close|Square|Way|Terrace|Crescent)"
_TITLES = (
    *("M.", "Mme", "Mlle", "Monsieur", "Madame", "Mr", "Mr.", "Mrs", "Ms", "Dr", "Dr.", "Docteur", "Maître"),
    *("appelle", "soussigné", "soussignée", "name is", "called"),
)
_ANNOUNCED = "|".join(rf"(?<=(?<!\w){re.escape(title)} )" for title in _TITLES)
_BORN = r"(?:(?<=née le )|(?<=né le )|(?<=born on ))"
_FORMS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (ADDRESS, re.compile(r"\bhttps?://\S+", re.IGNORECASE)),
    (ADDRESS, re.compile(r"[\w.+%'-]+@[\w-]+(?:\.[\w-]+)+")),
    (ADDRESS, re.compile(r"(?<!\w)@[A-Za-z]\w{2,}")),
    (NUMBER, re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?\b")),
    (PHONE, re.compile(r"(?<![\w+])(?:\+|00)\d{1,3}(?:[ .\-]?\(?\d\)?)(?:[ .\-]?\d{2,4}){2,5}(?!\w)")),
    (PHONE, re.compile(r"(?<!\w)0\d(?:[ .\-]?\d{2}){4}(?!\w)")),
    (
        PLACE,
        re.compile(
            rf"\b\d{{1,4}}(?: ?(?:bis|ter|quater|[a-d]))?,? +(?:{_STREET}) +[^,;.\n!?]{{2,50}}",
            re.IGNORECASE,
        ),
    ),
    (PLACE, re.compile(rf"\b\d{{1,4}}[a-d]?,? +(?:{_WORD} ){{1,3}}{_WAY}\b")),
    (PLACE, re.compile(rf"\b\d{{5}} +{_WORD}(?:[ -]{_WORD}){{0,3}}")),
    (NUMBER, re.compile(r"\b[A-Z]{2}[ -]?\d{3}[ -]?[A-Z]{2}\b")),
    (NUMBER, re.compile(_BORN + r"\d{1,2}[/. ](?:\d{1,2}|[^\W\d_]{3,9})[/. ]\d{2,4}")),
    (NUMBER, re.compile(r"(?<![\w€$£])\d(?:[ .\-]?\d){5,}+(?![\w]|[.,]\d|[ \u00a0\u202f]?[€$£])")),
    (NAME, re.compile(rf"(?:{_ANNOUNCED}){_NAMES}")),
)
"""What is recognised by its form, in this order: what one veiled no later one sees."""


class Veil:
    """Hides the same things behind the same stand-ins, over as many texts as one likes.

    ``names``: the names of the one person whose texts these are; ``words``: how the reader calls each sort;
    ``sorts``: of what is recognised by its form, which is hidden.
    """

    def __init__(
        self,
        names: Iterable[str] = (),
        words: Mapping[str, str] | None = None,
        sorts: Collection[str] = SORTS,
    ) -> None:
        self.forms = [(sort, form) for sort, form in _FORMS if sort in sorts]
        self.words = {**{sort: sort for sort in SORTS}, **(words or {})}
        self.parts = sorted({part for name in names for part in parts_of(name)})
        self.seen: dict[tuple[str, str], int] = {}

    def over(self, text: str) -> str:
        """The text with stand-ins."""
        kept: list[str] = []
        text = text.replace("\ue000", "")
        for sort, form in self.forms:
            text = form.sub(lambda match, sort=sort: self._behind(kept, sort, match[0]), text)  # type: ignore[misc]
        text = self._names_in(text, kept)
        return re.sub("\ue000(\\d+)\ue001", lambda match: kept[int(match[1])], text)

    def stand_in(self) -> str:
        """The stand-in of the one person."""
        number = self.seen.setdefault((NAME, ""), sum(1 for one, _value in self.seen if one == NAME) + 1)
        return f"[{self.words[NAME]} {number}]"

    def _names_in(self, text: str, kept: list[str]) -> str:
        """The text without the known names; words of one name that follow each other are one."""
        if not self.parts:
            return text
        one = "|".join(map(re.escape, sorted(self.parts, key=len, reverse=True)))
        run = re.compile(rf"(?<!\w)(?:{one})(?:[ .\-]{{1,2}}(?:{one}))*(?!\w)")
        pieces: list[str] = []
        plain, place = folded(text), 0
        for match in run.finditer(plain):
            pieces += (text[place : match.start()], self._behind(kept, NAME, match[0]))
            place = match.end()
        return "".join((*pieces, text[place:]))

    def _behind(self, kept: list[str], sort: str, value: str) -> str:
        """A mark that no other form can take for something of its own, until all have been looked for."""
        known = sort == NAME and not set(parts_of(value)).isdisjoint(self.parts)
        key = (sort, "" if known else re.sub(r"[\W_]+", "", folded(value)))
        number = self.seen.setdefault(key, sum(1 for one, _value in self.seen if one == sort) + 1)
        kept.append(f"[{self.words[sort]} {number}]")
        return f"\ue000{len(kept) - 1}\ue001"


def folded(text: str) -> str:
    """The text without case and accents, character for character as long as before."""
    return "".join(unicodedata.normalize("NFD", char)[0].lower()[:1] or char for char in text)


def parts_of(name: str) -> list[str]:
    """The words of a name that can be told from other words."""
    words = re.split(r"[\s,.\-@_]+", folded(name))
    return [word for word in words if len(word) > 2 and word.isalpha() and word not in PARTICLES]


HIDDEN = "•••"
LONG_ENOUGH = 4
LONGEST_ENDING = 12
FEWEST_DIGITS, DIGITS_SHOWN = 6, 2


def hint(value: str) -> str:
    """An address as ``m•••@g•••.com``, a telephone number as ``••• 78``.

    Of the part before the @ and of the name behind it the first letter shows where there are at least four,
    and the last part of the domain; of six digits or more the last two; of anything else the first letter of
    at least four. The rest shows not even how long it is.
    """
    local, at, domain = value.strip().rpartition("@")
    if at:
        name, dot, ending = domain.rpartition(".")
        shown = f".{ending}" if dot and len(ending) <= LONGEST_ENDING else ""
        return f"{beginning(local)}@{beginning(name or domain)}{shown}"
    digits = re.sub(r"\D", "", domain)
    if 2 * len(digits) >= len(domain):
        shown = digits[-DIGITS_SHOWN:] if len(digits) >= FEWEST_DIGITS else ""
        return f"{HIDDEN} {shown}".strip()
    return beginning(domain)


def beginning(word: str) -> str:
    """The first letter of a word that is long enough not to be known by it."""
    word = word.lstrip("@")
    return f"{word[0]}{HIDDEN}" if len(word) >= LONG_ENOUGH else HIDDEN


class Hints:
    """The hints of one page: two addresses that would look the same are told apart by a number."""

    def __init__(self) -> None:
        self.seen: dict[str, list[str]] = {}

    def of(self, value: str) -> str:
        """The hint of this address or number, the same wherever it comes again."""
        shown = hint(value)
        alike = self.seen.setdefault(shown, [])
        if value not in alike:
            alike.append(value)
        number = alike.index(value) + 1
        return shown if number == 1 else f"{shown} ({number})"

    def over(self, text: str) -> str:
        """A text with hints in the place of addresses and telephone numbers, by the same forms as a veil."""
        for sort, form in _FORMS:
            if sort in (ADDRESS, PHONE):
                text = form.sub(lambda match: self.of(match[0]), text)
        return text
