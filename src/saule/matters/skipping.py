"""Skipping: an item goes back for somebody else, with the reason. The date that was promised stands."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from saule.desk.errors import SauleError
from saule.desk.models import Membership, User
from saule.matters.handing import lock
from saule.matters.items import Item, about, item_of, of_item, waits, waits_since
from saule.matters.leasing import check_hands, end
from saule.matters.models import Lease, Skip
from saule.matters.typed import one_line

MOST = 20
READ = 200


class SkipReasonNeeded(SauleError):
    """A skip says why, so that the next one can do better."""

    code = "skip-reason-needed"


def skip(item: Item, *, by: User, now: datetime, reason: str, why: str = "") -> Skip:
    """Passes on the item: it is offered to others first, and to those who lead once it was passed on often.

    Raises SkipReasonNeeded, InOtherHands while a colleague holds it, NothingToAnswer when nobody waits.
    """
    why = one_line(why, 300)
    if reason not in Skip.Reason.values or (reason == Skip.Reason.OTHER and not why):
        raise SkipReasonNeeded(_("Choose a reason, or say it in a few words."))
    with transaction.atomic():
        lock(item)
        check_hands(item, by=by, now=now)
        number = times_skipped(item) + 1
        made = Skip.objects.create(
            desk=item.desk, reason=reason, why=why, number=number, at=now, by=by, **about(item)
        )
        end(item, Lease.Ended.SKIPPED, by=by, now=now)
    return made


def skips_of(item: Item) -> list[Skip]:
    """Who skipped it since whoever waits began to wait, and why, the oldest first."""
    rows = of_item(Skip.objects.filter(at__gte=waits_since(item)), item)
    return list(rows.select_related("by").order_by("at", "pk"))


def times_skipped(item: Item) -> int:
    """How often it was skipped since whoever waits began to wait."""
    return of_item(Skip.objects.filter(at__gte=waits_since(item)), item).count()


def skipped_often(membership: Membership) -> list[Item]:
    """The items that were skipped so often that somebody who leads has to look, the longest since first."""
    rows = Skip.objects.filter(desk=membership.desk_id, number__gte=Skip.OFTEN).order_by("-at", "-pk")
    rows = rows.select_related("conversation__person", "conversation__desk", "matter__desk")[:READ]
    newest: dict[tuple[str, int], Skip] = {}
    for row in rows:
        newest.setdefault((type(item_of(row)).__name__, item_of(row).pk), row)
    return list(still(newest.values()))[:MOST][::-1]


def still(rows: Iterable[Skip]) -> Iterator[Item]:
    """Of what was skipped, what waits yet for the same."""
    for row in rows:
        item = item_of(row)
        if waits(item) and row.at >= waits_since(item):
            yield item
