"""Endorsing: “this helped me”, said by whoever it helped, once, and taken back as easily.

Counts are taken from the rows when they are asked for, over canonical persons: joining two persons makes one
of their two endorsements, parting them makes two again, and nobody counts for an answer of their own.
"""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from saule.desk.errors import SauleError
from saule.desk.models import log
from saule.matters.models import Endorsement, PeerAnswer
from saule.people.joining import everybody_who_is
from saule.people.models import Person

WHO = ("person", "person__joined_into")
WRITER = ("peer_answer__person", "peer_answer__person__joined_into")


class CannotEndorse(SauleError):
    """The answer is not shown, or is the person's own."""

    code = "cannot-endorse"


def endorse(answer: PeerAnswer, *, by: Person, now: datetime) -> Endorsement:
    """It helped this person. Said again, it is the word that stands. Raises CannotEndorse."""
    if answer.person_id in everybody_who_is(by):
        raise CannotEndorse(_("This is your own answer: let the others say whether it helped."))
    with transaction.atomic():
        here = PeerAnswer.objects.select_for_update(no_key=True).get(pk=answer.pk)
        if here.state != PeerAnswer.State.SHOWN:
            raise CannotEndorse(_("This answer is not shown any more."))
        known = theirs(answer, by).first()
        if known is not None:
            return known
        made = Endorsement.objects.create(peer_answer=answer, person=by, at=now)
        log(answer.desk, "endorse", answer, by=None, now=now)
    return made


def take_back(answer: PeerAnswer, *, by: Person, now: datetime) -> int:
    """It did not help them after all; returns how many words of theirs that ends."""
    with transaction.atomic():
        PeerAnswer.objects.select_for_update(no_key=True).get(pk=answer.pk)
        ended = theirs(answer, by).update(ended_at=now)
        if ended:
            log(answer.desk, "take endorsement back", answer, by=None, now=now)
    return ended


def theirs(answer: PeerAnswer, person: Person) -> QuerySet[Endorsement]:
    """The endorsements of an answer by this person, whatever address they used."""
    rows = answer.endorsements.standing().filter(person__in=everybody_who_is(person))
    return rows.order_by("at", "pk")


def helped_by(answers: Collection[int]) -> dict[int, dict[int, datetime]]:
    """For each of these answers whom it helped, by canonical person, and when they said so first."""
    found: dict[int, dict[int, datetime]] = defaultdict(dict)
    rows = Endorsement.objects.standing().filter(peer_answer__in=answers).order_by("at", "pk")
    for answer, person, into, writer, writer_into, at in rows.values_list("peer_answer", *WHO, *WRITER, "at"):
        who = into or person
        if who != (writer_into or writer):
            found[answer].setdefault(who, at)
    return dict(found)
