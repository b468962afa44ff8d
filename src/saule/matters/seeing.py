"""Which colleagues see a conversation or a matter: the rule of ``visible_to``, for all of them at once."""

from collections.abc import Iterable, Sequence

from saule.desk.models import Desk, Membership
from saule.desk.policies import MAY, sees_all_work
from saule.matters.models import Conversation, Matter


def workers(desk: Desk) -> list[Membership]:
    """The members who see work, by name."""
    rows = desk.memberships.filter(ended_at=None, role__in=MAY["see work"], user__is_active=True)
    return list(rows.select_related("user").prefetch_related("teams").order_by("user__name", "pk"))


def seers(about: Conversation | Matter, everyone: Sequence[Membership] | None = None) -> list[Membership]:
    """Who of ``everyone``, by default the desk's workers, sees it; a few queries however many they are."""
    everyone = workers(about.desk) if everyone is None else everyone
    if isinstance(about, Matter):
        return [one for one in everyone if sees_all_work(one) or of_team(one, [team_of(about)])]
    matters = Matter.objects.filter(filings__message__conversation=about)
    teams: list[int | None] = [*matters.values_list("kind__team", flat=True).distinct()] or [None]
    return [
        one
        for one in everyone
        if sees_all_work(one)
        or of_team(one, teams)
        or one.user_id == about.assigned_to_id
        or (about.assigned_team_id is not None and of_team(one, [about.assigned_team_id]))
    ]


def team_of(matter: Matter) -> int | None:
    """The team in charge of the matter's kind."""
    return matter.kind.team_id if matter.kind else None


def of_team(membership: Membership, teams: Iterable[int | None]) -> bool:
    """Whether the member is in one of these teams; None stands for work that has no team."""
    return not {None, *(team.pk for team in membership.teams.all())}.isdisjoint(teams)
