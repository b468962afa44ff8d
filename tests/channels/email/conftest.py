"""Deliveries that are being sent, and a mail server to send them to."""

from collections.abc import Callable, Iterator

import pytest
from tests.channels.email.server import connected
from tests.dovecot import Dovecot, a_dovecot
from tests.sink import Server, Sink

from saule.channels.email.models import Account
from saule.matters.asking import ask_writer
from saule.matters.delivering import attempt
from saule.matters.models import Delivery, Message
from saule.matters.receiving import receive_many


@pytest.fixture
def delivery(desk, mailbox, mail, now) -> Callable[..., Delivery]:
    """Makes a delivery that is being sent, to somebody who wrote; ``incoming`` says what they wrote."""

    def make(purpose: str = "answer", body: str = "Elle rouvre lundi.\n", **incoming) -> Delivery:
        received = receive_many(desk, [mail(**incoming)], now=now)
        message = Message.objects.get(pk=received.messages[0])
        wish = {"purpose": purpose, "mailbox": mailbox, "language": "fr", "body": body}
        asked = ask_writer(message, key=f"key:{message.pk}", **wish, now=now)
        taken = attempt(asked.pk, worker="here:1:1", now=now)
        assert taken is not None
        return taken

    return make


@pytest.fixture
def sink() -> Iterator[Sink]:
    """A mail server that takes everything; ``sink.url`` is where it listens."""
    sink = Sink()
    server = Server(sink)
    server.start()
    yield sink
    server.stop()


@pytest.fixture
def server() -> Iterator[Dovecot]:
    """A real mail server, with a mailbox that is empty."""
    with a_dovecot() as running:
        yield running


@pytest.fixture
def account(mailbox, server) -> Account:
    """The desk's mailbox, connected to it."""
    return connected(mailbox, server)
