"""Signatures: one person's support of one matter, with the evidence behind it."""

from collections.abc import Collection, Iterable
from datetime import datetime

from django.db import transaction

from saule.desk.models import User
from saule.matters.models import Filing, Message, Signature, SignatureEvidence
from saule.people.models import Person

MOVED = "evidence moved"
PROVEN = "sender proven by DMARC"
CARRIED = "ended where its message was before"
ENDED = (Signature.State.WITHDRAWN, Signature.State.SET_ASIDE)


def sign_for(filings: Iterable[Filing], *, now: datetime) -> None:
    """Counts the writers of newly filed messages: one signature per canonical person and matter."""
    filings = [filing for filing in filings if filing.message.person_id]
    pairs = [(filing.matter_id, filing.message) for filing in filings]
    people = canonical_people(message for _matter, message in pairs)
    wanted = {
        (matter, people[message.person_id]): message
        for matter, message in reversed(pairs)
        if message.person_id is not None
    }
    known = set(Signature.objects.filter(matter__in={m for m, _ in wanted}).values_list("matter", "person"))
    Signature.objects.bulk_create(
        (
            Signature(
                matter_id=matter, person_id=person, language=message.language, since=message.received_at
            )
            for (matter, person), message in wanted.items()
        ),
        ignore_conflicts=True,
    )
    add_evidence(pairs, people, now=now)
    carry_ends([f for f in filings if (f.matter_id, people[f.message.person_id or 0]) not in known], now=now)


def carry_ends(filings: Iterable[Filing], *, now: datetime) -> None:
    """Whoever withdrew, or was set aside, is so too where Saule or a person puts their message instead.

    ``filings`` are those that made a new signature. Only a signature that ended by a person's will or a
    decision about fraud counts; not one whose messages had merely moved.
    """
    for filing in filings:
        before, person = filing.decision.before_id, filing.message.person
        if before is None or person is None:
            continue
        ended = Signature.objects.filter(matter=before, person=person.canonical, state__in=ENDED).first()
        if ended is None or ended_by_moving(ended):
            continue
        new = Signature.objects.get(matter=filing.matter_id, person=person.canonical)
        if new.state in Signature.COUNTED:
            new.move_to(ended.state, by=None, now=now, why=CARRIED)


def ended_by_moving(signature: Signature) -> bool:
    """Whether it ended only because its messages were filed elsewhere."""
    last = signature.transitions.last()
    return last is not None and last.why == MOVED


def canonical_people(messages: Iterable[Message]) -> dict[int, int]:
    """The canonical person's key of each message's person."""
    keys = {message.person_id for message in messages if message.person_id is not None}
    return {person.pk: person.canonical.pk for person in Person.objects.filter(pk__in=keys)}


def add_evidence(pairs: list[tuple[int, Message]], people: dict[int, int], *, now: datetime) -> None:
    """One row of evidence per message; support that had been moved away comes back with it."""
    matters = {matter for matter, _message in pairs}
    rows = Signature.objects.filter(matter__in=matters, person__in=set(people.values()))
    signatures = {(row.matter_id, row.person_id): row for row in rows}
    evidence = []
    for matter, message in pairs:
        assert message.person_id is not None  # noqa: S101 - sign_for leaves the others out
        signature = signatures[matter, people[message.person_id]]
        evidence.append(
            SignatureEvidence(
                signature=signature, message=message, person_id=message.person_id, at=message.received_at
            )
        )
        bring_back(signature, now=now)
        if message.authenticated and signature.state == Signature.State.UNCONFIRMED:
            signature.move_to(Signature.State.CONFIRMED, by=None, now=now, why=PROVEN)
    SignatureEvidence.objects.bulk_create(evidence, ignore_conflicts=True)


def bring_back(signature: Signature, *, now: datetime) -> None:
    """Restores a signature that ended only because its messages moved; never one its person withdrew."""
    if signature.state != Signature.State.WITHDRAWN or not ended_by_moving(signature):
        return
    last = signature.transitions.last()
    if last is not None:
        signature.move_to(last.from_state, by=None, now=now, why="evidence came back")


def drop_evidence(message: Message, matter_id: int, *, now: datetime) -> None:
    """The message no longer speaks for this matter; a signature without any evidence left ends."""
    for signature in Signature.objects.filter(matter=matter_id, evidence__message=message):
        signature.evidence.filter(message=message).delete()
        if not signature.evidence.exists() and signature.state in Signature.COUNTED:
            signature.move_to(Signature.State.WITHDRAWN, by=None, now=now, why=MOVED)


def confirm(signature: Signature, *, by: User | None, now: datetime, why: str = "") -> Signature:
    """The person confirmed that they signed. Confirming again changes nothing."""
    if signature.state == Signature.State.CONFIRMED:
        return signature
    with transaction.atomic():
        signature.move_to(Signature.State.CONFIRMED, by=by, now=now, why=why)
        recount_after(signature)
    return signature


def withdraw(signature: Signature, *, by: User | None, now: datetime, why: str = "") -> Signature:
    """The person no longer supports the matter. Withdrawing again changes nothing.

    One that ended because its messages moved does not come back with them any more: a row says so.
    """
    state = Signature.State.WITHDRAWN
    with transaction.atomic():
        if signature.state != state:
            signature.move_to(state, by=by, now=now, why=why)
            recount_after(signature)
        elif ended_by_moving(signature):
            signature.transitions.create(from_state=state, to_state=state, at=now, by=by, why=why)
    return signature


def recount_after(signature: Signature) -> None:
    """Brings the matter's counts in line."""
    from saule.matters.counting import recount

    recount({signature.matter_id})


def refresh_own_words(matters: Collection[int]) -> None:
    """A signature is in own words when one of its messages is no copy of a letter, or has none."""
    own = Signature.objects.filter(matter__in=matters, evidence__message__letter=None).values("pk")
    rows = Signature.objects.filter(matter__in=matters)
    rows.filter(own_words=True).exclude(pk__in=own).update(own_words=False)
    rows.filter(own_words=False, pk__in=own).update(own_words=True)
