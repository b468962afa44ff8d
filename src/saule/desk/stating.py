"""What an owner states about the desk: how much it can answer, and whether a mailbox may send."""

from datetime import datetime

from django.db import transaction

from saule.desk.models import Capacity, Desk, Mailbox, MailboxSwitch, User, log


def state_capacity(desk: Desk, answers_per_week: int, *, by: User | None, now: datetime) -> Capacity:
    """From today on, the desk says it can give so many answers a week. Earlier statements stay."""
    with transaction.atomic():
        stated = Capacity.objects.create(
            desk=desk, answers_per_week=answers_per_week, since=desk.local_date(now), at=now, by=by
        )
        log(desk, "state capacity", desk, by=by, now=now, answers_per_week=answers_per_week)
    return stated


def switch(
    mailbox: Mailbox, *, live: bool, would_leave: int, by: User | None, now: datetime, why: str = ""
) -> MailboxSwitch:
    """Switches a mailbox live, or back to rehearsal; ``would_leave`` is what the person was shown."""
    with transaction.atomic():
        row = MailboxSwitch.objects.create(
            mailbox=mailbox, live=live, would_leave=would_leave, at=now, by=by, why=why[:300]
        )
        log(mailbox.desk, "switch", mailbox, by=by, now=now, why=why[:300], live=live)
    return row
