"""The register of personal fields (GDPR 5, 25 and 30): no field without a purpose, a basis and an expiry.

Each layer writes in its module ``personal`` what its models hold. A field that could hold something personal
and is in no list is an error: nothing starts with it, and nothing is saved in its table.

Two sorts of entry, both in ``*/personal.py``. ``record(…)`` says of a model how its rows hang on a person
(``Record``): by which path, what becomes of them at erasure, and how long they live. ``personal(…)`` says of
a field why it is kept, and takes path, end and lifetime from its model's record unless it brings its own.
What is handed out, erased and purged, the notices and the register of processing are read from these two.

    record("matters.Objection", path=("conversation__person",), end=BLANK, lifetime=CONTACT)
    personal("matters.Objection", words=kept(READ))

    PERSONAL["matters.Objection.words"].path      ("conversation__person",)
    PERSONAL["matters.Objection.words"].end       End(how="blank")
    PERSONAL["matters.Objection.words"].lifetime  Lifetime(days=1096, since=("conversation__last_at",))
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

from django.apps import apps
from django.core.checks import CheckMessage, Error
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.db.models import Q
from django.utils.functional import Promise as LazyText

COULD_HOLD_ANYTHING = (
    models.CharField,
    models.TextField,
    models.BinaryField,
    models.JSONField,
    models.FileField,
    models.GenericIPAddressField,
)
PERSON = "people.Person"


@dataclass(frozen=True, slots=True)
class End:
    """What stands there once a person was erased.

    ``blank``: the row, with its fields emptied. ``delete``: nothing. ``keep``: what was there, ``because``.
    ``mask``: words that others share, in which the person's name and addresses become “…”; a module
    ``erasing`` of the layer does that, and whatever else no row-by-row rule can.
    """

    how: Literal["blank", "delete", "mask", "keep"]
    because: LazyText | str = ""


BLANK, DELETE, MASK = End("blank"), End("delete"), End("mask")


@dataclass(frozen=True, slots=True)
class Lifetime:
    """For how long: so many days after the last of the moments at ``since`` (lookups, also to many rows).

    ``only``: to which rows this applies. No ``days``: no day ends it by itself, ``because``.
    """

    days: int | None = None
    since: tuple[str, ...] = ()
    only: Q | None = None
    because: LazyText | str = ""

    def over(self, now: datetime) -> Q | None:
        """The rows whose time is over by now; None where no day ends them by itself."""
        if self.days is None:
            return None
        limit = now - timedelta(days=self.days)
        over = Q(**{f"{self.since[0]}__isnull": False})
        for moment in self.since:
            over &= ~Q(**{f"{moment}__gte": limit})
        return over & self.only if self.only else over


@dataclass(frozen=True, slots=True)
class Record:
    """How the rows of a model hang on a person.

    ``path`` are lookups from the row to its person, ``pk`` for the person itself; a later one counts where
    the earlier ones are empty. ``also`` are lookups that count beside these: at erasure, not for whoever asks
    what is held about them, as the row is somebody else's too. No path: the rows hang on nobody, and
    ``nobody`` says why. ``what`` are words for whoever reads what is held about them.
    """

    path: tuple[str, ...]
    end: End
    lifetime: Lifetime
    also: tuple[str, ...] = ()
    what: LazyText | str = ""
    nobody: LazyText | str = ""

    def of(self, people: Iterable[int]) -> Q:
        """The rows of these persons."""
        keys, found, empty = list(people), Q(pk__in=[]), Q()
        for path in self.path:
            found |= empty & Q(**{f"{path}__in": keys})
            empty &= Q(**{f"{path}__isnull": True})
        return found

    def touching(self, people: Iterable[int]) -> Q:
        """The rows of these persons, and those of others that speak of them."""
        keys = list(people)
        found = self.of(keys)
        for path in self.also:
            found |= Q(**{f"{path}__in": keys})
        return found


@dataclass(frozen=True, slots=True)
class PersonalField:
    """Why a field is kept, on what legal basis, until when, and who sees it: sentences to be translated.

    And the same as data, from its model's ``Record``: whose it is (``path``, or ``nobody`` says why there is
    none), what becomes of it at erasure (``end``), and its ``lifetime``.
    """

    purpose: LazyText | str
    basis: LazyText | str
    expiry: LazyText | str
    seen_by: LazyText | str
    path: tuple[str, ...] | None = None
    end: End | None = None
    lifetime: Lifetime | None = None
    nobody: LazyText | str = ""


RECORDS: dict[str, Record] = {}
PERSONAL: dict[str, PersonalField] = {}
IMPERSONAL: dict[str, str] = {}


def record(
    model: str,
    *,
    path: tuple[str, ...] = (),
    end: End,
    lifetime: Lifetime,
    also: tuple[str, ...] = (),
    what: LazyText | str = "",
    nobody: LazyText | str = "",
) -> None:
    """Registers how the rows of ``model`` hang on a person. Call it before ``personal``."""
    RECORDS[model] = Record(path, end, lifetime, also, what, nobody)


def personal(model: str, **fields: PersonalField) -> None:
    """Registers fields of ``model`` (``people.Person``) that say something about a person."""
    about = RECORDS.get(model)
    for name, entry in fields.items():
        PERSONAL[f"{model}.{name}"] = filled(entry, about) if about else entry


def filled(entry: PersonalField, about: Record) -> PersonalField:
    """The entry with what it does not say itself, as its model's record says it."""
    return replace(
        entry,
        path=about.path if entry.path is None else entry.path,
        end=entry.end or about.end,
        lifetime=entry.lifetime or about.lifetime,
        nobody=entry.nobody or about.nobody,
    )


def impersonal(model: str, *fields: str, because: str) -> None:
    """Lists fields of ``model`` that say nothing about a person, and why that is so."""
    for name in fields:
        IMPERSONAL[f"{model}.{name}"] = because


def our_models() -> list[type[models.Model]]:
    """All models of Saule itself."""
    return [model for model in apps.get_models(include_auto_created=True) if is_ours(model)]


def is_ours(model: type[models.Model]) -> bool:
    """Whether this is a model of Saule's; one as a migration remembers it is not."""
    return model.__module__.startswith("saule.")


def fields_that_count(of: Iterable[type[models.Model]]) -> Iterator[str]:
    """The names (``people.Person.name``) of the fields that could hold something personal."""
    for model in of:
        for field in model._meta.local_concrete_fields:
            if isinstance(field, COULD_HOLD_ANYTHING):
                yield f"{model._meta.label}.{field.name}"


def unregistered(of: Iterable[type[models.Model]]) -> list[str]:
    """Fields of these models that are in neither list."""
    return [name for name in fields_that_count(of) if name not in PERSONAL and name not in IMPERSONAL]


def lacking() -> Iterator[str]:
    """What entries and records do not say: whose it is, what becomes of it, how long it lives."""
    for name, entry in PERSONAL.items():
        if not (entry.path or entry.nobody) or entry.end is None or entry.lifetime is None:
            yield f"{name} does not say whose it is, what becomes of it at erasure, or how long it lives."
    for name, about in RECORDS.items():
        if about.end.how == "keep" and not about.end.because:
            yield f"{name} stays after an erasure, and nobody says why."
        if not (about.lifetime.since if about.lifetime.days else about.lifetime.because):
            yield f"{name} does not say when its time is over, or why no day ends it."


def astray(model: type[models.Model], about: Record) -> Iterator[str]:
    """Lookups of a record that do not lead where they should."""
    for path in (*about.path, *about.also):
        if target(model, path) != PERSON:
            yield f"{model._meta.label}: “{path}” does not lead to a person."
    for moment in about.lifetime.since:
        if not isinstance(end_of(model, moment), models.DateTimeField):
            yield f"{model._meta.label}: “{moment}” is no moment."


def target(model: type[models.Model], path: str) -> str:
    """The model to which a lookup leads; empty where it leads nowhere."""
    field = end_of(model, path)
    related = getattr(field, "related_model", None) or (model if path == "pk" else None)
    return related._meta.label if related else ""


def end_of(model: type[models.Model], path: str) -> object:
    """The field at the end of a lookup; None where there is none."""
    field: object = None
    at: type[models.Model] | None = model
    for name in path.split("__"):
        if at is None:
            return None
        try:
            field = at._meta.pk if name == "pk" else at._meta.get_field(name)
        except FieldDoesNotExist:
            return None
        at = getattr(field, "related_model", None)
    return field


def unrecorded(of: Iterable[type[models.Model]]) -> list[str]:
    """Models that hang on a person by a field of their own, and of which no record says what becomes."""
    return [
        model._meta.label
        for model in of
        if model._meta.label not in RECORDS
        and any(
            field.related_model and field.related_model._meta.label == PERSON
            for field in model._meta.local_concrete_fields
        )
    ]


def check_records(known: Iterable[type[models.Model]]) -> Iterator[CheckMessage]:
    """E004 an entry that lacks what it must say, E005 a model of which nobody says whose its rows are."""
    models_known = list(known)
    for words in lacking():
        yield Error(words, hint="Call record(…) before personal(…).", id="saule.E004")
    for model in models_known:
        if about := RECORDS.get(model._meta.label):
            for words in astray(model, about):
                yield Error(words, id="saule.E004")
    for label in unrecorded(models_known):
        yield Error(f"{label} hangs on a person, and no record says how.", id="saule.E005")


def check_register(of: Iterable[type[models.Model]] | None = None) -> list[CheckMessage]:
    """The register's errors: E001 a field in no list, E002 an entry without its field, E003 one in both,
    and those of its records.
    """
    known = list(our_models() if of is None else of)
    found: list[CheckMessage] = [
        Error(
            f"{name} is not in the register of personal fields.",
            hint="Say in the app’s module “personal” its purpose, basis and expiry, or why it is impersonal.",
            id="saule.E001",
        )
        for name in unregistered(known)
    ]
    if of is None:
        there = set(fields_that_count(known))
        stale = sorted((PERSONAL.keys() | IMPERSONAL.keys()) - there)
        found += [
            Error(f"{name} is registered, but there is no such field.", id="saule.E002") for name in stale
        ]
        found += check_records(known)
        both = sorted(PERSONAL.keys() & IMPERSONAL.keys())
        found += [Error(f"{name} is both personal and impersonal.", id="saule.E003") for name in both]
    return found
