"""Erasing, as promises know it: nobody waits for somebody who is gone, and their date is withdrawn."""

from saule.matters.because import ERASED
from saule.matters.models import Conversation
from saule.people.erasing import Erasure, Phase, erases
from saule.promises.closing import settle


@erases(Phase.BEFORE)
def waits(under_way: Erasure) -> None:
    """Ends what they wait for."""
    for conversation in Conversation.objects.waiting().filter(person__in=under_way.people):
        settle(conversation, by=None, now=under_way.now, why=ERASED)
