"""SMTP against a real server: what it gets, and what we say when it will not."""

import smtplib
import socket
import ssl
import threading
from pathlib import Path

import pytest
from aiosmtpd.smtp import AuthResult, LoginPassword
from django.core.exceptions import ImproperlyConfigured
from tests.sink import Server, Sink

from saule.channels.contract import DeliveryError
from saule.channels.email.parsing import parse
from saule.channels.email.sending import Server as SmtpServer
from saule.channels.email.sending import Smtp, dotted, envelope_sender
from saule.matters.returning import delivery_of_token, return_token

CERTIFICATE = Path(__file__).with_name("server.pem")


@pytest.fixture
def smtp(sink):
    """The channel, with little patience, to the sink."""
    channel = Smtp(sink.url, patience=5, last_patience=5)
    yield channel
    channel.close()


def failure(channel: Smtp, delivery) -> DeliveryError:
    with pytest.raises(DeliveryError) as caught:
        channel.send(delivery)
    return caught.value


def test_the_server_gets_the_mail_as_composed(smtp, sink, delivery):
    made = delivery("acknowledgement", body="Bonjour,\n.\n..\nMerci.\n", sender="anne@example.org")
    smtp.send(made)
    (taken,) = sink.taken
    assert (taken.sender, taken.recipients) == (
        f"contact+b-{return_token(made)}@mairie.example",
        ["anne@example.org"],
    )
    assert taken.mail["From"].addresses[0].addr_spec == "contact@mairie.example"
    assert taken.mail["Message-ID"] == f"<{made.message_id}>"
    assert taken.mail["In-Reply-To"] == f"<{made.in_reply_to}>"
    assert taken.mail["Auto-Submitted"] == "auto-replied"
    assert "+s-" in taken.mail["Reply-To"]
    assert taken.mail.get_content() == "Bonjour,\r\n.\r\n..\r\nMerci.\r\n"


def test_many_mails_go_over_one_connection(smtp, sink, delivery):
    for _ in range(3):
        smtp.send(delivery())
    assert (len(sink.taken), sink.connections) == (3, 1)


def test_a_connection_that_died_while_resting_is_made_anew(smtp, sink, delivery):
    smtp.send(delivery())
    smtp.client.sock.shutdown(socket.SHUT_RDWR)
    smtp.send(delivery())
    assert (len(sink.taken), sink.connections) == (2, 2)


@pytest.mark.parametrize("step", ["on_recipient", "on_data"])
def test_a_refusal_for_good_is_told(smtp, sink, delivery, step):
    setattr(sink, step, "554 5.7.1 <anne@example.org>: we do not like this")
    error = failure(smtp, delivery())
    assert (error.permanent, error.maybe_left, error.address_gone) == (True, False, False)
    assert (error.reason, error.evidence) == ("smtp-554", "554 5.7.1 … we do not like this")
    assert not sink.taken


def test_reports_come_back_to_the_plain_address_where_a_server_knows_no_other(smtp, sink, delivery, settings):
    settings.SAULE_VERP = False
    smtp.send(delivery())
    assert sink.taken[0].sender == "contact@mairie.example"


def test_a_long_name_has_no_room_for_a_token(mailbox, delivery):
    mailbox.address = f"{'a' * 60}@mairie.example"
    made = delivery()
    made.mailbox = mailbox
    assert envelope_sender(made) == mailbox.address


def test_a_report_to_the_envelope_address_is_about_this_mail(desk, delivery):
    made = delivery()
    head = f"From: mailer-daemon@x.example\nTo: {envelope_sender(made)}\nSubject: failure"
    raw = f"{head}\n\nNo such user.".encode()
    assert delivery_of_token(desk, parse(raw, position="x").return_token) == made


@pytest.mark.parametrize("step", ["on_sender", "on_recipient", "on_data"])
def test_a_refusal_for_now_is_told(smtp, sink, delivery, step):
    setattr(sink, step, "451 4.7.1 greylisted")
    error = failure(smtp, delivery())
    assert (error.permanent, error.maybe_left) == (False, False)
    assert error.reason == "smtp-451"
    setattr(sink, step, "250 OK")
    smtp.send(delivery())
    assert len(sink.taken) == 1


def test_a_refused_sender_is_no_fault_of_the_recipient(smtp, sink, delivery):
    sink.on_sender = "550 5.7.1 sender not allowed"
    assert not failure(smtp, delivery()).permanent


@pytest.mark.parametrize(
    ("reply", "gone"),
    [("550 5.1.1 unknown", True), ("550 5.2.2 full", False), ("550 no", False), ("450 5.1.1 odd", False)],
)
def test_only_an_unknown_mailbox_is_gone(smtp, sink, delivery, reply, gone):
    sink.on_recipient = reply
    assert failure(smtp, delivery()).address_gone == gone


def test_nobody_listens(delivery):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        error = failure(Smtp(f"smtp://127.0.0.1:{taken.getsockname()[1]}"), delivery())
    assert (error.permanent, error.maybe_left, error.reason) == (False, False, "smtp-unreachable")


def test_a_server_that_says_nothing_is_given_up(delivery):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        channel = Smtp(f"smtp://127.0.0.1:{silent.getsockname()[1]}", patience=0.2)
        error = failure(channel, delivery())
    assert (error.permanent, error.maybe_left, error.reason) == (False, False, "smtp-unreachable")


def test_a_reply_that_never_comes_after_the_mail_leaves_it_open(sink, delivery):
    sink.delay = lambda: 2.0
    channel = Smtp(sink.url, patience=5, last_patience=0.2)
    error = failure(channel, delivery())
    assert (error.maybe_left, error.reason) == (True, "smtp-broken")
    assert len(sink.taken) == 1
    assert channel.client is None


@pytest.mark.parametrize(
    ("last", "maybe_left"), [(b"", True), (b"nonsense\r\n", True), (b"421 closing\r\n", False)]
)
def test_a_wire_cut_after_the_mail_leaves_it_open(delivery, last, maybe_left):
    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=rude_server, args=(listening, last))
        thread.start()
        error = failure(Smtp(f"smtp://127.0.0.1:{listening.getsockname()[1]}"), delivery())
        thread.join()
    assert error.maybe_left == maybe_left
    assert not error.permanent


def rude_server(listening: socket.socket, last: bytes) -> None:
    """Takes a whole mail and then says ``last`` and hangs up."""
    wire, _ = listening.accept()
    with wire, wire.makefile("rb") as lines:
        wire.sendall(b"220 rude\r\n")
        for reply in (b"250 rude\r\n", b"250 OK\r\n", b"250 OK\r\n", b"354 go\r\n"):
            lines.readline()
            wire.sendall(reply)
        while lines.readline() != b".\r\n":
            pass
        wire.sendall(last)


def test_an_address_in_other_letters_needs_a_server_that_knows_them(smtp, sink, delivery):
    made = delivery(sender="zoë@example.org")
    smtp.send(made)
    assert sink.taken[0].recipients == ["zoë@example.org"]
    assert "SMTPUTF8" in sink.taken[0].options


def test_without_such_a_server_it_is_refused(delivery):
    sink = Sink()
    server = Server(sink, enable_SMTPUTF8=False)
    server.start()
    channel = Smtp(sink.url)
    try:
        assert failure(channel, delivery(sender="zoë@example.org")).permanent
        channel.send(delivery())
    finally:
        channel.close()
        server.stop()
    assert len(sink.taken) == 1


@pytest.fixture
def locked_sink():
    """A server that wants TLS and then a password."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATE)

    def check(_server, _session, _envelope, _mechanism, data):
        good = isinstance(data, LoginPassword) and data.password == b"s@cret:/"
        return AuthResult(success=good, handled=False)

    sink = Sink()
    server = Server(sink, tls_context=context, require_starttls=True, auth_required=True, authenticator=check)
    server.start()
    yield sink
    server.stop()


def test_it_signs_in_over_tls(locked_sink, delivery):
    address = locked_sink.url.replace("//", "//saule:s%40cret%3A%2F@")
    channel = Smtp(address)
    channel.send(delivery())
    assert isinstance(channel.client.sock, ssl.SSLSocket)
    channel.close()
    assert len(locked_sink.taken) == 1


def test_a_wrong_password_is_our_fault_and_can_be_mended(locked_sink, delivery):
    error = failure(Smtp(locked_sink.url.replace("//", "//saule:wrong@")), delivery())
    assert (error.permanent, error.reason) == (False, "smtp-sign-in")


def test_a_password_is_never_sent_in_the_clear(sink, delivery, monkeypatch):
    monkeypatch.setattr(SmtpServer, "near", False)
    error = failure(Smtp(sink.url.replace("//", "//saule:secret@")), delivery())
    assert (error.permanent, error.reason) == (False, "smtp-no-encryption")


def test_a_certificate_that_nobody_signed_is_not_trusted(locked_sink, delivery, monkeypatch):
    monkeypatch.setattr(SmtpServer, "near", False)
    error = failure(Smtp(locked_sink.url.replace("//", "//saule:secret@")), delivery())
    assert (error.permanent, error.maybe_left, error.reason) == (False, False, "smtp-unreachable")


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("smtp://mx.example", SmtpServer("mx.example", 25, False)),
        ("smtp://a:b%40c@mx.example", SmtpServer("mx.example", 587, False, "a", "b@c")),
        ("smtps://mx.example", SmtpServer("mx.example", 465, True)),
        ("smtp://[::1]:2525", SmtpServer("::1", 2525, False)),
    ],
)
def test_the_address_of_a_server(url, server):
    assert SmtpServer.of(url) == server


@pytest.mark.parametrize("url", ["", "mx.example:25", "http://mx.example", "smtp://"])
def test_what_is_no_address_of_a_server(url):
    with pytest.raises(ImproperlyConfigured):
        Smtp(url)


def test_no_second_mail_hides_in_a_first():
    # Bare line ends that some servers take for the end of a mail.
    wire = dotted(b"a\r\n.\r\nMAIL FROM:<x>\n.\nb\r.\rc")
    assert wire == b"a\r\n..\r\nMAIL FROM:<x>\r\n..\r\nb\r\n..\r\nc\r\n.\r\n"
    assert smtplib.CRLF.encode() + b".\r\n" == wire[-5:]
