"""Single mails: what Saule itself writes outside any conversation, sent once. A row first, the wire after."""

import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, TypeVar

from django.db import transaction

from saule.desk.errors import IllegalTransition
from saule.desk.ids import new_id
from saule.desk.models import Mailbox, SingleMail

State = SingleMail.State
Mail = TypeVar("Mail", bound=SingleMail)
BATCH = 20
LEASE = timedelta(minutes=15)
"""Who has tried for so long has died; whether the mail left, nobody knows."""
MOST_ATTEMPTS = 8
LONGEST_SUBJECT = 200

Gate = Callable[[Any, datetime], bool]
"""Says of a mail whether it may leave now; what may not, it has moved on itself."""


def ask_once(
    model: type[Mail], key: str, *, subject: str, mailbox: Mailbox, now: datetime, **fields: Any
) -> Mail:
    """The mail of this key: the one there is, or a new one that waits to be sent."""
    public_id = new_id()
    domain = mailbox.address.rpartition("@")[2] or "localhost"
    mail, _new = model._default_manager.get_or_create(
        desk_id=mailbox.desk_id,
        key=key,
        defaults={
            "public_id": public_id,
            "mailbox": mailbox,
            "subject": " ".join(subject.split())[:LONGEST_SUBJECT],
            "message_id": f"{public_id}.{secrets.token_hex(6)}@{domain}",
            "created_at": now,
            "not_before": now,
            **fields,
        },
    )
    return mail


def let_go(_mail: SingleMail, _now: datetime) -> bool:
    """The gate of what may always leave."""
    return True


def take_due(model: type[Mail], *, now: datetime, gate: Gate = let_go) -> list[Mail]:
    """The mails to send now, each marked as being tried before the wire is touched: whoever else comes finds
    nothing. What a worker was trying when it died is uncertain from then on.
    """
    rows = model._default_manager.select_related("desk", "mailbox")
    for mail in rows.filter(state=State.ATTEMPTING, not_before__lte=now - LEASE):
        mail.move_to(State.UNCERTAIN, by=None, now=now, why="the worker died")
    due = rows.filter(state=State.WAITING, not_before__lte=now).order_by("not_before", "pk")
    return [mail for mail in due[:BATCH] if tried(mail, now=now, gate=gate)]


def tried(mail: SingleMail, *, now: datetime, gate: Gate) -> bool:
    """Whether this worker is the one that tries it, and may."""
    try:
        with transaction.atomic():
            if not gate(mail, now):
                return False
            mail.move_to(State.ATTEMPTING, by=None, now=now, not_before=now, attempts=mail.attempts + 1)
    except IllegalTransition:
        return False
    return True


def sent(mail: SingleMail, *, now: datetime) -> None:
    """The other side has taken it."""
    mail.move_to(State.SENT, by=None, now=now)


def failed(mail: SingleMail, why: str, *, permanent: bool, maybe_left: bool, now: datetime) -> None:
    """It did not go through: tried again later, twice as late each time, unless that cannot help."""
    if maybe_left:
        mail.move_to(State.UNCERTAIN, by=None, now=now, why=why[:300])
    elif permanent or mail.attempts >= MOST_ATTEMPTS:
        mail.move_to(State.REFUSED, by=None, now=now, why=why[:300])
    else:
        later = now + timedelta(minutes=2**mail.attempts)
        mail.move_to(State.WAITING, by=None, now=now, why=why[:300], not_before=later)
