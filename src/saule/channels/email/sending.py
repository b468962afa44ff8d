"""Sending by SMTP (RFC 5321): one mail after another over a kept connection, and a clear word on failure."""

import re
import smtplib
import socket
import ssl
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext as _

from saule.channels.contract import DeliveryError
from saule.channels.email.composing import compose, compose_single
from saule.channels.email.signing import LostKey, signed
from saule.desk.models import Mailbox, SingleMail
from saule.matters.delivering import attempted_at
from saule.matters.models import Delivery
from saule.matters.returning import return_token
from saule.people.addresses import canonical

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
MAILS_PER_CONNECTION = 100
LONGEST_LOCAL_PART = 64
ADDRESS = re.compile(r"\S+@\S+")
# RFC 3463: bad destination mailbox, bad syntax, moved, null MX.
GONE = re.compile(r"\b5\.1\.(1|3|6|10)\b")


@dataclass(frozen=True, slots=True)
class Server:
    """Where mails are handed over: ``smtp://user:password@host:port``, or ``smtps://…`` for TLS at once."""

    host: str
    port: int
    tls_at_once: bool
    user: str = ""
    password: str = ""

    @classmethod
    def of(cls, url: str) -> "Server":
        """Reads the address. Raises ImproperlyConfigured when it is none."""
        parts = urlsplit(url)
        if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
            raise ImproperlyConfigured("SAULE_SMTP_URL must look like smtp://user:password@host:port")
        at_once = parts.scheme == "smtps"
        port = parts.port or (465 if at_once else 587 if parts.username else 25)
        user, password = unquote(parts.username or ""), unquote(parts.password or "")
        return cls(parts.hostname, port, at_once, user, password)

    @property
    def near(self) -> bool:
        """Whether it is this very machine, where nobody listens in."""
        return self.host in LOOPBACK


class Smtp:
    """The e-mail channel over SMTP. ``patience`` is in seconds per exchange.

    ``last_patience`` is for the reply after the mail's last byte, which servers may delay (RFC 5321
    §4.5.3.2.6): giving up there leaves the delivery uncertain.
    """

    name = "email"

    def __init__(self, url: str, *, patience: float = 30, last_patience: float = 300) -> None:
        self.server = Server.of(url)
        self.patience, self.last_patience = patience, last_patience
        self.client: smtplib.SMTP | None = None
        self.carried = 0

    def send(self, delivery: Delivery) -> None:
        """Hands one mail over. Raises DeliveryError; the connection is fresh or proven before each mail."""
        recipient = canonical("email", delivery.address.value)
        self.carry(written(delivery), envelope_sender(delivery), recipient)

    def send_single(self, mail: SingleMail) -> None:
        """Hands one mail outside any conversation over, from the mailbox itself."""
        content = sealed(compose_single(mail), mail.mailbox, at=mail.not_before)
        self.carry(
            content, canonical("email", mail.mailbox.address), canonical("email", mail.recipient.address)
        )

    def carry(self, content: bytes, sender: str, recipient: str) -> None:
        """One mail over the wire."""
        try:
            client = self.connected()
            introduce(client, sender, recipient)
        except (OSError, smtplib.SMTPException) as error:
            self.drop()
            raise unreachable(error) from error
        except DeliveryError:
            self.drop()
            raise
        self.hand_over(client, content)
        self.carried += 1

    def connected(self) -> smtplib.SMTP:
        """A connection that answers: the kept one, or a new one."""
        if self.client is not None and (self.carried >= MAILS_PER_CONNECTION or not answers(self.client)):
            self.drop()
        if self.client is None:
            self.client = connect(self.server, self.patience)
            self.carried = 0
        return self.client

    def hand_over(self, client: smtplib.SMTP, content: bytes) -> None:
        """The mail itself. From its first byte on, a broken wire means that it may have arrived."""
        try:
            code, reply = client.docmd("DATA")
        except (OSError, smtplib.SMTPException) as error:
            self.drop()
            raise unreachable(error) from error
        if code != 354:
            self.drop()
            raise refusal(code, reply)
        try:
            client.sock.settimeout(self.last_patience)  # type: ignore[union-attr]
            client.send(dotted(content))
            code, reply = client.getreply()
            client.sock.settimeout(self.patience)  # type: ignore[union-attr]
        except (OSError, smtplib.SMTPException) as error:
            self.drop()
            raise broken() from error
        self.judge(code, reply)

    def judge(self, code: int, reply: bytes) -> None:
        """What the reply to the whole mail means; a reply that means nothing leaves the question open."""
        if 200 <= code < 300:
            return
        self.drop()
        raise refusal(code, reply) if 400 <= code < 600 else broken()

    def drop(self) -> None:
        """Forgets the connection without ceremony."""
        client, self.client = self.client, None
        if client is not None:
            client.close()

    def close(self) -> None:
        """Says goodbye and lets the connection go."""
        if self.client is not None:
            with suppress(OSError, smtplib.SMTPException):
                self.client.quit()
        self.drop()


def written(delivery: Delivery) -> bytes:
    """The mail's very bytes, signed if the desk signs. Without the key it waits: it may be refused."""
    return sealed(compose(delivery), delivery.mailbox, at=attempted_at(delivery))


def sealed(mail: EmailMessage, mailbox: Mailbox, *, at: datetime) -> bytes:
    """A mail's bytes, signed if the desk signs."""
    try:
        return signed(whole_lines(mail.as_bytes()), mailbox, at=at)
    except LostKey as error:
        raise DeliveryError(str(error), False, reason=error.code) from error


def envelope_sender(delivery: Delivery) -> str:
    """Where reports about this very mail come back to (VERP): the mailbox, with a token behind a ``+``.

    The From that people see stays the mailbox. ``SAULE_VERP=0`` leaves the token out, for servers that know
    no such addresses; so does a name that would be too long with it (RFC 5321 §4.5.3.1.1).
    """
    plain = canonical("email", delivery.mailbox.address)
    local, _at, domain = plain.rpartition("@")
    tagged = f"{local}+b-{return_token(delivery)}"
    return f"{tagged}@{domain}" if settings.SAULE_VERP and len(tagged) <= LONGEST_LOCAL_PART else plain


def connect(server: Server, patience: float) -> smtplib.SMTP:
    """A connection over which mails may be handed over: encrypted if the server can, signed in if it must."""
    client = greeted(server, patience)
    try:
        client.ehlo_or_helo_if_needed()
        if not server.tls_at_once and client.has_extn("starttls"):
            client.starttls(context=tls(server))
            client.ehlo()
        elif server.user and not server.tls_at_once and not server.near:
            raise DeliveryError(
                _("The mail server offers no encryption: the password is not sent."),
                False,
                reason="smtp-no-encryption",
            )
        if server.user:
            client.login(server.user, server.password)
    except BaseException:
        client.close()
        raise
    return client


def greeted(server: Server, patience: float) -> smtplib.SMTP:
    """A connection whose server has said hello."""
    host, port, name = server.host, server.port, own_name()
    if server.tls_at_once:
        return smtplib.SMTP_SSL(host, port, name, timeout=patience, context=tls(server))
    return smtplib.SMTP(host, port, name, timeout=patience)


def tls(server: Server) -> ssl.SSLContext:
    """Certificates are verified, but for a server on this very machine, whose certificate nobody signs."""
    context = ssl.create_default_context()
    if server.near:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context


def own_name() -> str:
    """What we call ourselves in EHLO; without a full name, an address literal (RFC 5321 §4.1.4)."""
    name = socket.gethostname()
    return name if "." in name else "[127.0.0.1]"


def answers(client: smtplib.SMTP) -> bool:
    """Whether a kept connection still lives; it is clean afterwards."""
    try:
        return client.rset()[0] == 250
    except (OSError, smtplib.SMTPException):
        return False


def introduce(client: smtplib.SMTP, sender: str, recipient: str) -> None:
    """Says from whom and to whom. A refused sender says nothing about the recipient and can be mended."""
    options = []
    if not recipient.isascii():
        if not client.has_extn("smtputf8"):
            raise DeliveryError(
                _("The mail server cannot write to such an address."), True, reason="smtp-no-utf8"
            )
        options = ["SMTPUTF8", "BODY=8BITMIME"]
    code, reply = client.mail(sender, options)
    if code != 250:
        raise refusal(code, reply, permanent=False)
    code, reply = client.rcpt(recipient)
    if code not in (250, 251):
        raise refusal(code, reply)


def dotted(content: bytes) -> bytes:
    """The mail as it goes over the wire (RFC 5321 §4.5.2): whole line ends, dots doubled, one at the end."""
    content = whole_lines(content)
    content = re.sub(rb"(?m)^\.", b"..", content)
    return content + (b".\r\n" if content.endswith(b"\r\n") else b"\r\n.\r\n")


def whole_lines(content: bytes) -> bytes:
    """The same with every line end as the wire wants it."""
    return re.sub(rb"\r\n|\r|\n", b"\r\n", content)


def refusal(code: int, reply: bytes, *, permanent: bool | None = None) -> DeliveryError:
    """The server said no: for good (5xx) or for now."""
    words = " ".join(ADDRESS.sub("…", reply.decode("utf-8", "replace")).split())
    evidence = f"{code} {words}"[:300]
    for_good = 500 <= code < 600 if permanent is None else permanent
    return DeliveryError(
        _("The mail server refused: %(reply)s") % {"reply": evidence},
        for_good,
        reason=f"smtp-{code}",
        evidence=evidence,
        address_gone=for_good and GONE.search(words) is not None,
    )


def unreachable(error: Exception) -> DeliveryError:
    """The wire broke, or the server did not let us in, before anything could leave: later."""
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return DeliveryError(_("The mail server refuses our sign-in."), False, reason="smtp-sign-in")
    if isinstance(error, smtplib.SMTPResponseException):
        reply = error.smtp_error
        reply = reply if isinstance(reply, bytes) else str(reply).encode()
        return refusal(error.smtp_code, reply, permanent=False)
    return DeliveryError(_("The mail server cannot be reached."), False, reason="smtp-unreachable")


def broken() -> DeliveryError:
    """The wire broke in the middle of the mail: it may have arrived."""
    return DeliveryError(
        _("The connection broke while the message was handed over."),
        False,
        reason="smtp-broken",
        maybe_left=True,
    )
