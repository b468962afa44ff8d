"""“I need no answer any more”, said on the status page, and taken back there."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from saule.matters.models import Conversation
from saule.promises import withdrawing
from saule.web.peer_panel import offered_to
from saule.web.policies import ANYONE, needs
from saule.web.requests import DeskRequest
from saule.web.status import in_their_language


@require_POST
@needs(ANYONE)
@in_their_language
def withdrawal(request: DeskRequest, token: str, conversation: Conversation) -> HttpResponse:
    """Their date is withdrawn, and nobody works on it any longer; another person's answer may have helped."""
    helped_by = offered_to(conversation, request.POST["answer"]) if "answer" in request.POST else None
    informed = helped_by is not None and "informed" in request.POST
    if withdrawing.withdraw(conversation, now=request.now, helped_by=helped_by, informed=informed):
        messages.success(request, _("Thank you for telling us: nobody works on it any longer."))
    return redirect("status", token)


@require_POST
@needs(ANYONE)
@in_their_language
def reversal(request: DeskRequest, token: str, conversation: Conversation) -> HttpResponse:
    """They wait again, with the date that they had."""
    if withdrawing.withdrawn(conversation):
        withdrawing.renew(conversation, now=request.now)
        messages.success(request, _("Noted: you wait for an answer again, with the date that you had."))
    return redirect("status", token)
