"""Leasing: a colleague takes an item, so that nobody else is offered it; it comes free by itself.

That two never hold the same is the store's own rule: of two who take at once, one is told of the other.
"""

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from saule.desk.errors import SauleError
from saule.desk.models import Desk, User
from saule.matters.items import Item, about, of_item, waits
from saule.matters.models import HandOver, Lease

LENGTH = timedelta(minutes=15)
"""How long an item stays in somebody's hands after they were last there."""
EVERY = timedelta(minutes=1)
"""A lease that was renewed since is not written again."""


class InOtherHands(SauleError):
    """A colleague has it: ``lease`` says who and until when."""

    code = "in-other-hands"

    def __init__(self, lease: Lease) -> None:
        until = lease.until.astimezone(lease.desk.zone)
        words = {"name": lease.user.name, "time": f"{until:%H:%M}"}
        super().__init__(_("%(name)s has this in hand until %(time)s. Take another one meanwhile.") % words)
        self.lease = lease


class NothingToAnswer(SauleError):
    """Meanwhile nobody waits for an answer to it any more."""

    code = "nothing-to-answer"

    def __init__(self) -> None:
        super().__init__(_("Meanwhile it has been answered or settled: there is nothing left to do here."))


def take(item: Item, *, by: User, now: datetime) -> Lease:
    """Puts the item into somebody's hands; what they hold already is renewed.

    Raises InOtherHands when a colleague holds it, NothingToAnswer when nobody waits for it any more.
    """
    if not waits(item):
        raise NothingToAnswer
    if mine := renew(item, by=by, now=now):
        return mine
    try:
        with transaction.atomic():
            over = of_item(Lease.objects.filter(ended_at=None, until__lte=now), item)
            over.update(ended_at=now, ended=Lease.Ended.EXPIRED)
            return Lease.objects.create(desk=item.desk, user=by, since=now, until=now + LENGTH, **about(item))
    except IntegrityError:
        standing = of_item(Lease.objects.filter(ended_at=None), item).select_related("user", "desk").first()
        if standing is None:
            # Whoever was faster has given it back since.
            return take(item, by=by, now=now)
        raise InOtherHands(standing) from None


def renew(item: Item, *, by: User, now: datetime) -> Lease | None:
    """Whoever is there keeps what they hold, also past its time if nobody took it; None if they hold none."""
    mine = of_item(Lease.objects.filter(ended_at=None, user=by), item).select_related("user", "desk")
    lease = mine.first()
    if lease is None or lease.until - now > LENGTH - EVERY:
        return lease
    if not mine.filter(pk=lease.pk).update(until=now + LENGTH):
        return None
    lease.until = now + LENGTH
    return lease


def lease_of(item: Item, *, now: datetime) -> Lease | None:
    """In whose hands the item is."""
    rows = of_item(Lease.objects.filter(ended_at=None, until__gt=now), item)
    return rows.select_related("user", "desk").first()


def leases_of(user: User, desk: Desk, *, now: datetime) -> list[Lease]:
    """What somebody has in hand, the last taken first."""
    rows = Lease.objects.filter(desk=desk, user=user, ended_at=None, until__gt=now)
    return list(rows.select_related("conversation", "matter", "desk", "user").order_by("-since", "-pk"))


def end(item: Item, how: str, *, by: User, now: datetime) -> bool:
    """Whoever holds the item holds it no more; whether they did."""
    mine = of_item(Lease.objects.filter(ended_at=None, user=by), item)
    return bool(mine.update(ended_at=now, ended=how))


def release(item: Item, *, by: User, now: datetime) -> bool:
    """Gives the item back: it is offered to everybody again."""
    return end(item, Lease.Ended.RELEASED, by=by, now=now)


def answered(item: Item, *, now: datetime) -> None:
    """The item has its answer: it is in nobody's hands, and what was handed over with it is done."""
    of_item(Lease.objects.filter(ended_at=None), item).update(ended_at=now, ended=Lease.Ended.ANSWERED)
    of_item(HandOver.objects.filter(ended_at=None), item).update(ended_at=now)


def check_hands(item: Item, *, by: User, now: datetime) -> None:
    """Raises NothingToAnswer or InOtherHands when it is not theirs to pass on."""
    if not waits(item):
        raise NothingToAnswer
    lease = lease_of(item, now=now)
    if lease is not None and lease.user_id != by.pk:
        raise InOtherHands(lease)
