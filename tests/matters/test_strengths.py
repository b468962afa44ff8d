"""Lists read matters in the order of their strength, weighed again when somebody comes and once a day."""

from datetime import timedelta

import pytest

from saule.matters.counting import recount
from saule.matters.models import Matter, Signature
from saule.matters.strengths import weigh_due


@pytest.fixture
def supported(town):
    """Makes a matter with so many people, who wrote so many days ago."""

    def make(count, *, days_ago=1.0, own_words=True, **fields) -> Matter:
        matter = town.matter(opened_at=town.now - timedelta(days=60), **fields)
        for _ in range(count):
            conversation = town.write(matter, days_ago=days_ago)
            Signature.objects.create(
                matter=matter,
                person=conversation.person,
                since=town.now - timedelta(days=days_ago),
                own_words=own_words,
            )
        recount({matter.pk}, now=town.now)
        return Matter.objects.get(pk=matter.pk)

    return make


def order() -> list[int]:
    return list(Matter.objects.by_strength().values_list("pk", flat=True))


def test_danger_before_bursts_before_what_has_long_been_so(desk, supported, now):
    old = supported(12, days_ago=40)
    burst = supported(12)
    grave = supported(1, grave=True, grave_because=[{"words": "ma fille", "reason": "child"}])
    assert weigh_due(desk, now=now) == 3
    assert order() == [grave.pk, burst.pk, old.pk]
    signals = Matter.objects.get(pk=burst.pk).signals
    assert signals["recent"] == 12
    assert Matter.objects.get(pk=grave.pk).signals["vulnerable"]


def test_it_is_weighed_again_when_somebody_comes_and_once_a_day(desk, town, supported, now):
    matter = supported(3)
    weigh_due(desk, now=now)
    assert weigh_due(desk, now=now + timedelta(minutes=1)) == 0
    Matter.objects.filter(pk=matter.pk).update(last_at=now + timedelta(minutes=11))
    assert weigh_due(desk, now=now + timedelta(minutes=12)) == 1
    assert weigh_due(desk, now=now + timedelta(minutes=30)) == 0
    assert weigh_due(desk, now=now + timedelta(days=1)) == 1


def test_a_burst_passes(desk, supported, now):
    matter = supported(12)
    weigh_due(desk, now=now)
    before = Matter.objects.get(pk=matter.pk)
    weigh_due(desk, now=now + timedelta(days=10))
    after = Matter.objects.get(pk=matter.pk)
    assert after.strength < before.strength
    assert (after.signals["recent"], after.signals["surprise"]) == (0, 0)
