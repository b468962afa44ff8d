"""Uniting: when two persons are joined they count once in each matter; parted, as if they had never been.

The joined person's signature stays as a row without evidence, so that parting can give everything back: each
piece of evidence knows whose it is. Rows of a join are marked with it.
"""

from collections.abc import Collection, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Min

from saule.desk.models import User, log
from saule.matters.because import CARRIED, PROVEN
from saule.matters.because import EVIDENCE_CAME_BACK as CAME_BACK
from saule.matters.because import EVIDENCE_MOVED as MOVED
from saule.matters.counting import recount
from saule.matters.models import Filing, Signature, SignatureEvidence, SignatureTransition
from saule.matters.signing import ENDED, ended_by_moving
from saule.people.joining import join, members, undo_join
from saule.people.models import Person, PersonJoin

State = Signature.State


def unite(person: Person, into: Person, *, by: User | None, now: datetime, why: str = "") -> PersonJoin:
    """Joins two persons: from now on they count once in every matter, with all that they wrote.

    Raises CannotJoin.
    """
    with transaction.atomic():
        row = join(person, into, by=by, now=now, why=why)
        for signature in Signature.objects.filter(person=row.person).select_related("person"):
            unite_signature(signature, row, now=now)
        log(row.into.desk, "join", row.into, by=by, now=now, why=row.why, person=row.person.public_id)
        recount(matters_of_people(members(row.into)), now=now)
    return row


def part(joined: PersonJoin, *, by: User | None, now: datetime, why: str = "") -> PersonJoin:
    """Undoes a join: each has back what was theirs, and what came meanwhile goes to who wrote it.

    Raises CannotPart.
    """
    with transaction.atomic():
        row = undo_join(joined, by=by, now=now, why=why)
        side = members(joined.person)
        people = [*members(joined.into), *side]
        matters = set(Signature.objects.filter(person__in=people).values_list("matter", flat=True))
        for matter in sorted(matters):
            part_signatures(matter, joined, side, now=now)
        log(
            joined.into.desk, "part", joined.into, by=by, now=now, why=row.why, person=joined.person.public_id
        )
        recount(matters_of_people(people), now=now)
    return row


def matters_of_people(people: Collection[int]) -> set[int]:
    """The matters in which these persons signed or wrote."""
    signed = Signature.objects.filter(person__in=people).values_list("matter", flat=True)
    wrote = Filing.objects.filter(message__person__in=people).values_list("matter", flat=True)
    return {*signed, *wrote}


def mark_of(joined: PersonJoin) -> str:
    """What the rows of a join have for a reason."""
    return f"join {joined.pk}"


def unite_signature(signature: Signature, joined: PersonJoin, *, now: datetime) -> None:
    """The evidence goes to the canonical person's signature, and the stronger state with it."""
    if ended_by_moving(signature):
        return
    other, _made = Signature.objects.get_or_create(
        matter_id=signature.matter_id,
        person=joined.into,
        defaults={"language": signature.language, "since": signature.since},
    )
    state = stronger(signature, other)
    signature.evidence.update(signature=other)
    bring_to(other, state, mark_of(joined), now=now)
    if signature.state in Signature.COUNTED:
        bring_to(signature, State.WITHDRAWN, mark_of(joined), now=now)


def stronger(one: Signature, other: Signature) -> str:
    """The state of two signatures that become one: what ended by will stays ended, confirmed is confirmed."""
    for signature in (other, one):
        if signature.state in ENDED and not ended_by_moving(signature):
            return signature.state
    return State.CONFIRMED if State.CONFIRMED in (one.state, other.state) else State.UNCONFIRMED


def bring_to(signature: Signature, state: str, why: str, *, now: datetime) -> None:
    """Moves it to ``state``, by way of “unconfirmed” where there is no direct way; or leaves it there."""
    if signature.state == state:
        return
    if state not in Signature.LEGAL[signature.state]:
        signature.move_to(State.UNCONFIRMED, by=None, now=now, why=why)
    signature.move_to(state, by=None, now=now, why=why)


def part_signatures(matter: int, joined: PersonJoin, side: Collection[int], *, now: datetime) -> None:
    """Gives ``side`` its evidence in this matter back; both signatures then stand as if never joined."""
    united = Signature.objects.filter(matter=matter, person=joined.into).first()
    theirs = SignatureEvidence.objects.filter(signature=united, person__in=side)
    own = Signature.objects.filter(matter=matter, person=joined.person).first()
    if united is None:
        return
    if own is None and theirs.exists():
        first = theirs.aggregate(first=Min("at"))["first"]
        own = Signature.objects.create(
            matter_id=matter, person=joined.person, language=united.language, since=first
        )
    if own is None:
        return
    theirs.update(signature=own)
    ended = end_since(united, joined)
    for signature in (united, own):
        restore(signature, joined, now=now)
    if ended and own.state in Signature.COUNTED:
        own.move_to(ended, by=None, now=now, why=CARRIED)


def restore(signature: Signature, joined: PersonJoin, *, now: datetime) -> None:
    """Brings a signature to where it would stand without the join, given the evidence it has now."""
    before, since = apart(signature, joined)
    state = willed(since) or lasting(before, begun(signature))
    bring_to(signature, state, f"{mark_of(joined)} undone", now=now)
    if state == State.UNCONFIRMED and signature.evidence.filter(message__authenticated=True).exists():
        bring_to(signature, State.CONFIRMED, PROVEN, now=now)
    if state in Signature.COUNTED and not signature.evidence.exists():
        signature.move_to(State.WITHDRAWN, by=None, now=now, why=MOVED)


def apart(
    signature: Signature, joined: PersonJoin
) -> tuple[list[SignatureTransition], list[SignatureTransition]]:
    """The signature's history before the join and since, without the rows of the join itself."""
    mark = mark_of(joined)
    rows = list(signature.transitions.order_by("at", "id"))
    marked = [place for place, row in enumerate(rows) if row.why == mark]
    if marked:
        return rows[: marked[0]], rows[marked[-1] + 1 :]
    return [row for row in rows if row.at <= joined.at], [row for row in rows if row.at > joined.at]


def end_since(united: Signature, joined: PersonJoin) -> str:
    """How the united signature ended by somebody’s will while it was one; empty if it did not."""
    _before, since = apart(united, joined)
    state = willed(since)
    return state if state in ENDED else ""


def begun(signature: Signature) -> str:
    """The state in which a signature began."""
    first = signature.transitions.order_by("at", "id").first()
    return first.from_state if first else signature.state


def willed(since: Sequence[SignatureTransition]) -> str:
    """Where a signature was brought since by what cannot be worked out again from its evidence; or empty.

    Of the rows of later joins nothing is left: they were undone before.
    """
    return lasting([row for row in since if row.why != PROVEN and not row.why.startswith("join ")], "")


def lasting(rows: Sequence[SignatureTransition], default: str) -> str:
    """Where these rows lead, whatever messages were moved away and came back meanwhile."""
    kept = [row.to_state for row in rows if row.why not in (MOVED, CAME_BACK)]
    return kept[-1] if kept else default
