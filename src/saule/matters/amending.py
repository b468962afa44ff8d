"""Amending: an answer that was sent is taken back before it leaves, or corrected by another one."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import F, Max, Q, QuerySet, Value
from django.db.models.functions import Concat
from django.utils.translation import gettext as _

from saule.desk.models import Membership, User, log
from saule.matters.answering import ANSWERED, draft_for, hold, is_written
from saule.matters.because import ANSWER_TAKEN_BACK
from saule.matters.errors import CannotAnswer
from saule.matters.merged import standing_for
from saule.matters.models import Answer, Delivery, DeliveryTransition, Matter
from saule.matters.reopening import TAKEN_BACK, mails_of

NOT_TRIED = Q(attempts=0, state__in=(Delivery.State.WAITING, Delivery.State.DEFERRED, Delivery.State.REFUSED))


def correct(answer: Answer, *, by: User, now: datetime) -> Answer:
    """A draft that corrects an answer which was sent; the one there is, if somebody began.

    Raises CannotAnswer when it was not sent, or when another answer to the matter is in the making.
    """
    if answer.state != Answer.State.SENT:
        raise CannotAnswer(_("Only an answer that has been sent can be corrected."))
    with transaction.atomic():
        # Whoever has the answer of a merged matter is written to where the work on it goes on.
        draft = draft_for(standing_for(answer.matter), by=by, now=now)
        hold(draft)
        if draft.corrects_id == answer.pk:
            return draft
        if draft.state != Answer.State.DRAFT or draft.corrects_id or is_written(draft):
            raise CannotAnswer(
                _("Another answer to this matter is being written. Send it, or empty it, before you correct.")
            )
        draft.corrects = answer
        draft.save(update_fields=["corrects"])
        log(answer.desk, "correct", answer, by=by, now=now, matter=answer.matter.public_id)
    return draft


def make_ordinary(draft: Answer, *, by: User, now: datetime) -> Answer:
    """The draft corrects nothing: it is an answer like others, to those who wait."""
    with transaction.atomic():
        hold(draft)
        if draft.state != Answer.State.DRAFT:
            raise CannotAnswer(_("Only a draft can be made into another kind of answer."))
        if draft.corrects_id is not None:
            draft.corrects = None
            draft.save(update_fields=["corrects"])
            log(draft.desk, "make ordinary", draft, by=by, now=now, matter=draft.matter.public_id)
    return draft


def take_back(answer: Answer, *, by: Membership, now: datetime) -> int:
    """Undoes the last sending of an answer, while nothing of it has been tried; returns how many mails.

    The answer is approved as before, or still sent when others had it earlier, and the matter stands where it
    stood. It can be sent again. Raises CannotAnswer when it is too late.
    """
    with transaction.atomic():
        hold(answer)
        if answer.state != Answer.State.SENT:
            raise CannotAnswer(_("This answer has not been sent."))
        # Held until the end: a worker passes over these rows, or has taken one already, which is seen here.
        going = list(last_sending(answer).select_for_update(of=("self",)))
        refuse(answer, going, by=by.user, now=now)
        if not mails_of(answer).exists():
            answer.move_to(Answer.State.APPROVED, by=by.user, now=now, why=TAKEN_BACK)
        open_as_before(answer.matter_id, going, by=by.user, now=now)
        about = answer.matter.public_id
        log(answer.desk, "take back", answer, by=by.user, now=now, people=len(going), matter=about)
    return len(going)


def last_sending(answer: Answer) -> QuerySet[Delivery]:
    """The deliveries that were asked for together, when the answer was sent for the last time."""
    rows = mails_of(answer)
    return rows.filter(created_at=rows.aggregate(last=Max("created_at"))["last"]).order_by("pk")


def leaves_at(answer: Answer) -> datetime | None:
    """The moment before which nothing of the last sending leaves; None when it cannot be taken back."""
    rows = last_sending(answer)
    first = rows.filter(NOT_TRIED).first()
    if answer.state != Answer.State.SENT or first is None or rows.exclude(NOT_TRIED).exists():
        return None
    return first.not_before


def refuse(answer: Answer, going: Sequence[Delivery], *, by: User, now: datetime) -> None:
    """Ends these deliveries, all or none. Their keys are free again, so that the same can be asked anew."""
    rows = Delivery.objects.filter(NOT_TRIED, answer=answer, created_at__in={one.created_at for one in going})
    ended = rows.exclude(outcome=TAKEN_BACK).update(
        state=Delivery.State.REFUSED,
        outcome=TAKEN_BACK,
        key=Concat(F("key"), Value(f":{TAKEN_BACK}:"), F("public_id")),
    )
    if not going or ended != len(going):
        raise CannotAnswer(_("It is leaving already and cannot be taken back. Write a correction instead."))
    DeliveryTransition.objects.bulk_create(
        DeliveryTransition(
            delivery=one, from_state=one.state, to_state=Delivery.State.REFUSED, at=now, by=by, why=TAKEN_BACK
        )
        for one in going
    )


def open_as_before(matter_id: int, going: Sequence[Delivery], *, by: User, now: datetime) -> None:
    """The matter is where it was before this sending closed it, if nothing has happened to it since."""
    matter = Matter.objects.select_for_update().get(pk=matter_id)
    last = matter.transitions.order_by("-at", "-id").first()
    if last and last.why == ANSWERED and last.at == going[0].created_at and matter.state == last.to_state:
        matter.move_to(last.from_state, by=by, now=now, why=ANSWER_TAKEN_BACK)
