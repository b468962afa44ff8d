"""Exchanges: who answers somebody else's mail has a conversation of their own, beside the others."""

import itertools

import pytest

from saule.matters.models import Conversation
from saule.matters.receiving import receive_many

pytestmark = pytest.mark.django_db


def exchanges() -> set[frozenset[str]]:
    """The senders of each thread."""
    threads: dict[int, set[str]] = {}
    for row in Conversation.objects.prefetch_related("messages__address"):
        senders = {message.address.value for message in row.messages.all() if message.address}
        threads.setdefault(row.exchange_id or row.pk, set()).update(senders)
    return {frozenset(senders) for senders in threads.values()}


@pytest.mark.parametrize("together", [True, False])
@pytest.mark.parametrize("order", list(itertools.permutations(range(4))))
def test_a_thread_of_several_people_is_one_exchange_in_any_order(desk, mail, now, order, together):
    mails = [
        mail(message_id="a@x", sender="lea@x.example"),
        mail(message_id="b@x", sender="bob@x.example", in_reply_to=("a@x",), references=("a@x",)),
        mail(message_id="c@x", sender="eve@x.example", in_reply_to=("b@x",), references=("a@x", "b@x")),
        mail(message_id="d@x", sender="lea@x.example", in_reply_to=("c@x",), references=("a@x", "c@x")),
    ]
    batch = [mails[place] for place in order]
    for part in [batch] if together else [[one] for one in batch]:
        receive_many(desk, part, now=now)

    assert exchanges() == {frozenset({"lea@x.example", "bob@x.example", "eve@x.example"})}
    assert Conversation.objects.count() == 3


def test_each_person_still_waits_in_a_conversation_of_their_own(desk, mail, now):
    receive_many(desk, [mail(message_id="a@x", sender="lea@x.example")], now=now)
    receive_many(desk, [mail(message_id="b@x", sender="bob@x.example", in_reply_to=("a@x",))], now=now)

    first, second = Conversation.objects.order_by("pk")
    assert (first.exchange, second.exchange) == (None, first)
    assert first.waiting_since is not None
    assert second.waiting_since is not None
    assert list(Conversation.objects.beside(first)) == [second]
    assert list(Conversation.objects.beside(second)) == [first]


def test_an_id_that_two_strangers_use_ties_nobody(desk, mail, now):
    receive_many(desk, [mail(message_id="1@pc", sender="lea@x.example")], now=now)
    receive_many(desk, [mail(message_id="1@pc", sender="bob@x.example")], now=now)
    receive_many(desk, [mail(message_id="2@pc", sender="eve@x.example", in_reply_to=("1@pc",))], now=now)

    assert len(exchanges()) == 3


def test_who_awaited_an_id_is_not_tied_to_its_second_bearer(desk, mail, now):
    receive_many(desk, [mail(message_id="2@x", sender="lea@x.example", in_reply_to=("1@x",))], now=now)
    receive_many(desk, [mail(message_id="1@x", sender="bob@x.example")], now=now)
    receive_many(desk, [mail(message_id="1@x", sender="eve@x.example")], now=now)

    assert exchanges() == {frozenset({"lea@x.example", "bob@x.example"}), frozenset({"eve@x.example"})}


def test_a_newsletter_that_never_came_ties_nobody(desk, mail, now):
    receive_many(desk, [mail(in_reply_to=("news@x",)), mail(in_reply_to=("news@x",))], now=now)

    assert all(row.exchange_id is None for row in Conversation.objects.all())


def test_two_threads_that_turn_out_to_be_one_are_tied(desk, mail, now):
    receive_many(desk, [mail(message_id="a@x", sender="lea@x.example")], now=now)
    receive_many(desk, [mail(message_id="c@x", sender="eve@x.example", in_reply_to=("b@x",))], now=now)
    receive_many(desk, [mail(message_id="d@x", sender="max@x.example", in_reply_to=("c@x",))], now=now)
    assert len(exchanges()) == 2
    receive_many(desk, [mail(message_id="b@x", sender="bob@x.example", in_reply_to=("a@x",))], now=now)

    assert len(exchanges()) == 1


def test_a_thread_whose_beginning_comes_last_is_tied_whole(desk, mail, now):
    receive_many(desk, [mail(message_id="a@x", sender="lea@x.example")], now=now)
    receive_many(desk, [mail(message_id="d@x", sender="bob@x.example", in_reply_to=("c@x",))], now=now)
    receive_many(desk, [mail(message_id="c@x", sender="eve@x.example", in_reply_to=("b@x",))], now=now)
    receive_many(desk, [mail(message_id="b@x", sender="max@x.example", in_reply_to=("a@x",))], now=now)

    assert len(exchanges()) == 1
    assert Conversation.objects.filter(exchange=None).count() == 1
