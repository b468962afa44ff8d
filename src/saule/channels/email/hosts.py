"""The usual hosts of mailboxes: their server for reading mail, and what their customers must know.

As the hosts publish them; compared with the database that Thunderbird sets accounts up from.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

APP_PASSWORD = _(
    "This host wants an “app password”: switch two-step sign-in on in the account’s security settings, make"
    " a password there for this one program, and type it here."
)
NO_PASSWORDS = _(
    "This host no longer lets programs sign in with a password (it wants OAuth). Have the mail forwarded to"
    " a mailbox at another host, and connect that one."
)
ALLOW_IMAP = _("Reading by other programs (IMAP) must first be allowed in the settings of the webmail.")


@dataclass(frozen=True, slots=True)
class Host:
    """A host: its name, its server (TLS, port 993), and whether one signs in with the whole address."""

    name: str
    server: str
    whole_address: bool = True
    note: str | Promise = ""


GMAIL = Host("Gmail", "imap.gmail.com", note=APP_PASSWORD)
OUTLOOK = Host("Microsoft 365, Outlook.com", "outlook.office365.com", note=NO_PASSWORDS)
ORANGE = Host("Orange", "imap.orange.fr")
FREE = Host("Free", "imap.free.fr", whole_address=False)
SFR = Host("SFR", "imap.sfr.fr")
LAPOSTE = Host("La Poste", "imap.laposte.net", whole_address=False, note=ALLOW_IMAP)
YAHOO = Host("Yahoo", "imap.mail.yahoo.com", note=APP_PASSWORD)
ICLOUD = Host("iCloud", "imap.mail.me.com", whole_address=False, note=APP_PASSWORD)
GMX = Host("GMX", "imap.gmx.com", note=ALLOW_IMAP)

BY_DOMAIN = {
    **dict.fromkeys(("gmail.com", "googlemail.com"), GMAIL),
    **dict.fromkeys(("outlook.com", "outlook.fr", "outlook.be", "hotmail.com", "hotmail.fr"), OUTLOOK),
    **dict.fromkeys(("live.com", "live.fr", "msn.com", "onmicrosoft.com"), OUTLOOK),
    **dict.fromkeys(("orange.fr", "wanadoo.fr"), ORANGE),
    "free.fr": FREE,
    **dict.fromkeys(("sfr.fr", "neuf.fr", "club-internet.fr"), SFR),
    "laposte.net": LAPOSTE,
    **dict.fromkeys(("yahoo.com", "yahoo.fr", "ymail.com"), YAHOO),
    **dict.fromkeys(("icloud.com", "me.com", "mac.com"), ICLOUD),
    **dict.fromkeys(("gmx.com", "gmx.fr"), GMX),
}
# Hosts of mailboxes under one's own domain: the address does not tell which one it is.
OWN_DOMAIN = (
    Host("OVHcloud", "ssl0.ovh.net"),
    Host("Gandi", "mail.gandi.net"),
    Host("Infomaniak", "mail.infomaniak.com"),
    Host("IONOS", "imap.ionos.fr"),
    Host("Zoho", "imap.zoho.eu"),
    GMAIL,
    OUTLOOK,
)


def guess(address: str) -> Host | None:
    """The host of an address, where its domain tells it."""
    return BY_DOMAIN.get(address.rpartition("@")[2].strip().lower())


def user_of(address: str, host: Host | None) -> str:
    """Under which name one signs in for an address."""
    if host is None or host.whole_address:
        return address
    return address.rpartition("@")[0]
