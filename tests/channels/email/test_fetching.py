"""What comes to a real mail server comes in once, whatever happens on the way; nothing there is changed."""

import time
from datetime import UTC, datetime

import pytest
from django.db import DatabaseError
from tests.channels.email.server import clock, look, written

from saule.channels.email import dead, fetching, intake
from saule.channels.email.fetching import fetch
from saule.channels.email.imap import Connection
from saule.channels.email.models import Account, DeadLetter, SentCopy
from saule.channels.email.troubles import MailServerError
from saule.channels.email.trusting import trust
from saule.channels.mailbox_import.importing import import_files
from saule.matters import delivering
from saule.matters.grouping import group_waiting
from saule.matters.models import Conversation, Matter, Message, Signature
from saule.people.models import Person

ABOUT_THE_POOL = (
    "Bonjour, la piscine municipale est fermée depuis trois mois et personne ne nous dit quand elle rouvre."
)


def test_what_was_there_is_history_and_what_comes_is_live(account, server):
    server.deliver("contact", written(1), at=time.time() - 90 * 86400)
    look(account)
    server.deliver("contact", written(2, sender="tom@example.org"))
    done = look(account)

    first, second = Conversation.objects.order_by("pk")
    assert (first.imported, second.imported) == (True, False)
    assert first.waiting_since == datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
    assert done.lag is not None
    assert done.lag < 60


def test_nothing_on_the_server_is_marked_or_moved(account, server):
    server.deliver("contact", written(1))
    look(account)
    assert Message.objects.count() == 1
    assert [path.parent.name for path in server.mails("contact")] == ["new"]
    assert b"piscine 1" in server.mails("contact")[0].read_bytes()


def test_looking_again_brings_nothing(account, server):
    server.deliver("contact", written(1))
    look(account)
    again = look(account)
    assert (again.stored, again.known) == (0, 0)


def test_a_long_history_comes_in_newest_first_and_is_resumed(account, server, monkeypatch):
    monkeypatch.setattr(fetching, "WINDOW", 10)
    monkeypatch.setattr(fetching, "SLICE", -1.0)
    for n in range(25):
        server.deliver("contact", written(n))
    account = Account.objects.select_related("mailbox__desk").get()
    assert fetch(account, clock=clock).more
    assert not Message.objects.exists()
    monkeypatch.setattr(fetching, "SLICE", 20.0)
    calls = iter([False, False, True])
    done = fetch(account, clock=clock, stopping=lambda: next(calls, True))
    assert done.more
    assert Message.objects.filter(message_id="24@example.org").exists()
    assert not Message.objects.filter(message_id="0@example.org").exists()
    look(account)
    assert Message.objects.count() == 25


def test_new_mail_is_read_before_an_old_history(account, server, monkeypatch):
    monkeypatch.setattr(fetching, "SLICE", -1.0)
    server.deliver("contact", written(1))
    account = Account.objects.select_related("mailbox__desk").get()
    fetch(account, clock=clock)
    server.deliver("contact", written(2))
    done = fetch(account, clock=clock)
    assert done.more
    assert Message.objects.get().message_id == "2@example.org"


def test_another_uidvalidity_costs_reading_and_brings_nothing_twice(account, server):
    look(account)
    server.deliver("contact", written(1))
    look(account)
    before = account.folders.get(name="INBOX").uidvalidity
    server.renumber("contact")
    server.deliver("contact", written(2, sender="tom@example.org"))
    done = look(account)

    assert account.folders.get(name="INBOX").uidvalidity != before
    assert (done.stored, done.known) == (1, 1)
    assert not Conversation.objects.get(person__addresses__value="tom@example.org").imported


def test_old_mail_that_somebody_moves_in_is_history(account, server):
    look(account)
    server.deliver("contact", written(1), at=time.time() - 30 * 86400)
    look(account)
    assert Conversation.objects.get().imported


def test_a_mailbox_emptied_by_somebody_else_loses_nothing_here(account, server):
    server.deliver("contact", written(1))
    look(account)
    server.deliver("contact", written(2))
    server.empty("contact")
    look(account)
    server.deliver("contact", written(3))
    look(account)
    assert Message.objects.count() == 2


def test_killed_between_the_store_and_the_cursor_nothing_comes_twice(account, server, monkeypatch):
    look(account)
    server.deliver("contact", written(1))
    with monkeypatch.context() as patched:
        patched.setattr(fetching.Fetching, "take", killed_after(fetching.Fetching.take))
        with pytest.raises(KeyboardInterrupt):
            look(account)
    assert Message.objects.count() == 1
    done = look(account)
    assert (done.stored, done.known) == (0, 1)
    assert look(account).known == 0


def killed_after(verb):
    def act(*args):
        verb(*args)
        raise KeyboardInterrupt

    return act


def test_an_import_and_then_the_server_bring_each_mail_once(desk, account, server, tmp_path, now):
    # As a program exports it: other line ends, its own fields, marks before "From ".
    text = "Bonjour,\nFrom my window I see the pool."
    exported = written(1, text=text.replace("\nFrom", "\n>From"), more="X-Mozilla-Status: 0001\n").decode()
    path = tmp_path / "export.mbox"
    path.write_text(f"From x@example.org Mon Nov  2 10:00:00 2026\n{exported}\n")
    assert import_files(desk, [path], now=now).stored == 1
    server.deliver("contact", written(1, text=text).replace(b"\n", b"\r\n"))
    server.deliver("contact", written(2))
    done = look(account)
    assert (done.stored, done.known) == (1, 1)
    assert import_files(desk, [path], now=now).known == 1


def test_answers_are_read_from_the_folder_of_sent_mail(account, server):
    server.deliver("contact", written(1))
    reply = written(
        2, sender="contact@mairie.example", to="marie@example.org", more="In-Reply-To: <1@example.org>\n"
    )
    server.deliver("contact", reply.replace(b"10:00:00", b"11:00:00"), folder="Sent")
    look(account)
    conversation = Conversation.objects.get()
    assert conversation.messages.get(outgoing=True).text.startswith("Bonjour")
    assert conversation.waiting_since is None


def test_a_copy_of_what_we_sent_is_evidence_and_no_second_message(account, server, delivery, now):
    ours = delivery()
    delivering.unsure(ours, error="killed", code="killed", now=now)
    copy = written(1, sender="contact@mairie.example", to="person1@example.org")
    copy = copy.replace(b"<1@example.org>", f"<{ours.message_id}>".encode())
    server.deliver("contact", copy, folder="Sent")
    done = look(account)

    assert done.recognised == 1
    assert SentCopy.objects.get().delivery == ours
    ours.refresh_from_db()
    assert ours.state == "uncertain"
    assert not Message.objects.filter(outgoing=True).exists()


def test_a_stranger_who_forges_our_address_answers_nobody(account, server):
    look(account)
    server.deliver("contact", written(1))
    forged = written(
        2, sender="contact@mairie.example", to="marie@example.org", more="In-Reply-To: <1@example.org>\n"
    )
    server.deliver("contact", forged)
    look(account)

    message = Message.objects.get(message_id="2@example.org")
    assert not message.outgoing
    assert message.person is None
    assert "forged-sender" in message.warnings
    assert Conversation.objects.filter(waiting_since__isnull=False, person__isnull=False).exists()
    assert not Person.objects.filter(addresses__value="contact@mairie.example").exists()


def test_our_own_server_vouches_for_what_we_write_to_ourselves(mailbox, account, server):
    type(mailbox).objects.update(authserv_id="mx.mairie.example")
    passed = "Authentication-Results: mx.mairie.example; dmarc=pass header.from=mairie.example\n"
    server.deliver("contact", written(1, sender="contact@mairie.example", to="lea@example.org", more=passed))
    look(account)
    assert Message.objects.get().outgoing


def test_whom_our_own_server_vouches_for_confirms_what_they_signed(mailbox, account, server):
    """Their first mail proves nothing, nor does a line that they write themselves; one of our server does."""

    def comes(n: int, *fields: str) -> Signature:
        more = "".join(f"Authentication-Results: {one}\n" for one in fields)
        server.deliver("contact", written(n, more=more, text=ABOUT_THE_POOL))
        look(account)
        group_waiting(mailbox.desk, now=clock())
        return Signature.objects.get()

    passed = "mx.mairie.example; dmarc=pass header.from=example.org"
    assert comes(1, passed).state == Signature.State.UNCONFIRMED
    trust(mailbox, "mx.mairie.example", by=None, now=clock())
    assert comes(2, passed.replace("mx.mairie", "mx.elsewhere")).state == Signature.State.UNCONFIRMED
    assert comes(3, passed.replace("pass", "fail")).state == Signature.State.UNCONFIRMED
    confirmed = comes(4, "mx.mairie.example; dkim=pass header.d=example.org", passed)
    assert confirmed.state == Signature.State.CONFIRMED
    assert confirmed.transitions.get().by is None
    assert Matter.objects.get().confirmed == 1


def test_plus_addresses_of_ours_are_ours(account, server):
    server.deliver(
        "contact", written(1, sender="contact+vente@mairie.example", to="lea@example.org"), folder="Sent"
    )
    look(account)
    assert Message.objects.get().outgoing


def test_fifty_megabytes_come_in(account, server):
    lines = b"QUJD" * 19 + b"\n"
    boundary = b"--x\nContent-Type: application/octet-stream\nContent-Transfer-Encoding: base64\n"
    boundary += b"Content-Disposition: attachment; filename=plan.bin\n\n"
    head = written(1, more="MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=x\n", text="")
    server.deliver("contact", head + boundary + lines * (50_000_000 // len(lines)) + b"--x--\n")
    server.deliver("contact", written(2))
    done = look(account)
    assert done.stored == 2
    assert Message.objects.get(message_id="1@example.org").attachments.get().size > 37_000_000


def test_a_mail_that_the_store_refuses_is_a_dead_letter_and_holds_up_no_other(
    account, server, monkeypatch, alice
):
    for n in range(3):
        server.deliver("contact", written(n, sender=f"person{n}@example.org"))
    with monkeypatch.context() as patched:
        patched.setattr(fetching, "take_in", refusing(b"piscine 1"))
        done = look(account)
    assert (done.stored, done.dead) == (2, 1)
    letter = DeadLetter.objects.get()
    assert b"piscine 1" in bytes(letter.raw)

    dead.replay(letter, by=alice.user, now=clock())
    letter.refresh_from_db()
    assert (letter.by, letter.raw) == (alice.user, None)
    assert Message.objects.count() == 3
    assert look(account).stored == 0


def refusing(what: bytes):
    def act(desk, found, *args, **facts):
        if any(what in one.raw for one in found):
            raise ValueError("this one is too strange")
        return intake.take_in(desk, found, *args, **facts)

    return act


def test_a_full_disk_moves_nothing_on(account, server, monkeypatch):
    server.deliver("contact", written(1))

    def full(*args, **facts):
        raise DatabaseError("database or disk is full")

    with monkeypatch.context() as patched:
        patched.setattr(fetching, "take_in", full)
        patched.setattr(dead, "bury", full)
        with pytest.raises(MailServerError) as caught:
            look(account)
    assert caught.value.code == "store"
    assert look(account).stored == 1


def test_a_mail_that_the_server_does_not_hand_over_is_a_dead_letter(account, server, monkeypatch):
    for n in range(3):
        server.deliver("contact", written(n))
    honest = Connection.mails

    def mails(self, uids):
        if 2 in uids:
            raise MailServerError("refused")
        return honest(self, uids)

    with monkeypatch.context() as patched:
        patched.setattr(Connection, "mails", mails)
        done = look(account)
    assert (done.stored, done.dead) == (2, 1)
    letter = DeadLetter.objects.get()
    assert (letter.raw, letter.code) == (None, "not-handed-over")
    assert dead.replay_all(account, by=None, now=clock()) == (1, 0)
    assert Message.objects.count() == 3


def test_a_mail_that_breaks_the_connection_each_time_is_set_aside(account, server, monkeypatch):
    for n in range(3):
        server.deliver("contact", written(n))
    honest = Connection.mails

    def mails(self, uids):
        if 1 in uids:
            raise MailServerError("closed")
        return honest(self, uids)

    monkeypatch.setattr(Connection, "mails", mails)
    for _try in range(fetching.PATIENT_TIMES):
        with pytest.raises(MailServerError):
            look(account)
    done = look(account)
    assert (done.stored, done.dead) == (2, 1)


def test_dead_letters_hold_no_card_number(account, server, monkeypatch):
    server.deliver("contact", written(1, text="Ma carte : 4111 1111 1111 1111"))
    monkeypatch.setattr(fetching, "take_in", refusing(b"carte"))
    look(account)
    assert b"1111 1111 1111" not in bytes(DeadLetter.objects.get().raw)
