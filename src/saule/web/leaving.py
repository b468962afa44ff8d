"""Leaving a public matter as easily as joining it, from the status page; and coming back."""

from collections.abc import Callable
from contextlib import suppress
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from saule.desk.errors import SauleError
from saule.matters import signing
from saule.matters.because import BY_WRITER
from saule.matters.leaving import theirs
from saule.matters.models import Conversation, Signature
from saule.promises import withdrawing
from saule.promises.telling import only_signed
from saule.web.policies import ANYONE, needs
from saule.web.requests import DeskRequest
from saule.web.status import in_their_language


def change(request: DeskRequest, conversation: Conversation, verb: Callable[..., Any], said: str) -> None:
    """Does something to the signature in the matter that the form names; what is done already stays so."""
    key = request.POST.get("matter", "")
    for one in theirs(conversation).exclude(state=Signature.State.SET_ASIDE).filter(matter__public_id=key):
        with suppress(SauleError):  # moved away, or set aside, in the same moment
            verb(one, by=None, now=request.now, why=BY_WRITER)
            messages.success(request, said)


@require_POST
@needs(ANYONE)
@in_their_language
def leaving(request: DeskRequest, token: str, conversation: Conversation) -> HttpResponse:
    """“Take my signature back”: the person counts there no longer, nor waits if they only signed."""
    change(
        request, conversation, signing.withdraw, _("You do not count there any more. You can come back here.")
    )
    if only_signed(conversation):
        withdrawing.withdraw(conversation, now=request.now)
    return redirect("status", token)


@require_POST
@needs(ANYONE)
@in_their_language
def coming_back(request: DeskRequest, token: str, conversation: Conversation) -> HttpResponse:
    """“Sign again”: the person counts once more."""
    change(request, conversation, signing.confirm, _("Thank you: you count as one person who asks this."))
    if only_signed(conversation):
        withdrawing.renew(conversation, now=request.now)
    return redirect("status", token)
