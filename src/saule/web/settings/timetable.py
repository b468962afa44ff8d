"""What the team can answer: its staff’s hours and leave, what outside teams give; and the rhythm of news."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import partial
from math import sqrt
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from saule.desk.changing import stamp
from saule.desk.models import Desk, Leave, Membership
from saule.desk.rhythm import beats_of, rhythm_of, state_rhythm
from saule.desk.timetabling import (
    contracts,
    record_leave,
    state_contract,
    state_hours,
    take_back_leave,
    week_of,
)
from saule.promises.capacity import BASES, Planned, Planner, Weekly, weekly
from saule.promises.pace import Handling, handling_times
from saule.web.context import forget_gauge
from saule.web.keeping import kept
from saule.web.pages import attempt, show, sound
from saule.web.policies import needs
from saule.web.requests import DeskRequest
from saule.web.settings import consequences
from saule.web.settings.changing import Change, changed, seen_by, to
from saule.web.settings.forms_time import ContractForm, HoursForm, LeaveForm, RhythmForm
from saule.web.settings.history import lately

DAYS = 28
MINUTES = 60
Z_90 = 1.645
"""So many standard deviations to both sides hold nine in ten."""


@dataclass(frozen=True, slots=True)
class Week:
    """One week to come: its first day, the answers planned in it, and between what they lie 9 times in 10."""

    first: date
    answers: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Colleague:
    """One colleague: how many hours a week they state, and the leave that is to come or under way."""

    membership: Membership
    hours: float
    leaves: list[Leave]


def shown(request: DeskRequest, **more: Any) -> HttpResponse:
    """The page of what the team can answer."""
    desk, today = request.desk, request.today
    kinds = {kind.code: str(kind) for kind in desk.kinds.all()}
    usual, plan, taken = kept(request, "timetable", lambda: figures(desk, today))
    context = {
        "weekly": usual,
        "basis": BASES[plan[0].basis],
        "weeks": weeks(plan),
        "handling": [(kinds.get(one.kind, _("without a heading")), one) for one in taken],
        "colleagues": colleagues(request),
        "contracts": contracts(desk, today),
        "contract_form": ContractForm(auto_id="id_contract_%s"),
        "changes": lately(desk, ["state hours"]),
        "tab": "capacity",
    }
    return show(request, "settings/capacity", **{**context, **more})


def figures(desk: Desk, today: date) -> tuple[Weekly, list[Planned], list[Handling]]:
    """What a usual week bears, what the days to come do, and what an answer takes under each heading."""
    plan = Planner.at(desk, today).plan(today, DAYS)
    return weekly(desk, today), plan, handling_times(desk, before=today)


def weeks(plan: Iterable[Planned]) -> list[Week]:
    """The plan week by week from its first day on."""
    days = list(plan)
    found = []
    for start in range(0, len(days), 7):
        some = days[start : start + 7]
        answers, spread = sum(one.answers for one in some), sqrt(sum(one.spread**2 for one in some))
        found.append(Week(some[0].day, answers, max(0.0, answers - Z_90 * spread), answers + Z_90 * spread))
    return found


def colleagues(request: DeskRequest) -> list[Colleague]:
    """Who works at the desk, with their hours and leave."""
    rows = request.desk.memberships.filter(ended_at=None).select_related("user").order_by("user__name", "pk")
    coming = Leave.objects.standing().filter(membership__desk=request.desk, last__gte=request.today)
    away: dict[int, list[Leave]] = {}
    for leave in coming:
        away.setdefault(leave.membership_id, []).append(leave)
    return [Colleague(one, sum(week_of(one, request.today)) / MINUTES, away.get(one.pk, [])) for one in rows]


def mine(request: DeskRequest, key: int) -> Membership:
    """The desk's membership; else 404."""
    return get_object_or_404(Membership.objects.select_related("user", "desk"), desk=request.desk, pk=key)


@require_http_methods(["GET", "HEAD", "POST"])
@needs("plan staff")
def hours(request: DeskRequest, key: int) -> HttpResponse:
    """States how long a colleague answers on each day of the week."""
    found = mine(request, key)
    minutes = week_of(found, request.today)

    def verb(values: dict[str, Any]) -> None:
        wanted = HoursForm.minutes(values)
        state_hours(
            found, wanted, since=values["since"], seen=seen_by(request), by=request.user, now=request.now
        )
        forget_gauge(request.desk)

    change = Change(
        title=_("Hours of %(name)s") % {"name": found.user.name},
        intro=_("Only the time in which messages are answered. It plans the desk; nobody is measured by it."),
        form=HoursForm(request.POST or None, initial=HoursForm.of(minutes)),
        verb=verb,
        back=to("capacity"),
        tab="capacity",
        button=_("State them"),
        done=_("Stated. Dates follow it from the next round of the worker on."),
        seen=stamp({"minutes": minutes}),
    )
    return changed(request, change)


@require_http_methods(["GET", "HEAD", "POST"])
@needs("plan staff")
def leave(request: DeskRequest, key: int) -> HttpResponse:
    """Notes that a colleague is away. Why is not asked."""
    found = mine(request, key)

    def verb(values: dict[str, Any]) -> None:
        record_leave(found, values["first"], values["last"], by=request.user, now=request.now)

    change = Change(
        title=_("%(name)s is away") % {"name": found.user.name},
        intro=_("Only the days are noted: why is nobody’s business here."),
        form=LeaveForm(request.POST or None),
        verb=verb,
        back=to("capacity"),
        tab="capacity",
        button=_("Note it"),
        done=_("Noted. It can be taken back in the list."),
    )
    return changed(request, change)


@require_POST
@needs("plan staff")
def leave_reversal(request: DeskRequest, key: int) -> HttpResponse:
    """A colleague is there after all."""
    rows = Leave.objects.select_related("membership__desk")
    found = get_object_or_404(rows, membership__desk=request.desk, pk=key)
    verb = partial(take_back_leave, found, by=request.user, now=request.now)
    attempt(request, verb, _("They are there then."))
    return redirect("capacity")


@require_POST
@needs("change settings")
def contract(request: DeskRequest) -> HttpResponse:
    """States how many answers a week an outside team is to give."""
    form = ContractForm(request.POST)
    if sound(request, form):
        verb = partial(state_contract, request.desk, **form.cleaned_data, by=request.user, now=request.now)
        attempt(request, verb, _("Stated. Dates follow it from the next round of the worker on."))
        forget_gauge(request.desk)
    return redirect("capacity")


@require_http_methods(["GET", "HEAD", "POST"])
@needs("change settings")
def rhythm(request: DeskRequest) -> HttpResponse:
    """Changes the days and the hour of news."""
    now = rhythm_of(request.desk)

    def verb(values: dict[str, Any]) -> None:
        values = {**values, "weekdays": "".join(values["weekdays"])}
        state_rhythm(request.desk, **values, seen=seen_by(request), by=request.user, now=request.now)

    change = Change(
        title=_("News to those who wait"),
        intro=_("One mail to a person on such a day at most, and only if there is something to say."),
        form=RhythmForm(request.POST or None, initial={**now, "weekdays": list(str(now["weekdays"]))}),
        verb=verb,
        back=to("calendar"),
        tab="calendar",
        button=_("Change"),
        done=_("Changed. The way back is under “Changed lately”."),
        consequences=partial(consequences.of_rhythm, request),
        seen=stamp(now),
    )
    return changed(request, change)


def rhythm_words(request: DeskRequest) -> dict[str, Any]:
    """The rhythm as the calendar page shows it: its days, its hour, and when the next beat is."""
    beats = beats_of(request.desk)
    days = [(name, str(number + 1) in beats.weekdays) for number, name in WEEKDAYS.items()]
    return {"beats": beats, "news_days": days, "next_beat": beats.following(request.now)}
