"""Replying to one person: write, keep, add files, put in a saved reply, send, take back."""

from collections.abc import Callable
from functools import partial
from urllib.parse import urlencode

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Exists, OuterRef
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from saule.desk.errors import SauleError
from saule.matters import drafting, enclosing, guarding, placeholders, replying, saved_replies
from saule.matters.attending import be_here
from saule.matters.errors import AlreadySent, FiguresInDoubt, SomethingCame, StaleDraft
from saule.matters.leasing import renew
from saule.matters.models import Conversation, Delivery, Draft, SavedReply
from saule.web import figure_panel, past, reply_panel
from saule.web.conversations import page, visible
from saule.web.pages import attempt
from saule.web.policies import needs
from saule.web.reply_forms import ReplyForm
from saule.web.reply_panel import Writing
from saule.web.requests import DeskRequest
from saule.web.words import number_words

MOST_AT_ONCE = 20


@require_POST
@needs("answer")
def reply(request: DeskRequest, public_id: str) -> HttpResponse:
    """Keeps what is written, with its files, then does what the button says."""
    found, form = visible(request, public_id), ReplyForm(request.POST)
    if not form.is_valid():
        return as_written(request, found, wrong=first_error(form))
    try:
        draft = save(request, found, form)
    except StaleDraft as error:
        return as_written(request, found, wrong=str(error), theirs=error.saved, version=error.version)
    except AlreadySent as error:
        messages.info(request, str(error))
        return to_pane(found)
    whole = add_files(request, draft)
    then, _dash, what = request.POST.get("then", "keep").partition("-")
    if then == "send" and not whole:
        # What was to go along is missing: nothing leaves without it.
        then = "keep"
    return THEN.get(then, keep)(request, draft, form.cleaned_data["seen"], what)


def save(request: DeskRequest, found: Conversation, form: ReplyForm) -> Draft:
    """Keeps what is written so far."""
    return drafting.save_draft(
        found,
        form.cleaned_data["body"],
        by=request.user,
        now=request.now,
        version=form.cleaned_data["version"] or 0,
        window=form.cleaned_data["window"],
    )


def first_error(form: ReplyForm) -> str:
    """What is wrong with the form, in one sentence."""
    return str(next(iter(form.errors.values()))[0])


def as_written(
    request: DeskRequest, found: Conversation, *, wrong: str, theirs: str = "", version: int = 0
) -> HttpResponse:
    """The conversation again with the text as it was sent to us, and what is wrong: nothing is lost."""
    draft = drafting.draft_of(found, request.user)
    window = request.POST.get("window", "")
    writing = Writing(request.POST.get("body", ""), version, window, draft, theirs=theirs, wrong=wrong)
    return page(request, found, status=409 if theirs else 422, writing=writing)


def add_files(request: DeskRequest, draft: Draft) -> bool:
    """Puts the uploaded files to the draft; says of each that cannot be sent why. Whether all could."""
    done = [
        attempt(request, partial(put, request, draft, file.name or "", file.content_type or "", file))
        for file in request.FILES.getlist("files")[:MOST_AT_ONCE]
    ]
    return all(done)


def put(
    request: DeskRequest, holder: enclosing.Holder, name: str, claimed: str, file: "UploadedFile[bytes]"
) -> None:
    """Puts one uploaded file to a draft or an answer; one that is too large is not even read."""
    enclosing.check_size(enclosing.clean_name(name), file.size or 0)
    enclosing.enclose(holder, name, claimed, file.read(), by=request.user, now=request.now)


def to_pane(found: Conversation, seen: str = "") -> HttpResponseRedirect:
    """Back to the pane; ``seen`` is what the writer had read before."""
    query = f"?{urlencode({'seen': seen})}" if seen else ""
    return redirect(f"{reverse('conversation', args=[found.public_id])}{query}#reply")


def send(request: DeskRequest, draft: Draft, seen: str, _what: str) -> HttpResponse:
    """Sends it, or shows what has to be read first."""
    found = draft.conversation
    try:
        made = replying.reply(
            found,
            by=request.membership,
            now=request.now,
            seen=seen,
            window=request.POST.get("window", ""),
            day=reply_panel.promised_day(found),
            sure=request.POST.getlist("sure"),
        )
    except FiguresInDoubt as error:
        return in_doubt(request, draft, str(error))
    except SomethingCame as error:
        messages.warning(request, str(error))
        return to_pane(found, seen or "0-0")
    except SauleError as error:
        messages.error(request, str(error))
        return to_pane(found, seen)
    say_when(request, found.desk.undo_seconds)
    return redirect(f"{reverse('conversation', args=[found.public_id])}#d-{made.public_id}")


def in_doubt(request: DeskRequest, draft: Draft, wrong: str) -> HttpResponse:
    """The pane again, with the figures that somebody has to stand for: the draft is kept."""
    known = guarding.reference(request.desk)
    doubts = guarding.doubts_in(draft.body, known, desk=request.desk, now=request.now)
    writing = Writing(
        draft.body,
        draft.version,
        request.POST.get("window", ""),
        draft,
        wrong=wrong,
        doubts=doubts,
        sure=request.POST.getlist("sure"),
        pieces=figure_panel.marked(request, draft.body),
    )
    return page(request, draft.conversation, status=422, writing=writing)


def say_when(request: DeskRequest, seconds: int) -> None:
    """Tells the writer how long they have to think again."""
    words = ngettext(
        "Your reply leaves in %(seconds)s second. Until then it can be undone.",
        "Your reply leaves in %(seconds)s seconds. Until then it can be undone.",
        seconds,
    )
    messages.success(request, words % {"seconds": number_words(seconds)})


def keep(request: DeskRequest, draft: Draft, seen: str, _what: str) -> HttpResponse:
    """It is kept already."""
    messages.success(request, _("Kept. Nothing has been sent."))
    return to_pane(draft.conversation, seen)


def discard(request: DeskRequest, draft: Draft, _seen: str, _what: str) -> HttpResponse:
    """Drops the text and its files."""
    drafting.discard_draft(draft.conversation, by=request.user)
    messages.success(request, _("The draft is gone."))
    return to_pane(draft.conversation)


def insert(request: DeskRequest, draft: Draft, seen: str, _what: str) -> HttpResponse:
    """Puts a saved reply below what is written."""
    found = draft.conversation
    text = saved_text(request, found, request.POST.get("saved", ""))
    if text:
        body = f"{draft.body.rstrip()}\n\n{text}".lstrip()
        drafting.save_draft(found, body, by=request.user, now=request.now, version=draft.version)
    else:
        messages.error(request, _("Choose a saved reply first."))
    return to_pane(found, seen)


def put_past(request: DeskRequest, draft: Draft, seen: str, what: str) -> HttpResponse:
    """Puts a past answer below what is written, with this person's name and date in it."""
    found, text = draft.conversation, past.text_of(request, what)
    to, _problem = reply_panel.reachable(found)
    if text is None or to is None:
        messages.error(request, _("This answer is not there any more."))
        return to_pane(found, seen)
    filled = placeholders.fill(text.body, reply_panel.values(request, found, to))
    body = past.joined(draft.body, filled)
    drafting.save_draft(found, body, by=request.user, now=request.now, version=draft.version)
    return to_pane(found, seen)


def look(request: DeskRequest, draft: Draft, _seen: str, _what: str) -> HttpResponse:
    """The page again, with the past answers that are looked for."""
    return redirect(past.looked_at(draft.conversation, request.POST.get("past", "")))


def take_out(request: DeskRequest, draft: Draft, seen: str, what: str) -> HttpResponse:
    """Takes a file out of the draft."""
    if file := draft.enclosures.filter(public_id=what).first():
        attempt(request, partial(enclosing.remove, file, by=request.user, now=request.now))
    return to_pane(draft.conversation, seen)


Doing = Callable[[DeskRequest, Draft, str, str], HttpResponse]
THEN: dict[str, Doing] = {
    "send": send,
    "keep": keep,
    "discard": discard,
    "insert": insert,
    "past": put_past,
    "look": look,
    "remove": take_out,
}


def saved_text(request: DeskRequest, found: Conversation, public_id: str) -> str:
    """A saved reply as it is put into this conversation, and counted; empty if it is not on offer."""
    rows = SavedReply.objects.filter(pk__in=saved_replies.usable(request.membership).values("pk"))
    saved = rows.filter(public_id=public_id).select_related("desk").prefetch_related("texts").first()
    to, _problem = reply_panel.reachable(found)
    if saved is None or to is None:
        return ""
    saved_replies.use(saved)
    text = saved_replies.text_in(saved, to.language)
    values = reply_panel.values(request, found, to)
    return placeholders.fill(text, values, neutral=placeholders.neutral_in(found))


@require_POST
@needs("answer")
def draft(request: DeskRequest, public_id: str) -> JsonResponse:
    """Keeps what is written while it is written; answers what the pane says of it."""
    found, form = visible(request, public_id), ReplyForm(request.POST)
    if not form.is_valid():
        return JsonResponse({"words": first_error(form)}, status=422)
    try:
        kept = save(request, found, form)
    except StaleDraft as error:
        return JsonResponse({"words": str(error)}, status=409)
    except AlreadySent as error:
        return JsonResponse({"words": str(error)}, status=410)
    be_here(found, by=request.user, now=request.now, writing=True)
    renew(found, by=request.user, now=request.now)
    return JsonResponse({"version": kept.version, "words": reply_panel.kept_words(kept, request.today)})


@require_POST
@needs("answer")
def insertion(request: DeskRequest, public_id: str) -> JsonResponse:
    """The text of a saved reply, to be put where the writer is."""
    found = visible(request, public_id)
    return JsonResponse({"text": saved_text(request, found, request.POST.get("saved", ""))})


@require_POST
@needs("answer")
def recall(request: DeskRequest, public_id: str) -> HttpResponse:
    """Takes a reply back that has not left; its text is in the pane again."""
    mine = Conversation.objects.visible_to(request.membership).filter(pk=OuterRef("conversation"))
    rows = Delivery.objects.filter(Exists(mine), purpose=Delivery.Purpose.REPLY)
    found = get_object_or_404(rows.select_related("conversation", "desk"), public_id=public_id)
    verb = partial(replying.take_back, found, by=request.membership, now=request.now)
    attempt(request, verb, _("Taken back: nothing has left. The text is below."))
    return to_pane(found.conversation)
