"""Who has a conversation before them: told to colleagues for a minute, at the price of a row now and then."""

from datetime import timedelta

import pytest

from saule.matters.attending import be_here, forget_old, others_here
from saule.matters.models import Presence

pytestmark = pytest.mark.django_db


def after(seconds):
    return timedelta(seconds=seconds)


def test_a_colleague_is_told_for_a_minute(alice, bob, town, now):
    conversation = town.write()
    be_here(conversation, by=bob.user, now=now)

    assert [one.user for one in others_here(conversation, by=alice.user, now=now + after(59))] == [bob.user]
    assert others_here(conversation, by=alice.user, now=now + after(61)) == []
    assert others_here(conversation, by=bob.user, now=now) == []
    assert others_here(town.write(), by=alice.user, now=now) == []


def test_who_asks_often_writes_seldom(bob, town, now, django_assert_num_queries):
    conversation = town.write()
    assert be_here(conversation, by=bob.user, now=now)

    with django_assert_num_queries(1):
        assert not be_here(conversation, by=bob.user, now=now + after(14))
    assert be_here(conversation, by=bob.user, now=now + after(15))


def test_who_begins_to_write_is_told_at_once(alice, bob, town, now):
    conversation = town.write()
    be_here(conversation, by=bob.user, now=now)

    assert be_here(conversation, by=bob.user, now=now + after(1), writing=True)

    assert [one.writing for one in others_here(conversation, by=alice.user, now=now + after(1))] == [True]
    assert Presence.objects.count() == 1


def test_who_was_there_long_ago_is_forgotten(bob, town, now):
    be_here(town.write(), by=bob.user, now=now)

    assert forget_old(now=now + after(3600)) == 0
    assert forget_old(now=now + timedelta(days=2)) == 1
