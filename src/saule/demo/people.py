"""The inhabitants of the fictional town: names as diverse as France's, addresses, streets, habits."""

import tomllib
import unicodedata
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from random import Random
from typing import Any

from saule.demo.dice import pick

HANDS = {
    "old": {"careful": 44, "plain": 34, "phone": 10, "bare": 6, "hurried": 6},
    "mid": {"careful": 24, "plain": 38, "phone": 22, "bare": 6, "hurried": 10},
    "young": {"careful": 14, "plain": 28, "phone": 30, "bare": 6, "hurried": 22},
}
ERAS = {"old": 25, "mid": 50, "young": 25}
CLIENTS = {"webmail": 40, "desktop": 20, "html": 10, "latin": 9, "windows": 9, "phone": 12}


@dataclass(frozen=True, slots=True)
class Person:
    """One inhabitant: who they are, where they live, how and with what they write."""

    key: str
    first: str
    last: str
    gender: str
    language: str
    era: str
    address: str
    shown: str
    street: str
    home: str
    phone: str
    hand: str
    client: str

    @property
    def host(self) -> str:
        """The domain of the address."""
        return self.address.rpartition("@")[2]

    @property
    def full(self) -> str:
        """First and last name."""
        return f"{self.first} {self.last}"


def machine(name: str, address: str, language: str, client: str = "html") -> Person:
    """Return a sender that is nobody: a mail server, a newsletter, a swindler."""
    return Person("", name, "", "m", language, "mid", address, name, "", "", "", "plain", client)


@cache
def names() -> dict[str, Any]:
    """Return the groups of names, by language, and the mail providers."""
    return tomllib.loads((files("saule.demo") / "texts" / "names.toml").read_text("utf-8"))


def plain(text: str) -> str:
    """Return ``text`` in lower-case ASCII letters only, as it stands in an address."""
    folded = unicodedata.normalize("NFD", text.replace("œ", "oe").replace("ß", "ss")).lower()
    return "".join(char for char in folded if char.isascii() and char.isalpha())


class Population:
    """Makes inhabitants, one after the other; no two share an address or a full name."""

    def __init__(self, rng: Random, streets: list[str]) -> None:
        self.rng = rng
        self.streets = streets
        self._taken: set[str] = set()
        self._names: set[str] = set()
        self._count = 0

    def person(self, language: str, wishes: frozenset[str] = frozenset()) -> Person:
        """Return a new inhabitant; ``wishes`` may hold a gender (``f``) and an era (``old``)."""
        gender = "".join(wishes & {"f", "m"}) or self.rng.choice("ffffmmm")
        ages = {era: weight for era, weight in ERAS.items() if era in wishes} or ERAS
        era = pick(self.rng, ages)
        first, last = self._name(language, gender, era)
        self._count += 1
        number = self.rng.randint(1, 96)
        street = self.rng.choice(self.streets)
        hand = pick(self.rng, HANDS[era])
        return Person(
            key=f"p{self._count:04d}",
            first=first,
            last=last,
            gender=gender,
            language=language,
            era=era,
            address=self._address(first, last),
            shown=self._shown(first, last),
            street=street,
            home=f"{number}{',' if self.rng.random() < 0.3 else ''} {street}",
            phone=self._phone(language),
            hand=hand,
            client="phone" if hand == "phone" else pick(self.rng, CLIENTS),
        )

    def _name(self, language: str, gender: str, era: str) -> tuple[str, str]:
        groups = names()[language]
        weights = [group["weight"] for group in groups]
        while True:
            group = self.rng.choices(groups, weights)[0]
            family = group if self.rng.random() < 0.8 else self.rng.choices(groups, weights)[0]
            name = (self.rng.choice(group[gender][era]), self.rng.choice(family["last"]))
            if " ".join(name) not in self._names:
                self._names.add(" ".join(name))
                return name

    def _address(self, first: str, last: str) -> str:
        one, two = plain(first), plain(last)
        provider = pick(self.rng, names()["providers"])
        forms = (f"{one}.{two}", f"{one}.{two}", f"{one[0]}{two}", f"{two}.{one}", f"{one}{two[0]}",
                 f"{one}-{two}", f"{one}_{two}", f"{two}{one[:2]}", f"{one}{two}", f"fam.{two}")  # fmt: skip
        local = self.rng.choice(forms)
        if self.rng.random() < 0.35:
            local += str(self.rng.choice((49, 7, 12, 72, 85, 91, 64, 1, 3, 2000, 1958, 77, 44, 99)))
        address = f"{local}@{provider}"
        while address in self._taken:
            local += str(self.rng.randint(2, 9))
            address = f"{local}@{provider}"
        self._taken.add(address)
        return address

    def _shown(self, first: str, last: str) -> str:
        forms = {f"{first} {last}": 62, f"{last} {first}": 8, f"{last.upper()} {first}": 10, "": 12, first: 8}
        return pick(self.rng, forms)

    def _phone(self, language: str) -> str:
        one, two = self.rng.randint(0, 99), self.rng.randint(0, 99)
        if self.rng.random() < 0.72:
            return f"06 39 98 {one:02d} {two:02d}"
        return f"02 61 91 {one:02d} {two:02d}"
