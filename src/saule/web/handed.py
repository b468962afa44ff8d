"""A provider's agent: what was handed to their team, without names, and what they can do with it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial

from django import forms
from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from saule.desk.errors import SauleError
from saule.desk.ids import new_id
from saule.engines import veiling
from saule.engines.veiling import Veil
from saule.matters import drafting, noting, replying
from saule.matters.errors import CannotReply, StaleDraft
from saule.matters.models import Conversation, Filing, MailClass
from saule.people.models import Person
from saule.providers import answering, handing
from saule.providers.errors import ForALeader
from saule.providers.models import FigureStop, Handover
from saule.web.forms import WhyForm
from saule.web.pages import attempt, cut, show, sound
from saule.web.policies import needs
from saule.web.reply_forms import ReplyForm
from saule.web.reply_panel import promised_day
from saule.web.requests import DeskRequest

MOST_MESSAGES = 200
MOST_NOTES = 50


class HandedNoteForm(forms.Form):
    """A note of a provider's agent."""

    body = forms.CharField(
        label=gettext_lazy("A note for the desk and your team"),
        max_length=noting.LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the list: whose it is under their stand-in, what it is about, until when it is promised."""

    handover: Handover
    subject: str
    kinds: str
    promised: date | None


@dataclass(frozen=True, slots=True)
class Said:
    """One message without what tells who wrote it."""

    text: str
    ours: bool
    language: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Writing:
    """What the pane shows; ``stop`` is the row of the figures that the reference does not have so."""

    body: str
    version: int
    window: str
    wrong: str = ""
    theirs: str = ""
    stop: FigureStop | None = None


def found(request: DeskRequest, public_id: str) -> Handover:
    """What was handed to the agent's team; else 404, whatever it is."""
    rows = Handover.objects.visible_to(request.membership)
    rows = rows.select_related("provider__desk", "provider__team", "conversation__person", "taken_by")
    one = get_object_or_404(rows, public_id=public_id)
    one.conversation.desk = request.desk
    return one


def veil_of(conversation: Conversation) -> Veil:
    """What hides the person of a conversation, under words of the reader's language."""
    who = conversation.person.canonical if conversation.person else None
    names: list[str] = []
    if who is not None:
        everyone = Person.objects.filter(Q(pk=who.pk) | Q(joined_into=who.pk))
        names = [*everyone.values_list("name", flat=True)]
        addresses = everyone.exclude(addresses=None).values_list("addresses__value", flat=True)
        names += [value.partition("@")[0] for value in addresses]
    words = {
        veiling.NAME: _("person"),
        veiling.ADDRESS: _("address"),
        veiling.PHONE: _("telephone"),
        veiling.PLACE: _("place"),
        veiling.NUMBER: _("number"),
    }
    return Veil(names, words)


@require_safe
@needs("see handed")
def handed(request: DeskRequest) -> HttpResponse:
    """What the agent's team is to answer, what presses most first."""
    rows = Handover.objects.visible_to(request.membership)
    rows = rows.select_related("conversation__person__joined_into", "provider__desk", "taken_by")
    listing = cut(request, rows.order_by("conversation__waiting_since", "pk"))
    return show(request, "handed", listing=listing, rows=[row_of(one) for one in listing])


def row_of(one: Handover) -> Row:
    """One line of the list."""
    talk = one.conversation
    subject = veil_of(talk).over(talk.subject) or _("Without a subject")
    return Row(one, subject, kinds_of(talk), promised_day(talk))


def kinds_of(conversation: Conversation) -> str:
    """Under which headings it stands."""
    filings = Filing.objects.filter(message__conversation=conversation, matter__kind__isnull=False)
    kinds = {filing.matter.kind for filing in filings.select_related("matter__kind")}
    return ", ".join(sorted(str(kind) for kind in kinds))


@require_safe
@needs("see handed")
def handed_item(request: DeskRequest, public_id: str) -> HttpResponse:
    """One conversation without names, and the reply to it."""
    one = found(request, public_id)
    draft = drafting.draft_of(one.conversation, request.user)
    version = draft.version if draft else 0
    stop = one.figure_stops.filter(by=request.user, decided_at=None).last() if draft else None
    stands = stop if stop and one.state == Handover.State.CHECKING else None
    return page(request, one, Writing(draft.body if draft else "", version, new_id(), stop=stands))


def page(request: DeskRequest, one: Handover, writing: Writing, status: int = 200) -> HttpResponse:
    """The page of one conversation."""
    talk, veil = one.conversation, veil_of(one.conversation)
    said = all_said(talk, veil)
    notes = talk.notes.filter(removed_at=None, by__memberships__teams=one.provider.team_id)
    shown = notes.distinct().select_related("by").order_by("at", "id")[:MOST_NOTES]
    return show(
        request,
        "handed_item",
        status=status,
        item=one,
        subject=veil.over(talk.subject) or _("Without a subject"),
        who=veil.stand_in(),
        said=said,
        kinds=kinds_of(talk),
        promised=promised_day(talk),
        notes=[(note, veil.over(note.body)) for note in shown],
        back=one.transitions.filter(from_state="checking").last(),
        writing=writing,
        to=language_of(talk),
        seen=replying.mark(talk),
        signed=signed(one),
        note_form=HandedNoteForm(auto_id="note_%s"),
        why_form=WhyForm(auto_id="back_%s"),
    )


def all_said(talk: Conversation, veil: Veil) -> list[Said]:
    """What people wrote here, without names. Automatic mail holds links that are the person's own."""
    rows = talk.messages.filter(automatic=False, mail_class=MailClass.HUMAN).order_by("received_at", "id")
    rows = rows.only("said", "text", "outgoing", "language", "received_at")[:MOST_MESSAGES]
    return [
        Said(veil.over((one.said or one.text).strip()), one.outgoing, one.language, one.received_at)
        for one in rows
    ]


def language_of(talk: Conversation) -> str:
    """In which language a reply goes; empty where nobody can be written to."""
    try:
        return replying.to_whom(talk).language
    except CannotReply:
        return ""


def signed(one: Handover) -> str:
    """What will stand under the reply; empty where nobody can be written to."""
    try:
        return answering.disclosure(one)
    except CannotReply:
        return ""


@require_POST
@needs("answer handed")
def handed_reply(request: DeskRequest, public_id: str) -> HttpResponse:
    """Keeps what is written, then does what the button says."""
    one, form = found(request, public_id), ReplyForm(request.POST)
    if not sound(request, form):
        return redirect("handed-item", public_id)
    values = form.cleaned_data
    version, window = values["version"] or 0, values["window"]
    try:
        kept = answering.save(
            one, values["body"], by=request.membership, now=request.now, version=version, window=window
        )
    except StaleDraft as error:
        lost = Writing(values["body"], error.version, window, wrong=str(error), theirs=error.saved)
        return page(request, one, lost, status=409)
    except SauleError as error:
        messages.error(request, str(error))
        return redirect("handed-item", public_id)
    then = THEN.get(request.POST.get("then", ""), keep)
    return then(request, one, Writing(kept.body, kept.version, window), values["seen"])


def keep(request: DeskRequest, one: Handover, _writing: Writing, _seen: str) -> HttpResponse:
    """It is kept already."""
    messages.success(request, _("Kept. Nothing has been sent."))
    return redirect("handed-item", one.public_id)


def send(request: DeskRequest, one: Handover, writing: Writing, seen: str) -> HttpResponse:
    """Sends it, or says what is wrong: the text stays."""
    by, now = request.membership, request.now
    day = promised_day(one.conversation)
    try:
        answering.answer(one, by=by, now=now, seen=seen, window=writing.window, day=day)
    except ForALeader as error:
        stop = FigureStop.objects.get(pk=error.stop)
        words = refused(stop)
        return page(
            request,
            one,
            Writing(writing.body, writing.version, writing.window, wrong=words, stop=stop),
            status=422,
        )
    except SauleError as error:
        wrong = Writing(writing.body, writing.version, writing.window, wrong=str(error))
        return page(request, one, wrong, status=422)
    messages.success(request, _("Sent as the desk’s reply. The conversation is the desk’s again."))
    return redirect("handed")


def refused(stop: FigureStop) -> str:
    """Which figures did not leave."""
    words = ngettext(
        "The desk’s reference does not have this figure so: %(figures)s. Nothing was sent.",
        "The desk’s reference does not have these figures so: %(figures)s. Nothing was sent.",
        len(stop.figures),
    )
    return words % {"figures": ", ".join(figure["text"] for figure in stop.figures)}


def ask(request: DeskRequest, one: Handover, _writing: Writing, _seen: str) -> HttpResponse:
    """The agent is sure of the figures: a leader decides."""
    stop = one.figure_stops.filter(by=request.user, asked_at=None).last()
    if stop is not None:
        verb = partial(answering.ask_leader, stop, by=request.membership, now=request.now)
        attempt(request, verb, _("Asked. Somebody at the desk decides; your text is kept."))
    return redirect("handed-item", one.public_id)


Doing = Callable[[DeskRequest, Handover, Writing, str], HttpResponse]
THEN: dict[str, Doing] = {"send": send, "keep": keep, "ask": ask}


@require_POST
@needs("answer handed")
def handed_taking(request: DeskRequest, public_id: str) -> HttpResponse:
    """The agent takes it: their colleagues see so, and it does not go back by itself."""
    one = found(request, public_id)
    verb = partial(handing.take, one, by=request.membership, now=request.now)
    attempt(request, verb, _("It is yours."))
    return redirect("handed-item", public_id)


@require_POST
@needs("answer handed")
def handed_notes(request: DeskRequest, public_id: str) -> HttpResponse:
    """Notes something for the desk and for colleagues."""
    one, form = found(request, public_id), HandedNoteForm(request.POST)
    if sound(request, form):
        body = form.cleaned_data["body"]
        verb = partial(answering.add_note, one, body, by=request.membership, now=request.now)
        attempt(request, verb, _("Noted."))
    return redirect("handed-item", public_id)


@require_POST
@needs("answer handed")
def handed_return(request: DeskRequest, public_id: str) -> HttpResponse:
    """Gives the conversation back to the desk."""
    one, form = found(request, public_id), WhyForm(request.POST)
    if not sound(request, form):
        return redirect("handed-item", public_id)
    why = form.cleaned_data["why"]
    verb = partial(handing.give_back, one, by=request.membership, now=request.now, why=why)
    done = attempt(request, verb, _("Given back. The desk goes on from there."))
    return redirect("handed") if done else redirect("handed-item", public_id)
