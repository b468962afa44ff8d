"""Aliases: more addresses whose mail arrives in the same mailbox, added and taken away."""

from datetime import datetime

from django.db import transaction

from saule.desk.mailboxing import free_address
from saule.desk.models import Event, Mailbox, MailboxAlias, User, log


def add_alias(mailbox: Mailbox, address: str, *, by: User | None, now: datetime) -> MailboxAlias:
    """Another address of a mailbox. Raises NotPossible when the desk has it already, or it is no address."""
    with transaction.atomic():
        alias = mailbox.aliases.create(address=free_address(mailbox.desk, address), added_at=now)
        log(mailbox.desk, "add alias", mailbox, by=by, now=now, address=alias.address)
    return alias


def remove_alias(alias: MailboxAlias, *, by: User | None, now: datetime) -> Event:
    """Takes an alias away. What was received and sent under it stays as it is."""
    with transaction.atomic():
        row = log(alias.mailbox.desk, "remove alias", alias.mailbox, by=by, now=now, address=alias.address)
        alias.delete()
    return row
