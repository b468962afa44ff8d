"""Skipping: a reason, a count, and what was passed on often comes before those who lead."""

from datetime import timedelta

import pytest
from tests.matters.colleagues import colleague

from saule.matters.leasing import InOtherHands, NothingToAnswer, lease_of, take
from saule.matters.models import Lease, Skip
from saule.matters.skipping import SkipReasonNeeded, skip, skipped_often, skips_of, times_skipped

pytestmark = pytest.mark.django_db
AN_HOUR = timedelta(hours=1)


def test_a_skip_is_a_row_with_its_reason_and_frees_the_hands(town, alice, now):
    asked = town.write()
    take(asked, by=alice.user, now=now)

    skip(asked, by=alice.user, now=now, reason="other", why=" the file  is at the lawyer's ")

    (row,) = skips_of(asked)
    assert (row.reason, row.why, row.number, row.by) == (
        "other",
        "the file is at the lawyer's",
        1,
        alice.user,
    )
    assert lease_of(asked, now=now) is None
    assert Lease.objects.get().ended == "skipped"


@pytest.mark.parametrize(("reason", "why"), [("", ""), ("unknown", "x"), ("other", "  ")])
def test_without_a_reason_nothing_is_skipped(town, alice, now, reason, why):
    asked = town.write()

    with pytest.raises(SkipReasonNeeded):
        skip(asked, by=alice.user, now=now, reason=reason, why=why)
    assert not Skip.objects.exists()


def test_what_somebody_else_answered_meanwhile_is_not_skipped(town, alice, now):
    asked = town.write(days_ago=1)
    take(asked, by=alice.user, now=now)
    town.answer(asked)

    with pytest.raises(NothingToAnswer):
        skip(asked, by=alice.user, now=now, reason="language")
    assert not Skip.objects.exists()


def test_what_a_colleague_has_in_hand_is_not_skipped(town, alice, bob, now):
    asked = town.write()
    take(asked, by=bob.user, now=now)

    with pytest.raises(InOtherHands):
        skip(asked, by=alice.user, now=now, reason="language")


def test_skipped_often_it_is_before_those_who_lead_until_it_is_answered(town, desk, alice, bob, now):
    asked, other, matter = town.write(days_ago=1), town.write(), town.matter()
    for number in range(Skip.OFTEN):
        who = colleague(desk, f"Agent {number}", now)
        assert skipped_often(alice) == []
        skip(asked, by=who.user, now=now, reason="knowledge")
        skip(matter, by=who.user, now=now + AN_HOUR, reason="knowledge")
    skip(other, by=bob.user, now=now, reason="knowledge")

    assert skipped_often(alice) == [asked, matter]
    town.answer(asked)
    assert skipped_often(alice) == [matter]


def test_a_new_wait_begins_its_own_count(town, alice, now):
    asked = town.write(days_ago=2)
    skip(asked, by=alice.user, now=now - AN_HOUR, reason="language")
    town.answer(asked, at=now - AN_HOUR / 2)
    town.write(conversation=asked)

    assert times_skipped(asked) == 0
    assert skip(asked, by=alice.user, now=now, reason="language").number == 1
