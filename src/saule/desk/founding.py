"""Founding: a new desk with its owner, a mailbox in rehearsal, a capacity and a first charter."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from importlib.resources import files
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from saule.desk.errors import SauleError
from saule.desk.models import (
    Capacity,
    Desk,
    Kind,
    KindExample,
    Language,
    Mailbox,
    Membership,
    Role,
    User,
    log,
)


class AlreadyFounded(SauleError):
    """There is a desk already; a second one is not made by the way."""

    code = "already-founded"


@dataclass(frozen=True, slots=True, kw_only=True)
class Founding:
    """What a new desk needs. ``capacity`` is in answers a week; 0 states none."""

    desk: str
    owner_email: str
    owner_name: str
    password: str
    address: str
    language: str = "fr"
    capacity: int = 0
    country: str = "FR"
    time_zone: str = "Europe/Paris"


def found(wish: Founding, *, now: datetime, kinds: Iterable[Mapping[str, Any]] | None = None) -> Desk:
    """Makes the desk and all it starts with, or nothing. Raises AlreadyFounded when there is one.

    The owner exists only once the desk does, so that a run that was cut short can be run again. ``kinds``
    are headings as in ``charters/start.toml``, which is used when none are given.
    """
    with transaction.atomic():
        if existing := Desk.objects.first():
            raise AlreadyFounded(
                _("There is a desk already: “%(desk)s”. Change it in its settings.") % {"desk": existing.name}
            )
        desk = Desk.objects.create(
            name=wish.desk,
            language=wish.language,
            country=wish.country,
            time_zone=wish.time_zone,
            created_at=now,
        )
        owner = User.objects.create_user(wish.owner_email, wish.owner_name, wish.password, wish.language)
        Membership.objects.create(desk=desk, user=owner, role=Role.OWNER, since=now)
        Mailbox.objects.create(
            desk=desk, address=wish.address.strip().lower(), name=wish.desk, created_at=now
        )
        if wish.capacity:
            since = desk.local_date(now)
            Capacity.objects.create(desk=desk, answers_per_week=wish.capacity, since=since, at=now, by=owner)
        write_charter(desk, starting_kinds() if kinds is None else kinds)
        log(desk, "found", desk, by=owner, now=now)
    return desk


def starting_kinds() -> list[dict[str, Any]]:
    """The headings that a new desk starts with."""
    text = (files("saule.desk") / "charters" / "start.toml").read_text("utf-8")
    kinds: list[dict[str, Any]] = tomllib.loads(text)["kind"]
    return kinds


def write_charter(desk: Desk, kinds: Iterable[Mapping[str, Any]]) -> None:
    """Writes the headings with their examples."""
    for position, row in enumerate(kinds):
        kind = Kind.objects.create(
            desk=desk,
            code=row["code"],
            name_fr=row["name_fr"],
            name_en=row["name_en"],
            nature=row["nature"],
            entitled_days=row.get("entitled_days"),
            in_working_days=row.get("in_working_days", False),
            statutory=row.get("statutory", False),
            legal_basis=row.get("legal_basis", ""),
            hoped_days=row.get("hoped_days"),
            position=position,
        )
        KindExample.objects.bulk_create(
            KindExample(kind=kind, text=text[:500], language=language)
            for language in Language.values
            for text in row.get(f"examples_{language}", ())
        )
