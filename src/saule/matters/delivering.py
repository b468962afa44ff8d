"""Delivering: from the wish to write to somebody to the outcome, for each address.

A wish is a row (see ``asking``). A worker takes it through the gate and marks it as being sent, in one
transaction (``attempt``), before the wire is touched; then it tells what came of it: ``sent``, ``put_off``,
``refused`` or ``unsure``. Whoever dies in between leaves a row that ``recover`` finds; a person decides
(``decide``).
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Literal

from django.db import transaction
from django.db.models import OuterRef, Subquery

from saule.desk.errors import IllegalTransition
from saule.desk.models import Mailbox, MailboxSwitch, User, log
from saule.matters import relief
from saule.matters.headers import answered_message
from saule.matters.indexing import index_messages
from saule.matters.merged import standing_for
from saule.matters.models import Answer, Delivery, MailClass, Message, Signature
from saule.matters.models.calling import CODE_LASTS
from saule.people import gate
from saule.people.models import Person, Suppression
from saule.people.suppressing import suppress

LEASE = timedelta(minutes=30)
BACK_OFF = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=6),
    timedelta(hours=24),
)
ABOUT_DATES = (Delivery.Purpose.ACKNOWLEDGEMENT, Delivery.Purpose.NEWS, Delivery.Purpose.NOTICE)
OVERTAKEN = "overtaken"
DROPPED = "dropped"
State = Delivery.State


def due(*, now: datetime, limit: int) -> list[int]:
    """The keys of the deliveries whose time has come, oldest first, from mailboxes that are live."""
    switch = MailboxSwitch.objects.filter(mailbox=OuterRef("pk")).order_by("-at", "-id")
    live = Mailbox.objects.annotate(now_live=Subquery(switch.values("live")[:1])).filter(now_live=True)
    rows = Delivery.objects.due(now).filter(mailbox__in=list(live))
    return list(rows.values_list("pk", flat=True)[:limit])


def attempt(pk: int, *, worker: str, now: datetime) -> Delivery | None:
    """Takes one due delivery through the gate and marks it as being sent by ``worker``.

    Once this returns a delivery, that is at rest: touch the wire now, once. None: another worker has it, or
    the gate did not let it pass and its row says why. Do not call it inside a transaction.
    """
    with transaction.atomic():
        rows = Delivery.objects.due(now).select_for_update(skip_locked=True, of=("self",))
        delivery = rows.filter(pk=pk).select_related(*PARTS).first()
        if delivery is None:
            return None
        verdict = through_gate(delivery, now)
        if verdict.verdict != "go":
            hold_back(delivery, verdict, now)
            return None
        delivery.move_to(
            State.ATTEMPTING,
            by=None,
            now=now,
            attempts=delivery.attempts + 1,
            leased_by=worker[:80],
            leased_until=now + LEASE,
            outcome="",
        )
    return delivery


PARTS = ("desk", "mailbox", "address", "person", "person__joined_into", "conversation", "answer")


def through_gate(delivery: Delivery, now: datetime) -> gate.Verdict:
    """What the gate says to this delivery. Nobody is told a date for an answer that they have already, or
    with whom they will have it, nor answered about a matter that they have withdrawn from.
    """
    if delivery.purpose in ABOUT_DATES and delivery.conversation.waiting_since is None:
        return gate.Verdict("never", OVERTAKEN)
    if delivery.purpose == Delivery.Purpose.CODE and delivery.created_at + CODE_LASTS <= now:
        return gate.Verdict("never", "code-over")
    if delivery.answer and stepped_out(delivery.answer, delivery.person):
        return gate.Verdict("never", "withdrawn")
    answered = answered_message(delivery.conversation)
    return gate.clear(
        delivery.desk,
        address_value=delivery.address.value,
        channel=delivery.channel,
        purpose=delivery.purpose,
        automatic=delivery.automatic,
        mail_class_of_last_incoming=answered.mail_class if answered else "",
        mailbox=delivery.mailbox,
        delivery_id=delivery.public_id,
        now=now,
    )


def stepped_out(answer: Answer, person: Person) -> bool:
    """Whether the person signed the answer's matter once, and is not counted there any more.

    Where it was merged into another one, with its signatures, that one says so.
    """
    matter = standing_for(answer.matter)
    theirs = Signature.objects.filter(matter=matter, person__in=(person, person.canonical))
    return theirs.exists() and not theirs.filter(state__in=Signature.COUNTED).exists()


def hold_back(delivery: Delivery, verdict: gate.Verdict, now: datetime) -> None:
    """Writes down that the gate did not let it pass: not now, or never."""
    reason = verdict.reason_code
    if verdict.verdict == "never":
        delivery.move_to(State.REFUSED, by=None, now=now, why=reason, outcome=reason)
    elif delivery.state == State.WAITING:
        again = verdict.retry_at or now
        delivery.move_to(State.DEFERRED, by=None, now=now, why=reason, outcome=reason, not_before=again)
    else:
        # It stays put off: no change of state, so no row of it.
        Delivery.objects.filter(pk=delivery.pk, state=State.DEFERRED).update(
            outcome=reason, not_before=verdict.retry_at or now
        )


def sent(delivery: Delivery, *, now: datetime) -> Delivery:
    """It left: the outgoing message is in the conversation; if it was an answer, the wait is over."""
    with transaction.atomic():
        return record(held(delivery), by=None, now=now, left_at=now)


def put_off(delivery: Delivery, *, error: str, code: str, now: datetime) -> Delivery:
    """It certainly did not leave, and may later: again after a while, or refused after the last try."""
    with transaction.atomic():
        delivery = held(delivery)
        gate.release(delivery.public_id)
        if delivery.attempts > len(BACK_OFF):
            return close(delivery, State.REFUSED, now, why="too-many-attempts", outcome=error)
        again = now + BACK_OFF[max(delivery.attempts, 1) - 1]
        return close(delivery, State.DEFERRED, now, why=code, outcome=error, not_before=again)


def refused(
    delivery: Delivery, *, error: str, code: str, now: datetime, address_gone: bool = False
) -> Delivery:
    """It certainly did not leave and never will. ``address_gone``: nothing automatic goes there any more."""
    with transaction.atomic():
        delivery = held(delivery)
        gate.release(delivery.public_id)
        if address_gone:
            suppress(
                delivery.desk,
                delivery.channel,
                delivery.address.value,
                reason=Suppression.Reason.BOUNCED,
                by=None,
                now=now,
                automatic_only=True,
            )
        return close(delivery, State.REFUSED, now, why=code, outcome=error)


def unsure(delivery: Delivery, *, error: str, code: str, now: datetime) -> Delivery:
    """It may have left: never again by itself, a person decides."""
    with transaction.atomic():
        return close(held(delivery), State.UNCERTAIN, now, why=code, outcome=error)


def recover(*, now: datetime, alive: Callable[[str], bool]) -> int:
    """Marks as uncertain what a worker left behind: it died, or its lease is long over. Returns how many."""
    found = 0
    for pk, worker in Delivery.objects.in_flight().values_list("pk", "leased_by"):
        dead = not alive(worker)
        with transaction.atomic():
            rows = Delivery.objects.in_flight().select_for_update(skip_locked=True)
            row = rows.filter(pk=pk, leased_by=worker).first()
            over = row is not None and (row.leased_until is None or row.leased_until <= now)
            if row is None or not (dead or over):
                continue
            why = "worker-died" if dead else "lease-over"
            close(row, State.UNCERTAIN, now, why=why, outcome=why)
            found += 1
    return found


def decide(
    delivery: Delivery, *, outcome: Literal["sent", "resend", "drop"], by: User, now: datetime, why: str
) -> Delivery:
    """A person decides about an uncertain delivery: it did leave, send it again, or let it be.

    Raises IllegalTransition when it is not uncertain (any more).
    """
    with transaction.atomic():
        delivery = held(delivery)
        if delivery.state != State.UNCERTAIN:
            raise IllegalTransition("Delivery", delivery.state, outcome)
        log(delivery.desk, "decide", delivery, by=by, now=now, why=why[:300], outcome=outcome)
        if outcome == "sent":
            return record(delivery, by=by, now=now, why=why, left_at=last_attempt(delivery) or now)
        state = State.WAITING if outcome == "resend" else State.REFUSED
        words = "" if outcome == "resend" else DROPPED
        return close(delivery, state, now, by=by, why=why, outcome=words, not_before=now)


def held(delivery: Delivery) -> Delivery:
    """The row as it is now, nobody else's until the transaction ends."""
    return Delivery.objects.select_for_update(of=("self",)).select_related(*PARTS).get(pk=delivery.pk)


def close(
    delivery: Delivery, state: str, now: datetime, *, why: str, by: User | None = None, **fields: object
) -> Delivery:
    """Ends an attempt with this state; the lease is over."""
    fields["outcome"] = str(fields.get("outcome", ""))[:300]
    ended = {"leased_by": "", "leased_until": None}
    return delivery.move_to(state, by=by, now=now, why=why[:300], **ended, **fields)


def record(
    delivery: Delivery, *, by: User | None, now: datetime, left_at: datetime, why: str = ""
) -> Delivery:
    """Writes that it left at ``left_at``, with the outgoing message."""
    message = Message.objects.create(
        desk=delivery.desk,
        conversation=delivery.conversation,
        person=delivery.person.canonical,
        address=delivery.address,
        channel=delivery.channel,
        outgoing=True,
        automatic=delivery.automatic,
        mail_class=MailClass.AUTO_REPLY if delivery.automatic else MailClass.HUMAN,
        subject=delivery.subject,
        text=delivery.words,
        said=delivery.body,
        language=delivery.language,
        sent_at=left_at,
        received_at=left_at,
        message_id=delivery.message_id,
        in_reply_to=delivery.in_reply_to,
        references=delivery.references,
    )
    index_messages([message], new=True)
    close(delivery, State.SENT, now, by=by, why=why, sent_at=left_at, recorded=message)
    relief.answered(delivery.conversation_id)
    return delivery


def last_attempt(delivery: Delivery) -> datetime | None:
    """When the wire was last touched for it."""
    row = delivery.transitions.filter(to_state=State.ATTEMPTING).order_by("-at", "-id").first()
    return row.at if row else None


def attempted_at(delivery: Delivery) -> datetime:
    """When the present attempt began; when it is due, if there is none."""
    return delivery.leased_until - LEASE if delivery.leased_until else delivery.not_before
