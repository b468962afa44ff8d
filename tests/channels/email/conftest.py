"""Deliveries that are being sent, and a mail server to send them to."""

from collections.abc import Callable, Iterator

import pytest
from tests.sink import Server, Sink

from saule.matters.asking import ask
from saule.matters.delivering import attempt
from saule.matters.models import Delivery, Message
from saule.matters.receiving import receive_many


@pytest.fixture
def delivery(desk, mailbox, mail, now) -> Callable[..., Delivery]:
    """Makes a delivery that is being sent, to somebody who wrote; ``incoming`` says what they wrote."""

    def make(purpose: str = "answer", body: str = "Elle rouvre lundi.\n", **incoming) -> Delivery:
        received = receive_many(desk, [mail(**incoming)], now=now)
        message = Message.objects.get(pk=received.messages[0])
        assert message.person is not None
        assert message.address is not None
        asked = ask(
            desk,
            key=f"key:{message.pk}",
            purpose=purpose,
            conversation=message.conversation,
            person=message.person,
            address=message.address,
            mailbox=mailbox,
            language="fr",
            subject=message.subject,
            body=body,
            now=now,
        )
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
