"""Staffing: roles, teams, what members know and write, and the end of a membership.

A desk always keeps an owner who can sign in.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from saule.desk.changing import NotPossible, refuse_unseen
from saule.desk.errors import SauleError
from saule.desk.models import Desk, Event, Kind, Language, Membership, Role, Team, User, log
from saule.desk.policies import ALL_STAFF

STAFF_ROLES = tuple(role for role in Role if role in ALL_STAFF)
"""The roles an owner may give; the others come with the work they belong to."""
INVITED = (*STAFF_ROLES, Role.PROVIDER_AGENT)
"""The roles in which somebody can be invited: those, and a provider's agent, from their provider's page."""


class LastOwner(SauleError):
    """The desk would be left without an owner."""

    code = "last-owner"

    def __init__(self) -> None:
        super().__init__(
            _(
                "This is the only owner who can sign in. Make somebody else an owner first,"
                " and wait until they have taken up their invitation."
            )
        )


def work_of(membership: Membership) -> dict[str, Any]:
    """Role and teams, as the trail and a form's stamp hold them."""
    teams = sorted(membership.teams.values_list("pk", flat=True))
    return {"role": membership.role, "teams": teams}


def change_member(
    membership: Membership,
    role: str,
    teams: Collection[Team],
    *,
    seen: str = "",
    by: User | None,
    now: datetime,
) -> Event | None:
    """Gives a member another role or other teams. None when nothing is new.

    Raises LastOwner, ChangedMeanwhile, or NotPossible for a role that is not the owner's to give.
    """
    with transaction.atomic():
        fresh = locked(membership)
        before, after = work_of(fresh), {"role": role, "teams": sorted(team.pk for team in teams)}
        refuse_unseen(before, seen)
        if before == after:
            return None
        if role not in (*STAFF_ROLES, before["role"]):
            raise NotPossible(_("This role cannot be given here."), "role")
        if role != Role.OWNER:
            refuse_last_owner(fresh)
        fresh.role = role
        fresh.save(update_fields=["role"])
        fresh.teams.set(Team.objects.filter(desk=fresh.desk, pk__in=[team.pk for team in teams]))
        row = log(fresh.desk, "change member", fresh, by=by, now=now, before=before, after=after)
    membership.role = role
    return row


def profile_of(membership: Membership) -> dict[str, Any]:
    """What a member knows and writes, as the trail and a form's stamp hold it."""
    skills = sorted(membership.skills.values_list("pk", flat=True))
    return {"skills": skills, "languages": sorted(membership.languages)}


def state_profile(
    membership: Membership,
    skills: Collection[Kind],
    languages: Collection[str],
    *,
    seen: str = "",
    by: User | None,
    now: datetime,
) -> Event | None:
    """States the headings a member answers best and the languages they write: none stands for all.

    None when nothing is new. Raises ChangedMeanwhile, or NotPossible for an unknown language.
    """
    with transaction.atomic():
        fresh = locked(membership)
        before = profile_of(fresh)
        known, written = sorted(kind.pk for kind in skills), sorted(set(languages))
        after = {"skills": known, "languages": written}
        refuse_unseen(before, seen)
        if before == after:
            return None
        if not set(languages) <= set(Language.values):
            raise NotPossible(_("This language is not known here."), "languages")
        fresh.languages = written
        fresh.save(update_fields=["languages"])
        fresh.skills.set(fresh.desk.kinds.filter(pk__in=known))
        return log(fresh.desk, "state profile", fresh, by=by, now=now, before=before, after=after)


def locked(membership: Membership) -> Membership:
    """The membership as it is now; its desk's staff can be changed by nobody else until this is done.

    Raises NotPossible when it has ended.
    """
    Desk.objects.select_for_update().get(pk=membership.desk_id)
    fresh = Membership.objects.select_related("desk", "user").get(pk=membership.pk)
    if fresh.ended_at is not None:
        raise NotPossible(_("This membership has ended already."))
    return fresh


def refuse_last_owner(membership: Membership) -> None:
    """Raises LastOwner when no other owner of the desk can sign in."""
    if membership.role != Role.OWNER:
        return
    others = Membership.objects.filter(desk=membership.desk_id, role=Role.OWNER, ended_at=None)
    others = others.exclude(pk=membership.pk).select_related("user")
    if not any(other.user.is_active and other.user.has_usable_password() for other in others):
        raise LastOwner


def end_membership(membership: Membership, *, by: User | None, now: datetime) -> Event:
    """Somebody leaves the desk: their links and sessions end at once, what they did stays under their name.

    Raises LastOwner, or NotPossible when they have left already.
    """
    with transaction.atomic():
        fresh = locked(membership)
        refuse_last_owner(fresh)
        fresh.ended_at = now
        fresh.save(update_fields=["ended_at"])
        fresh.invitations.filter(used_at=None, revoked_at=None).update(revoked_at=now)
        if not fresh.user.memberships.filter(ended_at=None).exists():
            User.objects.filter(pk=fresh.user_id).update(is_active=False)
        row = log(fresh.desk, "end membership", fresh, by=by, now=now, role=fresh.role)
    membership.ended_at = now
    return row


def resume_membership(membership: Membership, *, by: User | None, now: datetime) -> Membership:
    """Somebody comes back, in the role and teams they had; a new row, the old one stays ended.

    Raises NotPossible when they are at the desk.
    """
    with transaction.atomic():
        Desk.objects.select_for_update().get(pk=membership.desk_id)
        if membership.desk.memberships.filter(user=membership.user_id, ended_at=None).exists():
            raise NotPossible(_("This colleague is at the desk already."))
        back = Membership.objects.create(
            desk=membership.desk,
            user=membership.user,
            role=membership.role,
            languages=membership.languages,
            since=now,
        )
        back.teams.set(membership.teams.all())
        back.skills.set(membership.skills.all())
        User.objects.filter(pk=membership.user_id).update(is_active=True)
        log(membership.desk, "resume membership", back, by=by, now=now, role=back.role)
    return back


def add_team(desk: Desk, name: str, *, by: User | None, now: datetime) -> Team:
    """A new team. Raises NotPossible when its name is taken."""
    with transaction.atomic():
        Desk.objects.select_for_update().get(pk=desk.pk)
        team = Team(desk=desk, name=free_team_name(desk, name))
        team.save()
        log(desk, "add team", team, by=by, now=now, name=team.name)
    return team


def rename_team(team: Team, name: str, *, by: User | None, now: datetime) -> Event | None:
    """Another name for a team; None if it has it already. Raises NotPossible when it is taken."""
    with transaction.atomic():
        Desk.objects.select_for_update().get(pk=team.desk_id)
        before, after = team.name, free_team_name(team.desk, name, but=team)
        if before == after:
            return None
        team.name = after
        team.save(update_fields=["name"])
        return log(team.desk, "rename team", team, by=by, now=now, before=before, after=after)


def remove_team(team: Team, *, by: User | None, now: datetime) -> Event:
    """Takes away a team that nothing depends on. Raises NotPossible while members, headings or work do."""
    used = NotPossible(_("People, headings or conversations still belong to this team: it stays."))
    with transaction.atomic():
        Desk.objects.select_for_update().get(pk=team.desk_id)
        if team.memberships.filter(ended_at=None).exists() or team.kinds.exists():
            raise used
        row = log(team.desk, "remove team", team, by=by, now=now, name=team.name)
        try:
            team.delete()
        except ProtectedError:
            raise used from None
    return row


def free_team_name(desk: Desk, name: str, *, but: Team | None = None) -> str:
    """The name without odd spaces. Raises NotPossible when it is empty, too long or another team's."""
    name = " ".join(name.split())
    longest = Team._meta.get_field("name").max_length or 0
    if not name or len(name) > longest:
        raise NotPossible(
            _("A team’s name has between one and %(most)s characters.") % {"most": longest}, "name"
        )
    others = [team for team in desk.teams.all() if team != but]
    if any(other.name.casefold() == name.casefold() for other in others):
        raise NotPossible(_("Another team has this name."), "name")
    return name
