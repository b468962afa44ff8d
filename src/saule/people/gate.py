"""The gate: the one function that every message passes before it leaves, whatever wrote it."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Literal

from django.db import connection

from saule.desk.models import Desk, Mailbox
from saule.people.addresses import (
    address_digest,
    can_be_written_to,
    canonical,
    is_machine,
    is_unattended,
    without_tag,
)
from saule.people.models import AttentionEntry
from saule.people.pausing import back_on, paused_until
from saule.people.suppressing import standing

AUTOMATIC_PER_DAY = 5
LINKS_PER_DAY = 10
"""A person may ask for many links; somebody who types another's address may not have them flooded."""
LINK = "link"
BY_HAND = "reply"
CAN_WAIT = frozenset({"news", "notice", "peer"})
NOT_LIVE_AGAIN = timedelta(minutes=10)
MACHINE_CLASSES = frozenset({"bounce", "list", "auto_reply", "out_of_office", "spam"})


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the gate says: go, wait until ``retry_at``, or never; ``reason_code`` says why (empty for go)."""

    verdict: Literal["go", "wait", "never"]
    reason_code: str = ""
    retry_at: datetime | None = None


def clear(
    desk: Desk,
    *,
    address_value: str,
    channel: str,
    purpose: str,
    automatic: bool,
    mail_class_of_last_incoming: str,
    mailbox: Mailbox,
    delivery_id: str,
    now: datetime,
) -> Verdict:
    """Whether this delivery may leave now. On "go" the attention ledger has its entry.

    Call it inside the transaction that also marks the delivery as being sent: both happen, or neither.
    ``mail_class_of_last_incoming`` is the class of the message that we answer (empty: we answer none);
    ``delivery_id`` is opaque, and asking twice with the same one counts once. Never: ``no-address``,
    ``own-mailbox``, ``suppressed``, ``machine``. Wait: ``daily-limit``, ``paused``, ``away``, ``not-live``.
    """
    digest = address_digest(desk, channel, address_value)
    hold(digest)
    if reason := never(
        desk, digest, address_value, channel, automatic, mail_class_of_last_incoming, purpose=purpose
    ):
        return Verdict("never", reason)
    if automatic and had_enough(desk, digest, purpose, delivery_id, now):
        return Verdict("wait", "daily-limit", day_bounds(desk, now)[1])
    if later := waits(desk, digest, address_value, channel, purpose, now):
        return later
    if not mailbox.live:
        return Verdict("wait", "not-live", now + NOT_LIVE_AGAIN)
    entry = {"desk": desk, "digest": digest, "purpose": purpose, "automatic": automatic, "at": now}
    AttentionEntry.objects.update_or_create(delivery=delivery_id, defaults={"at": now}, create_defaults=entry)
    return Verdict("go")


def release(delivery_id: str) -> None:
    """Takes the ledger's entry back: the message certainly did not leave."""
    AttentionEntry.objects.filter(delivery=delivery_id).delete()


def hold(digest: bytes) -> None:
    """Makes others who ask about the same address wait until this transaction ends.

    On the embedded store a transaction that writes is alone anyway (BEGIN IMMEDIATE).
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_advisory_xact_lock(%s)", [int.from_bytes(digest[:8], "big", signed=True)]
            )


def never(
    desk: Desk,
    digest: bytes,
    value: str,
    channel: str,
    automatic: bool,
    mail_class: str,
    *,
    purpose: str = BY_HAND,
) -> str:
    """Why this must never be sent; empty when it may.

    Whoever wants no automatic mail still gets the link that they ask for; whoever objected to all gets none.
    """
    if not can_be_written_to(channel, value):
        return "no-address"
    unasked = automatic and purpose != LINK
    if any(unasked or not row.automatic_only for row in standing(desk, digest)):
        return "suppressed"
    value = canonical(channel, value)
    if not desk.own_addresses().isdisjoint((value, without_tag(value))):
        return "own-mailbox"
    if is_unattended(channel, value):
        return "machine"
    if automatic and (mail_class in MACHINE_CLASSES or is_machine(channel, value)):
        return "machine"
    return ""


def waits(desk: Desk, digest: bytes, value: str, channel: str, purpose: str, now: datetime) -> Verdict | None:
    """Whether it is better sent later: mail there came back lately, or the person is away.

    What a colleague writes to one person leaves at once: they know why.
    """
    if purpose != BY_HAND and (until := paused_until(desk, digest, now=now)):
        return Verdict("wait", "paused", until)
    if purpose in CAN_WAIT and (day := back_on(desk, channel, value, today=desk.local_date(now))):
        return Verdict("wait", "away", datetime.combine(day, time(), tzinfo=desk.zone))
    return None


def had_enough(desk: Desk, digest: bytes, purpose: str, delivery_id: str, now: datetime) -> bool:
    """Whether enough other automatic messages left for this address on the desk's present day.

    Links, which somebody asks for each time, are counted apart.
    """
    start, end = day_bounds(desk, now)
    rows = AttentionEntry.objects.filter(desk=desk, digest=digest, automatic=True, at__gte=start, at__lt=end)
    rows = rows.exclude(delivery=delivery_id)
    if purpose == LINK:
        return rows.filter(purpose=LINK).count() >= LINKS_PER_DAY
    return rows.exclude(purpose=LINK).count() >= AUTOMATIC_PER_DAY


def day_bounds(desk: Desk, now: datetime) -> tuple[datetime, datetime]:
    """The first moments of the desk's present day and of its next one."""
    today = desk.local_date(now)
    start, end = (datetime.combine(today + timedelta(days=n), time(), tzinfo=desk.zone) for n in (0, 1))
    return start, end
