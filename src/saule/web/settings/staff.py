"""Staff: who works at the desk, in which role and teams; inviting, changing, leaving, coming back."""

from functools import partial
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from saule.desk.changing import stamp
from saule.desk.factoring import factor_of
from saule.desk.inviting import Invited, invite, is_ours_alone
from saule.desk.models import Membership, Role
from saule.desk.staffing import (
    change_member,
    end_membership,
    profile_of,
    resume_membership,
    state_profile,
    work_of,
)
from saule.web.pages import attempt, show
from saule.web.policies import needs
from saule.web.requests import DeskRequest
from saule.web.settings import consequences, links
from saule.web.settings.changing import Change, changed, seen_by, to
from saule.web.settings.forms import InviteForm, MemberForm, ProfileForm, TeamForm


@require_safe
@needs("see settings")
def staff(request: DeskRequest) -> HttpResponse:
    """Who works at the desk, in which role and teams."""
    rows = (
        Membership.objects.filter(desk=request.desk)
        .select_related("user")
        .prefetch_related("teams", "skills")
    )
    memberships = list(rows.order_by("since", "id"))
    here = [one for one in memberships if one.ended_at is None]
    present = {one.user_id for one in here}
    return show(
        request,
        "settings/staff",
        memberships=[(one, links.state(one, request.now)) for one in here],
        left=[one for one in memberships if one.ended_at and one.user_id not in present],
        teams=request.desk.teams.order_by("name").prefetch_related("memberships"),
        team_form=TeamForm(auto_id="id_team_%s"),
        tab="staff",
    )


@require_http_methods(["GET", "HEAD", "POST"])
@needs("change settings", recent=True)
def invitations(request: DeskRequest) -> HttpResponse:
    """Invites a colleague; the link is shown on this answer only."""
    form = InviteForm(request.POST or None, desk=request.desk, initial={"role": Role.AGENT})
    made: list[Invited] = []

    def verb(values: dict[str, Any]) -> None:
        made.append(invite(request.desk, **values, by=request.user, now=request.now))

    change = Change(
        title=_("Invite a colleague"),
        intro=_("You are given a link to hand over. Saule does not mail it: hand it over yourself."),
        form=form,
        verb=verb,
        back=to("staff"),
        tab="staff",
        button=_("Invite"),
    )
    response = changed(request, change)
    if not made:
        return response
    return links.shown(request, made[0].membership, made[0].token)


def mine(request: DeskRequest, key: int) -> Membership:
    """The desk's membership; else 404."""
    return get_object_or_404(Membership.objects.select_related("user", "desk"), desk=request.desk, pk=key)


@require_http_methods(["GET", "HEAD", "POST"])
@needs("change settings", recent=True)
def member(request: DeskRequest, key: int) -> HttpResponse:
    """One colleague: role, teams, link, leaving."""
    found = mine(request, key)
    now = work_of(found)
    form = MemberForm(request.POST or None, initial=now, desk=request.desk, now=found.role)

    def verb(values: dict[str, Any]) -> None:
        teams = values.get("teams", ())
        change_member(found, values["role"], teams, seen=seen_by(request), by=request.user, now=request.now)

    change = Change(
        title=found.user.name,
        form=form,
        verb=verb,
        back=to("staff"),
        tab="staff",
        button=_("Change"),
        done=_("Changed."),
        consequences=consequences.of_role,
        seen=stamp(now),
        more=about(request, found),
        template="settings/member",
    )
    return changed(request, change)


@require_http_methods(["GET", "HEAD", "POST"])
@needs("plan staff")
def profile(request: DeskRequest, key: int) -> HttpResponse:
    """What a colleague knows and writes: what they are given next is chosen from it."""
    found = mine(request, key)
    now = profile_of(found)

    def verb(values: dict[str, Any]) -> None:
        skills, languages = values["skills"], values["languages"]
        state_profile(found, skills, languages, seen=seen_by(request), by=request.user, now=request.now)

    change = Change(
        title=_("What %(name)s knows and writes") % {"name": found.user.name},
        intro=_("What they are given next is chosen from it. Left empty, it is chosen from everything."),
        form=ProfileForm(request.POST or None, initial=now, desk=request.desk),
        verb=verb,
        back=to("staff"),
        tab="staff",
        button=_("State it"),
        done=_("Stated: what they are given next follows it at once."),
        seen=stamp(now),
    )
    return changed(request, change)


def about(request: DeskRequest, found: Membership) -> dict[str, Any]:
    """What else the page of a colleague says."""
    return {
        "member": found,
        "link": links.state(found, request.now),
        "linkable": is_ours_alone(found),
        "leaving": consequences.of_leaving(found),
        "factor": factor_of(found.user),
        "is_me": found.user_id == request.user.pk,
    }


@require_POST
@needs("change settings", recent=True)
def ending(request: DeskRequest, key: int) -> HttpResponse:
    """Ends a membership, or takes a colleague back."""
    found = mine(request, key)
    if request.POST.get("back"):
        verb = partial(resume_membership, found, by=request.user, now=request.now)
        attempt(request, verb, _("%(name)s is back.") % {"name": found.user.name})
        return redirect("staff")
    leave = partial(end_membership, found, by=request.user, now=request.now)
    gone = attempt(request, leave, _("%(name)s has left the desk.") % {"name": found.user.name})
    return redirect("staff") if gone else redirect("member", key)
