"""What people correct: a matter's title, heading and gravity, and where a message is filed."""

from functools import partial

from django.db.models import Exists, OuterRef
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from saule.desk.errors import SauleError
from saule.matters import correcting, filing, undoing
from saule.matters.models import Conversation, Decision, Matter, Message
from saule.matters.reasons import sentence
from saule.web.acts import act
from saule.web.forms import GravityForm, KindForm, ReversalForm, TitleForm
from saule.web.matters import visible
from saule.web.pages import attempt, show, sound
from saule.web.policies import needs
from saule.web.requests import DeskRequest


@require_POST
@needs("group")
def title(request: DeskRequest, public_id: str) -> HttpResponse:
    """Gives a matter another title."""
    found, form = visible(request, public_id), TitleForm(request.POST)
    if sound(request, form):
        words = form.cleaned_data["title"]
        act(
            request, partial(correcting.rename, found, words, by=request.user, now=request.now), _("Renamed.")
        )
    return redirect("matter", public_id)


@require_POST
@needs("group")
def kind(request: DeskRequest, public_id: str) -> HttpResponse:
    """Files a matter under another heading."""
    found = visible(request, public_id)
    form = KindForm(request.POST, desk=request.desk, now=found.kind)
    if sound(request, form):
        wanted = (form.cleaned_data["kind"], form.cleaned_data["nature"])
        act(
            request,
            partial(correcting.set_kind, found, *wanted, by=request.user, now=request.now),
            _("Changed."),
        )
    # Under another team's heading it may be out of one's sight.
    still = Matter.objects.visible_to(request.membership).filter(pk=found.pk).exists()
    return redirect("matter", public_id) if still else redirect("matters")


@require_POST
@needs("judge gravity")
def gravity(request: DeskRequest, public_id: str) -> HttpResponse:
    """Says whether a matter is a danger."""
    found, form = visible(request, public_id), GravityForm(request.POST)
    if sound(request, form):
        grave, why = form.cleaned_data["grave"], form.cleaned_data["why"]
        verb = partial(correcting.judge_gravity, found, grave, by=request.user, now=request.now, why=why)
        act(request, verb, _("Marked as a danger.") if grave else _("Marked as no danger."))
    return redirect("matter", public_id)


def visible_message(request: DeskRequest, public_id: str) -> Message:
    """The message if its conversation may be seen; else 404."""
    mine = Conversation.objects.visible_to(request.membership).filter(pk=OuterRef("conversation"))
    rows = Message.objects.select_related("conversation", "desk").filter(Exists(mine))
    return get_object_or_404(rows, public_id=public_id)


@require_safe
@needs("see work")
def reasons(request: DeskRequest, public_id: str) -> HttpResponse:
    """Why a message is where it is: every decision about it, the newest first."""
    message = visible_message(request, public_id)
    decisions = list(
        message.decisions.select_related(
            "by", "matter", "before", "like", "other", "correction__matter"
        ).order_by("-at", "-id")
    )
    return show(
        request,
        "reasons",
        message=message,
        reasons=[(decision, sentence(decision)) for decision in decisions],
        undoable={decision.pk for decision in decisions if can_undo(decision)},
        seen=set(
            Matter.objects.visible_to(request.membership)
            .filter(pk__in={pk for d in decisions for pk in (d.matter_id, d.other_id) if pk})
            .values_list("pk", flat=True)
        ),
        form=ReversalForm(),
    )


def can_undo(decision: Decision) -> bool:
    """Whether this decision, or the act it was part of, can be undone now."""
    try:
        if decision.correction is not None:
            undoing.check_undoable(decision.correction)
        else:
            filing.check_undoable(decision)
    except SauleError:
        return False
    return decision.outcome != Decision.Outcome.OPENED


@require_POST
@needs("group")
def message_filing(request: DeskRequest, public_id: str) -> HttpResponse:
    """Puts a message into a matter, out of the one that was opened for it."""
    message = visible_message(request, public_id)
    wanted = visible(request, request.POST.get("matter", ""))
    here = message.filings.exclude(matter=wanted).select_related("matter").first()
    before = here.matter if here else None
    verb = partial(filing.move, message, wanted, by=request.user, now=request.now, before=before)
    act(request, lambda: verb().correction, _("Put here. The decision can be undone."))
    return redirect("matter", wanted.public_id)


@require_POST
@needs("group")
def reversal(request: DeskRequest, key: int) -> HttpResponse:
    """Undoes a decision: the message goes back where it was."""
    mine = Conversation.objects.visible_to(request.membership).filter(pk=OuterRef("message__conversation"))
    rows = Decision.objects.select_related("message", "message__desk", "matter", "before")
    decision = get_object_or_404(rows.filter(Exists(mine)), pk=key)
    form = ReversalForm(request.POST)
    why = form.cleaned_data["why"] if form.is_valid() else ""
    verb = partial(filing.undo, decision, by=request.user, now=request.now, why=why)
    attempt(request, verb, _("Undone: the message is back where it was."))
    return redirect("reasons", decision.message.public_id)
