"""Lifetimes: until when a desk keeps which rows: for fewer days than the register says, never for more."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from saule.desk.errors import SauleError
from saule.desk.models import Desk, User, log
from saule.people.models import Shortening
from saule.people.register import RECORDS, Record

WITH_OTHERS = ("matters.MessageWords", "matters.PersonWords")
FEWEST_DAYS = 30
"""Whoever writes again about the same thing does so mostly within a month: until then it must be known."""


class NotShorter(SauleError):
    """A lifetime that is longer than the register's, or too short to answer anybody."""

    code = "not-shorter"


def limited() -> dict[str, Record]:
    """The records that a day ends by itself, by their models' names.

    Words that many share are none of them: a person's name in them goes when that person's time is over. Nor
    are words for searching: they follow the messages and persons whose they are.
    """
    return {
        label: about
        for label, about in RECORDS.items()
        if about.lifetime.days is not None and about.end.how != "mask" and label not in WITH_OTHERS
    }


def days_at(desk: Desk) -> dict[str, int]:
    """For how many days the desk keeps each record. One query."""
    stated = dict(desk.shortenings.order_by("pk").values_list("record", "days"))
    found = {}
    for label, about in limited().items():
        most = about.lifetime.days or 0
        found[label] = min(stated.get(label) or most, most)
    return found


def shorten(desk: Desk, label: str, days: int | None, *, by: User, now: datetime) -> bool:
    """From now on the desk keeps this record so many days; None: as many as the register says.

    Returns whether that changed something. Raises NotShorter.
    """
    about = limited().get(label)
    if about is None or about.lifetime.days is None:
        raise NotShorter(_("No day ends this by itself, so there is nothing to shorten."))
    most = about.lifetime.days
    if days is not None and not FEWEST_DAYS <= days <= most:
        words = _("Between %(least)s and %(most)s days: the register allows no more.")
        raise NotShorter(words % {"least": FEWEST_DAYS, "most": most})
    days = None if days == most else days
    with transaction.atomic():
        Desk.objects.select_for_update().only("pk").get(pk=desk.pk)
        before = days_at(desk)[label]
        if before == (days or most):
            return False
        row = Shortening.objects.create(desk=desk, record=label, days=days, at=now, by=by)
        after = days or most
        log(desk, "shorten lifetime", row, by=by, now=now, what=label, before=before, after=after)
    return True


def over(desk: Desk, label: str, days: int, now: datetime) -> "models.QuerySet[models.Model]":
    """The rows of a record at this desk whose time is over by ``now``; of nobody who waits for an answer."""
    model, about = apps.get_model(label), RECORDS[label]
    ended = replace(about.lifetime, days=days).over(now)
    assert ended is not None  # noqa: S101 -- only asked of what a day ends
    rows: models.QuerySet[models.Model] = model._default_manager.filter(of_desk(model, about, desk), ended)
    for path in about.path:
        way = "" if path == "pk" else f"{path}__"
        rows = rows.exclude(**{f"{way}conversations__waiting_since__isnull": False})
    return rows


def of_desk(model: type[models.Model], about: Record, desk: Desk) -> Q:
    """The rows of a desk: by their own column, else by their persons; colleagues' by their memberships."""
    if has(model, "desk"):
        return Q(desk=desk)
    if not about.path:
        way = "memberships" if has(model, "memberships") else "user__memberships"
        return Q(**{f"{way}__desk": desk})
    found = Q(pk__in=[])
    for path in about.path:
        found |= Q(**{f"{path}__desk": desk})
    return found


def has(model: type[models.Model], name: str) -> bool:
    """Whether the model has this field."""
    try:
        model._meta.get_field(name)
    except FieldDoesNotExist:
        return False
    return True


def all_over(desk: Desk, now: datetime) -> "Mapping[str, models.QuerySet[models.Model]]":
    """The rows of each record at this desk whose time is over by ``now``."""
    return {label: over(desk, label, days, now) for label, days in days_at(desk).items()}
