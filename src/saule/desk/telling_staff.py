"""Telling staff: what Saule itself writes to colleagues. A row first, one mail after, and never two."""

import secrets
from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction

from saule.desk.errors import IllegalTransition
from saule.desk.ids import new_id
from saule.desk.models import Desk, Mailbox, Membership, Role, StaffMail

State = StaffMail.State
BATCH = 20
LEASE = timedelta(minutes=15)
"""Who has tried for so long has died; whether the mail left, nobody knows."""
MOST_ATTEMPTS = 8
LONGEST_SUBJECT = 200


def leaders(desk: Desk, roles: Collection[Role]) -> list[Membership]:
    """The members of these roles who have an account they can sign in to."""
    rows = desk.memberships.filter(role__in=roles, ended_at=None, user__is_active=True)
    return list(rows.select_related("user").order_by("pk"))


def ask_for(
    member: Membership, *, key: str, subject: str, body: str, mailbox: Mailbox, now: datetime
) -> StaffMail:
    """The mail of this key to this colleague: the one there is, or a new one that waits to be sent."""
    public_id = new_id()
    domain = mailbox.address.rpartition("@")[2] or "localhost"
    mail, _new = StaffMail.objects.get_or_create(
        desk=member.desk,
        key=f"{key}:{member.user.public_id}",
        defaults={
            "public_id": public_id,
            "mailbox": mailbox,
            "user": member.user,
            "language": member.user.language,
            "subject": " ".join(subject.split())[:LONGEST_SUBJECT],
            "body": body,
            "message_id": f"{public_id}.{secrets.token_hex(6)}@{domain}",
            "created_at": now,
            "not_before": now,
        },
    )
    return mail


def take_due(*, now: datetime) -> list[StaffMail]:
    """The mails to send now, each marked as being tried before the wire is touched: whoever else comes finds
    nothing. What a worker was trying when it died is uncertain from then on.
    """
    lost = StaffMail.objects.filter(state=State.ATTEMPTING, not_before__lte=now - LEASE)
    for mail in lost:
        mail.move_to(State.UNCERTAIN, by=None, now=now, why="the worker died")
    due = StaffMail.objects.filter(state=State.WAITING, not_before__lte=now)
    found = due.select_related("desk", "mailbox", "user").order_by("not_before", "pk")[:BATCH]
    return [mail for mail in found if tried(mail, now=now)]


def tried(mail: StaffMail, *, now: datetime) -> bool:
    """Whether this worker is the one that tries it."""
    try:
        with transaction.atomic():
            mail.move_to(State.ATTEMPTING, by=None, now=now, not_before=now, attempts=mail.attempts + 1)
    except IllegalTransition:
        return False
    return True


def sent(mail: StaffMail, *, now: datetime) -> None:
    """The other side has taken it."""
    mail.move_to(State.SENT, by=None, now=now)


def failed(mail: StaffMail, why: str, *, permanent: bool, maybe_left: bool, now: datetime) -> None:
    """It did not go through: tried again later, twice as late each time, unless that cannot help."""
    if maybe_left:
        mail.move_to(State.UNCERTAIN, by=None, now=now, why=why[:300])
    elif permanent or mail.attempts >= MOST_ATTEMPTS:
        mail.move_to(State.REFUSED, by=None, now=now, why=why[:300])
    else:
        later = now + timedelta(minutes=2**mail.attempts)
        mail.move_to(State.WAITING, by=None, now=now, why=why[:300], not_before=later)
