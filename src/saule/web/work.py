"""The work on one conversation: giving it to somebody, tags, rest, and who has it before them."""

from functools import partial

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from saule.matters import assigning, snoozing, tagging
from saule.matters.attending import be_here
from saule.matters.models import Conversation, Tag
from saule.matters.seeing import workers
from saule.web import conversation_trail, work_panel
from saule.web.conversations import visible
from saule.web.pages import attempt, show, sound
from saule.web.policies import needs
from saule.web.requests import DeskRequest
from saule.web.words import day_words
from saule.web.work_forms import AssignmentForm, SnoozeForm, TagForm, own_teams


def to_work(request: DeskRequest, conversation: Conversation) -> HttpResponseRedirect:
    """Back to the conversation, at the work on it; to the list if it is out of one's sight by now."""
    if not Conversation.objects.visible_to(request.membership).filter(pk=conversation.pk).exists():
        return redirect("conversations")
    return redirect(f"{reverse('conversation', args=[conversation.public_id])}#work")


@require_POST
@needs("assign")
def assignment(request: DeskRequest, public_id: str) -> HttpResponse:
    """Gives the conversation to a colleague, a team or nobody."""
    found = visible(request, public_id)
    everyone, teams = workers(request.desk), own_teams(request.desk)
    form = AssignmentForm(request.POST, everyone=everyone, teams=teams)
    if sound(request, form):
        to, before = form.holder, form.cleaned_data["instead_of"]
        verb = partial(assigning.assign, found, to, by=request.user, now=request.now, instead_of=before)
        done = _("Given to %(name)s.") % {"name": to.name} if to else _("Given to nobody.")
        attempt(request, verb, done)
    return to_work(request, found)


@require_POST
@needs("tag")
def tags(request: DeskRequest, public_id: str) -> HttpResponse:
    """Puts a tag on the conversation; makes it if there is none of that name."""
    found, form = visible(request, public_id), TagForm(request.POST)
    if sound(request, form):
        attempt(request, partial(put_tag, request, found, form.cleaned_data["name"]), _("Tagged."))
    return to_work(request, found)


def put_tag(request: DeskRequest, conversation: Conversation, name: str) -> Tag:
    """Finds or makes the tag and puts it on."""
    tag = tagging.find_or_make(request.desk, name, by=request.user, now=request.now)
    tagging.put(conversation, tag, by=request.user, now=request.now)
    return tag


@require_POST
@needs("tag")
def tag_removal(request: DeskRequest, public_id: str, key: int) -> HttpResponse:
    """Takes a tag off the conversation."""
    found = visible(request, public_id)
    tag = get_object_or_404(request.desk.tags, pk=key)
    attempt(request, partial(tagging.take_off, found, tag, by=request.user, now=request.now), _("Taken off."))
    return to_work(request, found)


@require_POST
@needs("snooze")
def snooze(request: DeskRequest, public_id: str) -> HttpResponse:
    """Lets the conversation rest until a day."""
    found = visible(request, public_id)
    form = SnoozeForm(request.POST, desk=request.desk, today=request.today)
    if sound(request, form):
        until, why = form.until, form.cleaned_data["because"]
        verb = partial(snoozing.snooze, found, until, by=request.user, now=request.now, why=why)
        if attempt(request, verb):
            say_rest(request, found, form)
    return to_work(request, found)


def say_rest(request: DeskRequest, conversation: Conversation, form: SnoozeForm) -> None:
    """Says until when it rests, and what becomes of the date that was promised."""
    day = form.until.date()
    messages.success(request, _("It rests until %(day)s.") % {"day": day_words(day, request.today)})
    promise = work_panel.promised(conversation)
    if promise is None or promise.day is None:
        return
    said = {"day": day_words(promise.day, request.today)}
    if promise.day <= day:
        messages.warning(request, _("An answer is promised for %(day)s: that day comes before.") % said)
    else:
        messages.info(request, _("The promise goes on: an answer for %(day)s.") % said)


@require_POST
@needs("snooze")
def waking(request: DeskRequest, public_id: str) -> HttpResponse:
    """Ends the rest."""
    found = visible(request, public_id)
    attempt(request, partial(snoozing.wake, found, by=request.user, now=request.now), _("It is awake again."))
    return to_work(request, found)


@require_POST
@needs("see work")
def presence(request: DeskRequest, public_id: str) -> HttpResponse:
    """A page says that somebody reads the conversation, or writes in it; and hears who else does."""
    found = visible(request, public_id)
    be_here(found, by=request.user, now=request.now, writing=bool(request.POST.get("writing")))
    context = work_panel.presence(request, found)
    if request.POST.get("shown") == context["others_code"]:
        # Nothing to say anew: a reader who hears the page is not told the same twice.
        return HttpResponse(status=204)
    return render(request, "web/parts/presence_others.html", context)


@require_safe
@needs("see work")
def trail(request: DeskRequest, public_id: str) -> HttpResponse:
    """What colleagues did with the conversation, in order."""
    found = visible(request, public_id)
    return show(request, "conversation_trail", conversation=found, steps=conversation_trail.steps(found))
