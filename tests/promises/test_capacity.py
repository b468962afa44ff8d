"""Capacity: answers planned for each day from hours, leave and pace, or from what is stated."""

from datetime import date, timedelta

import pytest

from saule.desk.calendaring import close_days
from saule.desk.models import Membership, Role, User
from saule.desk.staffing import end_membership
from saule.desk.stating import state_capacity
from saule.desk.timetabling import record_leave, state_contract, state_hours
from saule.promises.capacity import planned, weekly
from saule.promises.pace import handling_times

pytestmark = pytest.mark.django_db
MONDAY = date(2026, 11, 23)
LONG_AGO = date(2026, 1, 5)
FULL = [420] * 5 + [0, 0]


def staffed(membership, by, now, minutes=FULL):
    state_hours(membership, minutes, since=LONG_AGO, by=by.user, now=now)


def busy(town, *, per_day: int = 4, days: int = 30, kind: str = ""):
    """Somebody wrote long ago and still waits; on each of the last weekdays some answers left."""
    town.write(days_ago=90)
    for ago in range(1, days + 1):
        day = town.now - timedelta(days=ago)
        if day.isoweekday() > 5:
            continue
        for _one in range(per_day):
            matter = town.matter("personal") if kind == "civil" else None
            conversation = town.write(matter, days_ago=ago + 2)
            town.answer(conversation, at=day)


def test_without_hours_the_stated_week_is_spread_over_its_working_days(desk):
    plan = planned(desk, first=MONDAY, days=7)

    assert [one.answers for one in plan] == [10] * 5 + [0, 0]
    assert {one.basis for one in plan} == {"stated"}
    assert plan[0].spread == pytest.approx(10**0.5)
    assert plan[5].spread == 0


def test_a_closed_day_and_a_holiday_plan_nothing(desk, alice, now):
    close_days(desk, MONDAY, None, "", by=alice.user, now=now)

    assert planned(desk, first=MONDAY, days=1)[0].answers == 0
    assert planned(desk, first=date(2026, 12, 25), days=1)[0].answers == 0


def test_with_nothing_stated_nothing_is_planned(desk):
    desk.capacities.all().delete()

    assert {(one.answers, one.basis) for one in planned(desk, first=MONDAY, days=7)} == {(0, "none")}
    assert weekly(desk, MONDAY).basis == "none"


def test_leave_takes_its_share_of_a_stated_week(desk, alice, bob, now):
    staffed(alice, alice, now)
    staffed(bob, alice, now)
    record_leave(bob, MONDAY, None, by=alice.user, now=now)

    monday, tuesday = planned(desk, first=MONDAY, days=2)

    assert (monday.answers, tuesday.answers) == (5, 10)
    assert monday.basis == "stated"


def test_hours_and_enough_work_plan_by_the_measured_pace(desk, alice, town, now):
    staffed(alice, alice, now)
    busy(town, per_day=14)

    plan = planned(desk, first=desk.local_date(now), days=7)

    assert {one.basis for one in plan} == {"measured"}
    assert plan[0].answers == 0  # a Saturday
    assert plan[2].answers == pytest.approx(14)
    assert weekly(desk, desk.local_date(now)).answers == pytest.approx(70)


def test_more_hours_at_the_same_pace_plan_more(desk, alice, bob, town, now):
    staffed(alice, alice, now)
    busy(town)
    before = planned(desk, first=MONDAY, days=1)[0].answers
    state_hours(bob, FULL, since=MONDAY, by=alice.user, now=now)

    assert planned(desk, first=MONDAY, days=1)[0].answers == pytest.approx(2 * before)


def test_days_at_whose_end_nobody_waited_say_nothing_of_what_can_be_done(desk, alice, town, now):
    staffed(alice, alice, now)
    for ago in range(1, 50):
        town.answer(town.write(days_ago=ago + 0.05), at=now - timedelta(days=ago))  # within the hour

    assert {one.basis for one in planned(desk, first=MONDAY, days=5)} == {"stated"}


def test_uneven_days_make_the_plan_less_sure(desk, town, now):
    town.write(days_ago=90)
    for ago in range(1, 40):
        day = now - timedelta(days=ago)
        for _one in range(12 if day.isoweekday() == 1 else 1):
            town.answer(town.write(days_ago=ago + 2), at=day)

    uneven = planned(desk, first=MONDAY, days=1)[0]

    assert uneven.spread > 1.5 * uneven.answers**0.5


def test_one_answer_to_many_is_one_answer(desk, alice, town, now):
    staffed(alice, alice, now)
    busy(town)
    one_each = weekly(desk, MONDAY).answers
    matter = town.matter(people=30)
    for _one in range(30):
        town.answer(town.write(matter, days_ago=20), at=now - timedelta(days=3))

    days = 20
    assert weekly(desk, MONDAY).answers == pytest.approx(one_each * (1 + 1 / (4 * days)), rel=0.03)


def test_an_automatic_mail_is_no_answer(desk, alice, town, now):
    staffed(alice, alice, now)
    busy(town)
    before = weekly(desk, MONDAY).answers
    for _one in range(40):
        town.answer(town.write(days_ago=5), at=now - timedelta(days=4), automatic=True)

    assert weekly(desk, MONDAY).answers == before


def test_what_others_contracted_comes_on_top(desk, alice, now):
    state_contract(desk, "Relais Sud", 25, since=date(2026, 11, 24), by=alice.user, now=now)

    monday, tuesday = planned(desk, first=MONDAY, days=2)

    assert (monday.answers, tuesday.answers) == (10, 15)
    assert weekly(desk, date(2026, 11, 24)).answers == 75


def test_who_has_left_is_counted_no_more(desk, alice, bob, now):
    staffed(alice, alice, now)
    staffed(bob, alice, now, [60] * 7)
    end_membership(bob, by=alice.user, now=now)

    assert weekly(desk, MONDAY).answers == pytest.approx(50)
    assert planned(desk, first=MONDAY, days=1)[0].answers == pytest.approx(10)


def test_another_desk_is_not_read(desk, alice, now):
    other = type(desk).objects.create(name="Other", created_at=now)
    stranger = Membership.objects.create(
        desk=other, user=User.objects.create_user("d@x.example", "D"), role=Role.AGENT, since=now
    )
    state_hours(stranger, FULL, by=alice.user, now=now)
    state_capacity(other, 500, by=alice.user, now=now)

    assert planned(desk, first=MONDAY, days=1)[0].answers == 10


def test_what_a_heading_takes_is_shown_once_enough_is_known(desk, alice, town, now):
    assert handling_times(desk, before=MONDAY) == []
    staffed(alice, alice, now)
    busy(town, per_day=4, kind="civil")

    (found,) = handling_times(desk, before=MONDAY)

    assert found.kind == "civil"
    assert found.minutes == pytest.approx(105, rel=0.02)  # seven hours over four answers
    assert found.answers == 84  # on the 21 weekdays that were no holiday
