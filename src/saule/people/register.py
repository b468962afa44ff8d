"""The register of personal fields (GDPR 5, 25 and 30): no field without a purpose, a basis and an expiry.

Each layer writes in its module ``personal`` what its models hold. A field that could hold something personal
and is in no list is an error: nothing starts with it, and nothing is saved in its table.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.apps import apps
from django.core.checks import CheckMessage, Error
from django.db import models
from django.utils.functional import Promise as LazyText

COULD_HOLD_ANYTHING = (
    models.CharField,
    models.TextField,
    models.BinaryField,
    models.JSONField,
    models.FileField,
    models.GenericIPAddressField,
)


@dataclass(frozen=True, slots=True)
class PersonalField:
    """Why a field is kept, on what legal basis, until when, and who sees it: sentences to be translated."""

    purpose: LazyText | str
    basis: LazyText | str
    expiry: LazyText | str
    seen_by: LazyText | str


PERSONAL: dict[str, PersonalField] = {}
IMPERSONAL: dict[str, str] = {}


def personal(model: str, **fields: PersonalField) -> None:
    """Registers fields of ``model`` (``people.Person``) that say something about a person."""
    for name, entry in fields.items():
        PERSONAL[f"{model}.{name}"] = entry


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


def check_register(of: Iterable[type[models.Model]] | None = None) -> list[CheckMessage]:
    """The register's errors: E001 a field in no list, E002 an entry without its field, E003 one in both."""
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
        both = sorted(PERSONAL.keys() & IMPERSONAL.keys())
        found += [Error(f"{name} is both personal and impersonal.", id="saule.E003") for name in both]
    return found
