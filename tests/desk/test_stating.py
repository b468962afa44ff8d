"""Stating: what an owner says about the desk is a row; what was said before stays."""

import pytest

from saule.desk.stating import state_capacity, switch

pytestmark = pytest.mark.django_db


def test_the_newest_statement_counts_and_the_older_stays(desk, alice, now):
    state_capacity(desk, 80, by=alice.user, now=now)

    assert desk.capacities.first().answers_per_week == 80
    assert desk.capacities.count() == 2
    assert desk.events.get().facts == {"answers_per_week": 80}


def test_a_mailbox_is_what_its_last_switch_says(desk, mailbox, alice, now):
    switch(mailbox, live=False, would_leave=3, by=alice.user, now=now, why="holidays")

    assert not mailbox.live
    assert mailbox.switches.order_by("-id").first().would_leave == 3
    assert desk.events.get().why == "holidays"
