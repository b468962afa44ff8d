"""Overtaking: what Saule asked has answered itself when one of the two matters does not stand any more."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import Exists, F, OuterRef, Q

from saule.desk.states import move_many
from saule.matters.models import Correction, Filing, Matter, Suggestion

MERGED = Matter.State.MERGED


def overtake(correction: Correction | None, matters: Collection[int], *, now: datetime) -> int:
    """Closes the open suggestions about these matters that have nothing to ask any more; returns how many.

    ``correction`` is what overtook them: undoing it opens them again.
    """
    about = Q(matter__in=matters) | Q(other__in=matters)
    still = Filing.objects.filter(message=OuterRef("message"), matter=OuterRef("matter"))
    over = Q(matter__state=MERGED) | Q(other__state=MERGED) | Q(message__filings__matter=F("other"))
    over |= Q(~Exists(still), other=None)
    rows = list(Suggestion.objects.filter(about, state=Suggestion.State.OPEN).filter(over).distinct())
    move_many(rows, Suggestion.State.OVERTAKEN, by=None, now=now)
    Suggestion.objects.filter(pk__in=[row.pk for row in rows]).update(correction=correction)
    return len(rows)
