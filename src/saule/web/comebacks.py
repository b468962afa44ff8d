"""Premature closings: who was back about the same thing, after what had been closed for them by whom."""

from functools import partial

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from saule.desk.policies import may, sees_all_work
from saule.desk.quality import rules_of
from saule.matters.following import set_aside
from saule.matters.models import Comeback
from saule.matters.models.messages import theirs
from saule.promises.monthly import keep
from saule.web.forms import WhyForm
from saule.web.pages import attempt, cut, show, sound
from saule.web.policies import needs
from saule.web.report_spans import choices, chosen
from saule.web.requests import DeskRequest

PARTS = ("conversation", "message", "objection", "ended_by")
CLOSED = ("by", "team", "conversation", "matter", "settlement", "person")
STATES = ("standing", "waiting", "set_aside")


@require_safe
@needs("see work")
def comebacks(request: DeskRequest) -> HttpResponse:
    """The premature closings of some months, the newest first."""
    span = chosen(request)
    state = request.GET.get("state", "")
    state = state if state in STATES else STATES[0]
    rows = in_state(visible(request), state).filter(
        sequel__month__gte=span.span.first, sequel__month__lte=span.span.last
    )
    rows = rows.select_related(*PARTS, *(f"sequel__{part}" for part in CLOSED))
    return show(
        request,
        "comebacks",
        found=span,
        periods=choices(),
        states=zip(STATES, (_("standing"), _("still waiting"), _("set aside")), strict=True),
        state=state,
        days=rules_of(request.desk).days,
        listing=cut(request, rows.order_by("-at", "-pk")),
        form=WhyForm() if may(request.membership, "decide comebacks") else None,
    )


def visible(request: DeskRequest) -> QuerySet[Comeback]:
    """Those that the reader may see: leaders all, others after what they closed themselves."""
    rows = Comeback.objects.filter(sequel__desk=request.desk)
    if sees_all_work(request.membership):
        return rows
    seen = [theirs(request.membership, at) for at in ("conversation", "sequel__conversation")]
    return rows.filter(*seen, sequel__by=request.user)


def in_state(rows: QuerySet[Comeback], state: str) -> QuerySet[Comeback]:
    """Those that stand, those of them whose person waits, or those that were set aside."""
    if state == "set_aside":
        return rows.filter(ended_at__isnull=False)
    rows = rows.filter(ended_at=None)
    return rows.filter(conversation__waiting_since__isnull=False) if state == "waiting" else rows


@require_POST
@needs("decide comebacks")
def verdict(request: DeskRequest, key: int) -> HttpResponse:
    """Somebody says that the person was back about something else."""
    found = get_object_or_404(visible(request).select_related("sequel"), pk=key)
    form = WhyForm(request.POST)
    if sound(request, form):
        verb = partial(set_aside, found, by=request.user, now=request.now, why=form.cleaned_data["why"])
        if attempt(request, verb, _("Set aside. The closing counts again as it did.")):
            keep(request.desk, found.sequel.month, now=request.now)
    return redirect("comebacks")
