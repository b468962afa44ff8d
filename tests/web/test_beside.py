"""Several people in one thread: each has a conversation, and its page leads to the others."""

import pytest

from saule.matters.models import Conversation
from saule.matters.receiving import receive_many

pytestmark = pytest.mark.django_db


@pytest.fixture
def thread(desk, mail, now) -> list[Conversation]:
    """Léa writes; Bob, who had a copy, answers her mail."""
    lea = mail(message_id="a@x", sender="lea@x.example", sender_name="Léa Petit")
    bob = mail(message_id="b@x", sender="bob@x.example", sender_name="Bob Roy", in_reply_to=("a@x",))
    receive_many(desk, [lea, bob], now=now)
    return list(Conversation.objects.order_by("pk"))


def test_each_page_leads_to_the_others(client, alice, thread):
    client.force_login(alice.user)
    for here, other in (thread, thread[::-1]):
        page = client.get(f"/conversations/{here.public_id}").content.decode()
        assert f'<a href="/conversations/{other.public_id}">{other.person.name}</a>' in page


def test_who_wrote_alone_is_shown_nobody(client, desk, mail, alice, now):
    receive_many(desk, [mail(message_id="c@x")], now=now)
    client.force_login(alice.user)
    page = client.get(f"/conversations/{Conversation.objects.get().public_id}").content.decode()
    assert "Dans le même fil" not in page
