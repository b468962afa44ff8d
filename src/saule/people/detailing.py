"""Detailing: what people answer in a form beside their message is kept, read, and forgotten again."""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from saule.desk.errors import SauleError
from saule.desk.models import Language
from saule.people.askable import CATALOGUE, Askable, Sort
from saule.people.asking import asked
from saule.people.models import Detail, Person

NUMBER = re.compile(r"\+?[\d ().\-/]{6,30}")
FEWEST_DIGITS, MOST_DIGITS = 6, 15
EARLIEST = date(1890, 1, 1)


class NotAsked(SauleError):
    """The desk does not ask this: it is not kept."""

    code = "not-asked"


class Unfit(SauleError):
    """The answer is none that this field can hold."""

    code = "unfit"


@dataclass(frozen=True, slots=True)
class Given:
    """What a person answered to one field, the newest if several of those they are did."""

    field: Askable
    value: str
    given_at: datetime


def give(person: Person, answers: Mapping[str, str], *, now: datetime) -> list[str]:
    """Keeps what somebody answered, by code; returns the codes kept. What was left empty is not kept.

    Raises NotAsked for what the desk's form does not ask now, and Unfit; then nothing is kept.
    """
    person = person.canonical
    on_form = {one.field.code for one in asked(person.desk)}
    if unasked := answers.keys() - on_form:
        raise NotAsked(_("The desk does not ask this, so it is not kept: %(codes)s.") % {"codes": unasked})
    values = {code: fitting(CATALOGUE[code], value, today=now.date()) for code, value in answers.items()}
    kept = {code: value for code, value in values.items() if value}
    with transaction.atomic():
        for code, value in kept.items():
            write(person, CATALOGUE[code], value, now=now)
    return list(kept)


def write(person: Person, field: Askable, value: str, *, now: datetime) -> None:
    """Puts one answer where it is kept."""
    if field.of_person:
        setattr(person, field.of_person, value)
        person.save(update_fields=[field.of_person])
    else:
        fresh = {"value": value, "given_at": now}
        Detail.objects.update_or_create(person=person, code=field.code, defaults=fresh)


def fitting(field: Askable, value: str, *, today: date) -> str:
    """The answer as it is kept, without spaces around it; empty if there is none. Raises Unfit."""
    value = " ".join(value.split())
    if value and not FITS[field.sort](value, today):
        raise Unfit(_("%(label)s: this cannot be read. Write it in another way.") % {"label": field.label})
    if len(value) > field.longest:
        raise Unfit(_("%(label)s: at most %(n)s letters.") % {"label": field.label, "n": field.longest})
    return value


def is_number(value: str, _today: date) -> bool:
    """Whether this can be a telephone number."""
    digits = sum(char.isdecimal() for char in value)
    return NUMBER.fullmatch(value) is not None and FEWEST_DIGITS <= digits <= MOST_DIGITS


def is_past_day(value: str, today: date) -> bool:
    """Whether this is a day on which somebody alive can have been born."""
    try:
        return EARLIEST <= date.fromisoformat(value) <= today
    except ValueError:
        return False


FITS: dict[Sort, Callable[[str, date], bool]] = {
    Sort.LINE: lambda value, _today: value.isprintable(),
    Sort.TELEPHONE: is_number,
    Sort.DATE: is_past_day,
    Sort.LANGUAGE: lambda value, _today: value in Language.values,
}


def details_of(members: Collection[int]) -> list[Given]:
    """What these persons, who are one, answered, in the catalogue's order; the newest answer of each sort."""
    rows = Detail.objects.filter(person__in=members).order_by("given_at", "pk")
    found = {row.code: row for row in rows}
    return [
        Given(field, found[code].value, found[code].given_at)
        for code, field in CATALOGUE.items()
        if code in found
    ]


def forget(members: Collection[int], code: str) -> int:
    """Deletes what these persons answered to one field; returns how many rows there were."""
    return Detail.objects.filter(person__in=members, code=code).delete()[0]
