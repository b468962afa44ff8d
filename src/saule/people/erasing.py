"""Erasing: a person is emptied everywhere, as the register says, and a proof lists every place touched.

What can be told row by row is done here from the register alone. What cannot (files, words that others
share, the search index, memories) is done by the modules ``erasing`` of the layers, each in its phase. All
rows go in one transaction. Whoever dies in between begins again: nothing is done twice, or left half-done.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.apps import apps
from django.core.cache import cache
from django.db import connection, models, transaction
from django.db.models.functions import Cast, Concat
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext as _

from saule.desk.errors import SauleError
from saule.desk.models import User, log
from saule.people.addresses import EMAIL, address_digest
from saule.people.joining import everybody_who_is, fresh, hold
from saule.people.models import (
    Address,
    AttentionEntry,
    ErasedPlace,
    ErasureProof,
    LinkMail,
    Pause,
    Person,
    Suppression,
)
from saule.people.register import PERSONAL, RECORDS, Record

Done = ErasedPlace.Done
GONE = "…"
"""Stands where a name or an address stood in words that others share."""
SHORTEST_NAME = 4


class Phase(StrEnum):
    """When an eraser of a layer is called: before the rows, with them, or when they are gone for good."""

    FILES = "files"
    BEFORE = "before"
    AFTER = "after"
    OUTSIDE = "outside"


class ErasedAlready(SauleError):
    """What was known of this person was erased before."""

    code = "erased-already"


class ReasonNeeded(SauleError):
    """A colleague who erases somebody says why."""

    code = "reason-needed"


@dataclass
class Erasure:
    """One erasure under way: whose, and what has been noted so far."""

    proof: ErasureProof
    people: list[int]
    now: datetime
    noted: set[str] = field(default_factory=set)

    @property
    def addresses(self) -> list[Address]:
        """Where they are reached."""
        return list(Address.objects.filter(person__in=self.people).order_by("pk"))

    def links(self) -> models.QuerySet[LinkMail]:
        """The links that were sent to their addresses."""
        values = [one.value for one in self.addresses if one.channel == EMAIL]
        return LinkMail.objects.filter(desk=self.proof.desk, value__in=values)

    def names(self) -> "re.Pattern[str] | None":
        """Their names and addresses as they may stand in words that others share; None if there are none."""
        named = Person.objects.filter(pk__in=self.people).values_list("name", flat=True)
        words = {*named, *(form for one in self.addresses for form in written(one.value))}
        found = sorted((w for w in words if len(w.strip()) >= SHORTEST_NAME), key=len, reverse=True)
        if not found:
            return None
        return re.compile(rf"(?<!\w)({'|'.join(map(re.escape, found))})(?!\w)", re.IGNORECASE)

    def note(self, place: str, done: str, count: int) -> None:
        """Writes down what became of a place; nothing where nothing was."""
        self.noted.add(place)
        if count:
            facts = {"done": done, "count": count, "at": self.now}
            ErasedPlace.objects.get_or_create(proof=self.proof, place=place, defaults=facts)


def written(value: str) -> set[str]:
    """An address as it is kept, and as people write it: with the letters of its domain."""
    local, at, domain = value.rpartition("@")
    try:
        return {value, f"{local}{at}{domain.encode('ascii').decode('idna')}"}
    except UnicodeError:
        return {value}


Eraser = Callable[[Erasure], None]
ERASERS: dict[Phase, list[Eraser]] = {phase: [] for phase in Phase}


def erases(phase: Phase) -> Callable[[Eraser], Eraser]:
    """Adds an eraser of a layer to those that are called in this phase."""

    def added(eraser: Eraser) -> Eraser:
        ERASERS[phase].append(eraser)
        return eraser

    return added


def ask_erasure(
    person: Person, *, by: User | None, now: datetime, language: str, why: str = ""
) -> ErasureProof:
    """Asks for the erasure of a person and all who were joined to them; the proof that is under way.

    ``by`` is empty where they ask themselves; a colleague says why. Asking twice is asking once.
    Raises ErasedAlready or ReasonNeeded.
    """
    if by and not why.strip():
        raise ReasonNeeded(_("Say in a few words why: it is kept with the proof. Name nobody."))
    with transaction.atomic():
        hold(person.desk_id)
        here = fresh(person).canonical
        if here.erased_at is not None:
            raise ErasedAlready(_("What was known of this person was erased before."))
        facts = {"desk": here.desk, "language": language, "asked_at": now, "asked_by": by}
        proof, made = ErasureProof.objects.get_or_create(
            person=here, defaults={**facts, "why": " ".join(why.split())[:300]}
        )
        if made:
            log(here.desk, "ask erasure", proof, by=by, now=now, why=proof.why)
    return proof


def erase(proof: ErasureProof, *, now: datetime) -> ErasureProof:
    """Carries an erasure out, or to its end if it was begun. It cannot be undone."""
    if proof.done_at is not None:
        return proof
    autodiscover_modules("erasing")
    under_way = Erasure(proof, everybody_who_is(proof.person), now)
    call(Phase.FILES, under_way)
    with transaction.atomic():
        hold(proof.desk_id)
        if not Person.objects.filter(pk=proof.person_id, erased_at__isnull=False).exists():
            empty(under_way)
    call(Phase.OUTSIDE, under_way)
    with transaction.atomic():
        if ErasureProof.objects.filter(pk=proof.pk, done_at=None).update(done_at=now):
            log(proof.desk, "erase", proof, by=proof.asked_by, now=now)
    proof.refresh_from_db()
    return proof


def call(phase: Phase, under_way: Erasure) -> None:
    """Calls the erasers of one phase."""
    for eraser in ERASERS[phase]:
        eraser(under_way)


def empty(under_way: Erasure) -> None:
    """All rows, inside one transaction. Persons and addresses go last: by them the others are found."""
    call(Phase.BEFORE, under_way)
    by_digest(under_way)
    last: list[type[models.Model]] = [Address, Person]
    models_known: list[type[models.Model]] = [apps.get_model(label) for label in RECORDS]
    for model in [*(one for one in models_known if one not in last), *last]:
        if RECORDS[model._meta.label].path:
            end_rows(under_way, model, RECORDS[model._meta.label])
    call(Phase.AFTER, under_way)
    Person.objects.filter(pk__in=under_way.people).update(erased_at=under_way.now)


def end_rows(under_way: Erasure, model: type[models.Model], about: Record) -> None:
    """What the register says of the rows of one model, done."""
    label, rows = model._meta.label, model._default_manager.filter(about.touching(under_way.people))
    if label in under_way.noted:
        return
    if about.end.how == "keep":
        under_way.note(label, Done.KEPT, rows.count())
    elif about.end.how == "delete":
        keys = list(rows.values_list("pk", flat=True))
        model._default_manager.filter(pk__in=keys).delete()
        under_way.note(label, Done.DELETED, len(keys))
    else:
        blank(under_way, model, list(rows.values_list("pk", flat=True)))


def blank(under_way: Erasure, model: type[models.Model], keys: list[int]) -> None:
    """Empties the personal fields of these rows, each noted with how many held something."""
    rows, changed = model._default_manager.filter(pk__in=keys), {}
    for column in model._meta.local_concrete_fields:
        name = f"{model._meta.label}.{column.name}"
        entry = PERSONAL.get(name)
        if entry is None or entry.end is None or name in under_way.noted:
            continue
        full = rows.exclude(**{column.name: nothing(column)}).count()
        if entry.end.how == "keep":
            under_way.note(name, Done.KEPT, full)
            continue
        changed[column.name] = emptied(column)
        under_way.note(name, Done.EMPTIED, full)
    if changed:
        rows.update(**changed)


def nothing(column: "models.Field[Any, Any]") -> object:
    """What stands in a field that says nothing."""
    if isinstance(column, models.JSONField):
        return column.get_default()
    if column.null:
        return None
    return b"" if isinstance(column, models.BinaryField) else ""


def emptied(column: "models.Field[Any, Any]") -> object:
    """What stands there afterwards: nothing, but for an address, of which each is another one."""
    if column.model is Address and column.name == "value":
        return Concat(models.Value("erased:"), Cast("pk", models.CharField()))
    return nothing(column)


def by_digest(under_way: Erasure) -> None:
    """What is found by an address, plain or under our key. Objections stay: they must hold for good."""
    desk = under_way.proof.desk
    digests = [address_digest(desk, one.channel, one.value) for one in under_way.addresses]
    gone = AttentionEntry.objects.filter(desk=desk, digest__in=digests).delete()[0]
    under_way.note("people.AttentionEntry", Done.DELETED, gone)
    under_way.note("people.LinkMail", Done.DELETED, under_way.links().count())
    under_way.links().delete()
    for model in (Suppression, Pause):
        kept = model._default_manager.filter(desk=desk, digest__in=digests).count()
        under_way.note(model._meta.label, Done.KEPT, kept)


def unfinished() -> list[ErasureProof]:
    """The erasures that were asked for and are not done, the oldest first."""
    return list(ErasureProof.objects.filter(done_at=None).select_related("desk", "person").order_by("pk"))


def erase_due(*, now: datetime) -> int:
    """Goes on where an erasure was interrupted; returns how many were brought to their end."""
    return len([erase(proof, now=now) for proof in unfinished()])


@erases(Phase.OUTSIDE)
def copies_of_pages(under_way: Erasure) -> None:
    """Pages that are kept for a while are made anew."""
    cache.clear()
    under_way.note("memory.pages", Done.DELETED, 1)


@erases(Phase.OUTSIDE)
def journal(under_way: Erasure) -> None:
    """The embedded store writes its journal back and empties it: what was changed stands in it as it was."""
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        under_way.note("file.journal", Done.DELETED, 1)
