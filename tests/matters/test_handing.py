"""Handing over: to somebody who is there and sees it, with words that stand on top of it."""

import pytest
from tests.matters.colleagues import colleague, team

from saule.desk.staffing import end_membership
from saule.matters.assigning import CannotAssign
from saule.matters.handing import ContextNeeded, hand_over, standing
from saule.matters.leasing import InOtherHands, NothingToAnswer, answered, take
from saule.matters.models import HandOver, Lease

pytestmark = pytest.mark.django_db


def test_the_receiver_reads_what_they_need_to_know(town, alice, bob, now):
    asked = town.write()
    take(asked, by=alice.user, now=now)

    hand_over(asked, bob.user, by=alice.user, now=now, context=" She lost card 4111 1111 1111 1111. ")

    found = standing(asked)
    assert (found.to_user, found.by) == (bob.user, alice.user)
    assert found.context.startswith("She lost card")
    assert "4111 1111" not in found.context
    asked.refresh_from_db()
    assert asked.assigned_to == bob.user
    assert Lease.objects.get().ended == "handed_over"


def test_a_matter_is_handed_to_a_team_that_sees_it_and_to_no_other(town, desk, alice, now):
    roads, baths = team(desk), team(desk, "Baths")
    rita, ben = colleague(desk, "Rita", now, roads), colleague(desk, "Ben", now, baths)
    matter = town.matter()
    matter.kind.team = roads
    matter.kind.save()

    for blind in (baths, ben.user):
        with pytest.raises(CannotAssign):
            hand_over(matter, blind, by=alice.user, now=now, context="x")
    hand_over(matter, roads, by=alice.user, now=now, context="Ask the mayor.")
    hand_over(matter, rita.user, by=alice.user, now=now, context="She knows.")

    assert [one.ended_at for one in HandOver.objects.order_by("pk")] == [now, None]
    assert standing(matter).to_user == rita.user


def test_nobody_who_has_left_is_handed_anything(town, alice, bob, now):
    asked = town.write()
    end_membership(bob, by=alice.user, now=now)

    with pytest.raises(CannotAssign, match="Bob"):
        hand_over(asked, bob.user, by=alice.user, now=now, context="x")
    assert standing(asked) is None
    assert asked.assignments.count() == 0


def test_a_hand_over_says_something_and_takes_from_nobody(town, alice, bob, now):
    asked = town.write()
    with pytest.raises(ContextNeeded):
        hand_over(asked, bob.user, by=alice.user, now=now, context="  ")
    take(asked, by=bob.user, now=now)

    with pytest.raises(InOtherHands):
        hand_over(asked, alice.user, by=alice.user, now=now, context="x")


def test_once_answered_nothing_stands_of_it(town, alice, bob, now):
    asked = town.write(days_ago=1)
    hand_over(asked, bob.user, by=alice.user, now=now, context="x")
    answered(asked, now=now)
    assert standing(asked) is None

    town.answer(asked)
    with pytest.raises(NothingToAnswer):
        hand_over(asked, bob.user, by=alice.user, now=now, context="x")
