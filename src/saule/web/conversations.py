"""One conversation with its messages, mail as it came, and its files."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import nh3
from django.db.models import F, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from saule.matters import settling
from saule.matters.models import (
    CallerCode,
    Comeback,
    Conversation,
    Delivery,
    Draft,
    Enclosure,
    Filing,
    FollowUp,
    Matter,
    Message,
    Note,
    Objection,
    Presence,
    Settlement,
    Tagging,
)
from saule.matters.verifying import known_at
from saule.people.pausing import away
from saule.promises import closing
from saule.web import item_panel, reply_panel, work_panel
from saule.web.attachments import File, looked_at
from saule.web.corrections import visible_message
from saule.web.forms import FollowUpForm, ReversalForm, SettlementForm
from saule.web.pages import attempt, show, sound
from saule.web.policies import needs
from saule.web.rare import Rare
from saule.web.requests import DeskRequest
from saule.web.warnings import in_words

MOST_MESSAGES = 200
MOST_BESIDE = 20
RARE = (
    CallerCode,
    Comeback,
    Conversation,
    Delivery,
    Draft,
    FollowUp,
    Note,
    Objection,
    Presence,
    Settlement,
    Tagging,
)
ALONE = "sandbox; default-src 'none'; img-src data:"
TAGS = (nh3.ALLOWED_TAGS | {"center", "font"}) - {"a"}
ATTRIBUTES = {
    "*": {"align", "dir", "lang", "title"},
    "img": {"src", "alt", "width", "height"},
    "td": {"colspan", "rowspan", "width"},
    "th": {"colspan", "rowspan", "scope", "width"},
    "ol": {"start"},
}


@dataclass(frozen=True, slots=True)
class Shown:
    """One message as a conversation shows it: what was written now, the rest folded, and its files.

    ``files`` came with it, ``sent`` went with it.
    """

    message: Message
    said: str
    folded: str
    warnings: list[str]
    danger: list[str]
    files: list[File]
    sent: list[Enclosure]


def visible(request: DeskRequest, public_id: str) -> Conversation:
    """The conversation if the member may see it; else 404."""
    rows = Conversation.objects.visible_to(request.membership).select_related("person")
    found = get_object_or_404(rows, public_id=public_id)
    found.desk = request.desk  # known already: not looked up again
    return found


@require_safe
@needs("see work")
def conversation(request: DeskRequest, public_id: str) -> HttpResponse:
    """One conversation with its messages in order."""
    return page(request, visible(request, public_id))


def page(
    request: DeskRequest, found: Conversation, status: int = 200, writing: reply_panel.Writing | None = None
) -> HttpResponse:
    """The page of a conversation; ``writing`` is a text that could not be kept."""
    filed = Filing.objects.filter(message__conversation=found).values("matter")
    seen = Matter.objects.visible_to(request.membership).filter(pk__in=filed)
    rare = Rare(RARE, [found.pk])
    return show(
        request,
        "conversation",
        status=status,
        conversation=found,
        shown=all_shown(found),
        matters=seen.only("public_id", "title", "people"),
        beside=beside(request, found) if found.exchange_id or Conversation in rare else (),
        promises=found.promises.order_by("-given_at", "-id"),
        settlements=rare.of(found.settlements.standing().select_related("by").order_by("-at")),
        reversal_form=reversal_form(found, rare),
        objections=rare.of(found.objections.order_by("-at")),
        follow_ups=rare.of(found.follow_ups.standing().select_related("by")),
        follow_up_form=FollowUpForm(),
        back=came_back(found, rare),
        known=known_at(found.caller_codes.all()) if CallerCode in rare else (),
        form=SettlementForm(),
        away=away([found.person_id] if found.person_id else [], today=request.today),
        **item_panel.hands(request, found),
        **reply_panel.context(request, found, rare, writing),
        **work_panel.context(request, found, rare),
    )


def came_back(found: Conversation, rare: Rare) -> Comeback | None:
    """The last time that its person came back about what had been closed for them, if they wait."""
    rows = rare.of(Comeback.objects.open().filter(conversation=found))
    return rows.select_related("sequel__by", "sequel__conversation").order_by("-at", "-pk").first()


def reversal_form(found: Conversation, rare: Rare) -> ReversalForm | None:
    """The form that takes a settlement back; None where nothing would come of it."""
    settled = found.waiting_since is None and Settlement in rare and settling.settled_by(found)
    return ReversalForm() if settled else None


def beside(request: DeskRequest, found: Conversation) -> QuerySet[Conversation]:
    """The other conversations of the same thread that the member sees."""
    rows = Conversation.objects.visible_to(request.membership).beside(found)
    return rows.select_related("person").order_by("opened_at", "id")[:MOST_BESIDE]


def all_shown(found: Conversation) -> list[Shown]:
    """The messages in order, with what is known of their files, and those that went with them."""
    rows = found.messages.order_by("received_at", "id").defer("references").select_related("address")
    messages = list(rows.prefetch_related("attachments")[:MOST_MESSAGES])
    looks = looked_at([file for message in messages for file in message.attachments.all()])
    sent = enclosed([message.pk for message in messages if message.outgoing])
    return [
        as_shown(
            message,
            [File(file, looks[file.pk]) for file in message.attachments.all()],
            sent.get(message.pk, []),
        )
        for message in messages
    ]


def enclosed(messages: Sequence[int]) -> dict[int, list[Enclosure]]:
    """The files that went with each of these messages of the desk's."""
    found: dict[int, list[Enclosure]] = {}
    if messages:
        rows = Enclosure.objects.filter(delivery__recorded__in=messages).order_by("id")
        for file in rows.only("public_id", "name", "size").annotate(message=F("delivery__recorded")):
            found.setdefault(file.message, []).append(file)
    return found


def as_shown(message: Message, files: list[File], sent: list[Enclosure]) -> Shown:
    """What was written now, apart from quotes and signature."""
    said = (message.said or message.text).strip()
    folded = message.text.strip() if message.said and message.text.strip() != said else ""
    danger = list(dict.fromkeys(str(span.get("words", "")) for span in message.severity))
    return Shown(message, said, folded, in_words(message), danger, files, sent)


@require_POST
@needs("settle")
def settlement(request: DeskRequest, public_id: str) -> HttpResponse:
    """A person says that the conversation needs no answer, and why."""
    found, form = visible(request, public_id), SettlementForm(request.POST)
    if sound(request, form):
        why = form.cleaned_data["why"]
        verb = partial(closing.settle, found, by=request.user, now=request.now, why=why)
        attempt(request, verb, _("Settled: nobody waits here any more."))
    return redirect("conversation", public_id)


@require_POST
@needs("settle")
def settlement_reversal(request: DeskRequest, public_id: str) -> HttpResponse:
    """Takes back that it needs no answer: whoever waited waits again."""
    found, form = visible(request, public_id), ReversalForm(request.POST)
    if sound(request, form):
        why = form.cleaned_data["why"]
        verb = partial(closing.take_back, found, by=request.user, now=request.now, why=why)
        attempt(request, verb, _("Taken back: the conversation waits for an answer again."))
    return redirect("conversation", public_id)


@require_safe
@needs("see work")
def message(request: DeskRequest, public_id: str) -> HttpResponse:
    """To a message's place in its conversation; with ``?reply`` to where its writer is answered."""
    found = visible_message(request, public_id)
    place = "reply" if "reply" in request.GET else f"m-{found.public_id}"
    return redirect(f"{reverse('conversation', args=[found.conversation.public_id])}#{place}")


@require_safe
@needs("see work")
def body(request: DeskRequest, public_id: str) -> HttpResponse:
    """A message's HTML, sanitised, for a frame that can do nothing: no script, no form, nothing remote."""
    found = visible_message(request, public_id)
    if not found.html:
        raise Http404
    response = HttpResponse(f'<!doctype html><meta charset="utf-8"><title>.</title>{sanitised(found.html)}')
    response["Content-Security-Policy"] = ALONE
    response._csp_exempt = True  # type: ignore[attr-defined]
    response["Cache-Control"] = "private, no-store"
    response["Referrer-Policy"] = "no-referrer"
    return response


def sanitised(html: str) -> str:
    """Harmless HTML without links: a person reads it, a machine in it can do nothing. Images only inline."""
    return nh3.clean(
        html,
        tags=TAGS,
        clean_content_tags={"script", "style", "title", "template"},
        attributes=ATTRIBUTES,
        attribute_filter=only_inline_images,
        url_schemes={"data"},
        link_rel=None,
    )


def only_inline_images(tag: str, name: str, value: str) -> str | None:
    """Keeps an image's source only when the image came inside the mail."""
    if name == "src" and not (tag == "img" and value.strip().lower().startswith("data:image/")):
        return None
    return value
