"""Relief: people who wait no more come off their matters' figures, at once and without counting everybody."""

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Greatest

from saule.matters.counting import matters_of
from saule.matters.models import Filing, Matter
from saule.matters.waiting import refresh_waiting
from saule.people.models import Person

PEOPLE = ("message__person", "message__person__joined_into")


def answered(conversation: int) -> None:
    """Brings a conversation in line with its messages after one left, and the matters it is filed in.
    Call it inside the transaction that stores the message.

    The same figures as a recount, but in time that does not grow with the matter: an answer to thousands
    stays as quick at the end as at the beginning.
    """
    matters = sorted(matters_of({conversation}))
    # Nobody else counts these people until this transaction ends.
    list(Matter.objects.select_for_update().filter(pk__in=matters).order_by("pk").values_list("pk"))
    before = {matter: waiting_among(matter, conversation) for matter in matters}
    refresh_waiting({conversation})
    for matter in matters:
        relieved = len(before[matter]) - len(waiting_among(matter, conversation))
        if relieved > 0:
            rows = Matter.objects.filter(pk=matter)
            rows.update(waiting=Greatest(F("waiting") - relieved, 0))


def waiting_among(matter: int, conversation: int) -> set[int]:
    """Which of the people of this conversation wait in this matter, in whatever conversation."""
    here = Filing.objects.filter(matter=matter, message__conversation=conversation)
    people = canonical(here)
    # Their keys first: a store that reads a large matter to find one person takes a second for each answer.
    rows = Person.objects.filter(Q(pk__in=people) | Q(joined_into__in=people))
    theirs = list(rows.values_list("pk", flat=True))
    waiting = Filing.objects.filter(message__person__in=theirs, matter=matter)
    return canonical(waiting.filter(message__conversation__waiting_since__isnull=False))


def canonical(filings: QuerySet[Filing]) -> set[int]:
    """The canonical people who wrote the messages filed."""
    pairs = filings.values_list(*PEOPLE).distinct()
    return {joined_into or person for person, joined_into in pairs if person is not None}
