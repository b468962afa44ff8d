"""Staffing: roles, teams and leaving. A desk always keeps an owner who can sign in."""

import pytest

from saule.desk.changing import ChangedMeanwhile, NotPossible, stamp
from saule.desk.inviting import accept, invite
from saule.desk.models import Desk, Membership, Role, Team, User
from saule.desk.staffing import (
    LastOwner,
    add_team,
    change_member,
    end_membership,
    remove_team,
    rename_team,
    resume_membership,
    work_of,
)

pytestmark = pytest.mark.django_db


def test_a_member_gets_another_role_and_teams_and_the_trail_says_so(desk, alice, bob, now):
    team = add_team(desk, "Roads", by=alice.user, now=now)
    change_member(bob, Role.SUPERVISOR, [team], by=alice.user, now=now)

    bob.refresh_from_db()
    assert (bob.role, list(bob.teams.all())) == (Role.SUPERVISOR, [team])
    assert desk.events.first().facts == {
        "before": {"role": "agent", "teams": []},
        "after": {"role": "supervisor", "teams": [team.pk]},
    }
    assert change_member(bob, Role.SUPERVISOR, [team], by=alice.user, now=now) is None


@pytest.mark.parametrize(
    "act",
    [
        lambda one, now: end_membership(one, by=one.user, now=now),
        lambda one, now: change_member(one, Role.AGENT, [], by=one.user, now=now),
    ],
)
def test_the_last_owner_stays_owner(act, desk, alice, bob, now):
    # Somebody who is only invited cannot sign in yet: they do not count.
    invited = invite(desk, "dora@mairie.example", "Dora", Role.OWNER, by=alice.user, now=now)

    with pytest.raises(LastOwner):
        act(alice, now)
    alice.refresh_from_db()
    assert (alice.role, alice.ended_at) == (Role.OWNER, None)

    accept(invited.token, "Dora", "a long new password", now=now)
    act(alice, now)


def test_the_last_owner_may_change_teams(desk, alice, now):
    team = add_team(desk, "Roads", by=alice.user, now=now)

    change_member(alice, Role.OWNER, [team], by=alice.user, now=now)

    assert list(alice.teams.all()) == [team]


def test_two_owners_who_change_one_member_do_not_overwrite_each_other(alice, bob, now):
    seen = stamp(work_of(bob))
    change_member(bob, Role.SUPERVISOR, [], seen=seen, by=alice.user, now=now)

    with pytest.raises(ChangedMeanwhile):
        change_member(bob, Role.AUDITOR, [], seen=seen, by=alice.user, now=now)


@pytest.mark.parametrize("role", ["king", Role.CLIENT])
def test_a_role_that_is_not_the_owner_s_to_give_is_refused(role, alice, bob, now):
    with pytest.raises(NotPossible):
        change_member(bob, role, [], by=alice.user, now=now)


def test_a_team_of_another_desk_is_not_given(desk, alice, bob, now):
    elsewhere = Desk.objects.create(name="Elsewhere", created_at=now)
    theirs = Team.objects.create(desk=elsewhere, name="Theirs")

    change_member(bob, Role.AGENT, [theirs], by=alice.user, now=now)

    assert bob.teams.count() == 0


def test_who_left_cannot_sign_in_and_can_come_back(desk, alice, bob, now):
    end_membership(bob, by=alice.user, now=now)

    assert not User.objects.get(pk=bob.user_id).is_active
    with pytest.raises(NotPossible):
        end_membership(bob, by=alice.user, now=now)

    back = resume_membership(bob, by=alice.user, now=now)
    assert back.role == Role.AGENT
    assert User.objects.get(pk=bob.user_id).is_active
    bob.refresh_from_db()
    assert bob.ended_at == now
    with pytest.raises(NotPossible):
        resume_membership(bob, by=alice.user, now=now)


def test_who_works_at_another_desk_too_keeps_their_account(desk, alice, bob, now):
    elsewhere = Desk.objects.create(name="Elsewhere", created_at=now)
    Membership.objects.create(desk=elsewhere, user=bob.user, role=Role.AGENT, since=now)

    end_membership(bob, by=alice.user, now=now)

    assert User.objects.get(pk=bob.user_id).is_active


def test_teams_have_names_of_their_own(desk, alice, now):
    roads = add_team(desk, "  Roads ", by=alice.user, now=now)
    for wrong in ("ROADS", "", "x" * 10_000):
        with pytest.raises(NotPossible):
            add_team(desk, wrong, by=alice.user, now=now)

    rename_team(roads, "Ways", by=alice.user, now=now)
    assert rename_team(roads, "Ways", by=alice.user, now=now) is None
    assert desk.events.first().facts == {"before": "Roads", "after": "Ways"}


def test_a_team_is_removed_once_nothing_depends_on_it(desk, alice, bob, now):
    team = add_team(desk, "Roads", by=alice.user, now=now)
    change_member(bob, Role.AGENT, [team], by=alice.user, now=now)
    with pytest.raises(NotPossible):
        remove_team(team, by=alice.user, now=now)

    change_member(bob, Role.AGENT, [], by=alice.user, now=now)
    remove_team(team, by=alice.user, now=now)

    assert desk.teams.count() == 0
