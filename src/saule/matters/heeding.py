"""Heeding: what machines say about mails of ours: that they came back, or that somebody is away."""

from collections.abc import Sequence
from datetime import datetime

from saule.desk.models import Desk
from saule.engines.return_dates import return_date
from saule.matters.incoming import Incoming
from saule.matters.models import Delivery, MailClass, Message
from saule.matters.returning import heed_reports
from saule.people.models import Address
from saule.people.pausing import note_absence


def heed(
    desk: Desk, batch: Sequence[Incoming], messages: Sequence[Message], *, now: datetime, imported: bool
) -> None:
    """Acts on what machines wrote. People's mails, which are most, cost nothing here."""
    machines = [
        pair
        for pair in zip(batch, messages, strict=True)
        if pair[1].mail_class != MailClass.HUMAN and not pair[1].outgoing
    ]
    if not machines:
        return
    heed_reports(desk, machines, now=now)
    if not imported:
        for _incoming, message in machines:
            if message.mail_class == MailClass.OUT_OF_OFFICE:
                heed_absence(desk, message, now=now)


def heed_absence(desk: Desk, message: Message, *, now: datetime) -> None:
    """Notes when somebody is back who was written to; what others say of an absence is nobody's word."""
    address = message.address
    if address is None or not was_written_to(address):
        return
    today = desk.local_date(message.received_at)
    day = return_date(f"{message.subject}\n{message.said or message.text}", message.language, today)
    if day is not None:
        note_absence(address, day, told_by=message.public_id, now=now)


def was_written_to(address: Address) -> bool:
    """Whether a mail of ours left for this address."""
    return Delivery.objects.filter(address=address, attempts__gt=0).exists()
