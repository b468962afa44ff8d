"""Threading: by our token and by what mails quote; never by the subject, never joining strangers."""

from datetime import timedelta

import pytest

from saule.desk.models import Desk
from saule.matters.models import Conversation, Message
from saule.matters.receiving import receive_many
from saule.matters.threading import conversation_of_token, token_for

pytestmark = pytest.mark.django_db


def conversations() -> list[set[str]]:
    """The message ids of each conversation, oldest first."""
    return [
        set(conversation.messages.values_list("message_id", flat=True))
        for conversation in Conversation.objects.order_by("pk")
    ]


def test_an_answer_joins_what_it_quotes(desk, mail, now):
    receive_many(desk, [mail(message_id="a@x", sender="lea@x")], now=now)
    receive_many(desk, [mail(message_id="b@x", sender="lea@x", in_reply_to=("a@x",))], now=now)
    receive_many(desk, [mail(message_id="c@x", sender="lea@x", references=("lost@x", "b@x"))], now=now)

    assert conversations() == [{"a@x", "b@x", "c@x"}]


def test_the_same_holds_within_one_batch(desk, mail, now):
    batch = [
        mail(message_id="a@x", sender="lea@x"),
        mail(message_id="b@x", sender="lea@x", in_reply_to=("a@x",)),
    ]
    receive_many(desk, batch, now=now)

    assert conversations() == [{"a@x", "b@x"}]


def test_an_answer_that_comes_before_its_question_waits_for_it(desk, mail, now):
    receive_many(desk, [mail(message_id="b@x", sender="lea@x", in_reply_to=("a@x",))], now=now)
    receive_many(desk, [mail(message_id="a@x", sender="lea@x")], now=now)

    assert conversations() == [{"a@x", "b@x"}]


@pytest.mark.parametrize("together", [True, False])
def test_a_mail_to_two_addresses_of_ours_is_one_conversation(desk, mail, now, together):
    copies = [mail(message_id="a@x", sender="lea@x"), mail(message_id="a@x", sender="lea@x", raw=b"by list")]
    for part in [copies] if together else [[one] for one in copies]:
        receive_many(desk, part, now=now)

    assert Message.objects.count() == 2
    assert conversations() == [{"a@x"}]
    assert Conversation.objects.filter(waiting_since__isnull=False).count() == 1


def test_a_program_that_gives_all_its_mails_one_id_joins_none_of_them(desk, mail, now):
    for hours in range(3):
        sent_at = now - timedelta(hours=hours)
        receive_many(desk, [mail(message_id="form@x", sender="lea@x", sent_at=sent_at)], now=now)

    assert Conversation.objects.count() == 3


def test_the_subject_alone_joins_nobody(desk, mail, now):
    receive_many(desk, [mail(subject="Re: Piscine"), mail(subject="Re: Piscine")], now=now)

    assert Conversation.objects.count() == 2


def test_strangers_who_quote_the_same_unknown_mail_stay_apart(desk, mail, now):
    receive_many(desk, [mail(in_reply_to=("newsletter@x",)), mail(in_reply_to=("newsletter@x",))], now=now)

    assert Conversation.objects.count() == 2


def test_strangers_who_answer_one_mail_of_ours_stay_apart(desk, mail, now):
    ours = mail(message_id="ours@x", sender="contact@mairie.example", recipients=("lea@x", "tom@x"))
    receive_many(desk, [ours], now=now)
    replies = [
        mail(message_id=f"{name}@r", sender=f"{name}@x", in_reply_to=("ours@x",)) for name in ("lea", "tom")
    ]
    receive_many(desk, replies, now=now)

    assert conversations() == [{"ours@x", "lea@r"}, {"tom@r"}]


def test_a_message_id_held_by_two_conversations_joins_only_its_own_person(desk, mail, now):
    receive_many(
        desk, [mail(message_id="same@x", sender="lea@x"), mail(message_id="same@x", sender="tom@x")], now=now
    )
    replies = [
        mail(message_id="tom@r", sender="tom@x", in_reply_to=("same@x",)),
        mail(message_id="eve@r", sender="eve@x", in_reply_to=("same@x",)),
    ]
    receive_many(desk, replies, now=now)

    assert conversations() == [{"same@x"}, {"same@x", "tom@r"}, {"eve@r"}]


def test_our_token_leads_back_and_cannot_be_made_up(desk, mail, now):
    receive_many(desk, [mail()], now=now)
    conversation = Conversation.objects.get()
    token = token_for(conversation)
    receive_many(desk, [mail(reply_token=token)], now=now)

    assert conversation.messages.count() == 2
    assert conversation_of_token(desk, conversation.public_id + "aaaaaaaa") is None
    assert conversation_of_token(desk, "") is None


def test_our_answer_ends_the_wait_whatever_the_order_of_arrival(desk, mail, now):
    earlier, later = now - timedelta(days=9), now - timedelta(days=2)
    question = mail(message_id="q@x", sender="lea@x", sent_at=earlier)
    answer = mail(
        message_id="a@x",
        sender="contact@mairie.example",
        recipients=("lea@x",),
        in_reply_to=("q@x",),
        sent_at=later,
    )
    receive_many(desk, [answer], now=now, imported=True)
    receive_many(desk, [question], now=now, imported=True)

    conversation = Conversation.objects.get()
    assert conversation.waiting_since is None
    assert conversation.answered_at == later
    assert conversation.opened_at == earlier
    assert Message.objects.get(message_id="a@x").outgoing


def test_who_quotes_somebody_elses_mail_opens_a_conversation_of_their_own(desk, mail, now):
    receive_many(desk, [mail(message_id="a@x", sender="lea@x")], now=now)
    receive_many(desk, [mail(message_id="b@x", sender="tom@x", in_reply_to=("a@x",))], now=now)

    assert conversations() == [{"a@x"}, {"b@x"}]
    assert [c.person for c in Conversation.objects.order_by("pk")] == [
        Message.objects.get(message_id=one).person for one in ("a@x", "b@x")
    ]


def test_nobody_gets_into_a_conversation_with_the_id_it_waits_for(desk, mail, now):
    receive_many(desk, [mail(message_id="b@x", sender="lea@x", in_reply_to=("a@x",))], now=now)
    receive_many(desk, [mail(message_id="a@x", sender="eve@x")], now=now)

    assert conversations() == [{"b@x"}, {"a@x"}]


def test_a_token_does_not_open_another_desks_conversation(desk, mail, now):
    receive_many(desk, [mail()], now=now)
    elsewhere = Desk.objects.create(name="Elsewhere", created_at=now)

    assert conversation_of_token(elsewhere, token_for(Conversation.objects.get())) is None
