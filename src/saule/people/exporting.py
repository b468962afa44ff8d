"""Exporting: everything that is held about a person, read from the register, for programs and for people.

``everything`` is the whole as plain data (``SCHEMA``); ``export`` packs it, as JSON and as a page to read,
with the mails and files themselves. It is made on the spot and kept nowhere.
"""

import base64
import io
import json
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any

from django.apps import apps
from django.db import models
from django.template.loader import render_to_string
from django.utils.translation import override

from saule.desk.models import User
from saule.people.joining import everybody_who_is
from saule.people.models import Person
from saule.people.register import PERSONAL, RECORDS

SCHEMA = "saule.person/1"
INDENT = 1
FILES = {"matters.Source": ("raw", "mails", ".eml"), "matters.Enclosure": ("content", "files", "")}
"""Contents that are handed out as files of their own: the field, the folder, and how their names end."""


def export(person: Person, *, language: str, now: datetime) -> bytes:
    """All that is held about a person as one ZIP file: ``data.json``, ``read-me.html``, mails and files."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive, override(language):
        held = everything(person, now=now)
        for name, content in files(everybody_who_is(person)):
            archive.writestr(name, content)
        archive.writestr("data.json", json.dumps(held, ensure_ascii=False, indent=INDENT))
        words = {"held": held, "desk": person.desk, "language": language, "now": now}
        archive.writestr("read-me.html", render_to_string("people/export.html", words))
    return packed.getvalue()


def everything(person: Person, *, now: datetime) -> dict[str, Any]:
    """The same as plain data: by record what it is, what each field is for, and the rows."""
    people = everybody_who_is(person)
    parts = [part(label, people) for label, about in RECORDS.items() if about.path]
    return {
        "schema": SCHEMA,
        "made_at": now.isoformat(),
        "desk": person.desk.name,
        "person": person.public_id,
        "records": [one for one in parts if one["rows"]],
    }


def part(label: str, people: Sequence[int]) -> dict[str, Any]:
    """What one record holds about these persons, who are one."""
    model, about = apps.get_model(label), RECORDS[label]
    rows = model._default_manager.filter(about.of(people)).order_by("pk")
    return {
        "record": label,
        "what": str(about.what),
        "afterwards": about.end.how,
        "fields": fields(model),
        "rows": [plain(row) for row in rows.iterator(chunk_size=500)],
    }


def fields(model: type[models.Model]) -> dict[str, dict[str, str]]:
    """Why each personal field of a record is kept, on what basis, until when, and who sees it."""
    label = f"{model._meta.label}."
    return {
        name.removeprefix(label): {
            "purpose": str(entry.purpose),
            "basis": str(entry.basis),
            "expiry": str(entry.expiry),
            "seen_by": str(entry.seen_by),
        }
        for name, entry in PERSONAL.items()
        if name.startswith(label)
    }


def plain(row: models.Model) -> dict[str, Any]:
    """A row without what tells of colleagues, and of rows that are not theirs."""
    found: dict[str, Any] = {}
    for column in row._meta.local_concrete_fields:
        if column.related_model is User or column.name.startswith("leased"):
            continue
        if column.related_model is not None:
            found[column.name] = named(getattr(row, column.attname), column)
        else:
            found[column.name] = said(row, column)
    return found


def named(key: Any, column: "models.Field[Any, Any]") -> Any:
    """How another row is called: by the number that its own record says under ``id``."""
    related = column.related_model
    known = isinstance(related, type) and related._meta.label in RECORDS
    return key if known else None


def said(row: models.Model, column: "models.Field[Any, Any]") -> Any:
    """A value as JSON holds it; contents that are files of their own by their name."""
    value = getattr(row, column.attname)
    content, folder, ending = FILES.get(row._meta.label, ("", "", ""))
    if column.name == content:
        return f"{folder}/{row.pk}{ending}"
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(bytes(value)).decode("ascii")
    return value.isoformat() if isinstance(value, datetime | date) else value


def files(people: Sequence[int]) -> Iterator[tuple[str, bytes]]:
    """Mails as they came and files that were sent, each with its name in the archive."""
    for label, (content, folder, ending) in FILES.items():
        rows = apps.get_model(label)._default_manager.filter(RECORDS[label].of(people))
        for key, held in rows.values_list("pk", content).iterator(chunk_size=50):
            yield f"{folder}/{key}{ending}", bytes(held)
