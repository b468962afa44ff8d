"""``saule connect``: connects a mailbox of the desk to its server, without a browser."""

import getpass
import os
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from saule.cli.speaking import gettext_noop, say, tell
from saule.cli.store import chosen_desk, open_store

if TYPE_CHECKING:
    from saule.desk.models import Desk, Mailbox

VARIABLE = "SAULE_MAILBOX_PASSWORD"


def command(
    address: Annotated[str, typer.Argument(help=gettext_noop("The mailbox’s address."))],
    host: Annotated[
        str, typer.Option("--host", help=gettext_noop("The server for incoming mail (IMAP)."))
    ] = "",
    port: Annotated[int, typer.Option("--port", min=1, max=65535, help=gettext_noop("Its port."))] = 993,
    security: Annotated[
        str, typer.Option("--security", help=gettext_noop("tls, starttls, or none (only on this machine)."))
    ] = "tls",
    user: Annotated[str, typer.Option("--user", help=gettext_noop("Who signs in; else the address."))] = "",
    desk: Annotated[str, typer.Option("--desk", help=gettext_noop("Which desk, if there are several."))] = "",
) -> int:
    """Connect a mailbox of the desk to its server. The password is asked for, and never shown."""
    open_store()
    from django.utils import timezone
    from django.utils.translation import gettext as _

    from saule.channels.email import accounts, hosts

    mailbox = mailbox_of(chosen_desk(desk), address)
    known = hosts.guess(mailbox.address)
    values = {"host": host or (known.server if known else ""), "port": port, "security": security}
    values["user"] = user or hosts.user_of(mailbox.address, known)
    accounts.check(values)
    password = os.environ.get(VARIABLE) or asked(_("Password of the mailbox"))
    names = accounts.probe(values, password)
    accounts.connect(mailbox, values, password, by=None, now=timezone.now())
    say(_("Connected. These folders are read: %(names)s.") % {"names": ", ".join(names)})
    tell(_("What is on the server now comes in as history; nobody is told anything for it."))
    return 0


def mailbox_of(desk: "Desk", address: str) -> "Mailbox":
    """The desk's mailbox of this address. Raises NoMailbox."""
    from django.utils.translation import gettext as _

    from saule.cli.errors import NoMailbox

    found = desk.mailboxes.filter(address=address.strip().lower()).first()
    if found is None:
        names = ", ".join(desk.mailboxes.values_list("address", flat=True))
        raise NoMailbox(
            _("The desk has no mailbox of this address. It has: %(names)s") % {"names": names or "–"}
        )
    return found


def asked(words: str) -> str:
    """What is typed without being shown, or the first line of a pipe."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    return getpass.getpass(f"{words}: ")
