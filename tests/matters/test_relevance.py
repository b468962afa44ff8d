"""Relevance: shares with their denominators, over those whose days are over, that add up."""

from datetime import timedelta

import pytest
from tests.matters.colleagues import colleague, team

from saule.matters.following import follow
from saule.matters.models import Sequel
from saule.matters.relevance import Relevance, by_place, relevance, tally, together

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def history(town, now):
    """Four were answered a month ago, of whom one came back; two yesterday, of whom one is back already."""
    matter = town.matter()
    for days, back in ((30, 29), (30, 0), (30, 0), (31, 0), (2, 1), (2, 0)):
        conversation = town.write(matter, days_ago=days + 5)
        town.answer(conversation, at=now - days * DAY)
        if back:
            town.write(conversation=conversation, days_ago=back)
    while follow(now=now):
        pass
    return matter


def test_only_those_whose_days_are_over_are_counted(desk, history, now):
    found = relevance(desk, now=now)
    assert (found.ended, found.repeated, found.over) == (3, 1, 4)
    assert (found.young, found.early, found.closed) == (2, 1, 6)
    assert found.share == 0.75
    low, high = found.interval
    assert low < 0.75 < high
    assert (found.once, found.per_ended.value) == (3, 1)


def test_who_came_back_early_counts_once_their_days_are_over(desk, history, now):
    found = relevance(desk, now=now + 20 * DAY)
    assert (found.repeated, found.early) == (2, 0)


def test_nothing_is_known_of_nobody(desk, now):
    assert relevance(desk, now=now) == Relevance()
    assert relevance(desk, now=now).share is None
    assert relevance(desk, now=now).per_ended is None


def test_any_set_of_answers_can_be_asked_for(desk, history, now):
    roads = team(desk)
    nadia, omar = colleague(desk, "Nadia", now, roads), colleague(desk, "Omar", now)
    first, second = Sequel.objects.filter(state="ended").order_by("pk")[:2]
    Sequel.objects.filter(pk=first.pk).update(by=nadia.user, team=roads)
    Sequel.objects.filter(pk=second.pk).update(by=omar.user, month="2026-09-01")

    def ended(rows) -> int:
        return relevance(desk, rows, now=now).ended

    assert ended(Sequel.objects.of_members([nadia, omar])) == 2
    assert ended(Sequel.objects.of_teams([roads])) == 1
    assert ended(Sequel.objects.of_members([nadia, omar]).between(first.month, first.month)) == 1
    assert ended(Sequel.objects.filter(matter=history)) == 3


def test_parts_add_up_to_the_whole(desk, history, now):
    cells = tally(Sequel.objects.answers(), "month", "kind", days=14, now=now)
    assert together(cells.values()) == relevance(desk, now=now)
    assert together(by_place(cells, 0).values()) == relevance(desk, now=now)
    assert set(by_place(cells, 1)) == {history.kind_id}


def test_settlements_are_no_answers(desk, history, bob, now):
    conversation = Sequel.objects.earliest("pk").conversation
    settlement = conversation.settlements.create(at=now, by=bob.user, why="x")
    first = Sequel.objects.filter(pk=Sequel.objects.earliest("pk").pk)
    first.update(message=None, settlement=settlement)
    assert relevance(desk, now=now).closed == 5
    assert tally(Sequel.objects.settlements(), days=14, now=now)[()].closed == 1
