"""Reverting: a change of the settings is taken back by another change, while nothing has come after it."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from saule.desk.changing import ChangedMeanwhile, NotPossible, change, values_of
from saule.desk.charting import change_kind
from saule.desk.models import Desk, Event, Kind, Membership, User
from saule.desk.rhythm import rhythm_of, state_rhythm
from saule.desk.timetabling import state_hours, week_of

REVERSIBLE = ("change desk", "change calendar", "change kind", "state hours", "change rhythm")
"""The verbs whose rows say what was before and after, field by field."""


def revert(row: Event, *, by: User | None, now: datetime) -> Event | None:
    """What was before a change stands again, as a change of its own.

    Raises ChangedMeanwhile when what it set has been changed since, and NotPossible for a row that cannot be
    taken back, or whose value somebody else has meanwhile.
    """
    record = subject(row)
    if record is None:
        raise NotPossible(_("This change cannot be taken back here."))
    if row.verb == "change rhythm":
        return revert_rhythm(row, by=by, now=now)
    if isinstance(record, Membership):
        return revert_hours(record, row, by=by, now=now)
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


def revert_hours(membership: Membership, row: Event, *, by: User | None, now: datetime) -> Event | None:
    """A colleague answers again on the days and for as long as before a statement, from its own day on."""
    since = date.fromisoformat(row.facts["since"])
    with transaction.atomic():
        if week_of(membership, since) != row.facts["after"]["minutes"]:
            raise ChangedMeanwhile
        return state_hours(membership, row.facts["before"]["minutes"], since=since, by=by, now=now)


def revert_rhythm(row: Event, *, by: User | None, now: datetime) -> Event | None:
    """News goes out again on the days on which it did before."""
    with transaction.atomic():
        if rhythm_of(row.desk) != row.facts["after"]:
            raise ChangedMeanwhile
        return state_rhythm(row.desk, **row.facts["before"], by=by, now=now)


def subject(row: Event) -> Any:
    """The desk, heading or colleague that a row of a change is about; None if it is gone or none."""
    if row.verb not in REVERSIBLE or "before" not in row.facts:
        return None
    if row.record == "desk":
        return Desk.objects.get(pk=row.desk_id)
    if row.record == "membership":
        return row.desk.memberships.filter(pk=row.record_id).first()
    return row.desk.kinds.filter(pk=row.record_id).first()
