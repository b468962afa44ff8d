"""Whose word counts on who a sender is: the mailbox's own server, by the name that a person has confirmed."""

import re
from collections import Counter
from datetime import datetime

from django.utils.translation import gettext as _

from saule.channels.email.authentication import server_of
from saule.channels.email.models import Account
from saule.desk.changing import NotPossible, change
from saule.desk.models import Event, Mailbox, User
from saule.matters.models import Source

NEWEST = 30
LOOKED_AT = 100
FEWEST = 3
MOST_OF_THEM = 0.8
HEAD_BYTES = 64_000
_NAME = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?")
_FIRST = re.compile(
    rb"^authentication-results[ \t]*:((?:[^\r\n]*)(?:\r?\n[ \t][^\r\n]*)*)", re.IGNORECASE | re.MULTILINE
)


def trust(mailbox: Mailbox, name: str, *, by: User | None, now: datetime) -> Event | None:
    """Only what the server of this name says of senders is believed; an empty name believes nobody.

    It counts for mail that comes in from now on. Raises NotPossible.
    """
    name = name.strip().lower()
    if name and not _NAME.fullmatch(name):
        raise NotPossible(
            _("A server’s name has no spaces and no signs but “.”, “-” and “_”."), "authserv_id"
        )
    return change(mailbox, {"authserv_id": name}, "trust server", by=by, now=now)


def proposed(mailbox: Mailbox) -> tuple[str, int, int]:
    """The server that stands first on most of the mailbox's newest mails, on how many, of how many.

    Only of a mailbox that is fetched, and never believed by itself: where one's own server adds nothing, what
    stands first was written by whoever sent the mail.
    """
    if not Account.objects.filter(mailbox=mailbox).exists():
        return "", 0, 0
    theirs = Source.objects.filter(desk=mailbox.desk_id, channel="email", message__outgoing=False)
    raws = theirs.order_by("-pk").values_list("raw", flat=True)[:LOOKED_AT]
    heads = [head for head in (head_of(bytes(raw)) for raw in raws) if names(head, mailbox)][:NEWEST]
    counts = Counter(name for name in map(first_server, heads) if name)
    name, count = next(iter(counts.most_common(1)), ("", 0))
    if count < max(FEWEST, len(heads) * MOST_OF_THEM):
        return "", 0, len(heads)
    return name, count, len(heads)


def head_of(raw: bytes) -> bytes:
    """The header of a mail."""
    return re.split(rb"\r?\n\r?\n", raw[:HEAD_BYTES], maxsplit=1)[0]


def names(head: bytes, mailbox: Mailbox) -> bool:
    """Whether a header says that the mail came to this mailbox."""
    return mailbox.address.lower().encode() in head.lower()


def first_server(head: bytes) -> str:
    """The name that the topmost field gives."""
    found = _FIRST.search(head)
    name = server_of(found[1].decode("ascii", "replace")) if found else ""
    return name if _NAME.fullmatch(name) else ""
