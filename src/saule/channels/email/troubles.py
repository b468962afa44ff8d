"""What goes wrong between us and a mail server: a short code for the row, a sentence for people."""

import imaplib
import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.utils.translation import gettext as _
from imap_tools.errors import (
    ImapToolsError,
    MailboxFolderSelectError,
    MailboxFolderStatusError,
    MailboxLoginError,
)

from saule.desk.errors import SauleError

# The password, the settings or the certificate must be changed by a person: trying often does not help,
# and many hosts lock an account out that is tried too often.
FOR_A_PERSON = frozenset({"login", "app-password", "certificate", "lost-secret", "not-encrypted", "folder"})

SENTENCES: dict[str, Callable[[], str]] = {
    "login": lambda: _("The server refuses the user or the password. Was the password changed or revoked?"),
    "app-password": lambda: _(
        "The host wants a password made for one program (an “app password”). Make one in the account’s"
        " security settings, and type it here."
    ),
    "unknown-host": lambda: _("There is no server of this name. Look at how it is written."),
    "unreachable": lambda: _("The server does not answer at this port, or the network is down."),
    "timeout": lambda: _("The server took too long to answer."),
    "certificate": lambda: _(
        "The server’s certificate is not valid for this name: it may be another server that poses as yours,"
        " or an expired certificate."
    ),
    "tls": lambda: _("No encrypted connection could be made: try the other kind of protection, or the port."),
    "not-encrypted": lambda: _("A password is only sent unencrypted to a server on this very machine."),
    "busy": lambda: _("The server is busy or in maintenance; Saule tries again by itself."),
    "folder": lambda: _("A folder to be read is not there. Was it renamed or removed?"),
    "closed": lambda: _("The server closed the connection; Saule tries again by itself."),
    "protocol": lambda: _("The server answered something that is no mail protocol (IMAP)."),
    "lost-secret": lambda: _(
        "The password cannot be opened: the installation’s secret has changed. Type the password again."
    ),
    "store": lambda: _(
        "The store could not keep the mail (is the disk full?). Nothing is lost: it is tried again."
    ),
    "unforeseen": lambda: _("Something went wrong that was not foreseen. Saule tries again by itself."),
}


class MailServerError(SauleError):
    """A mail server could not be read; ``code`` is one of SENTENCES."""

    def __init__(self, code: str) -> None:
        super().__init__(sentence(code))
        self.code = code


def sentence(code: str) -> str:
    """The sentence of a code, in the reader's language; empty for none."""
    if not code:
        return ""
    return SENTENCES.get(code, SENTENCES["unforeseen"])()


@contextmanager
def told() -> Iterator[None]:
    """Whatever the wire throws inside comes out as MailServerError."""
    try:
        yield
    except (ImapToolsError, imaplib.IMAP4.error, OSError, EOFError, ValueError) as error:
        raise MailServerError(code_of(error)) from error


CODES: tuple[tuple[tuple[type[Exception], ...], str], ...] = (
    ((ssl.SSLCertVerificationError,), "certificate"),
    ((ssl.SSLEOFError,), "closed"),
    ((ssl.SSLError,), "tls"),
    ((socket.gaierror, UnicodeError), "unknown-host"),
    ((TimeoutError,), "timeout"),
    ((ConnectionRefusedError,), "unreachable"),
    ((ConnectionError, EOFError, imaplib.IMAP4.abort), "closed"),
    ((OSError,), "unreachable"),
    ((MailboxFolderSelectError, MailboxFolderStatusError), "folder"),
)
"""Which errors of the wire mean what; the first line that fits counts."""


def code_of(error: Exception) -> str:
    """Which of the codes an error of the wire is."""
    if isinstance(error, MailboxLoginError) or "[AUTHENTICATIONFAILED]" in str(error):
        return code_of_refusal(str(error))
    if "timed out" in str(error):
        return "timeout"
    if "unexpected response" in str(error):
        return "protocol"
    return next((code for kinds, code in CODES if isinstance(error, kinds)), "protocol")


def code_of_refusal(said: str) -> str:
    """Why a sign-in was refused (RFC 5530, and what the usual hosts say)."""
    said = said.lower()
    if any(word in said for word in ("[unavailable]", "[inuse]", "[limit]", "try again", "too many")):
        return "busy"
    if "application-specific" in said or "app password" in said:
        return "app-password"
    return "not-encrypted" if "[privacyrequired]" in said else "login"
