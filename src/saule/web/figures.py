"""Standing by name for the figures of an answer that the reference does not have so."""

from functools import partial

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from saule.matters import guarding
from saule.web.answers import answer_of
from saule.web.pages import attempt
from saule.web.policies import needs
from saule.web.requests import DeskRequest


@require_POST
@needs("answer")
def figures(request: DeskRequest, public_id: str) -> HttpResponse:
    """Stands by name for the figures that are ticked, or for one no more."""
    answer = answer_of(request, public_id)
    if code := request.POST.get("withdrawn", ""):
        back = partial(guarding.withdraw, answer, code, by=request.user, now=request.now)
        attempt(request, back, _("Taken back: the figure is in doubt again."))
    else:
        ticked = request.POST.getlist("sure")
        sure = partial(guarding.confirm, answer, ticked, by=request.user, now=request.now)
        attempt(request, sure, _("Confirmed in your name.") if ticked else _("Nothing was ticked."))
    return redirect(f"{reverse('answer', args=[answer.matter.public_id])}#figures")
