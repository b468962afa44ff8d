"""Mails on a real mail server, and a mailbox of the desk connected to it, for tests."""

from datetime import UTC, datetime

from tests.dovecot import PASSWORD

from saule.channels.email import accounts
from saule.channels.email.fetching import fetch
from saule.channels.email.models import Account

MAIL = """From: {sender}
To: {to}
Subject: {subject}
Date: Mon, 2 Nov 2026 10:00:00 +0100
Message-ID: <{n}@example.org>
{more}
{text}
"""


def written(
    n: int, sender="Marie <marie@example.org>", to="contact@mairie.example", more="", **words
) -> bytes:
    """A mail; ``more`` are more header lines, each with its end."""
    words = {"subject": "Piscine", "text": f"Bonjour, quand rouvre la piscine {n} ?", **words}
    return MAIL.format(n=n, sender=sender, to=to, more=more, **words).encode()


def clock() -> datetime:
    return datetime.now(UTC)  # noqa: TID251 -- the server's clock is the real one too


def connected(mailbox, server, **facts) -> Account:
    """The desk's mailbox, connected to the server."""
    values = {"host": "127.0.0.1", "port": server.port, "security": "none", "user": "contact", **facts}
    return accounts.connect(mailbox, values, facts.pop("password", PASSWORD), by=None, now=clock())


def look(account):
    """One look, as a worker does it."""
    account = Account.objects.select_related("mailbox__desk").get(pk=account.pk)
    done = fetch(account, clock=clock)
    while done.more:
        done = fetch(account, clock=clock)
    return done
