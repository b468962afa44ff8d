"""A figure on a page is never older than the rows behind it."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import RequestFactory

from saule.desk.models import Desk
from saule.matters.assigning import assign
from saule.matters.receiving import receive_many
from saule.matters.snoozing import snooze
from saule.promises.closing import settle
from saule.web.keeping import kept, kept_each

pytestmark = pytest.mark.django_db


@pytest.fixture
def ask(desk, now):
    """A new request at the desk."""

    def act(days: float = 0, at: Desk | None = None):
        request: Any = RequestFactory().get("/")
        request.desk = at or desk
        request.now = now + timedelta(days)
        request.today = desk.local_date(request.now)
        return request

    return act


def waiting(desk) -> int:
    return desk.conversations.waiting().count()


def test_what_did_not_change_is_not_counted_again(desk, ask):
    calls = []
    assert [kept(ask(), "x", lambda: calls.append(1) or len(calls)) for _ in range(3)] == [1, 1, 1]


def test_a_new_message_and_a_settled_conversation_are_seen_at_once(desk, alice, mail, now, ask):
    assert kept(ask(), "waiting", lambda: waiting(desk)) == 0
    receive_many(desk, [mail()], now=now)
    assert kept(ask(), "waiting", lambda: waiting(desk)) == 1
    settle(desk.conversations.get(), by=alice.user, now=now, why="by telephone")
    assert kept(ask(), "waiting", lambda: waiting(desk)) == 0


def test_a_rest_that_ends_by_itself_is_seen(desk, alice, mail, now, ask):
    receive_many(desk, [mail()], now=now)
    later = now + timedelta(hours=1)
    snooze(desk.conversations.get(), later, by=alice.user, now=now, why="The works are over by then.")

    def awake(hours: int) -> int:
        request = ask(hours / 24)
        return kept(request, "awake", lambda: desk.conversations.waiting().awake(request.now).count())

    assert (awake(0), awake(2)) == (0, 1)


def test_a_conversation_that_is_given_to_somebody_is_seen(desk, alice, mail, now, ask):
    receive_many(desk, [mail()], now=now)

    def free() -> int:
        return kept(ask(), "free", lambda: desk.conversations.filter(assigned_to=None).count())

    assert free() == 1
    assign(desk.conversations.get(), alice.user, by=alice.user, now=now)
    assert free() == 0


def test_another_day_and_another_desk_have_their_own(desk, now, ask):
    elsewhere = Desk.objects.create(name="Elsewhere", created_at=now)
    assert kept(ask(), "x", lambda: "today") == "today"
    assert kept(ask(1), "x", lambda: "tomorrow") == "tomorrow"
    assert kept(ask(at=elsewhere), "x", lambda: "elsewhere") == "elsewhere"


def test_only_the_missing_ones_are_counted(desk, ask):
    asked = []

    def count(keys):
        asked.append(sorted(keys))
        return {key: key * 2 for key in keys}

    assert kept_each(ask(), "row", [1, 2], count) == {1: 2, 2: 4}
    assert kept_each(ask(), "row", [2, 3], count) == {2: 4, 3: 6}
    assert asked == [[1, 2], [3]]
