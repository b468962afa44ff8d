"""The canonical form of an address, by which addresses are compared, suppressed and counted."""

import re
import unicodedata

from saule.desk.ids import keyed_digest
from saule.desk.models import Desk

EMAIL = "email"
WELL_FORMED = re.compile(r"[^\s@<>(),:;\"\\\x00-\x1f\x7f]+@[a-z0-9_-]+(\.[a-z0-9_-]+)*")
LONGEST_EMAIL = 254
DOTLESS = {"gmail.com": "gmail.com", "googlemail.com": "gmail.com"}
"""Providers that ignore dots, and by which name each is the same."""

# Nobody reads these, so nothing is sent to them, not even by hand.
NO_REPLY = r"no[-_.]?reply|do[-_.]?not[-_.]?reply|ne[-_.]?pas[-_.]?repondre|(pas[-_.]?de|sans)[-_.]?reponse"
UNATTENDED = re.compile(rf"(mailer-daemon|(.*[-_.+])?({NO_REPLY})\d*([-_.+].*)?)@")
# A person may sit behind these, but what writes from them is mostly a machine (RFC 2142, RFC 3834).
ROLE = re.compile(
    r"((postmaster|abuse|hostmaster|root|bounces?|listserv|majordomo)([-+].*)?|.*-(bounces?|request))@"
)


def canonical(channel: str, value: str) -> str:
    """``value`` trimmed and in lower case; an e-mail's domain in its ASCII form (IDNA, RFC 5890).

    Anything is accepted: what is no address comes back trimmed and in lower case.
    """
    value = unicodedata.normalize("NFC", value.strip()).lower()
    if channel != EMAIL:
        return value
    local, at, domain = value.rpartition("@")
    return f"{local}{at}{ascii_domain(domain)}" if at else value


def ascii_domain(domain: str) -> str:
    """The domain as it goes over the wire: ``mairie-évry.example`` is ``xn--mairie-vry-h7a.example``."""
    domain = domain.strip().rstrip(".").lower()
    try:
        return domain.encode("idna").decode("ascii")
    except UnicodeError:
        return domain


def without_tag(value: str) -> str:
    """The address without its ``+tag``, such as our own reply tokens (RFC 5233)."""
    local, at, domain = value.rpartition("@")
    return f"{local.partition('+')[0]}{at}{domain}"


def mailbox_of(value: str) -> str:
    """The mailbox behind an e-mail address, however it is spelled: without tag, and without what its provider
    is known to ignore.
    """
    whole, at, domain = canonical(EMAIL, value).rpartition("@")
    local = whole.partition("+")[0] or whole
    if domain in DOTLESS:
        local, domain = local.replace(".", ""), DOTLESS[domain]
    return f"{local}{at}{domain}"


def mailbox_digest(desk: Desk, value: str) -> bytes:
    """What tells mailboxes apart where addresses must not be kept."""
    return keyed_digest("mailbox", desk.public_id, mailbox_of(value))


def address_digest(desk: Desk, channel: str, value: str) -> bytes:
    """What stands for an address where the address itself must not be kept; it differs from desk to desk."""
    return keyed_digest("address", desk.public_id, channel, canonical(channel, value))


def can_be_written_to(channel: str, value: str) -> bool:
    """Whether ``value`` has the form of an address on this channel (for e-mail: RFC 5321 without quoting)."""
    if channel != EMAIL:
        return bool(value.strip())
    value = canonical(channel, value)
    return len(value) <= LONGEST_EMAIL and WELL_FORMED.fullmatch(value) is not None


def is_unattended(channel: str, value: str) -> bool:
    """Whether nobody reads what is sent there: ``noreply@…``, ``mailer-daemon@…``."""
    return channel == EMAIL and UNATTENDED.match(canonical(channel, value)) is not None


def is_machine(channel: str, value: str) -> bool:
    """Whether a machine mostly writes from there, so that automatic mail would answer automatic mail."""
    value = canonical(channel, value)
    return channel == EMAIL and bool(UNATTENDED.match(value) or ROLE.match(value))
