"""A person's status page: where their message stands. The link is the key; looking changes nothing."""

from collections.abc import Callable
from contextlib import suppress
from datetime import date
from functools import partial, wraps
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from saule.desk.errors import SauleError
from saule.desk.models import Language
from saule.desk.rhythm import beats_of
from saule.matters import objecting, signing
from saule.matters.because import LAPSED
from saule.matters.leaving import joined
from saule.matters.models import Answer, Conversation, MailClass, Signature
from saule.matters.outside import stepped_out, to_tell, together
from saule.matters.splitting import step_out
from saule.matters.undoing import undo
from saule.people import suppressing
from saule.promises.errors import UnknownLink
from saule.promises.links import conversation_of
from saule.promises.models import Promise
from saule.promises.telling import lapsing_words, mailbox_to_tell_from, only_signed, reason_in_words
from saule.promises.withdrawing import withdrawn
from saule.web.forms import ObjectionForm
from saule.web.pages import attempt
from saule.web.peer_panel import peers_beside
from saule.web.policies import ANYONE, needs
from saule.web.requests import DeskRequest


def in_their_language(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Finds the conversation of the link, and speaks the person's language in the desk's time zone."""

    @wraps(view)
    def translated(request: DeskRequest, token: str) -> HttpResponse:
        try:
            conversation = conversation_of(token)
        except UnknownLink as error:
            return hidden(render(request, "web/unknown_link.html", {"reason": str(error)}, status=404))
        with override(language_of(request, conversation)), timezone.override(conversation.desk.zone):
            response = hidden(view(request, token, conversation))
        if isinstance(response, HttpResponseRedirect):
            response["Location"] += asked(request)
        return response

    return translated


def asked(request: DeskRequest) -> str:
    """The language that was asked for on the page, as the end of an address; empty if none was."""
    language = request.GET.get("language", "")
    return f"?language={language}" if language in Language.values else ""


def hidden(response: HttpResponse) -> HttpResponse:
    """Out of every search engine and shared cache; the link is told to nobody outside.

    “no-referrer” would be stricter still, but then browsers post with the origin “null”, which is refused.
    """
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Cache-Control"] = "private, no-store"
    response["Referrer-Policy"] = "same-origin"
    return response


def language_of(request: DeskRequest, conversation: Conversation) -> str:
    """The language asked for on the page, else the person's, else what they wrote in, else the desk's."""
    wanted = request.GET.get("language", "")
    if wanted in Language.values:
        return wanted
    person = conversation.person
    if person and person.language:
        return person.language
    first = conversation.messages.filter(outgoing=False).order_by("received_at", "id").first()
    return (first and first.language) or conversation.desk.language


def last_promise(conversation: Conversation) -> Promise | None:
    """The last one given; none where it was about an answer that they have and the next is still to come."""
    promise = conversation.promises.order_by("-given_at", "-id").first()
    if promise and conversation.waiting_since and promise.state not in Promise.OPEN:
        return None
    return promise


@require_safe
@needs(ANYONE)
@in_their_language
def status(request: DeskRequest, token: str, conversation: Conversation) -> HttpResponse:
    """What you wrote, the date you were given, what happens next, and the answer once there is one."""
    today, promise = conversation.desk.local_date(request.now), last_promise(conversation)
    answers = conversation.messages.filter(outgoing=True, automatic=False)
    return render(
        request,
        "web/status.html",
        {
            "conversation": conversation,
            "the_desk": conversation.desk,
            "today": today,
            "token": token,
            "asked": asked(request),
            **of_writer(conversation),
            "promise": promise,
            "reason": reason_in_words(promise.basis, get_language() or "fr") if promise else "",
            "news_day": beats_of(conversation.desk).following(request.now),
            **of_threshold(conversation, promise, today),
            "answers": answers.order_by("received_at", "id"),
            "objections": conversation.objections.order_by("-at"),
            "together": to_tell(together(conversation, get_language() or "fr")),
            "apart": stepped_out(conversation),
            "withdrawn": withdrawn(conversation),
            "told": promise is not None and promise.told_by_id and mailbox_to_tell_from(conversation.desk),
            "form": ObjectionForm(),
            **peers_beside(conversation),
            "page_language": get_language(),
            "State": Promise.State,
        },
    )


def of_threshold(conversation: Conversation, promise: Promise | None, today: date) -> dict[str, Any]:
    """Below the threshold: how many have to ask and until when; and whether that day has come."""
    words = lapsing_words(promise, get_language() or "fr", today=today) if promise else {}
    return {**words, "lapsed": conversation.settlements.standing().filter(by=None, why=LAPSED).exists()}


def of_writer(conversation: Conversation) -> dict[str, Any]:
    """What the person wrote or signed, and where they count."""
    unconfirmed = signatures(conversation).filter(state=Signature.State.UNCONFIRMED)
    return {
        "messages_written": written(conversation),
        "signed": only_signed(conversation),
        "joined": joined(conversation, get_language() or "fr"),
        "unconfirmed": unconfirmed.exists(),
    }


def written(conversation: Conversation) -> list[dict[str, Any]]:
    """What the person wrote: subject and day only, so that somebody who finds the link reads no letter."""
    rows = conversation.messages.filter(outgoing=False, mail_class=MailClass.HUMAN).order_by(
        "received_at", "id"
    )
    return [dict(row) for row in rows.values("subject", "received_at")[:20]]


def signatures(conversation: Conversation):  # type: ignore[no-untyped-def]
    """The person's support of the matters that this conversation speaks for."""
    return Signature.objects.filter(evidence__message__conversation=conversation).distinct()


@require_POST
@needs(ANYONE)
@in_their_language
def signature(request: DeskRequest, token: str, conversation: Conversation) -> HttpResponse:
    """“Yes, I wrote this”: the person's support counts as confirmed."""
    for one in signatures(conversation).filter(state=Signature.State.UNCONFIRMED):
        with suppress(SauleError):  # moved away, or set aside, in the same moment
            signing.confirm(one, by=None, now=request.now, why="by the status page")
    messages.success(request, _("Thank you: you count as one person who asks this."))
    return redirect("status", token)


@require_POST
@needs(ANYONE)
@in_their_language
def objection(request: DeskRequest, token: str, conversation: Conversation) -> HttpResponse:
    """“This does not answer me”: the conversation waits again."""
    form = ObjectionForm(request.POST)
    answered = conversation.answered_at is not None
    if form.is_valid() and answered:
        last = Answer.objects.filter(deliveries__conversation=conversation).order_by("-created_at").first()
        objecting.object_to(conversation, answer=last, words=form.cleaned_data["words"], now=request.now)
        messages.success(
            request, _("Thank you for saying so. Your conversation is open again, and a person will read it.")
        )
    return redirect("status", token)


@require_POST
@needs(ANYONE)
@in_their_language
def separation(request: DeskRequest, token: str, conversation: Conversation) -> HttpResponse:
    """“Mine is about something else”: what they wrote here gets a matter, and an answer, of its own."""
    wanted = request.POST.get("matter", "")
    found = [one.matter for one in together(conversation, "fr") if one.matter.public_id == wanted]
    verb = partial(step_out, conversation, *found, now=request.now)
    said = _("Noted: your message will be answered by itself. A person will read it.")
    if found:
        attempt(request, verb, said)
    return redirect("status", token)


@require_POST
@needs(ANYONE)
@in_their_language
def reunion(request: DeskRequest, token: str, conversation: Conversation) -> HttpResponse:
    """“It is about that after all”: the writer takes their stepping out back."""
    wanted = request.POST.get("correction", "")
    for correction in stepped_out(conversation):
        if correction.public_id == wanted:
            verb = partial(undo, correction, by=None, now=request.now)
            attempt(request, verb, _("Noted: your message is answered together with the others again."))
    return redirect("status", token)


@csrf_exempt  # RFC 8058: the mail program posts without cookies; the token in the link is the right to.
@require_http_methods(["GET", "HEAD", "POST"])
@needs(ANYONE)
def unsubscribe(request: DeskRequest, token: str) -> HttpResponse:
    """GET: a page with a button, changes nothing. POST: no automatic mail any more (RFC 8058)."""
    found = suppressing.read_token(token)
    if found is None:
        reason = _("This link is not complete. Copy it again from the message you received.")
        return hidden(render(request, "web/unknown_link.html", {"reason": reason}, status=404))
    done = request.method == "POST" and suppressing.unsubscribe(token, now=request.now) is not None
    return hidden(render(request, "web/unsubscribe.html", {"the_desk": found[0], "done": done}))
