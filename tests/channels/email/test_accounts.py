"""How a mailbox is connected to its server: secrets, what is wrong in words, leases, pauses."""

import socket
import threading
import time
from contextlib import closing, contextmanager
from datetime import timedelta

import pytest
from tests.channels.email.server import clock, connected, look, written
from tests.dovecot import PASSWORD

from saule.channels.email import accounts
from saule.channels.email.models import Account
from saule.channels.email.troubles import MailServerError
from saule.matters.models import Conversation, Source


def test_the_password_is_sealed_and_never_told(account):
    account.refresh_from_db()
    assert PASSWORD not in account.secret
    assert account.password == PASSWORD
    assert PASSWORD not in str([event.facts for event in account.mailbox.desk.events.all()])


def test_a_wrong_password_is_told_in_words(mailbox, server):
    account = connected(mailbox, server, password="wrong")
    with pytest.raises(MailServerError) as caught:
        accounts.test(account)
    assert caught.value.code == "login"


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"host": "nowhere.invalid", "security": "tls"}, "unknown-host"),
        ({"port": 1}, "unreachable"),
        ({"security": "tls"}, "tls"),
        ({"security": "starttls", "host": "localhost"}, "certificate"),
        ({"folders": ["INBOX", "Demandes"]}, "folder"),
    ],
)
def test_what_is_wrong_with_a_server_is_told(mailbox, server, facts, code):
    with pytest.raises(MailServerError) as caught:
        accounts.test(connected(mailbox, server, **facts))
    assert caught.value.code == code


@contextmanager
def a_server(talk):
    """A tiny server that says what ``talk`` does with each connection."""
    with closing(socket.create_server(("127.0.0.1", 0))) as listening:
        held = []

        def serve():
            while True:
                try:
                    wire, _where = listening.accept()
                except OSError:
                    return
                held.append(wire)
                talk(wire)

        threading.Thread(target=serve, daemon=True).start()
        yield listening.getsockname()[1]
    for wire in held:
        wire.close()


def greet_and_hang(wire):
    wire.sendall(b"* OK [CAPABILITY IMAP4rev1 IDLE] here\r\n")


def close_half(wire):
    greet_and_hang(wire)
    wire.shutdown(socket.SHUT_WR)


def speak_web(wire):
    wire.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")


@pytest.mark.parametrize(
    ("talk", "code"),
    [
        (lambda wire: None, "timeout"),
        (greet_and_hang, "timeout"),
        (close_half, "closed"),
        (speak_web, "protocol"),
    ],
)
def test_a_server_that_hangs_or_babbles_is_given_up(mailbox, server, monkeypatch, talk, code):
    monkeypatch.setattr("saule.channels.email.imap.CONNECT_PATIENCE", 0.5)
    with a_server(talk) as port:
        account = connected(mailbox, server, port=port)
        began = time.monotonic()
        with pytest.raises(MailServerError) as caught:
            look(account)
    assert caught.value.code == code
    assert time.monotonic() - began < 10


def test_failures_wait_longer_and_longer_and_a_revoked_password_longest():
    waits = [accounts.wait_after(n, "timeout") for n in range(1, 30)]
    assert waits[0] == timedelta(seconds=10)
    assert waits == sorted(waits)
    assert waits[-1] == timedelta(minutes=10)
    assert accounts.wait_after(2, "login") == timedelta(hours=1)


def test_one_worker_at_a_time_looks_at_an_account(account):
    now = clock()
    mine = accounts.take(account.pk, worker="one", alive=lambda who: True, now=now)
    assert mine is not None
    assert accounts.take(account.pk, worker="two", alive=lambda who: True, now=now, rung=True) is None
    assert accounts.take(account.pk, worker="two", alive=lambda who: False, now=now, rung=True) is not None
    accounts.failed(mine, "timeout", now=now)
    account.refresh_from_db()
    assert account.leased_by == "two"


def test_a_clock_that_was_set_back_stops_nobody(account):
    then = clock() + timedelta(days=30)
    mine = accounts.take(account.pk, worker="one", alive=lambda who: True, now=then)
    accounts.failed(mine, "timeout", now=then)
    assert accounts.take(account.pk, worker="one", alive=lambda who: True, now=clock()) is not None
    # Killed while its clock was ahead: such a lease holds nobody up either.
    assert (
        accounts.take(account.pk, worker="two", alive=lambda who: True, now=clock() - timedelta(days=1))
        is not None
    )


def test_what_is_paused_is_not_due_and_misses_nothing(account, server, alice):
    look(account)
    accounts.pause(account, by=alice.user, now=clock())
    assert not Account.objects.due(clock()).exists()
    server.deliver("contact", written(1))
    accounts.resume(account, by=alice.user, now=clock())
    assert Account.objects.due(clock()).exists()
    assert look(account).stored == 1
    assert not Conversation.objects.get().imported
    assert Source.objects.count() == 1
