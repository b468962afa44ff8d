"""Answering somebody on their own beside the common answer: asked for by a colleague, or taken back."""

from functools import partial

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from saule.matters import following_up
from saule.web.conversations import visible
from saule.web.forms import FollowUpForm
from saule.web.pages import attempt, sound
from saule.web.policies import needs
from saule.web.requests import DeskRequest


@require_POST
@needs("answer")
def follow_up(request: DeskRequest, public_id: str) -> HttpResponse:
    """This person waits for an answer of their own, whatever is answered to many."""
    found, form = visible(request, public_id), FollowUpForm(request.POST)
    if sound(request, form):
        why = form.cleaned_data["why"]
        verb = partial(following_up.follow_up, found, by=request.user, now=request.now, why=why)
        attempt(request, verb, _("Noted: this person is answered on their own too, and is offered in Next."))
    return redirect("conversation", public_id)


@require_POST
@needs("answer")
def follow_up_reversal(request: DeskRequest, public_id: str) -> HttpResponse:
    """The common answer is enough for this person."""
    found, form = visible(request, public_id), FollowUpForm(request.POST)
    if sound(request, form):
        why = form.cleaned_data["why"]
        verb = partial(following_up.no_follow_up, found, by=request.user, now=request.now, why=why)
        attempt(request, verb, _("Noted: the common answer is enough for this person."))
    return redirect("conversation", public_id)
