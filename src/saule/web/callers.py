"""Somebody is on the telephone: a code goes to an address of theirs, and what they read out is typed."""

from functools import partial

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from saule.desk.errors import SauleError
from saule.matters.models import CallerCode, Conversation
from saule.matters.verifying import known_addresses, send_code, tries_left, try_code
from saule.people.models import Person
from saule.web import people
from saule.web.caller_panel import SaidForm
from saule.web.pages import attempt, sound
from saule.web.policies import needs
from saule.web.requests import DeskRequest


def to_caller(person: Person) -> HttpResponseRedirect:
    """To the person's page, where one sees how it stands."""
    return HttpResponseRedirect(f"{reverse('person', args=[person.public_id])}#caller")


@require_POST
@needs("verify callers")
def caller_code(request: DeskRequest, public_id: str) -> HttpResponse:
    """Sends a code to an address that is known to be theirs."""
    theirs = people.visible(request, public_id)
    wanted = request.POST.get("address", "")
    rows = known_addresses(theirs.members).select_related("desk")
    address = rows.filter(pk=int(wanted) if wanted.isdecimal() else 0).first()
    if address is None:
        messages.error(request, _("Choose an address of theirs."))
        return to_caller(theirs.person)
    mine = Conversation.objects.visible_to(request.membership).filter(person__in=theirs.members)
    place = mine.filter(public_id=request.POST.get("conversation", "")).first()
    verb = partial(send_code, address, conversation=place, by=request.user, now=request.now)
    attempt(
        request, verb, _("A code is on its way. Tell the caller to look for our mail, and to read it out.")
    )
    return to_caller(theirs.person)


@require_POST
@needs("verify callers")
def caller_try(request: DeskRequest, public_id: str) -> HttpResponse:
    """What the caller read out: right, or wrong and how often they may still try."""
    rows = CallerCode.objects.filter(desk=request.desk).select_related("person")
    code = get_object_or_404(rows, public_id=public_id)
    person = people.visible(request, code.person.public_id).person
    form = SaidForm(request.POST)
    if not sound(request, form):
        return to_caller(person)
    try:
        right = try_code(code, form.cleaned_data["code"], by=request.user, now=request.now)
    except SauleError as error:
        messages.error(request, str(error))
        return to_caller(person)
    if right:
        messages.success(request, _("Right: the caller reads the mail of this address."))
    else:
        messages.error(request, " ".join((_("Wrong: this is not the code that was sent."), tries_left(code))))
    return to_caller(person)
