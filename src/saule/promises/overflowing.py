"""Overflowing: while the desk runs hot, and only then, work is proposed or handed to providers.

It sits here because the gauge does: what providers are and how work comes back from them is theirs.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.core.cache import cache
from django.db import transaction

from saule.desk.errors import IllegalTransition
from saule.desk.models import Desk
from saule.matters import because
from saule.promises.models import Overheating
from saule.providers.errors import CannotHand
from saule.providers.handing import (
    bring_back_untaken,
    eligible,
    hand,
    move_each,
    propose,
    room,
    terms_now,
)
from saule.providers.models import Handover, OverflowRule, Provider
from saule.providers.ranking import Rank, rank, rule, stop_low

AT_ONCE = 50
EVERY = timedelta(minutes=5)
Mode = OverflowRule.Mode


def overflow_due(desk: Desk, *, now: datetime) -> int:
    """As ``overflow_now``, every five minutes at most: ranks are worked out from months of answers."""
    if not desk.providers.exists():
        return 0
    if not cache.add(f"overflow:{desk.public_id}", True, EVERY.total_seconds()):
        return 0
    return overflow_now(desk, now=now)


def overflow_now(desk: Desk, *, now: datetime) -> int:
    """Brings back what providers did not take, stops those who rank low, and hands work on if the desk runs
    hot; returns how many conversations moved.
    """
    moved = bring_back_untaken(desk, now=now)
    stop_low(desk, now=now)
    hot = desk.overheatings.filter(ended_at=None).first()
    how = rule(desk)
    if hot is None or how.mode == Mode.OFF:
        return moved + withdraw_proposals(desk, now=now)
    for provider, place in open_to_work(desk, how, now=now):
        moved += overflow(provider, place, hot, automatic=how.mode == Mode.AUTOMATIC, now=now)
    return moved


def withdraw_proposals(desk: Desk, *, now: datetime) -> int:
    """Proposals that nobody confirmed before it was over."""
    rows = Handover.objects.filter(provider__desk=desk, state=Handover.State.PROPOSED)
    return move_each(rows, Handover.State.LAPSED, by=None, now=now, why=because.COOLED)


def open_to_work(desk: Desk, how: OverflowRule, *, now: datetime) -> Iterable[tuple[Provider, Rank]]:
    """Those to whom work may go, the best rank first; those of whom nothing is known come last."""
    rows = [one for one in desk.providers.all() if not one.stops.filter(lifted_at=None).exists()]
    ranked = [(one, rank(one, now=now, by_rule=how)) for one in rows]
    return sorted(ranked, key=lambda pair: (-(pair[1].value or 0), pair[0].pk))


def overflow(provider: Provider, place: Rank, hot: Overheating, *, automatic: bool, now: datetime) -> int:
    """Proposes to a provider what it may be handed now, or hands it on; returns how many."""
    terms, free = terms_now(provider, now), room(provider, now=now)
    if terms is None or not free:
        return 0
    why: dict[str, Any] = {"rank": place.value, "since": hot.began_at.date().isoformat()}
    why |= {name: hot.facts.get(name) for name in ("arriving", "capacity", "late")}
    with transaction.atomic():
        Provider.objects.select_for_update().get(pk=provider.pk)
        made = propose(provider, eligible(provider, terms, now=now)[: min(free, AT_ONCE)], now=now, why=why)
    return sum(handed(one, now=now) for one in made) if automatic else len(made)


def handed(handover: Handover, *, now: datetime) -> bool:
    """Hands a proposal on; what cannot be any more lapses, what a leader decided meanwhile is decided."""
    try:
        hand(handover, by=None, now=now)
    except CannotHand as error:
        handover.move_to(Handover.State.LAPSED, by=None, now=now, why=str(error))
        return False
    except IllegalTransition:
        return False
    return True
