"""Amending: an answer that was sent is corrected by another one, which goes to whoever was sent the first."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from saule.desk.models import User, log
from saule.matters.answering import draft_for, hold, is_written
from saule.matters.errors import CannotAnswer
from saule.matters.models import Answer


def correct(answer: Answer, *, by: User, now: datetime) -> Answer:
    """A draft that corrects an answer which was sent; the one there is, if somebody began.

    Raises CannotAnswer when it was not sent, or when another answer to the matter is in the making.
    """
    if answer.state != Answer.State.SENT:
        raise CannotAnswer(_("Only an answer that has been sent can be corrected."))
    with transaction.atomic():
        draft = draft_for(answer.matter, by=by, now=now)
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
