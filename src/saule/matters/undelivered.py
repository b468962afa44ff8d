"""Undelivered: what a person does about mails that did not arrive, one by one or all of one cause.

What was put off, or given up after too many tries, is tried again at once; what was refused for good can go
to another address of the same person; of what nobody knows whether it left, somebody decides.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import datetime
from functools import partial
from typing import Literal

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext as _

from saule.desk.errors import IllegalTransition, SauleError
from saule.desk.models import User, log
from saule.matters.asking import ask
from saule.matters.delivering import decide, held
from saule.matters.models import Delivery, DeliveryTransition, Return
from saule.people.models import Address, Person

State = Delivery.State
GIVEN_UP = "too-many-attempts"
BY_PEOPLE = (Delivery.Purpose.ANSWER, Delivery.Purpose.REPLY)
NOT_OURS_TO_FORCE = ("taken-back", "dropped", "withdrawn", "overtaken", "suppressed", "code-over")
"""Why a mail was refused that no other address helps: somebody wanted it so."""


class CannotTryAgain(SauleError):
    """The mail cannot be tried again, or not there: the text says why."""

    code = "cannot-try-again"


def last_why() -> Subquery:
    """Why a delivery stands where it stands."""
    rows = DeliveryTransition.objects.filter(delivery=OuterRef("pk")).order_by("-at", "-id")
    return Subquery(rows.values("why")[:1])


def retriable(rows: QuerySet[Delivery]) -> QuerySet[Delivery]:
    """Those that certainly have not left and may: put off, or given up after too many tries."""
    given_up = Q(state=State.REFUSED, last_why=GIVEN_UP)
    return rows.annotate(last_why=last_why()).filter(Q(state=State.DEFERRED) | given_up)


def try_again(delivery: Delivery, *, by: User, now: datetime) -> Delivery:
    """A mail that was put off or given up is due now; the gate is asked again. Raises CannotTryAgain."""
    with transaction.atomic():
        if not retriable(Delivery.objects.filter(pk=delivery.pk)).exists():
            raise CannotTryAgain(_("This mail cannot be tried again: it has left, or was refused for good."))
        fresh = held(delivery)
        if fresh.state == State.REFUSED:
            fresh.move_to(State.WAITING, by=by, now=now, why="tried again", outcome="", not_before=now)
        else:
            Delivery.objects.filter(pk=fresh.pk, state=State.DEFERRED).update(not_before=now)
        log(fresh.desk, "try again", fresh, by=by, now=now)
    return fresh


def try_all_again(rows: QuerySet[Delivery], *, by: User, now: datetime) -> int:
    """The same for each of these that may be tried again; returns how many. What moved meanwhile is left."""
    return each(retriable(rows), partial(try_again, by=by, now=now))


def each(rows: Iterable[Delivery], verb: Callable[[Delivery], object]) -> int:
    """Does it to each of these, and counts those to which it could be done."""
    done = 0
    for one in list(rows):
        try:
            verb(one)
        except (CannotTryAgain, IllegalTransition):
            continue
        done += 1
    return done


def other_addresses(delivery: Delivery) -> list[Address]:
    """Where else the same person is reached, if this mail never arrives."""
    back = Return.objects.filter(delivery=delivery, final=True).exists()
    refused = delivery.state == State.REFUSED and delivery.outcome not in NOT_OURS_TO_FORCE
    if delivery.purpose not in BY_PEOPLE or not (back or refused):
        return []
    root = delivery.person.canonical
    members = Person.objects.filter(Q(pk=root.pk) | Q(joined_into=root))
    rows = Address.objects.filter(person__in=members, channel=delivery.channel)
    tried = Delivery.objects.filter(key__startswith=key_of(delivery), address=OuterRef("pk"))
    return list(rows.exclude(pk=delivery.address_id).filter(~Exists(tried)).order_by("pk"))


def key_of(delivery: Delivery) -> str:
    """What the keys of all mails begin with that say the same to the same person."""
    return delivery.key.partition(":to:")[0]


def send_elsewhere(delivery: Delivery, address: Address, *, by: User, now: datetime) -> Delivery:
    """The same words to another address of the same person. Asking twice is asking once.

    Raises CannotTryAgain when it may still arrive, or the address is not theirs.
    """
    with transaction.atomic():
        fresh = held(delivery)
        if address not in other_addresses(fresh):
            raise CannotTryAgain(_("It cannot be sent to this address: look again how it stands."))
        new = ask(
            fresh.desk,
            key=f"{key_of(fresh)[:60]}:to:{address.pk}",
            purpose=fresh.purpose,
            conversation=fresh.conversation,
            person=fresh.person,
            address=address,
            mailbox=fresh.mailbox,
            language=fresh.language,
            subject=fresh.subject,
            body=fresh.body,
            answer=fresh.answer,
            now=now,
        )
        log(fresh.desk, "send elsewhere", fresh, by=by, now=now, instead=new.public_id)
    return new


def causes(rows: QuerySet[Delivery]) -> list[tuple[str, int]]:
    """Why mails are uncertain, with how many each, most first."""
    found = Counter(rows.filter(state=State.UNCERTAIN).values_list("outcome", flat=True))
    return found.most_common()


def decide_all(
    rows: QuerySet[Delivery],
    cause: str,
    *,
    outcome: Literal["sent", "resend", "drop"],
    by: User,
    now: datetime,
    why: str,
) -> int:
    """One decision about all uncertain mails of one cause; each has its own row. Returns how many."""
    theirs = rows.filter(state=State.UNCERTAIN, outcome=cause)
    return each(theirs, partial(decide, outcome=outcome, by=by, now=now, why=why))
