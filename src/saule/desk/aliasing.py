"""Aliases: more addresses whose mail arrives in the same mailbox, added and taken away."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _

from saule.desk.changing import NotPossible
from saule.desk.models import Desk, Event, Mailbox, MailboxAlias, User, log


def add_alias(mailbox: Mailbox, address: str, *, by: User | None, now: datetime) -> MailboxAlias:
    """Another address of a mailbox. Raises NotPossible when the desk has it already, or it is no address."""
    address = address.strip().lower()
    try:
        validate_email(address)
    except ValidationError:
        text = _("“%(given)s” is not a mail address.") % {"given": address[:60]}
        raise NotPossible(text, "address") from None
    with transaction.atomic():
        desk = Desk.objects.select_for_update().get(pk=mailbox.desk_id)
        if desk.owns(address):
            raise NotPossible(_("The desk has this address already."), "address")
        alias = mailbox.aliases.create(address=address[:254], added_at=now)
        log(desk, "add alias", mailbox, by=by, now=now, address=alias.address)
    return alias


def remove_alias(alias: MailboxAlias, *, by: User | None, now: datetime) -> Event:
    """Takes an alias away. What was received and sent under it stays as it is."""
    with transaction.atomic():
        row = log(alias.mailbox.desk, "remove alias", alias.mailbox, by=by, now=now, address=alias.address)
        alias.delete()
    return row
