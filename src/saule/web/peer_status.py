"""On a person's status page: answering others, saying that an answer helped, and taking either back."""

from collections.abc import Callable
from functools import partial

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from saule.matters import endorsing, peering
from saule.matters.models import Conversation, PeerAnswer
from saule.people.joining import everybody_who_is
from saule.web.pages import attempt, sound
from saule.web.peer_panel import PeerForm, offered_to, open_to
from saule.web.policies import ANYONE, needs
from saule.web.requests import DeskRequest
from saule.web.status import in_their_language


@require_POST
@needs(ANYONE)
@in_their_language
def peer_answers(request: DeskRequest, token: str, conversation: Conversation) -> HttpResponse:
    """The person answers others in one of their matters."""
    wanted, form = request.POST.get("matter", ""), PeerForm(request.POST)
    matter = next((one.matter for one in open_to(conversation) if one.matter.public_id == wanted), None)
    if matter is None or conversation.person is None or not sound(request, form):
        return redirect("status", token)
    said = {"language": get_language() or "fr", "conversation": conversation, **form.cleaned_data}
    verb = partial(peering.answer_others, matter, by=conversation.person, now=request.now, **said)
    attempt(request, verb, _("Thank you for the others: your answer stands below."))
    return redirect("status", token)


Verb = Callable[..., PeerAnswer]


def own(request: DeskRequest, conversation: Conversation, verb: Verb, said: str) -> None:
    """Does this with the answer that a form names, if the person of the conversation wrote it."""
    person = conversation.person
    if person is None:
        return
    rows = PeerAnswer.objects.filter(person__in=everybody_who_is(person)).select_related("desk", "person")
    if answer := rows.filter(public_id=request.POST.get("answer", "")).first():
        attempt(request, partial(verb, answer, by=person, now=request.now), said)


@require_POST
@needs(ANYONE)
@in_their_language
def withdrawal(request: DeskRequest, token: str, conversation: Conversation) -> HttpResponse:
    """They withdraw an answer of theirs."""
    own(request, conversation, peering.withdraw, _("Withdrawn: nobody reads it any more."))
    return redirect("status", token)


@require_POST
@needs(ANYONE)
@in_their_language
def reversal(request: DeskRequest, token: str, conversation: Conversation) -> HttpResponse:
    """They show it again."""
    own(request, conversation, peering.bring_back, _("Your answer stands again as it did."))
    return redirect("status", token)


@require_POST
@needs(ANYONE)
@in_their_language
def endorsement(request: DeskRequest, token: str, conversation: Conversation) -> HttpResponse:
    """“This helped me”."""
    if (answer := offered_to(conversation, request.POST.get("answer", ""))) and conversation.person:
        verb = partial(endorsing.endorse, answer, by=conversation.person, now=request.now)
        attempt(request, verb, _("Noted, and thank you: others will find it sooner."))
    return redirect("status", token)


@require_POST
@needs(ANYONE)
@in_their_language
def endorsement_reversal(request: DeskRequest, token: str, conversation: Conversation) -> HttpResponse:
    """It did not help after all."""
    wanted = PeerAnswer.objects.filter(desk=conversation.desk, public_id=request.POST.get("answer", ""))
    if (answer := wanted.first()) and conversation.person:
        endorsing.take_back(answer, by=conversation.person, now=request.now)
        messages.success(request, _("Taken back."))
    return redirect("status", token)
