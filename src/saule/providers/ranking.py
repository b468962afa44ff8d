"""Ranking: providers by how relevant their answers are and how safe data are with them; a low rank stops."""

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from saule.desk.changing import NotPossible
from saule.desk.models import Desk, Event, User, log
from saule.matters import because
from saule.matters.typed import one_line
from saule.providers.models import OverflowRule, Provider, Stop
from saule.providers.outcomes import Relevance, relevance
from saule.providers.securing import Score, score

BEST = 100
LIFT_HOLDS = timedelta(days=30)
"""After a person has lifted a stop, Saule does not stop the same provider again for so long."""
MOST_WEIGHT, MOST_HOURS = 10, 24 * 14


@dataclass(frozen=True, slots=True)
class Rank:
    """From 0 to 100, with what it rests on; None while nothing counts.

    Relevance counts by the lower end of its interval, and only once enough is known.
    """

    value: int | None
    relevance: Relevance
    score: Score
    relevance_weight: int
    security_weight: int


@dataclass(frozen=True, slots=True, kw_only=True)
class How:
    """How work is handed on; see ``OverflowRule``."""

    mode: str = OverflowRule.Mode.PROPOSE
    relevance_weight: int = 2
    security_weight: int = 1
    lowest_rank: int = 50
    take_hours: int = 24


def rule(desk: Desk) -> OverflowRule:
    """How the desk hands work on now; the usual way where nobody has said."""
    return desk.overflow_rules.first() or OverflowRule(desk=desk)


def rank(provider: Provider, *, now: datetime, by_rule: OverflowRule | None = None) -> Rank:
    """Where the provider stands."""
    how = by_rule or rule(provider.desk)
    known, safe = relevance(provider, now=now), score(provider)
    relevance_weight = how.relevance_weight if known.enough else 0
    security_weight = how.security_weight if safe.value is not None else 0
    whole = relevance_weight + security_weight
    value = None
    if whole:
        sum_ = relevance_weight * BEST * known.low + security_weight * (safe.value or 0)
        value = round(sum_ / whole)
    return Rank(value, known, safe, relevance_weight, security_weight)


def state_rule(desk: Desk, how: How, *, by: User | None, now: datetime) -> OverflowRule | None:
    """How the desk hands work on from now on; None when nothing is new. Raises NotPossible."""
    check_how(how)
    values = asdict(how)
    with transaction.atomic():
        Desk.objects.select_for_update().get(pk=desk.pk)
        before = rule(desk)
        if before.pk and all(getattr(before, name) == value for name, value in values.items()):
            return None
        row = OverflowRule.objects.create(desk=desk, **values, at=now, by=by)
        log(desk, "state overflow", desk, by=by, now=now, **values)
    return row


def check_how(how: How) -> None:
    """Raises NotPossible for a rule by which nothing could be decided."""
    if how.mode not in OverflowRule.Mode.values:
        raise NotPossible(_("There is no such way of handing on."), "mode")
    if not how.relevance_weight and not how.security_weight:
        raise NotPossible(_("One of the two has to count."), "relevance_weight")
    if not 0 <= how.lowest_rank <= BEST or not 1 <= how.take_hours <= MOST_HOURS:
        raise NotPossible(_("A rank is between 0 and 100, and the time to take at least an hour."))


def standing_stop(provider: Provider) -> Stop | None:
    """The stop that stands."""
    return provider.stops.filter(lifted_at=None).select_related("by").first()


def stop(provider: Provider, *, by: User | None, now: datetime, why: str, rank: int | None = None) -> Stop:
    """Nothing is handed to the provider any more. Raises NotPossible without a reason, or if that is so."""
    why = one_line(why, 300)
    if not why:
        raise NotPossible(_("Say in a few words why."), "why")
    with transaction.atomic():
        Provider.objects.select_for_update().get(pk=provider.pk)
        if standing_stop(provider):
            raise NotPossible(_("Nothing is handed to them already."))
        row = Stop.objects.create(provider=provider, rank=rank, why=why, at=now, by=by)
        log(provider.desk, "stop provider", provider, by=by, now=now, why=why, rank=rank)
    return row


def lift(provider: Provider, *, by: User, now: datetime, why: str) -> Event:
    """A person lifts the stop, with a reason. Raises NotPossible without one, or where nothing is stopped."""
    why = one_line(why, 300)
    if not why:
        raise NotPossible(_("Say in a few words why."), "why")
    with transaction.atomic():
        Provider.objects.select_for_update().get(pk=provider.pk)
        row = standing_stop(provider)
        if row is None:
            raise NotPossible(_("They are not stopped."))
        row.lifted_at, row.lifted_by, row.lift_why = now, by, why
        row.save(update_fields=["lifted_at", "lifted_by", "lift_why"])
        return log(provider.desk, "lift stop", provider, by=by, now=now, why=why)


def stop_low(desk: Desk, *, now: datetime) -> int:
    """Stops those whose rank is below the desk's limit; returns how many. One that a person has lifted lately
    is left alone.
    """
    how, found = rule(desk), 0
    for provider in desk.providers.exclude(stops__lifted_at=None, stops__isnull=False):
        if provider.stops.filter(lifted_at__gt=now - LIFT_HOLDS).exists():
            continue
        value = rank(provider, now=now, by_rule=how).value
        if value is not None and value < how.lowest_rank:
            stop(provider, by=None, now=now, why=because.LOW_RANK, rank=value)
            found += 1
    return found
