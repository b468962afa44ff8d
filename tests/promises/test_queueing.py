"""Queueing: danger first, then what a text grants by its deadline, then who waits longest."""

import pytest

from saule.matters.models import Matter
from saule.promises.promising import give_due
from saule.promises.queueing import Queue

pytestmark = pytest.mark.django_db


def granted(desk, code, days):
    kind = desk.kinds.get(code=code)
    kind.statutory, kind.entitled_days, kind.legal_basis = True, days, "CRPA, L. 231-1"
    kind.save()


def in_order(desk):
    queue = Queue.of(desk)
    return sorted(queue.cases, key=lambda key: queue.ahead(queue.cases[key].unit))


def test_what_a_text_grants_is_due_below_any_threshold(desk, town, now):
    matter = town.matter(threshold=1000)
    town.write(matter)
    assert not Matter.objects.due().exists()
    assert not matter.due

    granted(desk, "transports", 30)

    found = Matter.objects.due().select_related("kind").get()
    assert found.due
    give_due(desk, now=now)
    assert desk.promises.get().day is not None


def test_deadlines_of_the_law_come_after_danger_and_before_the_rest(desk, town):
    granted(desk, "civil", 30)
    old = town.write(days_ago=200)
    later = town.write(town.matter("personal"), days_ago=3)
    sooner = town.write(town.matter("personal"), days_ago=9)
    danger = town.write(town.matter(grave=True), days_ago=1)

    assert in_order(desk) == [danger.pk, sooner.pk, later.pk, old.pk]


def test_a_nearer_deadline_comes_before_a_longer_wait(desk, town):
    granted(desk, "civil", 60)
    granted(desk, "transports", 5)
    longer = town.write(town.matter("personal"), days_ago=20)
    nearer = town.write(town.matter(), days_ago=1)

    assert in_order(desk) == [nearer.pk, longer.pk]
    queue = Queue.of(desk)
    assert queue.since(queue.cases[longer.pk]) == longer.waiting_since
