"""Suppression: an address that must not be written to. Only its keyed digest is kept: it survives erasure."""

import base64
import binascii
import hmac
from collections.abc import Mapping, Sequence
from datetime import datetime

from saule.desk.ids import keyed_digest
from saule.desk.models import Desk, User
from saule.people.addresses import address_digest
from saule.people.models import Suppression
from saule.people.pausing import end_pauses

ID_LETTERS = 16
DIGEST_BYTES = 32
SEAL_BYTES = 10


def standing(desk: Desk, digest: bytes) -> list[Suppression]:
    """The suppressions of this digest that nobody has lifted."""
    return list(Suppression.objects.filter(desk=desk, digest=digest, lifts=None, lifted_by=None))


def is_suppressed(desk: Desk, channel: str, value: str, *, automatic: bool = True) -> bool:
    """Whether the address must not get automatic mail, or (``automatic=False``) no mail at all."""
    rows = standing(desk, address_digest(desk, channel, value))
    return any(automatic or not row.automatic_only for row in rows)


def suppress(
    desk: Desk,
    channel: str,
    value: str,
    *,
    reason: str,
    by: User | None,
    now: datetime,
    automatic_only: bool = False,
) -> Suppression:
    """Nothing is sent to this address any more; ``automatic_only``: but for what a person writes to it.

    Asking twice is the same as asking once; a wider suppression is added to a narrower one.
    """
    digest = address_digest(desk, channel, value)
    return suppress_digest(desk, digest, reason=reason, by=by, now=now, automatic_only=automatic_only)


def suppress_digest(
    desk: Desk, digest: bytes, *, reason: str, by: User | None, now: datetime, automatic_only: bool
) -> Suppression:
    """The same for an address of which only the digest is known."""
    for row in standing(desk, digest):
        if row.reason == reason and row.automatic_only <= automatic_only:
            return row
    return Suppression.objects.create(
        desk=desk, digest=digest, reason=reason, automatic_only=automatic_only, at=now, by=by
    )


def lift(desk: Desk, channel: str, value: str, *, by: User | None, now: datetime, reason: str = "") -> int:
    """Lifts the suppressions of this address (those for ``reason`` only, if given); returns how many."""
    rows = standing(desk, address_digest(desk, channel, value))
    return lift_rows([row for row in rows if reason in ("", row.reason)], by=by, now=now)


def lift_rows(rows: Sequence[Suppression], *, by: User | None, now: datetime) -> int:
    """Lifts these suppressions, each by a row of its own. One that somebody else lifts meanwhile stays so."""
    Suppression.objects.bulk_create(
        (
            Suppression(
                desk=row.desk,
                digest=row.digest,
                reason=row.reason,
                automatic_only=row.automatic_only,
                at=now,
                by=by,
                lifts=row,
            )
            for row in rows
        ),
        ignore_conflicts=True,
    )
    return len(rows)


def heard_from(desk: Desk, channel: str, wrote: Mapping[str, datetime], *, now: datetime) -> int:
    """People wrote from these addresses, at these moments: those that had bounced before exist again.

    Lifts only what a bounce had stopped, never what a person asked for; returns how many. Pauses and absences
    end as well.
    """
    if not wrote:
        return 0
    end_pauses(desk, channel, wrote, now=now)
    moments = {address_digest(desk, channel, value): at for value, at in wrote.items()}
    rows = Suppression.objects.filter(
        desk=desk,
        digest__in=moments,
        reason=Suppression.Reason.BOUNCED,
        automatic_only=True,
        lifts=None,
        lifted_by=None,
    ).select_related("desk")
    return lift_rows([row for row in rows if row.at < moments[bytes(row.digest)]], by=None, now=now)


def unsubscribe_token(desk: Desk, channel: str, value: str) -> str:
    """The token of an unsubscribe link (RFC 8058). It names the address by its digest; it never expires."""
    digest = address_digest(desk, channel, value)
    raw = desk.public_id.encode("ascii") + digest + seal(desk.public_id, digest)
    return base64.urlsafe_b64encode(raw).decode("ascii").rstrip("=")


def seal(public_id: str, digest: bytes) -> bytes:
    """What only we can add to a desk and a digest."""
    return keyed_digest("unsubscribe", public_id, digest, size=SEAL_BYTES)


def read_token(token: str) -> tuple[Desk, bytes] | None:
    """The desk and the address digest of an unsubscribe token; None for one that we did not write."""
    try:
        raw = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
        public_id = raw[:ID_LETTERS].decode("ascii")
    except (ValueError, binascii.Error):
        return None
    digest, ours = raw[ID_LETTERS:-SEAL_BYTES], raw[-SEAL_BYTES:]
    if len(digest) != DIGEST_BYTES or not hmac.compare_digest(seal(public_id, digest), ours):
        return None
    desk = Desk.objects.filter(public_id=public_id).first()
    return (desk, digest) if desk else None


def unsubscribe(token: str, *, now: datetime) -> Suppression | None:
    """What a click on an unsubscribe link does: no automatic mail any more. None for an unknown token."""
    found = read_token(token)
    if found is None:
        return None
    desk, digest = found
    reason = Suppression.Reason.UNSUBSCRIBED
    return suppress_digest(desk, digest, reason=reason, by=None, now=now, automatic_only=True)
