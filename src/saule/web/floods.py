"""Floods: addresses from which so much comes that the later mails wait for a person's word."""

from functools import partial

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from saule.matters import flooding
from saule.matters.models import Flood
from saule.web.pages import attempt, cut, show
from saule.web.policies import needs
from saule.web.requests import DeskRequest


@require_safe
@needs("decide floods")
def floods(request: DeskRequest) -> HttpResponse:
    """What is set aside, the newest first; what was decided stands below."""
    rows = request.desk.floods.select_related("address__person")
    decided = rows.exclude(state=Flood.State.OPEN).order_by("-last_at", "-pk")
    waiting = list(rows.undecided()[:100])
    shown = [(one, flooding.aside(one).order_by("received_at").first()) for one in waiting]
    return show(request, "floods", waiting=shown, decided=cut(request, decided), State=Flood.State)


@require_POST
@needs("decide floods")
def flood(request: DeskRequest, public_id: str) -> HttpResponse:
    """A person lets the mails in, or keeps them aside."""
    found = get_object_or_404(request.desk.floods, public_id=public_id)
    if request.POST.get("verdict") == "let_in":
        let_in = partial(flooding.let_in, found, by=request.user, now=request.now)
        attempt(request, let_in, _("Let in: they are grouped and promised like all others."))
    elif request.POST.get("verdict") == "keep":
        keep = partial(flooding.keep_aside, found, by=request.user, now=request.now)
        attempt(request, keep, _("Kept aside. They can still be let in."))
    return redirect("floods")
