"""What was changed lately in the settings, in words, and which of it can be put back."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.dates import WEEKDAYS, WEEKDAYS_ABBR
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from saule.desk.models import Desk, Event, Kind, Language, Membership, Nature
from saule.desk.reverting import REVERSIBLE, revert
from saule.web.pages import attempt
from saule.web.policies import needs
from saule.web.requests import DeskRequest
from saule.web.settings.forms import DeskForm, HeadingForm, WorkingDaysForm
from saule.web.settings.forms_time import RhythmForm
from saule.web.words import number_words

SHOWN = 6
PAGE_OF = {
    "change desk": "settings",
    "change calendar": "calendar",
    "change kind": "charter",
    "change rhythm": "calendar",
    "state hours": "capacity",
}


@dataclass(frozen=True, slots=True)
class Past:
    """One change: the row, what it was about, and what was before and after in words."""

    event: Event
    about: str
    lines: list[str]
    reversible: bool


def lately(desk: Desk, verbs: Sequence[str], record_id: str = "") -> list[Past]:
    """The latest changes by these verbs, the newest first."""
    rows = Event.objects.filter(desk=desk, verb__in=verbs).select_related("by")
    if record_id:
        rows = rows.filter(record_id=record_id)
    kinds = {str(kind.pk): str(kind) for kind in desk.kinds.all()}
    return [past(event, desk, kinds) for event in rows[:SHOWN]]


def past(event: Event, desk: Desk, kinds: dict[str, str]) -> Past:
    """One change in words."""
    facts = event.facts if isinstance(event.facts.get("before"), dict) else {}
    lines = [
        _("%(field)s: %(before)s → %(after)s")
        % {
            "field": label(name),
            "before": value_words(name, value, desk),
            "after": value_words(name, facts["after"][name], desk),
        }
        for name, value in facts.get("before", {}).items()
    ]
    about = kinds.get(event.record_id, "") if event.record == Kind._meta.model_name else ""
    if event.record == Membership._meta.model_name:
        about = str(desk.memberships.select_related("user").get(pk=event.record_id).user)
    return Past(event, about, lines, event.verb in REVERSIBLE)


def label(name: str) -> str:
    """The word of a field, as its form calls it."""
    for form in (DeskForm, HeadingForm, WorkingDaysForm, RhythmForm):
        if name in form.base_fields:
            return str(form.base_fields[name].label)
    return name


def value_words(name: str, value: Any, desk: Desk) -> str:
    """A stored value in words."""
    if value in (None, ""):
        return "–"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if name == "minutes":
        return week_words(value)
    if name in ("working_days", "weekdays"):
        return ", ".join(str(WEEKDAYS[int(digit) - 1]) for digit in str(value))
    if name == "team":
        team = desk.teams.filter(pk=value).first()
        return team.name if team else _("a team that is gone")
    named = {**dict(Language.choices), **dict(Nature.choices)} if name in ("language", "nature") else {}
    return str(named.get(value, value))


def week_words(minutes: Sequence[int]) -> str:
    """The hours of a week, day by day."""
    hours = (number_words(one / 60, 2 if one % 60 else 0) for one in minutes)
    return ", ".join(f"{WEEKDAYS_ABBR[day]} {one}" for day, one in enumerate(hours) if minutes[day]) or "–"


@require_POST
@needs("change settings")
def reversal(request: DeskRequest, key: int) -> HttpResponse:
    """Puts back what stood before a change."""
    row = get_object_or_404(Event, desk=request.desk, pk=key)
    attempt(request, lambda: revert(row, by=request.user, now=request.now), _("Put back."))
    return redirect(PAGE_OF.get(row.verb, "settings"))
