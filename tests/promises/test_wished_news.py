"""News keeps to the rhythm that a person chose on their own page."""

from datetime import datetime, timedelta

import pytest
from tests.promises.test_news import mails, moved, told

from saule.people.joining import join
from saule.people.owning import choose_rhythm
from saule.promises.news import tell_news

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("rhythm", "count"), [("each", 1), ("dates", 1), ("answer", 0)])
def test_a_moved_date_reaches_who_wants_it(desk, town, now, alice, rhythm, count):
    conversation = told(desk, town, now)
    choose_rhythm(conversation.person, rhythm, now=now)
    moved(conversation, alice, now)
    tell_news(desk, now=datetime(2026, 11, 24, 9, 1, tzinfo=desk.zone))
    assert len(mails()) == count


@pytest.mark.parametrize(("rhythm", "count"), [("each", 1), ("dates", 0), ("answer", 0)])
def test_a_long_silence_is_broken_only_for_who_wants_each_news(desk, town, now, rhythm, count):
    conversation = told(desk, town, now)
    choose_rhythm(conversation.person, "answer", now=now - timedelta(days=1))
    choose_rhythm(conversation.person, rhythm, now=now)
    for weeks in range(1, 4):
        tell_news(desk, now=datetime(2026, 11, 24, 9, 1, tzinfo=desk.zone) + timedelta(weeks=weeks))
    assert bool(mails()) is bool(count)


def test_a_date_that_moves_at_once_is_not_told_to_who_wants_the_answer_only(desk, town, now, alice):
    conversation = told(desk, town, now)
    choose_rhythm(conversation.person, "answer", now=now)
    moved(conversation, alice, now + timedelta(days=4))
    assert mails() == []


def test_what_one_of_two_chose_holds_for_both_once_they_are_one(desk, town, now, alice):
    conversation = told(desk, town, now)
    other = town.person("en")
    choose_rhythm(other, "answer", now=now)
    join(conversation.person, other, by=None, now=now)
    moved(conversation, alice, now)
    tell_news(desk, now=datetime(2026, 11, 24, 9, 1, tzinfo=desk.zone))
    assert mails() == []
