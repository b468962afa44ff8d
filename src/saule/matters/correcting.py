"""Correcting what Saule proposed about a matter: title, heading, gravity. A person's word stands."""

from datetime import datetime

from django.db import transaction

from saule.desk.models import Kind, Nature, User, log
from saule.matters.indexing import index_matters
from saule.matters.models import Matter


def rename(matter: Matter, title: str, *, by: User, now: datetime) -> Matter:
    """Gives the matter another title; Saule does not change it any more."""
    return correct(matter, "rename", by=by, now=now, title=title.strip()[:200], title_by_person=True)


def set_kind(matter: Matter, kind: Kind | None, nature: str, *, by: User, now: datetime) -> Matter:
    """Files the matter under a heading (None: under none) and says whether it is personal or shared."""
    return correct(matter, "set kind", by=by, now=now, kind=kind, nature=Nature(nature), kind_by_person=True)


def judge_gravity(matter: Matter, grave: bool, *, by: User, now: datetime, why: str) -> Matter:
    """A person says whether the matter is a danger, and why."""
    return correct(matter, "judge gravity", by=by, now=now, why=why, grave=grave, grave_by_person=True)


def correct(matter: Matter, verb: str, *, by: User, now: datetime, why: str = "", **fields: object) -> Matter:
    """Sets these fields, marks the matter as touched by a person, and writes the trail."""
    with transaction.atomic():
        for name, value in {**fields, "touched_by_person": True}.items():
            setattr(matter, name, value)
        matter.save(update_fields=[*fields, "touched_by_person"])
        if "title" in fields:
            index_matters([matter.pk])
        facts = {name: str(value) for name, value in fields.items() if name in ("grave", "nature")}
        if isinstance(kind := fields.get("kind"), Kind):
            facts["kind"] = kind.code
        log(matter.desk, verb, matter, by=by, now=now, why=why[:300], **facts)
    return matter
