"""The charter of the demo's desk, as plain data: kinds, people, capacity, and a draft ready for the tour."""

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from saule.demo.slots import DAYS, cut_day, spoken_date


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One heading of the charter.

    ``names`` and ``examples`` are by language; ``nature`` is ``personal`` or ``shared``; ``entitled_days`` is
    what a text or the town grants (``None``: nothing is) and ``legal_basis`` the text, if it is one;
    ``hoped_days`` is what people hope for.
    """

    key: str
    names: dict[str, str]
    nature: str
    entitled_days: int | None
    hoped_days: int
    legal_basis: str
    examples: dict[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Staff:
    """One person of the desk: ``role`` is ``owner``, ``supervisor``, ``agent`` or ``auditor``; ``hours`` are
    those in which they answer, from Monday on (none are stated if empty).
    """

    name: str
    address: str
    role: str
    hours: tuple[float, ...]
    titles: dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Charter:
    """The whole charter; ``weekly_capacity`` is in answers a week, ``working_days`` count from Monday = 0."""

    desk: str
    address: str
    languages: tuple[str, ...]
    weekly_capacity: int
    working_days: tuple[int, ...]
    time_zone: str
    staff: tuple[Staff, ...]
    kinds: tuple[Kind, ...]


@cache
def source() -> dict[str, Any]:
    """Return the charter's file as it is."""
    return tomllib.loads((files("saule.demo") / "texts" / "charter.toml").read_text("utf-8"))


@cache
def charter() -> Charter:
    """Return the charter of the Mairie de Saint-Aubin."""
    data = source()
    desk = data["desk"]
    return Charter(
        desk=desk["name"],
        address=desk["address"],
        languages=tuple(desk["languages"]),
        weekly_capacity=desk["weekly_capacity"],
        working_days=tuple(desk["working_days"]),
        time_zone=desk["time_zone"],
        staff=tuple(staff(row) for row in data["staff"]),
        kinds=tuple(kind(row) for row in data["kind"]),
    )


def staff(row: dict[str, Any]) -> Staff:
    """Return one person of the desk from its row."""
    titles = {"fr": row["title_fr"], "en": row["title_en"]}
    hours = tuple(row.get("hours", ()))
    return Staff(name=row["name"], address=row["address"], role=row["role"], hours=hours, titles=titles)


def kind(row: dict[str, Any]) -> Kind:
    """Return one heading from its row."""
    return Kind(
        key=row["key"],
        names={"fr": row["fr"], "en": row["en"]},
        nature=row["nature"],
        entitled_days=row.get("entitled_days"),
        hoped_days=row["hoped_days"],
        legal_basis=row.get("legal_basis", ""),
        examples={"fr": tuple(row["examples_fr"]), "en": tuple(row["examples_en"])},
    )


def reference(today: date) -> list[dict[str, Any]]:
    """Return the facts that the desk's answers are read against, as the columns of a file of facts."""
    cut = spoken_date(cut_day(today), "fr")
    return [
        {
            "name_fr": row["fr"],
            "name_en": row["en"],
            "sort": row["sort"],
            "value": row["value"].replace("{cut}", cut),
            "about": row.get("about", ""),
            "source": row["source"],
        }
        for row in source()["fact"]
    ]


def crisis_answer(language: str, today: date) -> str:
    """Return the draft answer to the bus line's matter; ``{name}`` in it stands for the receiver's name."""
    cut = cut_day(today)
    words: str = source()["crisis_answer"][language]
    for slot, word in (("{cutday}", DAYS[language][cut.weekday()]), ("{cut}", spoken_date(cut, language))):
        words = words.replace(slot, word)
    return words.strip()
