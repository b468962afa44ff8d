"""Mailboxes: added in rehearsal, renamed, and removed only while nothing was ever to leave from them."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from saule.desk.changing import NotPossible
from saule.desk.errors import SauleError
from saule.desk.models import Desk, Event, Mailbox, User, log


class MailboxInUse(SauleError):
    """Mail was to leave from this mailbox, or it was switched: its rows must stay."""

    code = "mailbox-in-use"

    def __init__(self) -> None:
        super().__init__(
            _(
                "This mailbox has a history: mail left or waits to leave from it, or it was switched."
                " It cannot be removed; back in rehearsal, nothing leaves from it."
            )
        )


def free_address(desk: Desk, words: str) -> str:
    """An address that the desk has not yet, as it is kept; until the transaction ends nobody else adds one.

    Raises NotPossible when it is taken or no address.
    """
    address = words.strip().lower()
    try:
        validate_email(address)
    except ValidationError:
        text = _("“%(given)s” is not a mail address.") % {"given": address[:60]}
        raise NotPossible(text, "address") from None
    if Desk.objects.select_for_update().get(pk=desk.pk).owns(address):
        raise NotPossible(_("The desk has this address already."), "address")
    return address[:254]


def add_mailbox(desk: Desk, address: str, name: str, *, by: User | None, now: datetime) -> Mailbox:
    """A new address of the desk, in rehearsal. Raises NotPossible when it is taken or no address."""
    with transaction.atomic():
        free = free_address(desk, address)
        named = " ".join(name.split())[:120] or desk.name
        mailbox = Mailbox.objects.create(desk=desk, address=free, name=named, created_at=now)
        log(desk, "add mailbox", mailbox, by=by, now=now)
    return mailbox


def rename_mailbox(mailbox: Mailbox, name: str, *, by: User | None, now: datetime) -> Event | None:
    """Another name for people to read beside the address; None if it has it already."""
    before, after = mailbox.name, " ".join(name.split())[:120]
    if before == after:
        return None
    with transaction.atomic():
        mailbox.name = after
        mailbox.save(update_fields=["name"])
        return log(mailbox.desk, "rename mailbox", mailbox, by=by, now=now, before=before, after=after)


def remove_mailbox(mailbox: Mailbox, *, by: User | None, now: datetime) -> Event:
    """Takes away an address that nothing was ever to leave from. Raises MailboxInUse for any other."""
    if mailbox.switches.exists():
        raise MailboxInUse
    with transaction.atomic():
        row = log(mailbox.desk, "remove mailbox", mailbox, by=by, now=now)
        try:
            mailbox.delete()
        except ProtectedError:
            raise MailboxInUse from None
    return row
