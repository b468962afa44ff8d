"""Some messages of a matter: split them off, move them, attach them elsewhere too, or take them out."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from saule.matters.attaching import attach_together, detach_together
from saule.matters.filing import move_together
from saule.matters.models import Correction, Matter, Message
from saule.matters.splitting import split
from saule.web import words
from saule.web.acts import act
from saule.web.forms import SplitForm
from saule.web.matters import visible
from saule.web.merging import offered
from saule.web.pages import show
from saule.web.policies import needs
from saule.web.requests import DeskRequest
from saule.web.telling import with_counts

MOST = 200
Verb = Callable[[], Correction]


@require_http_methods(["GET", "HEAD", "POST"])
@needs("group")
def selection(request: DeskRequest, public_id: str) -> HttpResponse:
    """GET: the messages chosen, and what can be done with them. POST: does it, with an outcome for each."""
    found = visible(request, public_id)
    data = request.POST if request.method == "POST" else request.GET
    chosen = list(
        Message.objects.filter(desk=request.desk, public_id__in=data.getlist("chosen")[:MOST])
        .filter(conversation__in=found.desk.conversations.visible_to(request.membership))
        .defer("html", "references")
        .order_by("received_at", "pk")
    )
    if not chosen:
        messages.error(request, _("Choose the messages first."))
        return redirect("matter", public_id)
    if request.method == "POST":
        return do(request, found, chosen)
    query = request.GET.get("q", "").strip()[:200]
    return show(
        request,
        "selection",
        matter=found,
        said=with_counts(chosen),
        q=query,
        offered=offered(request, query, but=found),
        form=SplitForm(),
    )


def do(request: DeskRequest, found: Matter, chosen: list[Message]) -> HttpResponse:
    """Does what the button says, and tells of each message with which it could not be done."""
    verb, done = what(request, found, chosen)
    correction = act(request, verb, done) if verb else None
    if verb is None:
        messages.error(request, _("Choose the matter they should go to."))
    elif correction is not None:
        tell_of_the_others(request, correction, chosen)
    still = Matter.objects.visible_to(request.membership).current().filter(pk=found.pk).exists()
    return redirect("matter", found.public_id) if still else redirect("matters")


def what(request: DeskRequest, found: Matter, chosen: list[Message]) -> tuple[Verb | None, str]:
    """The verb that the pressed button means, and how its success is told."""
    by: dict[str, Any] = {"by": request.user, "now": request.now, "why": request.POST.get("why", "")}
    wanted, to = request.POST.get("act", ""), request.POST.get("to", "")
    if wanted == "split":
        return partial(split, found, chosen, request.POST.get("title", ""), **by), _("Split off.")
    if wanted == "detach":
        return partial(detach_together, chosen, found, **by), _("Taken out.")
    if not to:
        return None, ""
    there = visible(request, to)
    if wanted == "attach":
        return partial(attach_together, chosen, there, **by), _("Attached there too.")
    return partial(move_together, chosen, there, before=found, **by), _("Moved.")


def tell_of_the_others(request: DeskRequest, correction: Correction, chosen: list[Message]) -> None:
    """How many it was done with, and each message with which it was not."""
    done = set(correction.decisions.values_list("message_id", flat=True))
    count = len(done)
    told = ngettext("It was done with %(n)s message.", "It was done with %(n)s messages.", count)
    messages.info(request, told % {"n": words.number_words(count)})
    for message in chosen:
        if message.pk not in done:
            subject = message.subject or _("a message without a subject")
            messages.error(request, _("Not done, it was moved meanwhile: “%(s)s”") % {"s": subject})
