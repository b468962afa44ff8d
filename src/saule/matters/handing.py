"""Handing over: an item goes to a colleague or a team, with what they need to know on top of it."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from saule.desk.errors import SauleError
from saule.desk.models import Team, User, log
from saule.engines.masking import mask_cards
from saule.matters.assigning import CannotAssign, assign, check_holder
from saule.matters.items import Item, about, of_item, waits_since
from saule.matters.leasing import check_hands, end
from saule.matters.models import Conversation, HandOver, Lease
from saule.matters.seeing import seers

LONGEST = 2_000


class ContextNeeded(SauleError):
    """Whoever takes over is told something: an empty hand-over is a riddle."""

    code = "context-needed"


def hand_over(item: Item, to: User | Team, *, by: User, now: datetime, context: str) -> HandOver:
    """Gives the item to ``to``, with words that they read on top of it; the date that was promised stands.

    Raises ContextNeeded, CannotAssign for somebody who does not work here (any more), InOtherHands while a
    colleague holds it, NothingToAnswer when nobody waits for it.
    """
    context = mask_cards(context.strip()[:LONGEST]).text.replace("\x00", "")
    if not context:
        raise ContextNeeded(_("Say in a few words what they need to know."))
    check_holder(item, to)
    check_sight(item, to)
    with transaction.atomic():
        lock(item)
        check_hands(item, by=by, now=now)
        if isinstance(item, Conversation):
            assign(item, to, by=by, now=now)
        of_item(HandOver.objects.filter(ended_at=None), item).update(ended_at=now)
        user, team = (to if isinstance(to, User) else None), (to if isinstance(to, Team) else None)
        made = HandOver.objects.create(
            desk=item.desk, to_user=user, to_team=team, context=context, at=now, by=by, **about(item)
        )
        end(item, Lease.Ended.HANDED_OVER, by=by, now=now)
        log(item.desk, "hand over", item, by=by, now=now)
    return made


def check_sight(item: Item, to: User | Team) -> None:
    """A conversation is seen by whom it is given to; a matter only by those of its heading's team."""
    if isinstance(item, Conversation):
        return
    everyone = seers(item)
    if isinstance(to, Team):
        seen = any(to in one.teams.all() for one in everyone)
    else:
        seen = any(one.user_id == to.pk for one in everyone)
    if not seen:
        raise CannotAssign(_("%(name)s does not see matters under this heading.") % {"name": to.name})


def lock(item: Item) -> None:
    """Holds the item until the transaction ends: of two who pass it on at once, the second is told."""
    type(item).objects.select_for_update(no_key=True).get(pk=item.pk)


def standing(item: Item) -> HandOver | None:
    """What was handed over with the item, while whoever waits still waits for the same."""
    rows = of_item(HandOver.objects.filter(ended_at=None), item).select_related("by", "to_user", "to_team")
    found = rows.first()
    return found if found is not None and found.at >= waits_since(item) else None
