"""Notes for colleagues, about a conversation or a matter, and who was called by them."""

from functools import partial
from typing import NamedTuple

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from saule.matters import noting
from saule.matters.models import Conversation, Matter, Mention, Note
from saule.matters.seeing import seers
from saule.web import conversations, matters
from saule.web.pages import attempt, show, sound
from saule.web.policies import needs
from saule.web.requests import DeskRequest
from saule.web.work_forms import NoteForm

MOST_NAMES = 5
LONGEST_NAME = 40


class Called(NamedTuple):
    """A note that calls the reader, and where it leads."""

    mention: Mention
    title: str
    link: str


def place(about: Conversation | Matter, note: Note | None = None) -> str:
    """The address of the notes about something, or of one of them."""
    page = "matter" if isinstance(about, Matter) else "conversation"
    mark = f"note-{note.public_id}" if note else "notes"
    return f"{reverse(page, args=[about.public_id])}#{mark}"


def head(about: Conversation | Matter) -> str:
    """The head of the page, where it stands what did not go as it was meant."""
    return place(about).partition("#")[0]


@require_POST
@needs("note")
def conversation_notes(request: DeskRequest, public_id: str) -> HttpResponse:
    """Notes something about a conversation."""
    return write(request, conversations.visible(request, public_id))


@require_POST
@needs("note")
def matter_notes(request: DeskRequest, public_id: str) -> HttpResponse:
    """Notes something about a matter."""
    return write(request, matters.visible(request, public_id))


def write(request: DeskRequest, about: Conversation | Matter) -> HttpResponseRedirect:
    """Writes the note down, and leads back to it."""
    form = NoteForm(request.POST, people=[one.user for one in seers(about)])
    if sound(request, form):
        body, called = form.cleaned_data["body"], form.called
        verb = partial(noting.note, about, body, by=request.user, now=request.now, calling=called)
        if attempt(request, verb, _("Noted. Nothing was sent.")) and say_uncalled(request, about, body):
            return redirect(head(about))
    return redirect(place(about))


def say_uncalled(request: DeskRequest, about: Conversation | Matter, body: str) -> bool:
    """Says which words after an @ call nobody: else their writer waits for somebody who was never told."""
    nobodys, several = noting.uncalled(body, [one.user for one in seers(about)])
    if nobodys:
        words = _(
            "Nobody who sees this is called %(names)s: that called nobody. "
            "The possible names stand below the note’s field."
        )
        messages.warning(request, words % {"names": at_names(nobodys)})
    if several:
        words = _("More than one colleague is called %(names)s: that called nobody. Write the full name.")
        messages.warning(request, words % {"names": at_names(several)})
    return bool(nobodys or several)


def at_names(names: list[str]) -> str:
    """The first of these words as they were typed."""
    return ", ".join(f"@{Truncator(name).chars(LONGEST_NAME)}" for name in names[:MOST_NAMES])


def visible_note(request: DeskRequest, public_id: str) -> Note:
    """The note if what it is about may be seen; else 404."""
    rows = Note.objects.filter(desk=request.desk, removed_at=None).select_related("conversation", "matter")
    found = get_object_or_404(rows, public_id=public_id)
    about = noting.about(found)
    mine = type(about).objects.visible_to(request.membership)
    get_object_or_404(mine, pk=about.pk)
    return found


@require_http_methods(["GET", "HEAD", "POST"])
@needs("see work", changing="note")
def note(request: DeskRequest, public_id: str) -> HttpResponse:
    """Leads to a note in its place; its author posts it worded anew."""
    found = visible_note(request, public_id)
    if request.method == "POST":
        form = NoteForm(request.POST, people=())
        if sound(request, form):
            body = form.cleaned_data["body"]
            verb = partial(noting.edit, found, body, by=request.user, now=request.now)
            about = noting.about(found)
            if attempt(request, verb, _("Changed.")) and say_uncalled(request, about, body):
                return redirect(head(about))
    return redirect(place(noting.about(found), found))


@require_POST
@needs("note")
def note_removal(request: DeskRequest, public_id: str) -> HttpResponse:
    """Its author takes a note away."""
    found = visible_note(request, public_id)
    attempt(request, partial(noting.remove, found, by=request.user, now=request.now), _("The note is gone."))
    return redirect(place(noting.about(found)))


@require_POST
@needs("note")
def sight(request: DeskRequest, public_id: str) -> HttpResponse:
    """Whoever was called to something has its notes before them."""
    about = noting.about(visible_note(request, public_id))
    noting.saw(about, by=request.user, now=request.now)
    return HttpResponse() if request.htmx else redirect(place(about))


@require_http_methods(["GET", "HEAD", "POST"])
@needs("see work", changing="note")
def mentions(request: DeskRequest) -> HttpResponse:
    """The notes that call the reader, the newest first; posting marks all as seen."""
    if request.method == "POST":
        request.user.mentions.filter(note__desk=request.desk, seen_at=None).update(seen_at=request.now)
        return redirect("mentions")
    calls = [called(mention) for mention in noting.calls(request.membership)]
    return show(request, "mentions", calls=calls, unseen=sum(not one.mention.seen_at for one in calls))


def called(mention: Mention) -> Called:
    """What a mention is about, and where its note stands."""
    about = noting.about(mention.note)
    title = about.title if isinstance(about, Matter) else about.subject
    return Called(mention, title, place(about, mention.note))
