"""Next: the one item that presses most, the day at a glance, and taking it."""

from collections.abc import Sequence
from datetime import timedelta
from functools import partial
from itertools import islice

from django.contrib import messages
from django.core.cache import cache
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from saule.desk.policies import may
from saule.matters.items import Item, code, item_of, visible_item, waits
from saule.matters.leasing import leases_of, take
from saule.matters.skipping import skipped_often
from saule.promises.agenda import Agenda, able_on, agenda
from saule.promises.pressing import Chooser, elsewhere, pressing
from saule.web.context import able_key
from saule.web.item_panel import Shown, page_of, shown
from saule.web.pages import attempt, show
from saule.web.policies import needs
from saule.web.requests import DeskRequest

AGENDA_SECONDS = 30
ABLE_SECONDS = 3600
MOST_OFTEN = MOST_RECEIVED = 5


@require_safe
@needs("see work")
def next_item(request: DeskRequest) -> HttpResponse:
    """One item at a time: what the member has in hand, else what presses most; with the day's plan."""
    held = in_hand(request)
    found = None if held else pressing(request.membership, now=request.now)
    seen = [one.item for one in held] + ([found.item] if found else [])
    return show(
        request,
        "next",
        held=held,
        item=shown(request, found.item, found.because) if found else None,
        outside=not held and not found and elsewhere(request.membership, now=request.now),
        agenda=plan(request),
        received=received(request, seen),
        tomorrow=request.today + timedelta(days=1),
        often=often(request),
    )


def in_hand(request: DeskRequest) -> list[Shown]:
    """What the member holds and that still waits, the last taken first."""
    leases = leases_of(request.user, request.desk, now=request.now)
    items = [visible_item(request.membership, code(item)) for item in map(item_of, leases)]
    return [shown(request, item, "held") for item in items if item is not None and waits(item)]


def received(request: DeskRequest, seen: Sequence[Item]) -> list[Shown]:
    """What colleagues handed to the member and is not on the page already: a danger may come before it."""
    others = (one for one in Chooser(request.membership, request.now).handed_over() if one not in seen)
    return [shown(request, one, "handed") for one in islice(others, MOST_RECEIVED)]


def plan(request: DeskRequest) -> Agenda:
    """The day at a glance; it need not be newer than half a minute."""
    name = f"agenda:{request.desk.public_id}:{request.today}"
    known = cache.get(name)
    if not isinstance(known, Agenda):
        known = agenda(request.desk, able_today(request), now=request.now)
        cache.set(name, known, AGENDA_SECONDS)
    return known


def able_today(request: DeskRequest) -> int | None:
    """The answers that the team can give today: from the weeks before, so nothing of the day changes it but
    what somebody states; ``forget_gauge`` then forgets it.
    """
    key = able_key(request.desk)
    known = cache.get(key)
    if not known or known[0] != request.today:
        known = (request.today, able_on(request.desk, request.today))
        cache.set(key, known, ABLE_SECONDS)
    able: int | None = known[1]
    return able


def often(request: DeskRequest) -> Sequence[Shown]:
    """For those who lead: what was skipped so often that somebody has to look."""
    if not may(request.membership, "approve"):
        return ()
    return [shown(request, item, "often") for item in skipped_often(request.membership)[:MOST_OFTEN]]


@require_POST
@needs("answer")
def taking(request: DeskRequest) -> HttpResponse:
    """Puts an item into the member's hands, and leads to it; to the next one if a colleague was faster."""
    item = visible_item(request.membership, request.POST.get("item", ""))
    if item is None:
        messages.info(request, _("This is not there any more. Here is what presses most now."))
        return redirect("next")
    if not attempt(request, partial(take, item, by=request.user, now=request.now)):
        return redirect("next")
    return redirect(page_of(item))
