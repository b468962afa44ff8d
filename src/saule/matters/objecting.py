"""Objecting: a person says that an answer does not answer them, and their conversation waits again."""

from datetime import datetime

from django.db import transaction

from saule.engines.masking import mask_cards
from saule.matters.counting import matters_of, recount
from saule.matters.models import Answer, Conversation, Objection
from saule.matters.snoozing import wake_written
from saule.matters.waiting import refresh_waiting

LONGEST = 5000


def object_to(conversation: Conversation, *, answer: Answer | None, words: str, now: datetime) -> Objection:
    """Brings that one person's conversation back. The same objection twice, while they wait, is one.

    Card numbers in the words are masked like those in mails.
    """
    words = mask_cards(words.strip()[:LONGEST]).text.replace("\x00", "")
    known = conversation.objections.filter(answer=answer, words=words).first()
    if known is not None and conversation.waiting_since is not None:
        return known
    with transaction.atomic():
        objection = Objection.objects.create(conversation=conversation, answer=answer, words=words, at=now)
        refresh_waiting({conversation.pk})
        recount(matters_of({conversation.pk}), now=now)
        wake_written({conversation.pk: now}, now=now)
    conversation.refresh_from_db()
    return objection
