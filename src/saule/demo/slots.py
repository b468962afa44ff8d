"""Words of the moment that fill the slots of a text: dates near the message, places of the town, figures."""

import tomllib
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from random import Random
from typing import Any

from saule.demo.people import Person

DAYS = {
    "fr": ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
MONTHS = {
    "fr": ("janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre",
           "novembre", "décembre"),
    "en": ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
           "November", "December"),
}  # fmt: skip


@cache
def town() -> dict[str, Any]:
    """Return the places and lists of words of the fictional town."""
    return tomllib.loads((files("saule.demo") / "texts" / "town.toml").read_text("utf-8"))


def spoken_date(day: date, language: str) -> str:
    """Return a day and month as one writes them: ``1er décembre``, ``1 December``."""
    number = "1er" if language == "fr" and day.day == 1 else str(day.day)
    return f"{number} {MONTHS[language][day.month - 1]}"


def cut_day(today: date) -> date:
    """Return the day on which line 12 stops: 4 January in the autumn, else a Monday some six weeks away."""
    if (9, 15) <= (today.month, today.day) <= (12, 20):
        return date(today.year + 1, 1, 4)
    later = today + timedelta(days=42)
    return later + timedelta(days=-later.weekday() % 7)


class Slots:
    """The words of one message; a slot asked for twice gives the same word."""

    def __init__(self, person: Person, written: date, cut: date, rng: Random) -> None:
        self.person = person
        self.language = person.language
        self.feminine = person.gender == "f"
        self.written = written
        self.cut = cut
        self.rng = rng
        self._known: dict[str, str] = {}

    def get(self, name: str) -> str:
        """Return the word of a slot; a name that ends in a digit is another word of the same sort."""
        if name == "kid":
            name = next((sort for sort in ("girl", "boy") if sort in self._known), name)
        if name not in self._known:
            sort = name.rstrip("0123456789")
            maker = getattr(self, f"_{sort}", None)
            word = maker() if maker else self._from_list(sort)
            while name != sort and word == self._known.get(sort):
                word = maker() if maker else self._from_list(sort)
            self._known[name] = word
        return self._known[name]

    def _from_list(self, sort: str) -> str:
        lists = town()
        return str(self.rng.choice(lists[self.language].get(sort) or lists["both"][sort]))

    def _cut(self) -> str:
        return spoken_date(self.cut, self.language)

    def _cutday(self) -> str:
        return DAYS[self.language][self.cut.weekday()]

    def _date(self) -> str:
        return spoken_date(self.written - timedelta(days=self.rng.randint(4, 19)), self.language)

    def _lately(self) -> str:
        return spoken_date(self.written - timedelta(days=self.rng.randint(1, 3)), self.language)

    def _soon(self) -> str:
        return spoken_date(self.written + timedelta(days=self.rng.randint(9, 24)), self.language)

    def _later(self) -> str:
        return spoken_date(self.written + timedelta(days=self.rng.randint(40, 110)), self.language)

    def _day(self) -> str:
        return DAYS[self.language][(self.written - timedelta(days=self.rng.randint(1, 5))).weekday()]

    def _weekday(self) -> str:
        return self.rng.choice(DAYS[self.language][:5])

    def _year(self) -> str:
        return str(self.written.year)

    def _nextyear(self) -> str:
        return str(self.written.year + 1)

    def _lastyear(self) -> str:
        return str(self.written.year - 1)

    def _n(self) -> str:
        return str(self.rng.randint(2, 88))

    def _few(self) -> str:
        words = {"fr": ("deux", "trois", "quatre", "cinq"), "en": ("two", "three", "four", "five")}
        return self.rng.choice(words[self.language])

    def _age(self) -> str:
        spans = {"old": (67, 86), "mid": (34, 58), "young": (16, 27)}
        return str(self.rng.randint(*spans[self.person.era]))

    def _kidage(self) -> str:
        return str(self.rng.randint(4, 10))

    def _amount(self) -> str:
        euros, cents = self.rng.randint(118, 690), self.rng.choice((0, 12, 40, 58, 73, 86, 95))
        return f"{euros},{cents:02d} €" if self.language == "fr" else f"€{euros}.{cents:02d}"

    def _price(self) -> str:
        euros, cents = self.rng.randint(14, 78), self.rng.choice((0, 20, 35, 50, 64, 90))
        return f"{euros},{cents:02d} €" if self.language == "fr" else f"€{euros}.{cents:02d}"

    def _m(self) -> str:
        return str(self.rng.randint(61, 148))

    def _ref(self) -> str:
        return f"{self.rng.choice('ABEKLRST')}{self.rng.choice('CDGHMPV')}-{self.rng.randint(10300, 98999)}"

    def _hour(self) -> str:
        hour, minute = self.rng.randint(7, 19), self.rng.choice((5, 10, 15, 20, 30, 40, 45, 50))
        return f"{hour} h {minute:02d}" if self.language == "fr" else f"{hour}:{minute:02d}"

    def _am(self) -> str:
        hour, minute = self.rng.choice((6, 6, 7, 7, 7, 8)), self.rng.choice((4, 12, 18, 25, 33, 41, 48, 52))
        return f"{hour} h {minute:02d}" if self.language == "fr" else f"{hour}:{minute:02d}"

    def _night(self) -> str:
        hour, minute = self.rng.choice(((22, 30), (23, 15), (23, 45), (0, 20), (1, 10), (2, 30), (3, 0)))
        return f"{hour} h {minute:02d}" if self.language == "fr" else f"{hour}:{minute:02d}"

    def _phone(self) -> str:
        return self.person.phone

    def _street(self) -> str:
        return self.person.street

    def _home(self) -> str:
        return self.person.home

    def _name(self) -> str:
        return f"{self.person.first} {self.person.last}"

    def _surname(self) -> str:
        return self.person.last

    def _babymonth(self) -> str:
        return MONTHS[self.language][(self.written.month + self.rng.randint(3, 6)) % 12]

    def _written(self) -> str:
        return spoken_date(self.written, self.language)

    def _nir(self) -> str:
        """A social security number whose key is right and whose town does not exist."""
        year = (self.written.year - int(self.get("age"))) % 100
        month, order = self.rng.randint(1, 12), self.rng.randint(1, 120)
        digits = f"{2 if self.feminine else 1}{year:02d}{month:02d}49999{order:03d}"
        key = 97 - int(digits) % 97
        groups = (digits[0], digits[1:3], digits[3:5], digits[5:7], digits[7:10], digits[10:13], f"{key:02d}")
        return " ".join(groups)

    def _birth(self) -> str:
        year = self.written.year - int(self.get("age"))
        day = date(year, self.rng.randint(1, 12), self.rng.randint(1, 28))
        return f"{spoken_date(day, self.language)} {day.year}"
