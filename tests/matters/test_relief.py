"""Who is answered comes off the figure of those who wait, exactly as a recount would say."""

from datetime import timedelta

import pytest

from saule.matters import relief
from saule.matters.counting import recount
from saule.matters.grouping import group_waiting
from saule.matters.models import Conversation, Filing, Matter, Message
from saule.matters.receiving import receive_many


@pytest.fixture
def matter(desk, mail, now) -> Matter:
    """Three people in four conversations: Anne has two."""
    senders = ("anne@example.org", "anne@example.org", "bea@example.org", "carl@example.org")
    receive_many(desk, [mail(sender=sender) for sender in senders], now=now)
    group_waiting(desk, now=now)
    matter = Matter.objects.get()
    assert (matter.people, matter.waiting) == (3, 3)
    return matter


def leaves(conversation: Conversation, now) -> None:
    Message.objects.create(
        desk=conversation.desk,
        conversation=conversation,
        channel="email",
        outgoing=True,
        sent_at=now,
        received_at=now,
    )
    relief.answered(conversation.pk)


def of(sender: str) -> list[Conversation]:
    return list(Conversation.objects.filter(person__addresses__value=sender).order_by("pk"))


def test_a_person_waits_until_their_last_conversation_is_answered(matter, now):
    later = now + timedelta(hours=1)
    figures = []
    for conversation in (*of("anne@example.org"), *of("bea@example.org"), *of("carl@example.org")):
        leaves(conversation, later)
        matter.refresh_from_db()
        counted = matter.waiting
        recount([matter.pk], now=now)
        matter.refresh_from_db()
        assert counted == matter.waiting
        figures.append(counted)
    assert figures == [3, 2, 1, 0]


def test_answering_again_changes_nothing(matter, now):
    (bea,) = of("bea@example.org")
    leaves(bea, now + timedelta(hours=1))
    leaves(bea, now + timedelta(hours=2))
    matter.refresh_from_db()
    assert matter.waiting == 2


def test_joined_persons_wait_once(matter, now):
    (anne, *_), (bea,) = of("anne@example.org"), of("bea@example.org")
    bea.person.joined_into = anne.person
    bea.person.save()
    recount([matter.pk], now=now)
    leaves(bea, now + timedelta(hours=1))
    matter.refresh_from_db()
    assert matter.waiting == 2
    for conversation in of("anne@example.org"):
        leaves(conversation, now + timedelta(hours=1))
    matter.refresh_from_db()
    assert matter.waiting == 1


def test_a_conversation_in_no_matter_is_fine(matter, now):
    Filing.objects.all().delete()
    (bea,) = of("bea@example.org")
    leaves(bea, now + timedelta(hours=1))
    bea.refresh_from_db()
    assert bea.waiting_since is None
