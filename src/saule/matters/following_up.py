"""Following up: who is answered on their own beside the common answer, because of what they wrote.

A message that speaks of a danger, or names a file of its writer's own: an answer to many may not be enough.
What stands in every copy of a form letter is nobody's own; what somebody added to their copy is.
"""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.db.models import F, Max, Min, QuerySet
from django.utils.translation import gettext as _

from saule.desk.errors import SauleError
from saule.desk.models import User, log
from saule.engines.traces import references
from saule.matters.counting import matters_of, recount
from saule.matters.models import Conversation, FollowUp, Message, Objection
from saule.matters.snoozing import wake_written
from saule.matters.typed import one_line
from saule.matters.waiting import refresh_waiting

READ = ("desk", "conversation", "letter", "said", "text", "severity")


class FollowUpReason(SauleError):
    """A colleague who asks for it, or takes it back, says why."""

    code = "follow-up-reason"


def note_follow_ups(messages: Collection[Message], *, now: datetime) -> int:
    """Writes down which of these messages want an answer of their own. Returns how many."""
    keys = [message.pk for message in messages if message.awaits_answer]
    asking = list(Message.objects.filter(pk__in=keys, follow_ups=None).only(*READ))
    copies = other_copies(asking)
    rows = [
        FollowUp(desk_id=one.desk_id, conversation_id=one.conversation_id, message=one, because=why, at=now)
        for one in asking
        if (why := because(one, copies.get(one.pk)))
    ]
    FollowUp.objects.bulk_create(rows)
    refresh_waiting({row.conversation_id for row in rows})
    return len(rows)


def other_copies(messages: Collection[Message]) -> dict[int, Message]:
    """For each of these that is a copy of a form letter, another copy of it: the first, or the last."""
    letters = {one.letter_id for one in messages if one.letter_id}
    ends = Message.objects.filter(letter__in=letters).order_by().values_list("letter")
    known = {letter: (first, last) for letter, first, last in ends.annotate(Min("pk"), Max("pk"))}
    rows = Message.objects.only(*READ).in_bulk({key for pair in known.values() for key in pair})
    found: dict[int, Message] = {}
    for one in messages:
        for key in known.get(one.letter_id, ()):
            if key != one.pk:
                found.setdefault(one.pk, rows[key])
    return found


def because(message: Message, copy: Message | None) -> str:
    """Why a common answer may not be enough for a message; empty if it may. ``copy``: of the same letter."""
    if dangers(message) - (dangers(copy) if copy else set()):
        return FollowUp.Because.DANGER
    return FollowUp.Because.REFERENCE if files(message) - (files(copy) if copy else set()) else ""


def dangers(message: Message) -> set[str]:
    """The grave places of a message."""
    return {str(span.get("words", "")) for span in message.severity}


def files(message: Message) -> set[str]:
    """The file numbers that a message names."""
    return references(message.said or message.text)


def follow_up(conversation: Conversation, *, by: User, now: datetime, why: str) -> FollowUp:
    """A colleague asks for an answer to this person alone, who waits for it from now on.

    Raises FollowUpReason.

    Asked again while it stands, it is the one that stands.
    """
    if not (why := one_line(why, 300)):
        raise FollowUpReason(_("Say in a few words why the common answer is not enough."))
    with transaction.atomic():
        Conversation.objects.select_for_update(no_key=True).get(pk=conversation.pk)
        known = conversation.follow_ups.standing().first()
        if known is not None and conversation.waiting_since is not None:
            return known
        made = FollowUp.objects.create(
            desk=conversation.desk, conversation=conversation, because="person", why=why, at=now, by=by
        )
        log(conversation.desk, "follow up", conversation, by=by, now=now, why=why)
        bring_in_line(conversation, now=now)
    return made


def no_follow_up(conversation: Conversation, *, by: User, now: datetime, why: str) -> int:
    """A colleague says that the common answer is enough: one that was sent ends the wait. Returns how many
    rows ended. Raises FollowUpReason.
    """
    if not (why := one_line(why, 300)):
        raise FollowUpReason(_("Say in a few words why the common answer is enough."))
    with transaction.atomic():
        Conversation.objects.select_for_update(no_key=True).get(pk=conversation.pk)
        rows = conversation.follow_ups.standing()
        ended = rows.update(ended_at=now, ended_by=by, ended_why=why)
        if ended:
            log(conversation.desk, "end follow up", conversation, by=by, now=now, why=why)
            bring_in_line(conversation, now=now)
    return ended


def bring_in_line(conversation: Conversation, *, now: datetime) -> None:
    """Who waits in the conversation, and in its matters, as the rows say now."""
    refresh_waiting({conversation.pk})
    recount(matters_of({conversation.pk}), now=now)
    wake_written({conversation.pk: now}, now=now)
    conversation.refresh_from_db()


def followed_up(conversations: Collection[int]) -> set[int]:
    """Which of these conversations are answered on their own too."""
    rows = FollowUp.objects.standing().filter(conversation__in=conversations)
    return set(rows.values_list("conversation", flat=True))


def objecting(conversations: Collection[int]) -> set[int]:
    """Which of these conversations wait because an answer does not answer them."""
    since = F("conversation__waiting_since")
    rows: QuerySet[Objection] = Objection.objects.filter(conversation__in=conversations, at__gte=since)
    return set(rows.values_list("conversation", flat=True))
