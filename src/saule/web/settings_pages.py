"""The desk's settings: facts, capacity, mailboxes and their switch, charter, staff, registers."""

from functools import partial
from typing import Any

from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from saule.desk.models import Capacity, Event, Mailbox, Membership
from saule.desk.policies import may
from saule.desk.stating import state_capacity, switch
from saule.matters.models import Delivery
from saule.people.register import PERSONAL
from saule.web.forms import CapacityForm, SwitchForm
from saule.web.pages import attempt, cut, show, wrong
from saule.web.policies import needs
from saule.web.requests import DeskRequest

SHOWN_MAILS = 10


@require_safe
@needs("see settings")
def settings(request: DeskRequest) -> HttpResponse:
    """The desk's facts, what it can answer, its mailboxes."""
    capacities = list(Capacity.objects.filter(desk=request.desk).select_related("by")[:6])
    return show(
        request,
        "settings",
        facts=desk_facts(request),
        capacities=capacities,
        capacity_form=CapacityForm(
            initial={"answers_per_week": capacities[0].answers_per_week} if capacities else {}
        ),
        mailboxes=request.desk.mailboxes.order_by("pk"),
        tab="settings",
    )


def desk_facts(request: DeskRequest) -> list[tuple[str, Any]]:
    """The desk's facts with their words."""
    desk = request.desk
    return [
        (_("Name"), desk.name),
        (_("Language"), desk.get_language_display()),
        (_("Time zone"), desk.time_zone),
        (_("Country (for public holidays)"), desk.country),
        (_("Approval needed above"), _("%(people)s people") % {"people": desk.large_audience}),
    ]


@require_POST
@needs("change settings")
def capacity(request: DeskRequest) -> HttpResponse:
    """States how many answers a week the desk can give."""
    form = CapacityForm(request.POST)
    if form.is_valid():
        verb = partial(
            state_capacity,
            request.desk,
            form.cleaned_data["answers_per_week"],
            by=request.user,
            now=request.now,
        )
        attempt(request, verb, _("Stated. Dates follow it from the next round of the worker on."))
    else:
        wrong(request, form)
    return redirect("settings")


@require_http_methods(["GET", "HEAD", "POST"])
@needs("see settings", changing="switch live")
def mailbox(request: DeskRequest, key: int) -> HttpResponse:
    """GET: what would leave from this mailbox. POST: switches it live, or back to rehearsal."""
    found = get_object_or_404(Mailbox, desk=request.desk, pk=key)
    waiting = found.deliveries.filter(state__in=(Delivery.State.WAITING, Delivery.State.DEFERRED))
    form = SwitchForm(request.POST or None, initial={"live": not found.live})
    if request.method == "POST" and form.is_valid():
        return switched(request, found, form, waiting.count())
    names = dict(Delivery.Purpose.choices)
    counts = waiting.values_list("purpose").annotate(n=Count("id")).order_by("purpose")
    return show(
        request,
        "mailbox",
        mailbox=found,
        live=found.live,
        total=waiting.count(),
        purposes=[(names[purpose], count) for purpose, count in counts],
        mails=waiting.select_related("person", "address").order_by("not_before", "id")[:SHOWN_MAILS],
        switches=found.switches.select_related("by").order_by("-at", "-id")[:20],
        form=form,
    )


def switched(request: DeskRequest, found: Mailbox, form: SwitchForm, would_leave: int) -> HttpResponse:
    """Switches, and says what it means."""
    live = form.cleaned_data["live"]
    why = form.cleaned_data["why"]
    verb = partial(
        switch, found, live=live, would_leave=would_leave, by=request.user, now=request.now, why=why
    )
    attempt(
        request,
        verb,
        _("Live: mail leaves from here now.") if live else _("Rehearsing: nothing leaves from here."),
    )
    return redirect("mailbox", found.pk)


@require_safe
@needs("see settings")
def charter(request: DeskRequest) -> HttpResponse:
    """What one is entitled to and what is hoped for, kind by kind."""
    return show(
        request,
        "charter",
        kinds=request.desk.kinds.select_related("team").prefetch_related("examples"),
        tab="charter",
    )


@require_safe
@needs("see settings")
def staff(request: DeskRequest) -> HttpResponse:
    """Who works at the desk, in which role and teams."""
    rows = Membership.objects.filter(desk=request.desk).select_related("user").prefetch_related("teams")
    return show(request, "staff", memberships=rows.order_by("ended_at", "since", "id"), tab="staff")


@require_safe
@needs("see registers")
def registers(request: DeskRequest) -> HttpResponse:
    """The register of personal fields, and the trail for those who may read it."""
    trail = (
        Event.objects.filter(desk=request.desk).select_related("by")
        if may(request.membership, "see trail")
        else None
    )
    return show(
        request,
        "registers",
        entries=sorted(PERSONAL.items()),
        listing=cut(request, trail, 50) if trail is not None else None,
        tab="registers",
    )
