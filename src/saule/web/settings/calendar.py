"""The calendar: working days, public holidays, closed days."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from saule.desk.calendar import named_holidays
from saule.desk.calendaring import close_days, open_days, set_working_days
from saule.desk.changing import stamp, values_of
from saule.desk.models import ClosedDay
from saule.web.pages import attempt, show
from saule.web.policies import needs
from saule.web.requests import DeskRequest
from saule.web.settings import consequences
from saule.web.settings.changing import Change, changed, seen_by, to
from saule.web.settings.forms import ClosedDaysForm, DayField, WorkingDaysForm
from saule.web.settings.history import lately
from saule.web.settings.timetable import rhythm_words


@dataclass(slots=True)
class Span:
    """Closed days that follow each other under one name."""

    first: date
    last: date
    name: str


@require_safe
@needs("see settings")
def calendar(request: DeskRequest) -> HttpResponse:
    """On which days the desk works, and on which it does not, this year and the next."""
    desk, this = request.desk, request.today.year
    years = [(year, named_holidays(desk.country, year, request.LANGUAGE_CODE)) for year in (this, this + 1)]
    coming = spans(desk.closed_days.filter(day__gte=date(this, 1, 1)).order_by("day"))
    return show(
        request,
        "settings/calendar",
        weekdays=[(name, str(number + 1) in desk.working_days) for number, name in WEEKDAYS.items()],
        years=years,
        spans=coming,
        changes=lately(desk, ["change calendar", "change rhythm"]),
        **rhythm_words(request),
        tab="calendar",
    )


def spans(rows: Iterable[ClosedDay]) -> list[Span]:
    """Closed days, those in a row under one name together."""
    found: list[Span] = []
    for row in rows:
        if found and found[-1].name == row.name and row.day - found[-1].last == timedelta(days=1):
            found[-1].last = row.day
        else:
            found.append(Span(row.day, row.day, row.name))
    return found


@require_http_methods(["GET", "HEAD", "POST"])
@needs("change settings")
def working_days(request: DeskRequest) -> HttpResponse:
    """Changes the days of the week on which the desk works."""
    desk = request.desk
    seen = stamp(values_of(desk, ["working_days"]))
    change = Change(
        title=_("Working days"),
        form=WorkingDaysForm(request.POST or None, initial={"working_days": list(desk.working_days)}),
        verb=lambda values: set_working_days(
            desk, "".join(values["working_days"]), seen=seen_by(request), by=request.user, now=request.now
        ),
        back=to("calendar"),
        tab="calendar",
        button=_("Change"),
        done=_("Changed. The way back is under “Changed lately”."),
        consequences=partial(consequences.of_working_days, request),
        seen=seen,
    )
    return changed(request, change)


@require_http_methods(["GET", "HEAD", "POST"])
@needs("change settings")
def closed_days(request: DeskRequest) -> HttpResponse:
    """Closes the desk on a day, or on several."""
    change = Change(
        title=_("Close the desk"),
        intro=_("Public holidays are known already: this is for bridges, holidays and works."),
        form=ClosedDaysForm(request.POST or None),
        verb=lambda values: close_days(request.desk, **values, by=request.user, now=request.now),
        back=to("calendar"),
        tab="calendar",
        button=_("Close"),
        done=_("Closed. It can be opened again in the list."),
        consequences=partial(consequences.of_closing, request),
    )
    return changed(request, change)


@require_POST
@needs("change settings")
def opened_days(request: DeskRequest) -> HttpResponse:
    """Opens the desk again on days that were closed."""
    day = DayField()
    try:
        first, last = (day.clean(request.POST.get(name)) for name in ("first", "last"))
    except ValidationError:
        return redirect("calendar")
    verb = partial(open_days, request.desk, first, last, by=request.user, now=request.now)
    attempt(request, verb, _("The desk works then."))
    return redirect("calendar")
