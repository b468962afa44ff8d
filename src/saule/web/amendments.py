"""An answer that was sent is corrected by another one, or taken back before it leaves."""

from functools import partial

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from saule.matters import amending
from saule.matters.models import Answer
from saule.web.answers import answer_of
from saule.web.matters import work_in_sight
from saule.web.pages import attempt
from saule.web.policies import needs
from saule.web.requests import DeskRequest


@require_POST
@needs("answer")
def correction(request: DeskRequest, public_id: str) -> HttpResponse:
    """Begins to correct a sent answer; a correction in the making becomes an ordinary answer instead."""
    found = answer_of(request, public_id)
    begins = found.state == Answer.State.SENT
    if begins and not work_in_sight(request, found.matter):
        raise Http404
    verb = amending.correct if begins else amending.make_ordinary
    if not attempt(request, partial(verb, found, by=request.user, now=request.now)) and begins:
        return redirect("outcomes", found.public_id)
    return redirect(f"{reverse('matter', args=[found.matter.public_id])}#answer")


@require_POST
@needs("answer")
def recall(request: DeskRequest, public_id: str) -> HttpResponse:
    """Undoes the last sending, while nothing of it has left."""
    found = answer_of(request, public_id)
    verb = partial(amending.take_back, found, by=request.membership, now=request.now)
    attempt(request, verb, _("Taken back: nothing has left."))
    if found.state == Answer.State.APPROVED:
        return redirect("answer", found.matter.public_id)
    return redirect("outcomes", found.public_id)
