"""Receiving: exactly once, masked, threaded, never lost."""

from datetime import timedelta

import pytest
from django.db import DataError

from saule.desk.aliasing import add_alias
from saule.matters import receiving
from saule.matters.grouping import group_waiting
from saule.matters.models import Attachment, Conversation, Matter, Message, Source
from saule.matters.receiving import position_digest, receive_many
from saule.people.addresses import address_digest
from saule.people.models import Address, Person, Tombstone
from saule.people.suppressing import standing, suppress

pytestmark = pytest.mark.django_db


def test_a_message_comes_with_its_person_conversation_and_source(desk, mail, now):
    received = receive_many(desk, [mail("Quand rouvre la piscine ?", sender_name="Léa Martin")], now=now)

    message = Message.objects.get()
    assert received.stored == 1
    assert received.messages == [message.pk]
    assert message.person.name == "Léa Martin"
    assert message.conversation.subject == "Piscine"
    assert bytes(message.source.raw) == b"Quand rouvre la piscine ?"
    assert message.language == "fr"
    assert message.conversation.waiting_since == now


def test_the_same_position_twice_is_one_message(desk, mail, now):
    one = mail(position="mbox:1")
    receive_many(desk, [one, one], now=now)
    again = receive_many(desk, [one], now=now)

    assert (again.stored, again.known) == (0, 1)
    assert Message.objects.count() == Source.objects.count() == 1


def test_a_different_mail_that_reuses_a_message_id_is_kept_apart(desk, mail, now):
    receive_many(desk, [mail("Première", message_id="same@x"), mail("Seconde", message_id="same@x")], now=now)

    assert Message.objects.count() == 2
    assert Conversation.objects.count() == 2


def test_empty_message_ids_never_join_strangers(desk, mail, now):
    receive_many(
        desk, [mail(message_id=""), mail(message_id="", in_reply_to=("",), references=("",))], now=now
    )

    assert Conversation.objects.count() == 2


def test_card_numbers_are_not_stored_even_if_the_channel_let_them_through(desk, mail, now):
    words = "Ma carte est 4111 1111 1111 1111, mon SIRET 732 829 320 00074."
    receive_many(desk, [mail(words, subject="Carte 4111111111111111")], now=now)

    message = Message.objects.get()
    for stored in (message.text, message.said, message.subject, bytes(message.source.raw).decode()):
        assert "4111 1111 1111" not in stored
        assert "411111111111" not in stored
    assert "732 829 320 00074" in message.text
    assert message.cards_masked > 0


def test_a_message_that_the_store_refuses_is_kept_as_its_bytes(desk, mail, now, monkeypatch):
    store = receiving.store

    def refuse(desk, batch, **options):
        if any("poison" in incoming.text for incoming in batch):
            raise DataError
        return store(desk, batch, **options)

    monkeypatch.setattr(receiving, "store", refuse)
    received = receive_many(desk, [mail("ordinary"), mail("poison"), mail("ordinary too")], now=now)

    assert received.stored == 3
    assert list(Message.objects.filter(warnings=["unreadable"]).values_list("source__raw", flat=True)) == [
        b"poison"
    ]


def test_what_was_erased_does_not_come_back(desk, mail, now):
    Tombstone.objects.create(desk=desk, digest=position_digest("mbox:7"), at=now)

    assert receive_many(desk, [mail(position="mbox:7")], now=now).stored == 0


def test_addresses_that_differ_only_in_case_are_one_person(desk, mail, now):
    receive_many(desk, [mail(sender="Lea@Example.org"), mail(sender="lea@example.org")], now=now)

    assert Person.objects.count() == Address.objects.count() == 1


def test_history_counts_as_received_when_it_was_sent(desk, mail, now):
    last_month = now - timedelta(days=30)
    receive_many(desk, [mail(sent_at=last_month)], now=now, imported=True)

    conversation = Conversation.objects.get()
    assert conversation.waiting_since == last_month
    assert conversation.imported


def test_a_date_in_the_future_does_not_make_anybody_wait_from_then(desk, mail, now):
    receive_many(desk, [mail(sent_at=now + timedelta(days=400))], now=now, imported=True)

    assert Conversation.objects.get().waiting_since == now


@pytest.mark.parametrize("mail_class", ["bounce", "list", "auto_reply", "out_of_office", "spam"])
def test_machines_wait_for_nothing(desk, mail, now, mail_class):
    receive_many(desk, [mail(mail_class=mail_class)], now=now)

    assert Conversation.objects.get().waiting_since is None


def test_thanks_wait_for_nothing(desk, mail, now):
    receive_many(desk, [mail("Merci beaucoup, bonne journée."), mail("Merci de me dire quand.")], now=now)

    waiting = Message.objects.filter(awaits_answer=True)
    assert [message.said for message in waiting] == ["Merci de me dire quand."]


def test_texts_with_nul_and_endless_fields_are_stored(desk, mail, now):
    huge = mail("a\x00b", subject="s" * 5000, message_id="m" * 5000, sender_name="n" * 5000)
    receive_many(desk, [huge], now=now)

    message = Message.objects.get()
    assert message.said == "ab"
    assert len(message.subject) == 300


def test_attachments_are_listed(desk, mail, now):
    from saule.matters.incoming import IncomingAttachment

    file = IncomingAttachment(name="plan.pdf", content_type="application/pdf", size=12, part=2, scanned=False)
    receive_many(desk, [mail(attachments=(file,))], now=now)

    assert Attachment.objects.get().name == "plan.pdf"


def test_our_own_mail_is_ours_however_the_address_is_written(desk, mail, now):
    receive_many(desk, [mail(sender="Contact@Mairie.example", recipients=("lea@x",))], now=now)

    message = Message.objects.get()
    assert message.outgoing
    assert message.address.value == "lea@x"


def test_an_answer_that_comes_in_later_takes_its_person_off_the_matters_figures(desk, mail, now):
    receive_many(desk, [mail(message_id="q@x", sender="lea@x")], now=now)
    group_waiting(desk, now=now)
    assert Matter.objects.get().waiting == 1

    answer = mail(
        sender="contact@mairie.example", recipients=("lea@x",), in_reply_to=("q@x",), sent_at=now, said="Oui."
    )
    receive_many(desk, [answer], now=now + timedelta(hours=1))

    assert Matter.objects.get().waiting == 0


def test_who_writes_again_from_an_address_that_bounced_is_told_dates_again(desk, mail, now):
    for reason in ("bounced", "unsubscribed"):
        suppress(desk, "email", "lea@x", reason=reason, by=None, now=now, automatic_only=True)
    before, after = now - timedelta(days=1), now + timedelta(days=1)

    receive_many(desk, [mail(sender="lea@x", sent_at=before)], now=after, imported=True)
    receive_many(desk, [mail(sender="lea@x", mail_class="bounce")], now=after)
    receive_many(desk, [mail(sender="tom@x")], now=after)
    assert reasons(desk, "lea@x") == {"bounced", "unsubscribed"}

    receive_many(desk, [mail(sender="Lea@x"), mail(sender="lea@x")], now=after)
    assert reasons(desk, "lea@x") == {"unsubscribed"}


def reasons(desk, value) -> set[str]:
    """Why nothing automatic goes there."""
    return {row.reason for row in standing(desk, address_digest(desk, "email", value))}


def test_a_mail_that_lay_on_the_server_counts_from_when_it_came_there(desk, mail, now):
    receive_many(desk, [mail(arrived_at=now - timedelta(days=2))], now=now)
    assert desk.conversations.get().waiting_since == now - timedelta(days=2)


def test_a_server_whose_clock_is_ahead_brings_nothing_from_the_future(desk, mail, now):
    receive_many(desk, [mail(arrived_at=now + timedelta(hours=3))], now=now)
    assert desk.conversations.get().waiting_since == now


def test_somebody_who_writes_again_after_an_import_is_acknowledged_like_anybody(desk, mail, now):
    receive_many(desk, [mail(sender="lea@example.org", message_id="1@x")], now=now, imported=True)
    assert desk.conversations.get().imported
    again = mail(sender="lea@example.org", in_reply_to=("1@x",), said="Je vous relance.")
    receive_many(desk, [again], now=now)
    assert not desk.conversations.get().imported


def test_what_an_alias_of_a_mailbox_sent_is_an_answer_of_ours(desk, mailbox, mail, now):
    add_alias(mailbox, "Accueil@Mairie.example", by=None, now=now)
    receive_many(desk, [mail(sender="accueil@mairie.example", recipients=("lea@example.org",))], now=now)
    assert Message.objects.get().outgoing
