"""Run in a process of its own: connects mailboxes to a server, or tells how they fare."""

import json
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import django

django.setup()

from saule.channels.email import accounts  # noqa: E402
from saule.channels.email.models import Account  # noqa: E402
from saule.desk.models import Desk, Mailbox  # noqa: E402

NOW = datetime.now(UTC)  # noqa: TID251 -- a process of its own, with the real clock


def connect(port: str, password: str, *users: str) -> None:
    """A mailbox for each of these users; the first is the desk's own."""
    desk = Desk.objects.get()
    for user in users:
        mailbox, _new = Mailbox.objects.get_or_create(
            desk=desk, address=f"{user}@mairie.example", defaults={"created_at": NOW}
        )
        values = {"host": "127.0.0.1", "port": int(port), "security": "none", "user": user}
        accounts.connect(mailbox, values, password, by=None, now=NOW)


def health() -> list[dict[str, Any]]:
    """How each account fares."""
    names = ("user", "failures", "error", "lag_seconds", "leased_by")
    return [*Account.objects.order_by("pk").values(*names)]


if __name__ == "__main__":
    verbs: dict[str, Callable[..., Any]] = {"connect": connect, "health": health}
    sys.stdout.write(json.dumps(verbs[sys.argv[1]](*sys.argv[2:])))
