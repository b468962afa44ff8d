"""A threshold is announced before it applies, lowers what is there, and never raises anything."""

from datetime import timedelta

import pytest

from saule.desk.changing import NotPossible
from saule.desk.models import Capacity, Threshold
from saule.matters.models import Matter
from saule.promises import thresholds
from saule.promises.thresholds import announce, apply_due, cancel, decide_due, set_limits

LIMITS = {"automatic": True, "lowest": 1, "highest": 50, "notice_days": 7, "lapse_days": 90}


@pytest.fixture
def in_force(desk, now):
    """Ten signatures have been needed for a month."""
    month_ago = now - timedelta(days=30)
    return Threshold.objects.create(
        desk=desk, value=10, since=month_ago, announced_at=month_ago, applied_at=month_ago, why="floods"
    )


def again(matter) -> Matter:
    return Matter.objects.get(pk=matter.pk)


def test_a_higher_one_is_announced_with_notice_and_holds_for_new_matters_only(desk, town, alice, now):
    old = town.matter()
    row = announce(desk, 25, by=alice.user, now=now, why="Twice the mail")
    assert row.since.date() == (now + timedelta(days=7)).date()
    assert thresholds.standing(desk, now=now).value == 1
    assert desk.best_threshold(now) == 1

    later = now + timedelta(days=8)
    assert apply_due(desk, now=later) == 1
    assert again(old).threshold == 1
    assert desk.best_threshold(later) == 25
    assert apply_due(desk, now=later) == 0


def test_a_lower_one_applies_at_once_and_to_all_and_what_passes_has_earned(desk, town, alice, in_force, now):
    passing = town.matter(threshold=10, confirmed=5)
    below = town.matter(threshold=10, confirmed=2)
    better = town.matter(threshold=3)
    announce(desk, 5, by=alice.user, now=now, why="There is room again")
    assert [again(one).threshold for one in (passing, below, better)] == [5, 5, 3]
    assert [again(one).due for one in (passing, below)] == [True, False]
    assert again(passing).earned_at == now
    assert desk.best_threshold(now - timedelta(days=1)) == 5


@pytest.mark.parametrize(
    ("value", "days", "why", "field"),
    [
        (0, None, "x", "value"),
        (20, 0, "x", "since"),
        (20, 500, "x", "since"),
        (20, 3, " ", "why"),
        (10, 3, "x", "value"),
    ],
)
def test_what_cannot_be_announced_is_refused_in_words(desk, alice, in_force, now, value, days, why, field):
    since = None if days is None else now.date() + timedelta(days)
    with pytest.raises(NotPossible) as refused:
        announce(desk, value, since=since, by=alice.user, now=now, why=why)
    assert refused.value.field == field
    assert desk.thresholds.count() == 1


def test_one_is_announced_at_a_time_and_can_be_cancelled_before_it_applies(desk, alice, in_force, now):
    row = announce(desk, 20, by=alice.user, now=now, why="x")
    with pytest.raises(NotPossible):
        announce(desk, 30, by=alice.user, now=now, why="x")
    cancel(row, by=alice.user, now=now)
    later = now + timedelta(days=30)
    assert apply_due(desk, now=later) == 0
    assert thresholds.standing(desk, now=later).value == 10
    with pytest.raises(NotPossible):
        cancel(row, by=alice.user, now=later)
    with pytest.raises(NotPossible):
        cancel(in_force, by=alice.user, now=later)


@pytest.fixture
def swamped(desk, town, now):
    """Twenty shared matters a week for half a year; ten answers a week can be given."""
    Capacity.objects.filter(desk=desk).update(answers_per_week=10)
    for number in range(26 * 20):
        at = now - timedelta(days=7 * number / 20)
        matter = town.matter(opened_at=at, confirmed=1 + number % 40, people=1 + number % 40)
        if number < 80:
            town.write(matter, days_ago=7 * number / 20)


def test_saule_decides_only_where_it_may_and_within_the_limits(desk, swamped, alice, now):
    assert decide_due(desk, now=now) is None
    set_limits(desk, {**LIMITS, "highest": 3}, by=alice.user, now=now)
    row = decide_due(desk, now=now)
    assert (row.value, row.by, row.facts["reason"]) == (3, None, "overload")
    assert row.facts["recommended"] >= 3
    assert row.since > now + timedelta(days=6)


def test_saule_weighs_once_a_day_and_not_while_one_is_announced(desk, swamped, alice, now):
    set_limits(desk, LIMITS, by=alice.user, now=now)
    first = decide_due(desk, now=now)
    assert first is not None
    cancel(first, by=alice.user, now=now)
    assert decide_due(desk, now=now + timedelta(hours=1)) is None
    assert decide_due(desk, now=now + timedelta(days=1)) is not None
    assert decide_due(desk, now=now + timedelta(days=2)) is None
    assert desk.events.filter(verb="weigh threshold").count() == 2


def test_limits_out_of_order_are_refused(desk, alice, now):
    with pytest.raises(NotPossible):
        set_limits(desk, {**LIMITS, "lowest": 60}, by=alice.user, now=now)
    assert thresholds.limits(desk).automatic is False
