"""Correcting: a person's word about a matter stands, and the trail says whose it was."""

import pytest

from saule.matters.correcting import judge_gravity, rename, set_kind
from saule.matters.describing import describe
from saule.matters.grouping import group_waiting
from saule.matters.models import Matter
from saule.matters.receiving import receive_many

pytestmark = pytest.mark.django_db


@pytest.fixture
def matter(desk, mail, now) -> Matter:
    receive_many(desk, [mail()], now=now)
    group_waiting(desk, now=now)
    return Matter.objects.get()


def test_what_a_person_said_is_not_proposed_away(matter, desk, alice, now):
    rename(matter, " The pool ", by=alice.user, now=now)
    set_kind(matter, desk.kinds.get(code="civil"), "personal", by=alice.user, now=now)
    judge_gravity(matter, True, by=alice.user, now=now, why="somebody may drown")

    describe(desk, [matter.pk])

    matter.refresh_from_db()
    assert (matter.title, matter.kind.code, matter.nature, matter.grave) == (
        "The pool",
        "civil",
        "personal",
        True,
    )
    assert matter.touched_by_person


def test_the_trail_says_who_and_why(matter, desk, alice, now):
    judge_gravity(matter, True, by=alice.user, now=now, why="somebody may drown")

    event = desk.events.get(verb="judge gravity")
    assert (event.by, event.why, event.record_id) == (alice.user, "somebody may drown", matter.public_id)
    assert event.facts == {"grave": "True"}
