"""The desk's teams: added, renamed, removed while nothing depends on them."""

from functools import partial

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from saule.desk.models import Team
from saule.desk.staffing import add_team, remove_team, rename_team
from saule.web.pages import attempt
from saule.web.policies import needs
from saule.web.requests import DeskRequest
from saule.web.settings.changing import Change, changed, to
from saule.web.settings.forms import TeamForm


@require_http_methods(["GET", "HEAD", "POST"])
@needs("change settings")
def teams(request: DeskRequest) -> HttpResponse:
    """Adds a team."""
    change = Change(
        title=_("Add a team"),
        form=TeamForm(request.POST or None),
        verb=lambda values: add_team(request.desk, values["name"], by=request.user, now=request.now),
        back=to("staff"),
        tab="staff",
        button=_("Add"),
        done=_("Added. Headings and colleagues can belong to it now."),
    )
    return changed(request, change)


@require_http_methods(["GET", "HEAD", "POST"])
@needs("change settings")
def team(request: DeskRequest, key: int) -> HttpResponse:
    """Renames a team."""
    found = get_object_or_404(Team.objects.select_related("desk"), desk=request.desk, pk=key)
    change = Change(
        title=found.name,
        form=TeamForm(request.POST or None, initial={"name": found.name}),
        verb=lambda values: rename_team(found, values["name"], by=request.user, now=request.now),
        back=to("staff"),
        tab="staff",
        button=_("Rename"),
        done=_("Renamed."),
        more={"team": found},
        template="settings/team",
    )
    return changed(request, change)


@require_POST
@needs("change settings")
def removal(request: DeskRequest, key: int) -> HttpResponse:
    """Removes a team that nothing depends on."""
    found = get_object_or_404(Team.objects.select_related("desk"), desk=request.desk, pk=key)
    verb = partial(remove_team, found, by=request.user, now=request.now)
    gone = attempt(request, verb, _("Removed."))
    return redirect("staff") if gone else redirect("team", key)
