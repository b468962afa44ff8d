"""Earning: what passed its threshold is owed an answer from then on, whatever becomes of its signatures.

Only a decision about fraud takes it away, or the undoing of the act that brought it along.
"""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q, QuerySet

from saule.desk.models import Desk, User
from saule.matters.models import Correction, Earning, Matter

GRACE = timedelta(minutes=15)
"""So long an act that brings signatures together can be taken back before its matter earns anything by it:
people are told of neither until then.
"""
Because = Earning.Because


def earn(matters: Collection[Matter], *, now: datetime) -> list[Earning]:
    """Writes down which of these matters, counted and held by the caller, have passed their threshold."""
    passed = [
        matter
        for matter in matters
        if matter.earned_at is None
        and matter.threshold > 1
        and matter.confirmed >= matter.threshold
        and not just_put_together(matter, now=now)
    ]
    return [write(matter, True, Because.PASSED, now=now) for matter in passed]


def earn_due(desk: Desk, *, now: datetime) -> int:
    """The same for all of a desk: a threshold came down, or an act has stood for long; returns how many."""
    rows = desk.matters.filter(earned_at=None, threshold__gt=1, confirmed__gte=F("threshold"))
    keys = list(rows.values_list("pk", flat=True))
    with transaction.atomic():
        held = Matter.objects.select_for_update().filter(pk__in=keys).order_by("pk")
        return len(earn(list(held), now=now))


def just_put_together(matter: Matter, *, now: datetime) -> bool:
    """Whether an act that can still be taken back unheard has brought signatures into this matter."""
    about = Q(matter=matter) | Q(other=matter)
    acts = Correction.objects.filter(about, at__gt=now - GRACE, undone_by=None, messages_count__gt=0)
    return acts.exclude(verb=Correction.Verb.UNDO).exists()


def write(
    matter: Matter, earned: bool, because: str, *, by: User | None = None, now: datetime, **more: object
) -> Earning:
    """One row, and the matter in line with it."""
    row = Earning.objects.create(
        matter=matter,
        earned=earned,
        because=because,
        confirmed=matter.confirmed,
        threshold=matter.threshold,
        at=now,
        by=by,
        **more,
    )
    matter.earned_at, matter.lapses_on = now if earned else None, None
    Matter.objects.filter(pk=matter.pk).update(earned_at=matter.earned_at, lapses_on=None)
    return row


def newest(matter: Matter) -> Earning | None:
    """The row that counts; None if the matter never earned anything."""
    return Earning.objects.filter(matter=matter).order_by("-pk").first()


def carry(matter: Matter, to: Matter, correction: Correction | None, *, now: datetime) -> Earning | None:
    """What a matter has earned goes along to another one with an act; None where nothing is to bring."""
    last = newest(matter)
    if last is None or not last.earned or to.earned_at is not None:
        return None
    by = correction.by if correction else None
    return write(to, True, Because.CARRIED, by=by, now=now, comes_from=last, correction=correction)


def undo_carried(correction: Correction, undoing: Correction, *, now: datetime) -> None:
    """What came along with an act goes back with it, where nothing else was decided since.

    What two matters earned while they were one, both keep.
    """
    for row in brought_by(correction):
        if newest(row.matter) == row:
            write(row.matter, False, Because.UNDONE, by=undoing.by, now=now, correction=undoing)
    if correction.verb == Correction.Verb.MERGE and correction.other is not None:
        whole, part = (Matter.objects.get(pk=row.pk) for row in (correction.other, correction.matter))
        last = newest(whole)
        if last is not None and last.because == Because.PASSED and last.at >= correction.at:
            carry(whole, part, undoing, now=now)


def brought_by(correction: Correction) -> Iterable[Earning]:
    """What an act carried along."""
    rows: QuerySet[Earning] = Earning.objects.filter(correction=correction, because=Because.CARRIED)
    return rows.select_related("matter").order_by("pk")
