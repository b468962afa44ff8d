"""Mails that did not arrive: tried again, sent elsewhere, or decided about, one or all of one cause."""

from functools import partial

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from saule.matters import undelivered
from saule.matters.models import Delivery
from saule.people.models import Address
from saule.web.answers import answer_of
from saule.web.forms import VerdictForm
from saule.web.outbox import mine
from saule.web.pages import attempt, sound
from saule.web.policies import needs
from saule.web.requests import DeskRequest
from saule.web.words import number_words


@require_POST
@needs("answer")
def retry(request: DeskRequest, public_id: str) -> HttpResponse:
    """Tries one mail again at once."""
    found = get_object_or_404(mine(request), public_id=public_id)
    verb = partial(undelivered.try_again, found, by=request.user, now=request.now)
    attempt(request, verb, _("It is tried again with the next round of the worker."))
    if found.answer is not None and "outcomes" in request.POST:
        return redirect("outcomes", found.answer.public_id)
    return redirect("delivery", public_id)


@require_POST
@needs("answer")
def retries(request: DeskRequest, public_id: str) -> HttpResponse:
    """Tries all mails of an answer again that were put off or given up."""
    answer = answer_of(request, public_id)
    rows = Delivery.objects.filter(answer=answer)
    count = undelivered.try_all_again(rows, by=request.user, now=request.now)
    text = ngettext(
        "%(count)s mail is tried again with the next round of the worker.",
        "%(count)s mails are tried again with the next round of the worker.",
        count,
    )
    words = text % {"count": number_words(count)} if count else _("There is nothing to try again.")
    messages.success(request, words)
    return redirect("outcomes", public_id)


@require_POST
@needs("answer")
def elsewhere(request: DeskRequest, public_id: str) -> HttpResponse:
    """Sends the same words to another address of the same person."""
    found = get_object_or_404(mine(request).select_related("person"), public_id=public_id)
    wanted = request.POST.get("address", "")
    rows = Address.objects.filter(desk=request.desk, pk=int(wanted) if wanted.isdecimal() else 0)
    address = rows.first()
    if address is None:
        messages.error(request, _("Choose an address of theirs."))
        return redirect("delivery", public_id)
    verb = partial(undelivered.send_elsewhere, found, address, by=request.user, now=request.now)
    attempt(request, verb, _("It leaves for the other address."))
    return redirect("delivery", public_id)


@require_POST
@needs("decide deliveries")
def verdicts(request: DeskRequest) -> HttpResponse:
    """One decision about all uncertain mails of one cause."""
    form = VerdictForm(request.POST)
    if sound(request, form):
        count = undelivered.decide_all(
            mine(request),
            request.POST.get("cause", ""),
            **form.cleaned_data,
            by=request.user,
            now=request.now,
        )
        text = ngettext("Decided about %(count)s mail.", "Decided about %(count)s mails.", count)
        messages.success(request, text % {"count": number_words(count)})
    return redirect("outbox")
