"""Asking: a desk's owner chooses what its form asks beside the message. Only the catalogue can be asked."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from saule.desk.errors import SauleError
from saule.desk.models import Desk, User, log
from saule.people.askable import CATALOGUE, Askable
from saule.people.models import Asking


class NotAskable(SauleError):
    """This is not in the catalogue, or would be required without a reason."""

    code = "not-askable"


@dataclass(frozen=True, slots=True)
class Asked:
    """A field of the catalogue as one desk asks it now; ``because`` says why it is required."""

    field: Askable
    required: bool = False
    because: str = ""


def asked(desk: Desk) -> list[Asked]:
    """What the desk's form asks now, in the catalogue's order. One query."""
    rows = {row.code: row for row in desk.askings.standing()}
    return [
        Asked(field, rows[code].required, rows[code].because)
        for code, field in CATALOGUE.items()
        if code in rows
    ]


def ask(desk: Desk, code: str, *, by: User, now: datetime, required: bool = False, because: str = "") -> bool:
    """From now on the form asks this field; whether that changed something. Asked already, it is stated anew.

    Raises NotAskable for what is not in the catalogue, and for what is required without a reason.
    """
    because = " ".join(because.split())[:200] if required else ""
    if code not in CATALOGUE:
        raise NotAskable(_("This is not in the catalogue of what a form may ask."))
    if required and not because:
        raise NotAskable(_("What nobody can leave out needs a reason: people read it beside the field."))
    with transaction.atomic():
        row = held(desk, code)
        if row and (row.required, row.because) == (required, because):
            return False
        if row:
            end(row, by=by, now=now)
        stated = {"required": required, "because": because, "since": now, "by": by}
        row = Asking.objects.create(desk=desk, code=code, **stated)
        log(desk, "ask field", row, by=by, now=now, why=because, code=code, required=required)
    return True


def stop_asking(desk: Desk, code: str, *, by: User, now: datetime) -> bool:
    """The form asks this no more; what was answered stays as long as it may. Whether it was asked."""
    with transaction.atomic():
        row = held(desk, code)
        if row is None:
            return False
        end(row, by=by, now=now)
        log(desk, "stop asking field", row, by=by, now=now, code=code)
    return True


def held(desk: Desk, code: str) -> Asking | None:
    """The row that stands; others who change what this desk asks wait until the transaction ends."""
    Desk.objects.select_for_update().only("pk").get(pk=desk.pk)
    return desk.askings.standing().filter(code=code).first()


def end(row: Asking, *, by: User, now: datetime) -> None:
    """The row is over; another may take its place."""
    row.ended_at, row.ended_by = now, by
    row.save(update_fields=["ended_at", "ended_by"])
