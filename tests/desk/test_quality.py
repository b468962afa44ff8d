"""Rules of quality: what holds until somebody decides otherwise, and what cannot be."""

import pytest

from saule.desk.changing import ChangedMeanwhile, NotPossible
from saule.desk.models import Event
from saule.desk.quality import Rules, rules_of, state_rules

pytestmark = pytest.mark.django_db


def test_two_weeks_until_somebody_decides_otherwise(desk, alice, now):
    assert rules_of(desk) == Rules(14, 2, 3)
    state_rules(desk, Rules(21, 5, 4), by=alice.user, now=now)

    assert rules_of(desk) == Rules(21, 5, 4)
    event = Event.objects.get(verb="change quality rules")
    assert (event.facts["before"]["days"], event.facts["after"]["days"]) == (14, 21)
    assert state_rules(desk, Rules(21, 5, 4), by=alice.user, now=now) is None


@pytest.mark.parametrize(
    ("wanted", "field"),
    [
        (Rules(days=0), "days"),
        (Rules(days=91), "days"),
        (Rules(per_cent=101), "per_cent"),
        (Rules(per_cent=-1), "per_cent"),
        (Rules(least=51), "least"),
    ],
)
def test_what_cannot_be_is_refused(desk, alice, now, wanted, field):
    with pytest.raises(NotPossible) as caught:
        state_rules(desk, wanted, by=alice.user, now=now)
    assert caught.value.field == field
    assert rules_of(desk) == Rules()


def test_nobody_overwrites_what_they_have_not_seen(desk, alice, now):
    with pytest.raises(ChangedMeanwhile):
        state_rules(desk, Rules(days=7), seen="other", by=alice.user, now=now)
