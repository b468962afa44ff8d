"""The threshold: announced with its reason before it applies, to new matters; a lower one to all of them.

A person decides it, or Saule does within the limits that the desk has set. It stands as it was announced:
until it applies it can be cancelled, and nothing that a matter has had is ever taken from it.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from saule.desk.changing import NotPossible
from saule.desk.models import Desk, Threshold, ThresholdLimits, User, log
from saule.engines.threshold import HIGHEST, Reason, Recommendation
from saule.matters.earning import earn_due
from saule.promises.weighing import recommend

WEIGHED = "weigh threshold"
EVERY = timedelta(hours=20)
LONGEST_NOTICE = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Standing:
    """The threshold in force (1 and no row: everything is due), and the one announced, if there is one."""

    value: int
    row: Threshold | None
    coming: Threshold | None


def standing(desk: Desk, *, now: datetime) -> Standing:
    """What is in force and what is announced."""
    rows = desk.thresholds.filter(cancelled_at=None).select_related("by")
    row = rows.filter(since__lte=now).first()
    coming = rows.filter(since__gt=now).order_by("since").first()
    return Standing(row.value if row else 1, row, coming)


def limits(desk: Desk) -> ThresholdLimits:
    """What the desk has set last; what holds before anybody set anything is not stored."""
    newest = desk.threshold_limits.select_related("by").first()
    return newest or ThresholdLimits(desk=desk, at=desk.created_at)


def earliest(desk: Desk, value: int, *, now: datetime) -> date:
    """From when a threshold would apply if nobody says otherwise: a lower one at once."""
    today = desk.local_date(now)
    higher = value > standing(desk, now=now).value
    return today + timedelta(limits(desk).notice_days if higher else 0)


def announce(
    desk: Desk,
    value: int,
    *,
    since: date | None = None,
    by: User | None,
    now: datetime,
    why: str,
    facts: dict[str, Any] | None = None,
) -> Threshold:
    """Announces a threshold, with its reason; it applies from the beginning of ``since`` on.

    A higher one applies tomorrow at the earliest: nobody is to find out afterwards. Raises NotPossible.
    """
    with transaction.atomic():
        Desk.objects.select_for_update().get(pk=desk.pk)
        now_is = standing(desk, now=now)
        day = since or earliest(desk, value, now=now)
        check(desk, value, day, now_is, why, now=now)
        row = Threshold.objects.create(
            desk=desk,
            value=value,
            since=beginning(desk, day, now=now),
            announced_at=now,
            by=by,
            why=why.strip()[:300],
            facts=facts or {},
        )
        log(desk, "announce threshold", row, by=by, now=now, why=row.why, value=value, since=day.isoformat())
        apply_due(desk, now=now)
    return row


def beginning(desk: Desk, day: date, *, now: datetime) -> datetime:
    """The first moment of a day at the desk; now, if that is over."""
    return max(now, datetime.combine(day, time(), tzinfo=desk.zone))


def check(desk: Desk, value: int, day: date, now_is: Standing, why: str, *, now: datetime) -> None:
    """Raises NotPossible when this cannot be announced."""
    today = desk.local_date(now)
    if not why.strip():
        raise NotPossible(_("Say why: people read the reason beside the threshold."), "why")
    if not 1 <= value <= min(HIGHEST, 2**31 - 1):
        raise NotPossible(_("A threshold is a number of people, 1 or more."), "value")
    if now_is.coming is not None:
        raise NotPossible(_("Another threshold is announced already. Cancel it first."))
    if value == now_is.value:
        raise NotPossible(_("This threshold is in force already."), "value")
    if value > now_is.value and day <= today:
        raise NotPossible(_("A higher threshold applies tomorrow at the earliest."), "since")
    if day < today or day - today > LONGEST_NOTICE:
        raise NotPossible(_("Choose a day from today on, within a year."), "since")


def cancel(row: Threshold, *, by: User | None, now: datetime) -> None:
    """Takes the announcement back, before it applies. Raises NotPossible afterwards."""
    with transaction.atomic():
        fresh = Threshold.objects.select_for_update().get(pk=row.pk)
        if fresh.cancelled_at is not None or fresh.applied_at is not None or fresh.since <= now:
            raise NotPossible(_("It applies already, or was cancelled. Announce another one."))
        fresh.cancelled_at, fresh.cancelled_by = now, by
        fresh.save(update_fields=["cancelled_at", "cancelled_by"])
        log(fresh.desk, "cancel threshold", fresh, by=by, now=now, value=fresh.value)


def apply_due(desk: Desk, *, now: datetime) -> int:
    """Brings into force what was announced for now: matters that ask for more come down to it, none goes up.

    What passes by it has earned its answer. Returns how many thresholds began.
    """
    with transaction.atomic():
        rows = desk.thresholds.select_for_update().filter(since__lte=now, applied_at=None, cancelled_at=None)
        begun = list(rows.order_by("since", "pk"))
        for row in begun:
            desk.matters.filter(threshold__gt=row.value).update(threshold=row.value)
            row.applied_at = now
            row.save(update_fields=["applied_at"])
            log(desk, "apply threshold", row, by=None, now=now, value=row.value)
        earn_due(desk, now=now)
    return len(begun)


def set_limits(desk: Desk, values: dict[str, Any], *, by: User | None, now: datetime) -> ThresholdLimits:
    """Within what Saule may decide by itself, how long before it is announced, and when a matter lapses.

    Raises NotPossible when the highest is below the lowest.
    """
    if values["highest"] < values["lowest"]:
        raise NotPossible(_("The highest threshold is below the lowest."), "highest")
    with transaction.atomic():
        row = ThresholdLimits.objects.create(desk=desk, at=now, by=by, **values)
        log(desk, "limit threshold", desk, by=by, now=now, **values)
    return row


def decide_due(desk: Desk, *, now: datetime) -> Threshold | None:
    """Once a day, where the desk lets Saule decide: announces what the controller recommends, if it changes.

    Never beyond the desk's limits, nor while another one is announced.
    """
    within = limits(desk)
    if not within.automatic or weighed_lately(desk, now=now):
        return None
    now_is = standing(desk, now=now)
    if now_is.coming is not None:
        return None
    found = recommend(desk, now=now)
    value = min(max(found.value, within.lowest), within.highest)
    log(desk, WEIGHED, desk, by=None, now=now, **facts_of(found), value=value)
    if value == now_is.value:
        return None
    return announce(desk, value, by=None, now=now, why=str(found.reason), facts=facts_of(found))


def weighed_lately(desk: Desk, *, now: datetime) -> bool:
    """Whether Saule has weighed the threshold today already."""
    return desk.events.filter(verb=WEIGHED, at__gt=now - EVERY).exists()


def facts_of(found: Recommendation) -> dict[str, Any]:
    """The figures of a recommendation, as a row holds them."""
    return {
        "reason": str(found.reason),
        "recommended": found.value,
        "wanted": found.wanted,
        "limited": found.limited,
        "share": round(found.share, 4),
        "arrivals": round(found.arrivals, 2),
        "capacity": round(found.capacity, 2),
        "backlog": round(found.backlog, 1),
        "in_flight": round(found.in_flight, 1),
        "matters": found.matters,
    }


REASONS = frozenset(map(str, Reason))
