"""The doctor sees a conversation that shows another holder or rest than its rows say."""

from datetime import timedelta

import pytest
from tests.matters.colleagues import team
from tests.town import town

from saule.matters.assigning import assign
from saule.matters.models import Conversation
from saule.matters.snoozing import snooze, wake
from saule.worker.proving_work import work

pytestmark = pytest.mark.django_db
__all__ = ["town"]


def test_what_the_verbs_leave_is_well(town, desk, alice, bob, now):
    for holder in (alice.user, bob.user, team(desk), None):
        here = town.write()
        assign(here, bob.user, by=alice.user, now=now)
        assign(here, holder, by=alice.user, now=now + timedelta(1))
        snooze(here, now + timedelta(9), by=alice.user, now=now, why="x")
    snooze(here, now + timedelta(10), by=alice.user, now=now, why="y")
    wake(Conversation.objects.order_by("pk")[0], by=alice.user, now=now)

    assert work(now).well


@pytest.mark.parametrize(
    "change",
    [
        lambda rows, alice, desk, now: rows.update(assigned_to=alice.user),
        lambda rows, alice, desk, now: rows.update(assigned_to=None),
        lambda rows, alice, desk, now: rows.update(assigned_team=team(desk)),
        lambda rows, alice, desk, now: rows.update(snoozed_until=now + timedelta(3)),
        lambda rows, alice, desk, now: rows.update(snoozed_until=None),
    ],
)
def test_what_differs_is_seen(change, town, desk, alice, bob, now):
    here = town.write()
    assign(here, bob.user, by=alice.user, now=now)
    snooze(here, now + timedelta(9), by=alice.user, now=now, why="x")

    change(Conversation.objects.all(), alice, desk, now)

    assert not work(now).well
