"""Colleagues in teams, for tests of who sees what and who has what."""

from saule.desk.models import Membership, Role, Team, User


def team(desk, name: str = "Roads") -> Team:
    """A team of the desk."""
    return Team.objects.get_or_create(desk=desk, name=name)[0]


def colleague(desk, name: str, now, *teams: Team, role: str = Role.AGENT) -> Membership:
    """A member called ``name``, in these teams."""
    address = f"{name.lower().replace(' ', '.')}@mairie.example"
    user = User.objects.create_user(address, name, language="en")
    member = Membership.objects.create(desk=desk, user=user, role=role, since=now)
    member.teams.set(teams)
    return member
