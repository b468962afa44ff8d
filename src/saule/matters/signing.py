"""Signatures: one person's support of one matter, with the evidence behind it."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from saule.desk.errors import SauleError
from saule.desk.models import User
from saule.desk.states import move_many
from saule.matters.because import BY_LINK, CARRIED, PROVEN, PROVEN_BEFORE
from saule.matters.because import EVIDENCE_CAME_BACK as CAME_BACK
from saule.matters.because import EVIDENCE_MOVED as MOVED
from saule.matters.models import Filing, Message, Signature, SignatureEvidence, SignatureTransition
from saule.matters.models.messages import WEBFORM
from saule.people.models import Person

State = Signature.State
ENDED = (State.WITHDRAWN, State.SET_ASIDE)
PART = 1000

Pair = tuple[int, int]
"""A matter and a canonical person: what a signature is about."""


class MovedAway(SauleError):
    """What the person signed with is filed in another matter by now."""

    code = "moved-away"


class StandsAside(SauleError):
    """Somebody decided that the signature is nobody's support."""

    code = "stands-aside"


def sign_for(filings: Iterable[Filing], *, now: datetime) -> None:
    """Counts the writers of newly filed messages: one signature per canonical person and matter."""
    filings = [filing for filing in filings if filing.message.person_id]
    people = canonical_people(filing.message for filing in filings)
    pairs = [(filing.matter_id, people[filing.message.person_id or 0]) for filing in filings]
    known = signatures_of(pairs)
    first = {pair: filing.message for pair, filing in reversed([*zip(pairs, filings, strict=True)])}
    create({pair: message for pair, message in first.items() if pair not in known})
    back = bring_back(known, now=now)
    signatures = signatures_of(pairs)
    fresh = set(signatures) - set(known) | back
    add_evidence(filings, [signatures[pair] for pair in pairs], now=now)
    come_from = {
        pair: (filing.decision.before_id, pair[1])
        for pair, filing in zip(pairs, filings, strict=True)
        if filing.decision.before_id is not None
    }
    carry_over(signatures, come_from, fresh, now=now)


def signatures_of(pairs: Collection[Pair]) -> dict[Pair, Signature]:
    """The signatures that exist, whatever their state."""
    wanted, people = set(pairs), sorted({person for _matter, person in pairs})
    matters = {matter for matter, _person in pairs}
    found: dict[Pair, Signature] = {}
    for start in range(0, len(people), PART):
        rows = Signature.objects.filter(matter__in=matters, person__in=people[start : start + PART])
        found |= {(row.matter_id, row.person_id): row for row in rows}
    return {pair: row for pair, row in found.items() if pair in wanted}


def create(wanted: Mapping[Pair, Message]) -> None:
    """New signatures; whoever makes the same at the same time has made it."""
    Signature.objects.bulk_create(
        (
            Signature(
                matter_id=matter, person_id=person, language=message.language, since=message.received_at
            )
            for (matter, person), message in wanted.items()
        ),
        ignore_conflicts=True,
    )


def canonical_people(messages: Iterable[Message]) -> dict[int, int]:
    """The canonical person's key of each message's person."""
    wanted = {message.person_id for message in messages if message.person_id is not None}
    joined: dict[int, int] = {}
    look_up, looked = wanted, set(wanted)
    while look_up:
        keys = sorted(look_up)
        found: dict[int, int | None] = {}
        for start in range(0, len(keys), PART):
            rows = Person.objects.filter(pk__in=keys[start : start + PART], joined_into__isnull=False)
            found |= dict(rows.values_list("pk", "joined_into"))
        joined |= {person: into for person, into in found.items() if into is not None}
        look_up = set(joined.values()) - set(joined) - looked
        looked |= look_up
    return {person: end_of(person, joined) for person in wanted}


def end_of(person: int, joined: Mapping[int, int]) -> int:
    """Who a person was joined into in the end."""
    while person in joined:
        person = joined[person]
    return person


def bring_back(known: Mapping[Pair, Signature], *, now: datetime) -> set[Pair]:
    """Restores signatures that ended only because their messages were elsewhere; returns which.

    Never one that its person withdrew: the last row of such a one says so.
    """
    ended = {row.pk: pair for pair, row in known.items() if row.state in ENDED}
    spoken = SignatureEvidence.objects.filter(signature__in=ended).values_list("signature", flat=True)
    last = last_steps(set(ended) - set(spoken))
    back = {key: step for key, step in last.items() if step.why in (MOVED, CARRIED)}
    for state in {step.from_state for step in back.values()}:
        rows = [known[ended[key]] for key, step in back.items() if step.from_state == state]
        move_many(rows, state, by=None, now=now, why=CAME_BACK)
    return {ended[key] for key in back}


def last_steps(signatures: Collection[int]) -> dict[int, SignatureTransition]:
    """The last transition of each of these signatures that has one."""
    rows = SignatureTransition.objects.filter(signature__in=signatures).order_by("at", "id")
    return {row.signature_id: row for row in rows}


def ended_by_moving(signature: Signature) -> bool:
    """Whether it ended only because its messages were filed elsewhere."""
    last = signature.transitions.last()
    return last is not None and last.why == MOVED


def add_evidence(filings: Sequence[Filing], signatures: Sequence[Signature], *, now: datetime) -> None:
    """One row of evidence per message; a sender who is proven confirms their signature."""
    SignatureEvidence.objects.bulk_create(
        (
            SignatureEvidence(
                signature=signature,
                message=filing.message,
                person_id=filing.message.person_id or 0,
                at=filing.message.received_at,
            )
            for filing, signature in zip(filings, signatures, strict=True)
        ),
        ignore_conflicts=True,
    )
    proven = {
        signature.pk: (signature, BY_LINK if filing.message.channel == WEBFORM else PROVEN)
        for filing, signature in zip(filings, signatures, strict=True)
        if filing.message.authenticated and signature.state == State.UNCONFIRMED
    }
    for why in sorted({why for _signature, why in proven.values()}):
        rows = [signature for signature, because in proven.values() if because == why]
        move_many(rows, State.CONFIRMED, by=None, now=now, why=why)


def carry_over(
    signatures: Mapping[Pair, Signature], come_from: Mapping[Pair, Pair], fresh: set[Pair], *, now: datetime
) -> None:
    """What a person did with a signature holds where their message is put instead.

    Whoever withdrew, or was set aside, is so there too if they were not counted there before (only by their
    will or a decision about fraud: not because messages had moved); whoever had confirmed has confirmed.
    """
    befores = signatures_of(set(come_from.values()))
    last = last_steps({row.pk for row in befores.values() if row.state in ENDED})
    for pair, origin in come_from.items():
        row, before = signatures[pair], befores.get(origin)
        if before is None or row.state not in Signature.COUNTED:
            continue
        step = last.get(before.pk)
        moved = step is not None and step.why == MOVED
        if before.state in ENDED and not moved:
            if pair in fresh:
                row.move_to(before.state, by=None, now=now, why=CARRIED)
        elif State.CONFIRMED in (before.state, step and step.from_state) and row.state != State.CONFIRMED:
            row.move_to(State.CONFIRMED, by=None, now=now, why=PROVEN_BEFORE)


def drop_evidence(messages: Sequence[int], matter: int, *, now: datetime) -> None:
    """The messages no longer speak for this matter; a signature without any evidence left ends."""
    rows = SignatureEvidence.objects.filter(signature__matter=matter, message__in=messages)
    signatures = set(rows.values_list("signature", flat=True))
    rows.delete()
    end_unspoken(signatures, now=now)


def end_unspoken(signatures: Collection[int], *, now: datetime) -> None:
    """Ends those of these signatures that count and for which no message speaks any more."""
    left = Exists(SignatureEvidence.objects.filter(signature=OuterRef("pk")))
    empty = Signature.objects.filter(~left, pk__in=signatures, state__in=Signature.COUNTED)
    move_many(list(empty), State.WITHDRAWN, by=None, now=now, why=MOVED)


def confirm(signature: Signature, *, by: User | None, now: datetime, why: str = "") -> Signature:
    """The person confirmed that they signed. Confirming again changes nothing.

    Raises MovedAway when what they signed with is filed elsewhere by now, and StandsAside after a decision
    about fraud: only taking that back, with its row, makes it count again.
    """
    if signature.state == Signature.State.CONFIRMED:
        return signature
    with transaction.atomic():
        if signature.state == State.SET_ASIDE:
            raise StandsAside(_("It was set aside. Whoever decided so can put it back."))
        if signature.state == State.WITHDRAWN and not signature.evidence.exists():
            raise MovedAway(_("What you wrote is not counted there any more."))
        signature.move_to(Signature.State.CONFIRMED, by=by, now=now, why=why)
        recount_after(signature, now=now)
    return signature


def withdraw(signature: Signature, *, by: User | None, now: datetime, why: str = "") -> Signature:
    """The person no longer supports the matter. Withdrawing again changes nothing.

    One that ended because its messages moved does not come back with them any more: a row says so.
    """
    state = Signature.State.WITHDRAWN
    with transaction.atomic():
        if signature.state != state:
            signature.move_to(state, by=by, now=now, why=why)
            recount_after(signature, now=now)
        elif ended_by_moving(signature):
            signature.transitions.create(from_state=state, to_state=state, at=now, by=by, why=why)
    return signature


def recount_after(signature: Signature, *, now: datetime) -> None:
    """Brings the matter's counts in line."""
    from saule.matters.counting import recount

    recount({signature.matter_id}, now=now)


def refresh_own_words(matters: Collection[int]) -> None:
    """A signature is in own words when one of its messages has words, and is no copy of a letter."""
    own = Signature.objects.filter(
        matter__in=matters, evidence__message__letter=None, evidence__message__text__gt=""
    ).values("pk")
    rows = Signature.objects.filter(matter__in=matters)
    rows.filter(own_words=True).exclude(pk__in=own).update(own_words=False)
    rows.filter(own_words=False, pk__in=own).update(own_words=True)
