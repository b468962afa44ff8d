"""Telling staff: what Saule itself writes to colleagues, once each."""

from collections.abc import Collection
from datetime import datetime

from saule.desk.models import Desk, Mailbox, Membership, Role, StaffMail
from saule.desk.single_mails import ask_once


def leaders(desk: Desk, roles: Collection[Role]) -> list[Membership]:
    """The members of these roles who have an account they can sign in to."""
    rows = desk.memberships.filter(role__in=roles, ended_at=None, user__is_active=True)
    return list(rows.select_related("user").order_by("pk"))


def ask_for(
    member: Membership, *, key: str, subject: str, body: str, mailbox: Mailbox, now: datetime
) -> StaffMail:
    """The mail of this key to this colleague: the one there is, or a new one that waits to be sent."""
    user = member.user
    return ask_once(
        StaffMail,
        f"{key}:{user.public_id}",
        subject=subject,
        body=body,
        mailbox=mailbox,
        user=user,
        language=user.language,
        now=now,
    )
