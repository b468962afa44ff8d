"""Answering a matter: write, read it as somebody will, have it approved, send it, see what became of it."""

from dataclasses import replace
from functools import partial
from typing import Any

from django.contrib import messages
from django.db.models import Exists, OuterRef
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from saule.desk.models import Language
from saule.matters import answering, approving
from saule.matters.apart import lacking
from saule.matters.approving import Need
from saule.matters.audience import Audience, Recipient, recipients
from saule.matters.merged import standing_for
from saule.matters.models import Answer, Delivery, Matter, Signature
from saule.matters.reopening import mails_of
from saule.matters.undelivered import retriable
from saule.people.models import Person
from saule.web import answer_panel, figure_panel, past, peers, words
from saule.web.forms import TextForm, WhyForm
from saule.web.keeping import kept
from saule.web.matters import visible, work_in_sight
from saule.web.pages import attempt, cut, show, sound
from saule.web.policies import needs
from saule.web.requests import DeskRequest
from saule.web.returns import RETURNED, final

SAMPLES = 8


def answer_of(request: DeskRequest, public_id: str) -> Answer:
    """The answer if its matter may be seen; else 404."""
    mine = Matter.objects.visible_to(request.membership).filter(pk=OuterRef("matter"))
    rows = Answer.objects.select_related("matter", "desk", "author").filter(Exists(mine))
    return get_object_or_404(rows, public_id=public_id)


@require_http_methods(["GET", "HEAD", "POST"])
@needs("see work", changing="answer")
def answer(request: DeskRequest, public_id: str) -> HttpResponse:
    """GET: the answer as one recipient will read it. POST: keeps the words written so far."""
    matter = visible(request, public_id)
    return keep(request, matter) if request.method == "POST" else preview(request, matter)


def keep(request: DeskRequest, matter: Matter) -> HttpResponse:
    """Saves one language's text, and goes where the button says."""
    form = TextForm(request.POST)
    if not sound(request, form):
        return redirect("matter", matter.public_id)
    then, _dash, what = request.POST.get("then", "").partition("-")
    more = put_in(request, matter, then, what)
    body = past.joined(form.cleaned_data["body"].replace("\r\n", "\n"), more)
    draft = answering.draft_for(matter, by=request.user, now=request.now)
    verb = partial(
        answering.save_text, draft, form.cleaned_data["language"], body, by=request.user, now=request.now
    )
    kept = attempt(request, verb)
    if request.htmx:
        return show(request, "parts/kept", kept=kept, clock=words.moment_words(request.now, request.today))
    if then == "look":
        return redirect(past.looked_at(matter, request.POST.get("past", ""), form.cleaned_data["language"]))
    if then == "preview" and kept:
        return redirect("answer", matter.public_id)
    language = then if then in Language.values else form.cleaned_data["language"]
    return redirect(f"{reverse('matter', args=[matter.public_id])}?language={language}#answer")


def put_in(request: DeskRequest, matter: Matter, then: str, what: str) -> str:
    """What a button puts below the text: a past answer, or what somebody else answers here."""
    if then == "peer":
        return peers.text_of(matter, what)
    text = past.text_of(request, what) if then == "past" else None
    return text.body if text else ""


def preview(request: DeskRequest, matter: Matter) -> HttpResponse:
    """The answer as one of its recipients will read it, and what can be done with it."""
    draft = answer_panel.in_the_making(matter)
    if draft is None:
        return redirect("matter", matter.public_id)
    found = answer_panel.people_of(request, matter, draft)
    sorts = kept(request, f"samples-{matter.pk}-{draft.pk}", lambda: some_of_each(matter, found))
    people = {r.person.pk: r for r in recipients(only(found, [key for key, _own in sorts]))}
    samples = [(people[key], own) for key, own in sorts]
    recipient = asked_for(request, found) or (samples[0][0] if samples else None)
    as_read = answering.preview(draft, recipient) if recipient else None
    return show(
        request,
        "answer_preview",
        matter=matter,
        answer=draft,
        recipient=recipient,
        preview=as_read,
        pieces=figure_panel.marked(request, as_read.body) if as_read else [],
        figures=figure_panel.figures_of(request, draft),
        samples=samples,
        needs_approval=approving.needs_approval(draft, request.membership, found),
        approvers=approving.approvers(draft),
        approvals=draft.approvals.select_related("by", "asked_by"),
        seen=approving.digest(draft),
        **unlike(request, draft, found),
        return_form=WhyForm(),
        languages=dict(Language.choices),
        **answer_panel.reach(draft, found),
        **answer_panel.asking(draft),
    )


def asked_for(request: DeskRequest, found: Audience) -> Recipient | None:
    """The one recipient as whom one wants to read it, if there is such a one."""
    person = Person.objects.filter(desk=request.desk, public_id=request.GET.get("person", "")).first()
    return next(iter(recipients(only(found, [person.pk]))), None) if person else None


def only(found: Audience, keys: list[int]) -> Audience:
    """Those of an audience who have one of these keys."""
    return replace(found, places={key: found.places[key] for key in keys if key in found.places})


def some_of_each(matter: Matter, found: Audience) -> list[tuple[int, bool]]:
    """A few people, one of each sort: by language, in own words or by form letter, named or not."""
    counted = matter.signatures.filter(state__in=Signature.COUNTED)
    rows = counted.values_list("person", "own_words", "person__name")
    known = {person: (own, bool(name)) for person, own, name in rows}
    sorts: dict[tuple[Any, ...], tuple[int, bool]] = {}
    for person, place in found.places.items():
        own, named = known.get(person, (True, True))
        sorts.setdefault((place.language, own, named), (person, own))
    return list(sorts.values())[:SAMPLES]


@require_POST
@needs("answer")
def proposal(request: DeskRequest, public_id: str) -> HttpResponse:
    """Asks a colleague who may approve to read it."""
    found = answer_of(request, public_id)
    verb = partial(answering.propose, found, by=request.user, now=request.now)
    attempt(request, verb, _("The answer waits for approval. Nothing has been sent."))
    return redirect("matter", found.matter.public_id)


@require_POST
@needs("approve")
def approval(request: DeskRequest, public_id: str) -> HttpResponse:
    """Somebody who may stands for the text."""
    found = answer_of(request, public_id)
    why, seen = request.POST.get("why", ""), request.POST.get("seen", "")
    verb = partial(answering.approve, found, by=request.user, now=request.now, why=why, seen=seen)
    attempt(request, verb, _("Approved. Nothing has been sent yet."))
    return redirect("answer", found.matter.public_id)


@require_POST
@needs("approve")
def refusal(request: DeskRequest, public_id: str) -> HttpResponse:
    """Gives a proposed answer back to its writer, with a reason."""
    found = answer_of(request, public_id)
    form = WhyForm(request.POST)
    if not sound(request, form):
        return redirect("answer", found.matter.public_id)
    why = form.cleaned_data["why"]
    verb = partial(found.move_to, Answer.State.DRAFT, by=request.user, now=request.now, why=why)
    attempt(request, verb, _("Given back to its writer."))
    return redirect("matter", found.matter.public_id)


@require_http_methods(["GET", "HEAD", "POST"])
@needs("answer")
def sending(request: DeskRequest, public_id: str) -> HttpResponse:
    """GET: what would leave, before it does. POST: sends it (again: to those who wrote since)."""
    found = answer_of(request, public_id)
    if request.method == "POST":
        return send(request, found)
    to = answer_panel.people_of(request, found.matter, found)
    missing = approving.need(found, request.membership, to)
    texts = {text.language for text in found.texts.all() if text.body.strip()}
    return show(
        request,
        "answer_sending",
        matter=found.matter,
        answer=found,
        nobody=answering.nobody(found, to),
        without_text=sum(people for language, people in to.languages() if language not in texts),
        mailbox=found.desk.mailboxes.order_by("pk").first(),
        needs_approval=missing == Need.SOMEBODY_ELSE,
        by_number=missing == Need.NUMBER,
        readers=approving.readers(found, to),
        seen=approving.digest(found),
        **unlike(request, found, to),
        approvers=approving.approvers(found),
        apart=len(answering.beside(found, [place.conversation for place in to.places.values()])),
        seconds=found.desk.undo_seconds,
        grave=found.matter.filings.exclude(message__severity=[]).count(),
        **answer_panel.reach(found, to),
    )


def send(request: DeskRequest, found: Answer) -> HttpResponse:
    """Sends the answer, and leads to what becomes of it."""
    count = 0

    def verb() -> None:
        nonlocal count
        seen = request.POST.get("seen", "")
        count = answering.send(
            found, by=request.membership, now=request.now, people=typed(request), seen=seen
        )

    if not attempt(request, verb):
        return redirect("sending", found.public_id)
    text = ngettext("%(count)s message is leaving.", "%(count)s messages are leaving.", count)
    messages.success(request, text % {"count": words.number_words(count)})
    return redirect("outcomes", found.public_id)


def unlike(request: DeskRequest, answer: Answer, found: Audience) -> dict[str, int]:
    """How many read neutral words instead of their name, and how many are left out."""

    def count() -> int:
        return len(lacking(answer, recipients(found)))

    lacks = kept(request, f"lacking-{answer.pk}-{approving.digest(answer)}", count)
    return {"lacks": lacks, "left_out": answer.apart.filter(ended_at=None).count()}


def typed(request: DeskRequest) -> int | None:
    """The number of people that was typed to confirm a sending alone."""
    digits = "".join(sign for sign in request.POST.get("people", "")[:20] if sign.isdigit())
    return int(digits) if digits else None


@require_safe
@needs("see work")
def outcomes(request: DeskRequest, public_id: str) -> HttpResponse:
    """What became of an answer, for each recipient."""
    found = answer_of(request, public_id)
    state = request.GET.get("state", "")
    every = mails_of(found) if found.state == Answer.State.SENT else found.deliveries.all()
    rows = every.select_related("person", "address", "conversation").order_by("id")
    rows = rows.annotate(
        returned=final(), retriable=Exists(retriable(Delivery.objects.filter(pk=OuterRef("pk"))))
    )
    if state in Delivery.State.values:
        rows = rows.filter(state=state, returned=False)
    elif state == RETURNED:
        rows = rows.filter(returned=True)
    return show(
        request,
        "outcomes",
        matter=found.matter,
        answer=found,
        listing=cut(request, rows),
        sent=answer_panel.outcome(request, found),
        journey=answer_panel.journey(found, now=request.now),
        work_in_sight=work_in_sight(request, found.matter),
        being_written=answer_panel.in_the_making(standing_for(found.matter)) is not None,
        state=state,
        retriable=retriable(every).count(),
        objections=found.objections.count(),
        approvals=found.approvals.select_related("by", "asked_by"),
    )
