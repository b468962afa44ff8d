"""Quality: for how many days a desk listens whether an answer did, and how many answers are read again."""

from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from saule.desk.changing import NotPossible, refuse_unseen
from saule.desk.models import Desk, Event, QualityRule, User, log

MOST_DAYS, MOST_PER_CENT, MOST_AT_LEAST = 90, 100, 50


@dataclass(frozen=True, slots=True)
class Rules:
    """What a desk decided; this until somebody decides otherwise."""

    days: int = 14
    per_cent: int = 2
    least: int = 3


def rules_of(desk: Desk) -> Rules:
    """The rules that hold at a desk now."""
    row = desk.quality_rules.first()
    return Rules(row.days, row.per_cent, row.least) if row else Rules()


def state_rules(desk: Desk, wanted: Rules, *, seen: str = "", by: User | None, now: datetime) -> Event | None:
    """From now on these rules hold. None when nothing is new.

    Raises NotPossible for figures that cannot be, and ChangedMeanwhile when ``seen`` was of other rules.
    """
    check(wanted)
    with transaction.atomic():
        Desk.objects.select_for_update().get(pk=desk.pk)
        before, after = asdict(rules_of(desk)), asdict(wanted)
        refuse_unseen(before, seen)
        if before == after:
            return None
        QualityRule.objects.create(desk=desk, at=now, by=by, **after)
        return log(desk, "change quality rules", desk, by=by, now=now, before=before, after=after)


def check(wanted: Rules) -> None:
    """Raises NotPossible for the first figure that cannot be."""
    if not 1 <= wanted.days <= MOST_DAYS:
        raise NotPossible(_("Between 1 and %(most)s days.") % {"most": MOST_DAYS}, "days")
    if not 0 <= wanted.per_cent <= MOST_PER_CENT:
        raise NotPossible(_("Between 0 and %(most)s in a hundred.") % {"most": MOST_PER_CENT}, "per_cent")
    if not 0 <= wanted.least <= MOST_AT_LEAST:
        raise NotPossible(_("Between 0 and %(most)s.") % {"most": MOST_AT_LEAST}, "least")
