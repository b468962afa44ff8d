"""Dead letters: mails that could not be had or kept are listed, never lost, and tried again on demand."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import DatabaseError, transaction
from django.utils.translation import gettext as _

from saule.channels.email.imap import LONGEST_MAIL, Connection, Envelope
from saule.channels.email.intake import Found, Parser, take_in
from saule.channels.email.models import Account, DeadLetter, Folder
from saule.channels.email.positions import position_of
from saule.channels.email.source import mask_source
from saule.desk.errors import SauleError
from saule.desk.models import User, log

AGAIN = timedelta(hours=1)
MOST_TRIES = 6
BATCH = 50
REASONS: dict[str, Callable[[], str]] = {
    "not-handed-over": lambda: _("The server did not hand it over."),
    "breaks-connection": lambda: _("The connection broke each time that it was fetched."),
    "empty": lambda: _("The server handed over an empty mail."),
    "not-kept": lambda: _("The store did not take it."),
}


class StillDead(SauleError):
    """A dead letter could not be brought in this time either."""

    code = "still-dead"


def bury(
    folder: Folder, one: Envelope, code: str, *, raw: bytes | None, live: bool, now: datetime
) -> DeadLetter:
    """Keeps a mail as a dead letter; without its bytes where the store does not take these."""
    kept = mask_source(raw).raw if raw else None
    facts = {
        "account": folder.account,
        "position": position_of(raw) if raw else "",
        "size": one.size,
        "live": live,
        "arrived_at": one.arrived_at,
        "code": code,
        "at": now,
    }
    key = {"folder": folder, "uidvalidity": folder.uidvalidity or 0, "uid": one.uid}
    try:
        with transaction.atomic():
            return DeadLetter.objects.get_or_create(**key, defaults={**facts, "raw": kept})[0]
    except DatabaseError:
        with transaction.atomic():
            return DeadLetter.objects.get_or_create(**key, defaults=facts)[0]


def waiting(account: Account) -> int:
    """How many dead letters nobody has brought in yet."""
    return account.dead_letters.filter(replayed_at=None).count()


def due(account: Account, *, now: datetime) -> DeadLetter | None:
    """A dead letter that the server may hand over by now: after an hour, then four, sixteen, and so on."""
    rows = account.dead_letters.filter(replayed_at=None, raw=None, tries__lt=MOST_TRIES).order_by(
        "tries", "pk"
    )
    return next((one for one in rows[:BATCH] if one.at + AGAIN * 4**one.tries <= now), None)


def replay(
    letter: DeadLetter, *, by: User | None, now: datetime, connection: Connection | None = None
) -> None:
    """Tries once more to bring a mail in. Raises StillDead with the reason, or MailServerError."""
    if letter.replayed_at is not None:
        return
    DeadLetter.objects.filter(pk=letter.pk).update(tries=letter.tries + 1)
    raw = bytes(letter.raw) if letter.raw else fetched_again(letter, connection)
    try:
        bring_in(letter, raw, now=now)
    except Exception as error:
        raise StillDead(REASONS["not-kept"]()) from error
    with transaction.atomic():
        # Its bytes lie with the message now.
        DeadLetter.objects.filter(pk=letter.pk).update(replayed_at=now, by=by, raw=None)
        log(letter.account.mailbox.desk, "replay", letter, by=by, now=now)


def bring_in(letter: DeadLetter, raw: bytes, *, now: datetime) -> None:
    """Stores the mail like any other of its folder."""
    mailbox = letter.account.mailbox
    found = Found(
        letter.position or position_of(raw[:LONGEST_MAIL]),
        raw[:LONGEST_MAIL],
        cut=len(raw) > LONGEST_MAIL,
        folder=letter.folder.name,
        arrived_at=letter.arrived_at,
        vouched=letter.folder.role == Folder.Role.SENT,
    )
    parser = Parser.of(mailbox.desk, authserv_id=mailbox.authserv_id)
    take_in(mailbox.desk, [found], parser, now=now, imported=not letter.live)


def fetched_again(letter: DeadLetter, connection: Connection | None) -> bytes:
    """The mail's bytes from the server. Raises StillDead when they cannot be had, or are gone."""
    own = connection is None
    connection = connection or Connection(letter.account)
    try:
        if connection.open(letter.folder.name) != letter.uidvalidity:
            raise StillDead(_("The server has numbered its mails anew: this one comes in with the others."))
        raw = connection.mails([letter.uid]).get(letter.uid)
    finally:
        if own:
            connection.logout()
    if raw is None:
        # Somebody has removed it, or moved it to a folder from where it comes in.
        raise StillDead(_("It is not on the server any more."))
    if not raw:
        raise StillDead(REASONS["empty"]())
    return raw


def replay_all(account: Account, *, by: User | None, now: datetime) -> tuple[int, int]:
    """Tries every dead letter of an account once more; returns how many came in, and how many did not."""
    came, stayed = 0, 0
    for letter in account.dead_letters.filter(replayed_at=None).order_by("pk"):
        try:
            replay(letter, by=by, now=now)
            came += 1
        except SauleError:
            stayed += 1
    return came, stayed
