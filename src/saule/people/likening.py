"""Likening: what people at the desk said of two persons who look alike. Saule never joins by itself."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from saule.desk.models import User
from saule.people.models import Likeness, Person

State = Likeness.State


def decline(one: Person, other: Person, evidence: Collection[str], *, by: User, now: datetime) -> Likeness:
    """They are not the same, somebody said: they are not proposed again. Saying it twice changes nothing."""
    return answer(one, other, evidence, State.DECLINED, by=by, now=now)


def accept(one: Person, other: Person, evidence: Collection[str], *, by: User, now: datetime) -> Likeness:
    """They are the same, somebody said."""
    return answer(one, other, evidence, State.ACCEPTED, by=by, now=now)


def reopen(likeness: Likeness, *, by: User, now: datetime) -> Likeness:
    """Takes back what was said of the two; they may be proposed again."""
    return likeness if likeness.state == State.OPEN else likeness.move_to(State.OPEN, by=by, now=now)


def answer(
    one: Person, other: Person, evidence: Collection[str], state: str, *, by: User, now: datetime
) -> Likeness:
    """Notes what was said of this pair, and on what evidence (codes only)."""
    first, second = sorted((one, other), key=lambda person: person.pk)
    with transaction.atomic():
        likeness, _made = Likeness.objects.select_for_update().get_or_create(
            person=first, other=second, defaults={"evidence": sorted(evidence), "at": now}
        )
        if likeness.state != state:
            reopen(likeness, by=by, now=now)
            likeness.move_to(state, by=by, now=now)
    return likeness


def of(one: Person, other: Person) -> Likeness | None:
    """What is noted of this pair."""
    first, second = sorted((one.pk, other.pk))
    return Likeness.objects.filter(person=first, other=second).first()


def told_apart(group: Collection[int]) -> set[int]:
    """Those of whom somebody said that they are not this person; ``group`` are all who are this person."""
    rows = Likeness.objects.filter(Q(person__in=group) | Q(other__in=group), state=State.DECLINED)
    pairs = rows.values_list("person", "other", "person__joined_into", "other__joined_into")
    return {key for pair in pairs for key in pair if key is not None} - set(group)
