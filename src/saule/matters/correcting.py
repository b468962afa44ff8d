"""Correcting what Saule proposed about a matter: title, heading, gravity. A person's word stands."""

from datetime import datetime
from typing import Any

from django.db import transaction

from saule.desk.models import Kind, Nature, User, log
from saule.matters.acting import Act
from saule.matters.models import Correction, Matter

Verb = Correction.Verb


def rename(matter: Matter, title: str, *, by: User, now: datetime) -> Correction:
    """Gives the matter another title; Saule does not change it any more."""
    fields: dict[str, Any] = {"title": title.strip()[:200], "title_by_person": True}
    return correct(matter, Verb.RENAME, "rename", by=by, now=now, **fields)


def set_kind(matter: Matter, kind: Kind | None, nature: str, *, by: User, now: datetime) -> Correction:
    """Files the matter under a heading (None: under none) and says whether it is personal or shared."""
    fields: dict[str, Any] = {"kind": kind, "nature": Nature(nature).value, "kind_by_person": True}
    return correct(matter, Verb.KIND, "set kind", by=by, now=now, **fields)


def judge_gravity(matter: Matter, grave: bool, *, by: User, now: datetime, why: str) -> Correction:
    """A person says whether the matter is a danger, and why."""
    fields: dict[str, Any] = {"grave": grave, "grave_by_person": True}
    return correct(matter, Verb.GRAVITY, "judge gravity", by=by, now=now, why=why, **fields)


def correct(
    matter: Matter, verb: str, log_as: str, *, by: User, now: datetime, why: str = "", **fields: object
) -> Correction:
    """Sets these fields, marks the matter as touched by a person, and writes the correction and the trail."""
    with transaction.atomic():
        act = Act(verb, matter, by=by, now=now, why=why)
        for name, value in {**fields, "touched_by_person": True}.items():
            setattr(matter, name, value)
        matter.save(update_fields=[*fields, "touched_by_person"])
        act.correction.save()
        act.note_changes()
        facts = {name: str(value) for name, value in fields.items() if name in ("grave", "nature")}
        if isinstance(kind := fields.get("kind"), Kind):
            facts["kind"] = kind.code
        log(matter.desk, log_as, matter, by=by, now=now, why=why[:300], **facts)
    return act.correction
