"""Who answers for personal data at a desk: stated by its owner, shown to everybody who writes."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from saule.desk.changing import NotPossible, refuse_unseen
from saule.desk.models import DataOffice, Desk, User, log

STATED = ("controller", "officer", "contact", "transfers")


def office_of(desk: Desk) -> DataOffice | None:
    """What was stated last; None until somebody stated it."""
    return desk.data_offices.first()


def stated(desk: Desk) -> dict[str, str]:
    """The same as plain values; empty ones until somebody stated it."""
    found = office_of(desk)
    return {name: getattr(found, name) if found else "" for name in STATED}


def state_office(
    desk: Desk, values: Mapping[str, str], *, seen: str = "", by: User, now: datetime
) -> DataOffice | None:
    """States who answers for the data. None if that is so already. Raises NotPossible, ChangedMeanwhile."""
    fresh = {name: values.get(name, "").strip() for name in STATED}
    for name in ("controller", "contact"):
        if not fresh[name]:
            raise NotPossible(_("People must be able to read who answers and how to reach them."), name)
    with transaction.atomic():
        Desk.objects.select_for_update().get(pk=desk.pk)
        before = stated(desk)
        refuse_unseen(before, seen)
        if before == fresh:
            return None
        row = DataOffice.objects.create(desk=desk, at=now, by=by, **fresh)
        log(desk, "state data office", row, by=by, now=now)
    return row
