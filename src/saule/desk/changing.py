"""Changing what an owner has set: what was before is kept, and nobody overwrites what they have not seen."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext as _

from saule.desk.errors import SauleError
from saule.desk.models import Desk, Event, User, log


class ChangedMeanwhile(SauleError):
    """Somebody else changed it since it was shown."""

    code = "changed-meanwhile"

    def __init__(self) -> None:
        super().__init__(
            _(
                "Somebody else has changed this meanwhile. Nothing of yours is written yet:"
                " look at what stands now, then send it again."
            )
        )


class NotPossible(SauleError):
    """A value that cannot stand; ``field`` names the one it is about, or is empty."""

    code = "not-possible"

    def __init__(self, text: str, field: str = "") -> None:
        super().__init__(text)
        self.field = field


def values_of(record: models.Model, fields: Iterable[str]) -> dict[str, Any]:
    """The present values of these fields, as the trail can hold them."""
    return {name: plain(record.serializable_value(name)) for name in fields}


def plain(value: Any) -> Any:
    """A value as JSON can hold it."""
    return value.isoformat() if isinstance(value, date) else value


def stamp(values: Mapping[str, Any]) -> str:
    """What a form carries along, to tell on its return whether these values are still what they were."""
    return hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()[:16]


def refuse_unseen(values: Mapping[str, Any], seen: str) -> None:
    """Raises ChangedMeanwhile when ``seen`` was of other values; an empty ``seen`` looks at nothing."""
    if seen and seen != stamp(values):
        raise ChangedMeanwhile


def change(
    record: Any, values: Mapping[str, Any], verb: str, *, seen: str = "", by: User | None, now: datetime
) -> Event | None:
    """Sets these fields of a desk or one of its records, with a row of what was before and after.

    ``seen`` is the stamp of the values that the person had before their eyes. Returns None when nothing is
    new. Raises ChangedMeanwhile, or NotPossible for a value that the field cannot hold.
    """
    with transaction.atomic():
        fresh = type(record)._default_manager.select_for_update().get(pk=record.pk)
        before = values_of(fresh, values)
        refuse_unseen(before, seen)
        for name, value in values.items():
            setattr(fresh, name, value)
        check(fresh, set(values))
        after = values_of(fresh, values)
        new = [name for name in values if before[name] != after[name]]
        row = None
        if new:
            fresh.save(update_fields=new)
            old, now_is = ({name: values[name] for name in new} for values in (before, after))
            row = log(desk_of(fresh), verb, fresh, by=by, now=now, before=old, after=now_is)
    for name in values:
        setattr(record, name, getattr(fresh, name))
    return row


def check(record: models.Model, fields: set[str]) -> None:
    """Raises NotPossible for the first of these fields whose value is too long, empty or unknown."""
    others = {field.name for field in record._meta.fields} - fields
    try:
        record.clean_fields(exclude=others)
    except ValidationError as error:
        name, messages = next(iter(error.message_dict.items()))
        raise NotPossible(" ".join(messages), name) from None


def desk_of(record: Any) -> Desk:
    """The desk a record belongs to; a desk is its own."""
    return record if isinstance(record, Desk) else record.desk
