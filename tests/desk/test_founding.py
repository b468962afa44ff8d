"""A new desk can work at once, sends nothing, and is not made twice."""

import pytest

from saule.desk.founding import AlreadyFounded, Founding, found
from saule.desk.models import Desk, Kind, Role, User

WISH = Founding(
    desk="Mairie de Saint-Aubin",
    owner_email="Alice@Mairie.example",
    owner_name="Alice",
    password="correct horse battery",
    address="Contact@Mairie.example",
    capacity=40,
)


def test_a_new_desk_has_all_it_needs_and_does_not_send(db, now):
    desk = found(WISH, now=now)
    membership = desk.memberships.get()
    assert (membership.role, membership.user.email) == (Role.OWNER, "alice@mairie.example")
    assert membership.user.check_password(WISH.password)
    mailbox = desk.mailboxes.get()
    assert (mailbox.address, mailbox.live) == ("contact@mairie.example", False)
    assert desk.capacities.get().answers_per_week == 40


def test_the_charter_has_examples_in_both_languages(db, now):
    found(WISH, now=now)
    for kind in Kind.objects.all():
        assert set(kind.examples.values_list("language", flat=True)) == {"fr", "en"}
    assert Kind.objects.get(code="personal-data").entitled_days == 30


def test_without_a_capacity_none_is_stated(db, now):
    desk = found(Founding(**{**{f: getattr(WISH, f) for f in WISH.__slots__}, "capacity": 0}), now=now)
    assert not desk.capacities.exists()


def test_a_second_founding_is_refused_and_changes_nothing(db, now):
    found(WISH, now=now)
    with pytest.raises(AlreadyFounded, match="Mairie de Saint-Aubin"):
        found(WISH, now=now)
    assert (Desk.objects.count(), User.objects.count()) == (1, 1)
