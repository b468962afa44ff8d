"""Acknowledging: each person who writes is told once when they will have an answer. Never a machine."""

from collections.abc import Iterator
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Concat

from saule.desk.models import Desk, Mailbox, User, log
from saule.matters.delivering import OVERTAKEN
from saule.matters.models import Delivery
from saule.promises.models import Promise
from saule.promises.telling import MISSED, mailbox_to_tell_from, tell

BATCH = 200
ACK = "ack:"
TO_TELL = Q(told_by=None) | Q(told_by__state=Delivery.State.REFUSED, told_by__outcome=OVERTAKEN)
"""Nobody was asked to tell it, or nobody waited when the mail could have left."""


def untold(desk: Desk, *, now: datetime) -> QuerySet[Promise]:
    """Promises that are open and not late, to people to whom this conversation was never acknowledged.

    A mail that was refused has told nobody. It is asked for again in another wait; in the same one only if
    nobody seemed to wait when it could have left.
    """
    tells = Delivery.objects.exclude(MISSED).filter(tells__conversation=OuterRef("conversation"))
    rows = desk.promises.filter(
        TO_TELL,
        Q(day=None) | Q(day__gte=desk.local_date(now)),
        state=Promise.State.GIVEN,
        conversation__waiting_since__isnull=False,
        person__isnull=False,
    )
    return rows.filter(~Exists(tells)).select_related("desk", "conversation__desk", "conversation__person")


def acknowledge_due(desk: Desk, *, now: datetime) -> int:
    """Asks for the acknowledgements that are owed; returns how many. Nothing while the desk only rehearses.

    Conversations from an import are left alone: see ``tell_waiting``.
    """
    mailbox = mailbox_to_tell_from(desk)
    if mailbox is None:
        return 0
    return acknowledge(untold(desk, now=now).filter(conversation__imported=False), mailbox, now=now)


def tell_waiting(desk: Desk, *, by: User, now: datetime, since: datetime | None = None) -> int:
    """Tells those who wait since before the desk went live, as its owner asked; returns how many.

    ``since``: only those who began to wait at or after that moment.
    """
    mailbox = mailbox_to_tell_from(desk)
    if mailbox is None:
        return 0
    promises = untold(desk, now=now)
    if since is not None:
        promises = promises.filter(conversation__waiting_since__gte=since)
    told = acknowledge(promises, mailbox, now=now)
    log(desk, "tell", desk, by=by, now=now, people=told)
    return told


def would_be_told(desk: Desk, *, now: datetime, since: datetime | None = None) -> int:
    """How many conversations ``tell_waiting`` would acknowledge: for the summary before a live switch."""
    promises = untold(desk, now=now)
    if since is not None:
        promises = promises.filter(conversation__waiting_since__gte=since)
    return promises.count()


def acknowledge(promises: QuerySet[Promise], mailbox: Mailbox, *, now: datetime) -> int:
    """Asks for one acknowledgement per conversation; returns how many were asked for."""
    return sum(acknowledge_batch(keys, mailbox, now=now) for keys in in_batches(promises))


def in_batches(promises: QuerySet[Promise]) -> Iterator[list[int]]:
    """The keys of these promises, in lists."""
    keys = list(promises.order_by("given_at", "pk").values_list("pk", flat=True))
    return (keys[start : start + BATCH] for start in range(0, len(keys), BATCH))


def acknowledge_batch(keys: list[int], mailbox: Mailbox, *, now: datetime) -> int:
    """One transaction: the deliveries and the note on each promise that it is told."""
    with transaction.atomic():
        rows = Promise.objects.filter(TO_TELL, pk__in=keys)
        rows = rows.select_related("desk", "conversation__desk", "conversation__person").order_by("pk")
        free_keys(keys)
        return sum(1 for promise in rows if acknowledge_one(promise, mailbox, now=now))


def free_keys(promises: list[int]) -> None:
    """Acknowledgements that reached nobody give their keys back, so that the same can be asked anew."""
    rows = Delivery.objects.filter(MISSED, purpose=Delivery.Purpose.ACKNOWLEDGEMENT)
    rows = rows.filter(
        conversation__promises__in=promises, key=Concat(Value(ACK), F("conversation__public_id"))
    )
    Delivery.objects.filter(MISSED, pk__in=list(rows.values_list("pk", flat=True))).update(
        key=Concat(F("key"), Value(":refused:"), F("public_id"))
    )


def acknowledge_one(promise: Promise, mailbox: Mailbox, *, now: datetime) -> Delivery | None:
    """The acknowledgement of one promise; its key makes a second one impossible."""
    return tell(
        promise,
        key=f"{ACK}{promise.conversation.public_id}",  # type: ignore[union-attr]
        purpose=Delivery.Purpose.ACKNOWLEDGEMENT,
        template="acknowledgement",
        mailbox=mailbox,
        now=now,
    )
