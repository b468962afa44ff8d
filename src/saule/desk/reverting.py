"""Reverting: a change of the settings is taken back by another change, while nothing has come after it."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from saule.desk.changing import ChangedMeanwhile, NotPossible, change, values_of
from saule.desk.charting import change_kind
from saule.desk.models import Desk, Event, Kind, User

REVERSIBLE = ("change desk", "change calendar", "change kind")
"""The verbs whose rows say what was before and after, field by field."""


def revert(row: Event, *, by: User | None, now: datetime) -> Event | None:
    """What was before a change stands again, as a change of its own.

    Raises ChangedMeanwhile when what it set has been changed since, and NotPossible for a row that cannot be
    taken back, or whose value somebody else has meanwhile.
    """
    record = subject(row)
    if record is None:
        raise NotPossible(_("This change cannot be taken back here."))
    before = dict(row.facts["before"])
    if "team" in before:
        before["team"] = row.desk.teams.filter(pk=before["team"]).first()
    with transaction.atomic():
        fresh = type(record)._default_manager.select_for_update().get(pk=record.pk)
        if values_of(fresh, row.facts["after"]) != row.facts["after"]:
            raise ChangedMeanwhile
        if isinstance(fresh, Kind):
            return change_kind(fresh, before, by=by, now=now)
        return change(fresh, before, row.verb, by=by, now=now)


def subject(row: Event) -> Any:
    """The desk or heading that a row of a change is about; None if it is gone, or no such change."""
    if row.verb not in REVERSIBLE or "before" not in row.facts:
        return None
    if row.record == "desk":
        return Desk.objects.get(pk=row.desk_id)
    return row.desk.kinds.filter(pk=row.record_id).first()
