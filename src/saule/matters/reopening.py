"""Reopening: what was answered, or had lapsed, opens again when somebody waits whom no answer covers."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from saule.matters.because import LATER
from saule.matters.merged import family
from saule.matters.models import Answer, Delivery, Filing, Matter, MatterTransition, Signature

TAKEN_BACK = "taken-back"
IS_TAKEN_BACK = Q(state=Delivery.State.REFUSED, outcome=TAKEN_BACK)


def reopen(touched: Collection[int], *, now: datetime) -> None:
    """Opens those of these matters again to which somebody came who waits."""
    for matter in Matter.objects.filter(pk__in=touched, state__in=("answered", "lapsed")):
        closed = matter.transitions.order_by("-at", "-id").first()
        if came_since(matter, closed) or uncovered(matter).exists():
            matter.move_to(Matter.State.REOPENED, by=None, now=now, why=LATER)


def came_since(matter: Matter, closed: MatterTransition | None) -> bool:
    """Whether a message in whose conversation somebody waits came after the matter was closed."""
    newer = waiting_in(matter)
    return (newer.filter(message__received_at__gt=closed.at) if closed else newer).exists()


def uncovered(matter: Matter) -> QuerySet[Filing]:
    """In an answered matter: messages of people who count, to whom no answer to it is on its way or was sent.

    They came before the answer did, but were put here only afterwards.
    """
    if matter.state != Matter.State.ANSWERED:
        return Filing.objects.none()
    answers = answers_to(family(matter)).filter(
        conversation=OuterRef("message__conversation"), created_at__gte=OuterRef("message__received_at")
    )
    people = waiting_in(matter).filter(
        message__address__isnull=False,
        message__evidence__signature__matter=matter,
        message__evidence__signature__state__in=Signature.COUNTED,
    )
    return people.filter(~Exists(answers))


def answers_to(matters: Collection[int]) -> QuerySet[Delivery]:
    """What was, or is to be, sent in answer to one of these matters (``family``); but what was taken back."""
    return Delivery.objects.filter(~IS_TAKEN_BACK, answer__matter__in=matters)


def mails_of(answer: Answer) -> QuerySet[Delivery]:
    """What was, or is to be, sent of this answer; but what was taken back."""
    return Delivery.objects.filter(~IS_TAKEN_BACK, answer=answer)


def waiting_in(matter: Matter) -> QuerySet[Filing]:
    """The messages of a matter that await an answer, in conversations in which somebody waits."""
    return matter.filings.filter(
        message__awaits_answer=True, message__conversation__waiting_since__isnull=False
    )
