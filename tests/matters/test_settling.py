"""Settling ends a wait for a reason; taken back, the wait is there again, and all of it is in the trail."""

from datetime import timedelta

import pytest

from saule.matters.answering import draft_for, save_text, send
from saule.matters.delivering import attempt, sent
from saule.matters.grouping import group_waiting
from saule.matters.models import Conversation, Delivery, Matter
from saule.matters.receiving import receive_many
from saule.matters.settling import NotSettled, ReasonNeeded
from saule.promises.closing import settle, take_back
from saule.promises.promising import give_due

pytestmark = pytest.mark.django_db
AN_HOUR = timedelta(hours=1)


@pytest.fixture
def here(desk, mail, now) -> Conversation:
    """Somebody waits, and has a promise."""
    receive_many(desk, [mail(sender="zoe@example.org", message_id="zoe@x")], now=now)
    group_waiting(desk, now=now)
    give_due(desk, now=now)
    return Conversation.objects.get()


def test_a_reason_is_needed(here, alice, now):
    with pytest.raises(ReasonNeeded):
        settle(here, by=alice.user, now=now, why=" ")
    assert Conversation.objects.get().waiting_since == now


def test_taken_back_the_person_waits_since_the_same_moment_and_counts_again(here, alice, bob, now):
    settle(here, by=bob.user, now=now + AN_HOUR, why="only thanks")
    assert Matter.objects.get().waiting == 0

    take_back(here, by=alice.user, now=now + 2 * AN_HOUR, why="she asks too")

    assert here.waiting_since == now
    assert Matter.objects.get().waiting == 1
    told = here.desk.events.filter(record="conversation").order_by("at")
    assert list(told.values_list("verb", "by__name", "why")) == [
        ("settle", "Bob", "only thanks"),
        ("take back settlement", "Alice", "she asks too"),
    ]


def test_only_the_last_wait_comes_back(here, alice, desk, mail, now):
    settle(here, by=alice.user, now=now + AN_HOUR, why="only thanks")
    later = now + 2 * AN_HOUR
    receive_many(desk, [mail(sender="zoe@example.org", in_reply_to=("zoe@x",), sent_at=later)], now=later)
    settle(here, by=alice.user, now=now + 3 * AN_HOUR, why="she called")
    settle(here, by=alice.user, now=now + 4 * AN_HOUR, why="she called again")

    take_back(here, by=alice.user, now=now + 5 * AN_HOUR, why="she calls again")

    assert here.waiting_since == later
    rows = here.settlements.order_by("at").values_list("why", "ended_by", "ended_why")
    who = alice.user.pk
    kept = [("she called", who, "she calls again"), ("she called again", who, "she calls again")]
    assert list(rows) == [("only thanks", None, ""), *kept]


def test_where_somebody_waits_or_an_answer_was_given_nothing_is_taken_back(here, alice, now):
    with pytest.raises(NotSettled):
        take_back(here, by=alice.user, now=now)

    draft = draft_for(Matter.objects.get(), by=alice.user, now=now)
    save_text(draft, "fr", "Elle rouvre lundi.", by=alice.user, now=now)
    send(draft, by=alice, now=now)
    settle(here, by=alice.user, now=now + AN_HOUR, why="she called")
    taken = attempt(Delivery.objects.get().pk, worker="here:1:1", now=now + AN_HOUR)
    sent(taken, now=now + 2 * AN_HOUR)
    with pytest.raises(NotSettled):
        take_back(here, by=alice.user, now=now + 3 * AN_HOUR)
    assert [row.why for row in here.settlements.all()] == ["she called"]
