"""What presses: danger, what was handed over, the earliest date; within what one sees, knows and writes."""

from datetime import date, timedelta

import pytest
from tests.matters.colleagues import colleague, team

from saule.desk.models import Nature
from saule.desk.staffing import end_membership, state_profile
from saule.matters.assigning import assign
from saule.matters.handing import hand_over
from saule.matters.leasing import LENGTH, take
from saule.matters.models import FollowUp, Objection
from saule.matters.skipping import skip
from saule.matters.snoozing import snooze
from saule.promises.models import Promise
from saule.promises.pressing import elsewhere, pressing

pytestmark = pytest.mark.django_db
A_DAY = timedelta(days=1)
MAIL = {"basis": "plan", "level": 0.9, "engine": "test"}


@pytest.fixture
def promised(desk, now):
    """Gives a conversation a date."""

    def give(conversation, day: date, state: str = "given"):
        return Promise.objects.create(
            desk=desk,
            conversation=conversation,
            person=conversation.person,
            day=day,
            state=state,
            given_at=now,
            **MAIL,
        )

    return give


@pytest.fixture
def item(now):
    """What presses for a member."""

    def find(member, at=None):
        found = pressing(member, now=at or now)
        return found.item if found else None

    return find


def personal(town, **fields):
    """Somebody with a case of their own."""
    return town.write(town.matter(Nature.PERSONAL, people=1, waiting=1), **fields)


def test_the_earliest_date_comes_first_and_what_is_late_before_it(town, alice, promised, item, now):
    today = town.desk.local_date(now)
    soon, late, longest = personal(town), personal(town), personal(town, days_ago=9)
    assert item(alice) == longest

    promised(soon, today)
    assert item(alice) == soon
    promised(late, today - A_DAY, "late")
    assert (item(alice), pressing(alice, now=now).because) == (late, "dated")


def test_people_of_a_shared_matter_are_one_item(town, alice, promised, item, now):
    matter = town.matter(people=2, waiting=2)
    promised(town.write(matter), town.desk.local_date(now))
    promised(personal(town), town.desk.local_date(now) + A_DAY)

    assert item(alice) == matter


def test_what_has_earned_its_answer_is_owed_and_what_is_below_the_threshold_is_not(town, alice, item, now):
    matter = town.matter(people=2, waiting=2, threshold=100)
    town.write(matter)
    assert pressing(alice, now=now).because == "below"

    matter.earned_at = now
    matter.save()
    assert pressing(alice, now=now).because == "strong"


def test_where_nothing_is_owed_the_strongest_below_the_threshold_comes(town, alice, item, now):
    for strength in (1, 5):
        town.write(town.matter(title=f"{strength}", threshold=50, waiting=1, strength=strength), days_ago=20)
    assert item(alice).title == "5"

    alone = town.write(days_ago=1)
    weak = town.matter(waiting=1, strength=1)
    town.write(weak)
    assert item(alice) == weak
    weak.waiting = 0
    weak.save()
    assert item(alice) == alone
    town.answer(alone)
    assert item(alice).title == "5"


def test_who_speaks_of_a_danger_comes_first_and_on_their_own(town, alice, promised, item, now):
    matter = town.matter(people=2, waiting=2, threshold=100)
    promised(personal(town), town.desk.local_date(now) - A_DAY, "late")
    grave = town.write(matter, days_ago=1)
    FollowUp.objects.create(desk=town.desk, conversation=grave, because="danger", at=now - A_DAY)
    assert (item(alice), pressing(alice, now=now).because) == (grave, "grave")

    town.answer(grave)
    matter.grave = True
    matter.save()
    town.write(matter)
    assert item(alice) == matter


def test_whom_an_answer_does_not_answer_is_an_item_of_their_own(town, alice, promised, item, now):
    matter = town.matter(people=2, waiting=2, state="reopened")
    objecting, other = town.write(matter, days_ago=3), town.write(matter, days_ago=2)
    town.answer(objecting, at=now - A_DAY)
    Objection.objects.create(conversation=objecting, words="No.", at=now)
    town.refreshed(objecting)
    promised(other, town.desk.local_date(now) + A_DAY)
    promised(objecting, town.desk.local_date(now))

    assert item(alice) == objecting
    town.answer(objecting, at=now + A_DAY)
    assert item(alice) == matter


def test_what_a_colleague_has_in_hand_is_passed_over_until_its_time_is_over(
    town, alice, bob, promised, item, now
):
    matter = town.matter(people=2, waiting=2)
    promised(town.write(matter), town.desk.local_date(now))
    alone = personal(town)
    take(matter, by=bob.user, now=now)

    assert (item(alice), item(bob)) == (alone, matter)
    take(alone, by=bob.user, now=now)
    assert item(alice) is None
    assert item(alice, now + LENGTH) == matter


def test_what_one_skipped_is_offered_to_others_first_and_to_oneself_last(town, alice, bob, item, now):
    first, second = personal(town, days_ago=2), personal(town, days_ago=1)
    skip(first, by=bob.user, now=now, reason="language")

    assert (item(bob), item(alice)) == (second, first)
    assert item(bob, now + A_DAY) == first
    town.answer(second)
    assert item(bob) == first


def test_what_was_skipped_often_comes_before_those_who_lead(town, desk, alice, bob, promised, item, now):
    often = personal(town)
    promised(personal(town), desk.local_date(now) - A_DAY, "late")
    for number in range(3):
        skip(often, by=colleague(desk, f"Agent {number}", now).user, now=now, reason="knowledge")

    assert (item(alice), pressing(alice, now=now).because) == (often, "often")
    assert item(bob) != often


def test_what_was_handed_to_me_or_my_team_comes_before_dates(town, desk, alice, bob, promised, item, now):
    roads = team(desk)
    bob.teams.add(roads)
    matter, asked = town.matter(people=2, waiting=2, threshold=100), personal(town)
    town.write(matter)
    promised(personal(town), desk.local_date(now) - A_DAY, "late")

    hand_over(asked, roads, by=alice.user, now=now, context="x")
    assert (item(bob), pressing(bob, now=now).because) == (asked, "handed")
    hand_over(matter, bob.user, by=alice.user, now=now - A_DAY, context="x")
    assert item(bob) == matter
    town.answer(asked)
    hand_over(matter, alice.user, by=bob.user, now=now, context="x")
    assert (item(bob) == matter, item(alice)) == (False, matter)


def test_only_what_one_knows_and_writes_is_offered_unless_it_was_given(town, desk, alice, bob, item, now):
    english = personal(town, language="en")
    roads = town.write(town.matter(people=2, waiting=2), days_ago=5)
    by = {"by": alice.user, "now": now}

    state_profile(bob, [desk.kinds.get(code="civil")], ["fr"], **by)
    bob = type(bob).objects.get(pk=bob.pk)
    assert item(bob) is None
    assert elsewhere(bob, now=now)
    assign(english, bob.user, **by)
    assert item(bob) == english
    assert item(alice) == roads.messages.get().filings.get().matter


def test_what_rests_waits_and_what_somebody_had_who_left_is_everybodys(town, alice, bob, item, now):
    asked = personal(town)
    snooze(asked, now + A_DAY, by=alice.user, now=now, why="the file")
    assert item(alice) is None
    assert item(alice, now + A_DAY) == asked

    assign(asked, bob.user, by=alice.user, now=now)
    assert item(alice, now + A_DAY) is None
    end_membership(bob, by=alice.user, now=now)
    assert item(alice, now + A_DAY) == asked


def test_an_agent_is_offered_nothing_that_they_do_not_see(town, desk, bob, promised, item, now):
    matter = town.matter(people=2, waiting=2)
    matter.kind.team = team(desk)
    matter.kind.save()
    promised(town.write(matter), desk.local_date(now))

    assert item(bob) is None
    assert not elsewhere(bob, now=now)
