"""Approaching: the desk writes first, on somebody's behalf; what comes back is no work of the desk's own."""

from datetime import datetime

from django.db import transaction

from saule.desk.models import User, log
from saule.matters.models import Conversation, Message
from saule.matters.waiting import refresh_waiting
from saule.people.models import Person


def approach(person: Person, *, subject: str, now: datetime) -> Conversation:
    """A conversation that the desk opens with somebody who has not written."""
    return Conversation.objects.create(
        desk=person.desk, person=person, subject=subject[:300], opened_at=now, last_at=now, outreach=True
    )


def leave_to_outreach(message: Message, now: datetime) -> None:
    """What comes back there makes nobody wait and is in no matter. The row is not saved."""
    message.awaits_answer, message.grouped_at = False, now


def give_to_desk(conversation: Conversation, *, by: User, now: datetime, why: str) -> Conversation:
    """Somebody answered with a matter for the desk itself: from now on it is a conversation like any other.

    Their messages are grouped and wait for an answer. Doing it twice is doing it once.
    """
    with transaction.atomic():
        if Conversation.objects.filter(pk=conversation.pk, outreach=True).update(outreach=False):
            theirs = Message.objects.from_people().filter(conversation=conversation)
            theirs.update(awaits_answer=True, grouped_at=None)
            refresh_waiting({conversation.pk})
            log(conversation.desk, "give to desk", conversation, by=by, now=now, why=why)
    conversation.refresh_from_db()
    return conversation
