"""What people do to groups: say what came of it, with the way back beside it."""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.messages.storage.base import Message
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from saule.desk.errors import SauleError
from saule.matters import undoing
from saule.matters.models import Correction, Matter
from saule.web.forms import ReversalForm
from saule.web.policies import needs
from saule.web.requests import DeskRequest

UNDO = "undo-"


def act(request: DeskRequest, verb: Callable[[], Correction | None], done: str) -> Correction | None:
    """Does it; says ``done`` with a button that undoes it, or what was refused (then None)."""
    try:
        correction = verb()
    except SauleError as error:
        messages.error(request, str(error))
        return None
    messages.success(request, done, extra_tags=f"{UNDO}{correction.public_id}" if correction else "")
    return correction


def undo_of(message: Message) -> str:
    """The correction that a notice offers to undo; empty if none."""
    return next((tag[len(UNDO) :] for tag in (message.extra_tags or "").split() if tag.startswith(UNDO)), "")


def visible_correction(request: DeskRequest, public_id: str) -> Correction:
    """The correction if the matter it was made in may be seen; else 404."""
    mine = Matter.objects.visible_to(request.membership)
    rows = Correction.objects.select_related("matter", "other", "desk")
    return get_object_or_404(rows.filter(matter__in=mine), public_id=public_id)


@require_POST
@needs("group")
def undoing_of(request: DeskRequest, public_id: str) -> HttpResponse:
    """Undoes a correction, and leads back to where one was."""
    found, form = visible_correction(request, public_id), ReversalForm(request.POST)
    why = form.cleaned_data["why"] if form.is_valid() else ""
    try:
        undoing.undo(found, by=request.user, now=request.now, why=why)
    except SauleError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Undone: everything is as it was before."))
    return back_to(request, "matter", found.matter.public_id)


def back_to(request: DeskRequest, name: str, *args: str) -> HttpResponseRedirect:
    """To the page of ours that the form names, else to the page called ``name``."""
    then = request.POST.get("then", "")
    ours = then.startswith("/") and url_has_allowed_host_and_scheme(then, allowed_hosts=None)
    return redirect(then) if ours else redirect(name, *args)
