"""Returning: a mail of ours came back. A report acts only when it proves to be about a mail of ours.

Proof is our own envelope address with its token, which cannot be made up, or the Message-ID of a delivery to
that very address, which only those who got the mail can know. Every other report is kept and does nothing.
"""

import hmac
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db import transaction

from saule.desk.ids import keyed_code
from saule.desk.models import Desk
from saule.matters.incoming import Failure, Incoming, Report
from saule.matters.models import Conversation, Delivery, MailClass, Message, Return
from saule.people.addresses import canonical
from saule.people.models import Suppression
from saule.people.pausing import pause
from saule.people.suppressing import suppress

CODE_BYTES = 5
ID_LETTERS = 16
IN_A_ROW = 3
WITHIN = timedelta(days=7)
WRITTEN_BY_PEOPLE = (Delivery.Purpose.ANSWER, Delivery.Purpose.REPLY)
LEFT = (Delivery.State.SENT, Delivery.State.UNCERTAIN, Delivery.State.ATTEMPTING)


class Proven(NamedTuple):
    """A delivery of ours, and what a report says of it (None: nothing that could be read)."""

    delivery: Delivery
    failure: Failure | None


def return_token(delivery: Delivery) -> str:
    """The token in the envelope address of this delivery: who reports to it got the mail from us."""
    return delivery.public_id + keyed_code("return", delivery.public_id, size=CODE_BYTES)


def delivery_of_token(desk: Desk, token: str) -> Delivery | None:
    """The delivery of a token; None for one that we did not write."""
    public_id = token[:ID_LETTERS]
    ours = keyed_code("return", public_id, size=CODE_BYTES)
    if not hmac.compare_digest(token[ID_LETTERS:].encode(), ours.encode()):
        return None
    return Delivery.objects.filter(desk=desk, public_id=public_id).select_related(*PARTS).first()


PARTS = ("desk", "address", "conversation", "answer")


def proven(desk: Desk, incoming: Incoming) -> list[Proven]:
    """The mails of ours that a report is proven to be about."""
    report = incoming.report
    if report is None:
        return []
    if incoming.return_token and (delivery := delivery_of_token(desk, incoming.return_token)):
        return [Proven(delivery, failure_of(delivery, report, known=True))]
    rows = Delivery.objects.filter(
        desk=desk, channel=incoming.channel, message_id__in=report.message_ids, state__in=LEFT
    )
    found = (Proven(one, failure_of(one, report, known=False)) for one in rows.select_related(*PARTS))
    return [one for one in found if one.failure is not None]


def returned_to(desk: Desk, incoming: Incoming) -> Conversation | None:
    """The conversation to which a report belongs, or whatever else came to our envelope address.

    A report about mails in several conversations stands for itself.
    """
    if incoming.report is None:
        delivery = delivery_of_token(desk, incoming.return_token)
        return delivery.conversation if delivery else None
    found = {one.delivery.conversation_id: one.delivery.conversation for one in proven(desk, incoming)}
    return found.popitem()[1] if len(found) == 1 else None


def failure_of(delivery: Delivery, report: Report, *, known: bool) -> Failure | None:
    """What the report says of this delivery's address.

    ``known``: the token has proven which delivery it is, so the only failure is about it, under whatever
    address the mail was passed on to.
    """
    value = delivery.address.value
    for failure in report.failures:
        if value in (canonical(delivery.channel, one) for one in (failure.address, failure.original)):
            return failure
    return report.failures[0] if known and len(report.failures) == 1 else None


def heed_reports(desk: Desk, pairs: Sequence[tuple[Incoming, Message]], *, now: datetime) -> None:
    """Acts on the reports among new messages: what they prove, and nothing else."""
    for incoming, message in pairs:
        if incoming.report is None:
            continue
        for one in proven(desk, incoming):
            if incoming.report.complaint:
                complained(one.delivery, now=now)
            elif one.failure is not None:
                told = one.failure
                returned(
                    one.delivery,
                    permanent=told.permanent,
                    final=told.final,
                    status=told.status,
                    message=message,
                    now=now,
                )


def returned(
    delivery: Delivery,
    *,
    permanent: bool,
    status: str,
    message: Message | None,
    now: datetime,
    final: bool = True,
) -> Return:
    """Writes down that it came back. Permanent: nothing automatic goes to the address any more; else mail
    waits for a while. The third mail in a row that comes back within a week counts as permanent.

    Whoever was answered by it waits again. The same report twice is the same as once.
    """
    with transaction.atomic():
        at = message.received_at if message else now
        rows = Return.objects.filter(delivery=delivery, message=message)
        if message is not None and (known := rows.first()):
            return known
        before = returned_lately(delivery, at)
        permanent = permanent or (final and before + 1 >= IN_A_ROW)
        row = Return.objects.create(
            delivery=delivery, message=message, permanent=permanent, final=final, status=status[:12], at=now
        )
        close_address(delivery, permanent=permanent, before=before, now=now)
        if final and message is not None and delivery.purpose in WRITTEN_BY_PEOPLE:
            ask_again(message)
    return row


def returned_lately(delivery: Delivery, at: datetime) -> int:
    """How many other mails to the address came back for the time being, in a row and within a week."""
    address, since = delivery.address, at - WITHIN
    wrote = address.messages.filter(outgoing=False, mail_class=MailClass.HUMAN, received_at__gt=since)
    last = wrote.order_by("-received_at").values_list("received_at", flat=True).first()
    rows = Return.objects.filter(
        delivery__address=address, permanent=False, final=True, at__gt=last or since, at__lte=at
    )
    return rows.exclude(delivery=delivery).values("delivery").distinct().count()


def close_address(delivery: Delivery, *, permanent: bool, before: int, now: datetime) -> None:
    """Suppresses the address, or lets what goes there wait: a day, and twice as long each time."""
    place = (delivery.desk, delivery.channel, delivery.address.value)
    if permanent:
        reason = Suppression.Reason.BOUNCED
        suppress(*place, reason=reason, by=None, now=now, automatic_only=True)
    else:
        pause(*place, until=now + timedelta(days=2**before), reason="returned", now=now)


def ask_again(message: Message) -> None:
    """The person waits again: the report says that what a colleague wrote never reached them."""
    Message.objects.filter(pk=message.pk).update(awaits_answer=True)
    message.awaits_answer = True


def complained(delivery: Delivery, *, now: datetime) -> Suppression:
    """The person reported it as unwanted: nothing automatic is sent there any more."""
    place = (delivery.desk, delivery.channel, delivery.address.value)
    return suppress(*place, reason=Suppression.Reason.COMPLAINT, by=None, now=now, automatic_only=True)


def came_back(deliveries: Sequence[int]) -> Iterator[Return]:
    """The returns of these deliveries after which the mail never arrives, one of each, the last one."""
    rows = Return.objects.filter(delivery__in=deliveries, final=True).order_by("delivery", "-at", "-id")
    seen: set[int] = set()
    for row in rows:
        if row.delivery_id not in seen:
            seen.add(row.delivery_id)
            yield row
