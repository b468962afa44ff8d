"""A mail server that takes everything and forgets nothing, or refuses as it is told."""

import asyncio
import email
import email.policy
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller

OK = "250 OK"


@dataclass
class Taken:
    """One mail that came by DATA."""

    sender: str
    recipients: list[str]
    content: bytes
    options: list[str]

    @property
    def mail(self) -> EmailMessage:
        """The mail, parsed as a reader would."""
        return email.message_from_bytes(self.content, policy=email.policy.default)


@dataclass
class Sink:
    """Counts per DATA. ``on_sender``, ``on_recipient`` and ``on_data`` are the replies to give; ``delay``
    says how many seconds pass between having taken a mail and saying so.
    """

    on_sender: str = OK
    on_recipient: str = OK
    on_data: str = OK
    delay: Callable[[], float] = lambda: 0.0
    taken: list[Taken] = field(default_factory=list)
    connections: int = 0
    url: str = ""

    async def handle_EHLO(
        self, _server: Any, session: Any, _envelope: Any, hostname: str, responses: Any
    ) -> Any:
        self.connections += 1
        session.host_name = hostname
        return responses

    async def handle_MAIL(
        self, _server: Any, _session: Any, envelope: Any, address: str, options: Any
    ) -> str:
        if self.on_sender == OK:
            envelope.mail_from, envelope.mail_options = address, list(options)
        return self.on_sender

    async def handle_RCPT(
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any
    ) -> str:
        if self.on_recipient == OK:
            envelope.rcpt_tos.append(address)
        return self.on_recipient

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        if self.on_data == OK:
            self.taken.append(
                Taken(envelope.mail_from, envelope.rcpt_tos, envelope.original_content, envelope.mail_options)
            )
        await asyncio.sleep(self.delay())
        return self.on_data

    @property
    def counted(self) -> Counter[str]:
        """How often each Message-ID came."""
        return Counter(str(one.mail["Message-ID"]) for one in self.taken)


class Server(Controller):
    """The sink on a free port of this machine."""

    def __init__(self, sink: Sink, **options: Any) -> None:
        super().__init__(sink, hostname="127.0.0.1", port=0, **options)

    def _trigger_server(self) -> None:
        # The port is only known now.
        self.port = self.server.sockets[0].getsockname()[1]  # type: ignore[union-attr]
        self.handler.url = f"smtp://127.0.0.1:{self.port}"
        super()._trigger_server()
