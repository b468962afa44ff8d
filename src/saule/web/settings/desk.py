"""The desk's facts, and what its team can answer."""

from functools import partial
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from saule.desk.changing import stamp, values_of
from saule.desk.models import Capacity
from saule.desk.stating import FACTS, state_capacity, state_facts
from saule.web.context import forget_gauge
from saule.web.forms import CapacityForm
from saule.web.pages import attempt, show, sound
from saule.web.policies import needs
from saule.web.requests import DeskRequest
from saule.web.settings import consequences, timetable
from saule.web.settings.changing import Change, changed, seen_by, to
from saule.web.settings.forms import DeskForm
from saule.web.settings.history import lately
from saule.web.words import number_words


@require_safe
@needs("see settings")
def settings(request: DeskRequest) -> HttpResponse:
    """The desk's facts, what it can answer, its mailboxes."""
    return show(
        request,
        "settings/desk",
        facts=facts_in_words(request),
        mailboxes=request.desk.mailboxes.order_by("pk"),
        changes=lately(request.desk, ["change desk"]),
        tab="settings",
        **capacities(request),
    )


def capacities(request: DeskRequest) -> dict[str, Any]:
    """What was stated about the capacity, and the form for stating it anew."""
    rows = list(Capacity.objects.filter(desk=request.desk).select_related("by")[:6])
    initial = {"answers_per_week": rows[0].answers_per_week} if rows else {}
    return {"capacities": rows, "capacity_form": CapacityForm(initial=initial)}


def facts_in_words(request: DeskRequest) -> list[tuple[str, Any]]:
    """The desk's facts with their words."""
    desk = request.desk
    undo = ngettext("%(count)s second", "%(count)s seconds", desk.undo_seconds)
    return [
        (_("Name"), desk.name),
        (_("Language"), desk.get_language_display()),
        (_("Time zone"), desk.time_zone.replace("_", " ")),
        (_("Country (for public holidays)"), desk.country),
        (
            _("Approval needed above"),
            ngettext("%(people)s person", "%(people)s people", desk.large_audience)
            % {"people": number_words(desk.large_audience)},
        ),
        (_("Time to take a mail back"), undo % {"count": desk.undo_seconds}),
        (_("A second factor is asked of"), desk.get_second_factor_display()),
    ]


@require_http_methods(["GET", "HEAD", "POST"])
@needs("change settings", recent=True)
def facts(request: DeskRequest) -> HttpResponse:
    """Changes the desk's facts."""
    desk = request.desk
    now = values_of(desk, FACTS)
    verb = partial(state_facts, desk, seen=seen_by(request), by=request.user, now=request.now)
    change = Change(
        title=_("The desk"),
        form=DeskForm(request.POST or None, initial=now, desk=desk),
        verb=verb,
        back=to("settings"),
        tab="settings",
        button=_("Change"),
        done=_("Changed. The way back is under “Changed lately”."),
        consequences=partial(consequences.of_facts, request),
        seen=stamp(now),
    )
    return changed(request, change)


@require_http_methods(["GET", "HEAD", "POST"])
@needs("see settings", changing="change settings")
def capacity(request: DeskRequest) -> HttpResponse:
    """What the team can answer; states how many answers a week that is."""
    if request.method != "POST":
        return timetable.shown(request, **capacities(request))
    form = CapacityForm(request.POST)
    if sound(request, form):
        stated = form.cleaned_data["answers_per_week"]
        verb = partial(state_capacity, request.desk, stated, by=request.user, now=request.now)
        attempt(request, verb, _("Stated. Dates follow it from the next round of the worker on."))
        forget_gauge(request.desk)
    return redirect("capacity")
