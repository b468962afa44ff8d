"""Inviting: a link is shown once, valid for a week, used once, and opens nobody else's door."""

from datetime import timedelta

import pytest

from saule.desk.changing import NotPossible
from saule.desk.inviting import VALID_FOR, InvitationOver, accept, find, invite, renew, revoke
from saule.desk.models import Desk, Invitation, Membership, Role, Team, User
from saule.desk.staffing import end_membership

pytestmark = pytest.mark.django_db

PASSWORD = "a long new password"


@pytest.fixture
def invited(desk, alice, now):
    return invite(desk, " Dora@Mairie.example", " Dora  D. ", Role.AGENT, by=alice.user, now=now)


def test_a_new_colleague_gets_a_link_of_which_only_a_digest_is_kept(desk, invited):
    user = invited.membership.user

    assert (user.email, user.name, user.has_usable_password()) == ("dora@mairie.example", "Dora D.", False)
    assert invited.token not in str(list(Invitation.objects.values_list()))
    assert "dora" not in str([event.facts for event in desk.events.all()]).lower()


def test_the_link_sets_name_and_password_once(invited, now):
    user = accept(invited.token, "Dora Dupont", PASSWORD, now=now)

    assert user.name == "Dora Dupont"
    assert user.check_password(PASSWORD)
    assert user.joined_at == now
    with pytest.raises(InvitationOver) as caught:
        accept(invited.token, "Mallory", "another long password", now=now)
    assert caught.value.reason == "used"
    user.refresh_from_db()
    assert user.check_password(PASSWORD)


@pytest.mark.parametrize(
    ("reason", "spoil"),
    [
        ("revoked", lambda one, by, now: revoke(one, by=by, now=now)),
        ("revoked", lambda one, by, now: renew(one, by=by, now=now)),
        ("revoked", lambda one, by, now: end_membership(one, by=by, now=now)),
    ],
)
def test_a_link_that_was_withdrawn_says_so(reason, spoil, invited, alice, now):
    spoil(invited.membership, alice.user, now)

    with pytest.raises(InvitationOver) as caught:
        find(invited.token, now=now)
    assert caught.value.reason == reason


def test_a_link_is_valid_for_a_week(invited, now):
    assert find(invited.token, now=now + VALID_FOR - timedelta(seconds=1))
    with pytest.raises(InvitationOver) as caught:
        accept(invited.token, "Dora", PASSWORD, now=now + VALID_FOR)
    assert caught.value.reason == "expired"


@pytest.mark.parametrize("token", ["", "x", "ü" * 10_000])
def test_a_link_that_nobody_gave_is_unknown(token, db, now):
    with pytest.raises(InvitationOver) as caught:
        find(token, now=now)
    assert caught.value.reason == "unknown"


@pytest.mark.parametrize("email", ["", "nobody", "a@b", "x" * 10_000 + "@mairie.example"])
def test_what_is_no_address_is_refused_at_its_field(email, desk, alice, now):
    with pytest.raises(NotPossible) as caught:
        invite(desk, email, "X", Role.AGENT, by=alice.user, now=now)
    assert caught.value.field == "email"


def test_who_is_at_the_desk_is_not_invited_again(desk, alice, bob, invited, now):
    for email in ("BOB@mairie.example", "dora@mairie.example"):
        with pytest.raises(NotPossible):
            invite(desk, email, "X", Role.OWNER, by=alice.user, now=now)
    bob.refresh_from_db()
    assert bob.role == Role.AGENT


def test_an_account_that_exists_is_let_in_without_a_link(desk, alice, charlie, now):
    found = invite(desk, charlie.email, "Another name", Role.AGENT, by=alice.user, now=now)

    assert found.token == ""
    charlie.refresh_from_db()
    assert (charlie.name, charlie.check_password("correct horse battery")) == ("Charlie", True)


def test_no_desk_gets_a_link_to_an_account_of_another(desk, alice, charlie, now):
    elsewhere = Desk.objects.create(name="Elsewhere", created_at=now)
    Membership.objects.create(desk=elsewhere, user=charlie, role=Role.OWNER, since=now)
    found = invite(desk, charlie.email, "", Role.AGENT, by=alice.user, now=now)

    with pytest.raises(NotPossible):
        renew(found.membership, by=alice.user, now=now)


def test_whoever_waits_for_another_desk_s_link_cannot_be_invited_by_a_second(desk, alice, invited, now):
    elsewhere = Desk.objects.create(name="Elsewhere", created_at=now)

    with pytest.raises(NotPossible):
        invite(elsewhere, "dora@mairie.example", "Dora", Role.OWNER, by=None, now=now)


def test_coming_to_a_second_desk_ends_the_links_of_the_first(desk, alice, bob, now):
    token = renew(bob, by=alice.user, now=now)
    elsewhere = Desk.objects.create(name="Elsewhere", created_at=now)
    invite(elsewhere, bob.user.email, "Bob", Role.OWNER, by=None, now=now)

    with pytest.raises(InvitationOver):
        accept(token, "Bob", PASSWORD, now=now)


def test_who_left_is_invited_again_into_the_account_they_had(desk, alice, bob, now):
    end_membership(bob, by=alice.user, now=now)
    team = Team.objects.create(desk=desk, name="Roads")

    back = invite(desk, bob.user.email, "", Role.AUDITOR, [team], by=alice.user, now=now)

    assert back.token == ""
    assert User.objects.get(pk=bob.user_id).is_active
    assert list(back.membership.teams.all()) == [team]


def test_withdrawing_nothing_leaves_no_row(desk, alice, bob, now):
    assert revoke(bob, by=alice.user, now=now) is None
    assert desk.events.count() == 0
