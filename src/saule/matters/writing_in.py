"""Writing in: words from the public page are a message like any other, once their link was followed."""

from datetime import datetime

from django.db import transaction

from saule.matters.cosigning import verified
from saule.matters.incoming import Incoming
from saule.matters.models import Confirmation
from saule.matters.models.messages import WEBFORM
from saule.matters.receiving import receive_many
from saule.people.asking import asked
from saule.people.detailing import give
from saule.people.models import Person


def write(row: Confirmation, now: datetime) -> Person:
    """The words of the confirmation come in, exactly once; returns who wrote them.

    What the desk has ceased to ask meanwhile is not kept.
    """
    with transaction.atomic():
        address = verified(row, now)
        receive_many(row.desk, [incoming(row, now)], now=now)
        on_form = {one.field.code for one in asked(row.desk)}
        give(address.person, {code: row.details[code] for code in on_form & row.details.keys()}, now=now)
        return address.person.canonical


def incoming(row: Confirmation, now: datetime) -> Incoming:
    """The words as a channel hands them over. The link has proven whose address it is."""
    return Incoming(
        channel=WEBFORM,
        position=position_of(row),
        raw=f"{row.subject}\n\n{row.text}".encode(),
        sender=row.value,
        subject=row.subject,
        text=row.text,
        said=row.text,
        language=row.language,
        sent_at=now,
        arrived_at=now,
        authenticated=True,
    )


def position_of(row: Confirmation) -> str:
    """Where the message came from: a confirmation becomes one message, however often it is carried out."""
    return f"confirmation:{row.public_id}"
