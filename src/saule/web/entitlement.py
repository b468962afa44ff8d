"""What people of a matter are entitled to, beside what was promised them: both said honestly."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Min

from saule.desk.calendar import Calendar
from saule.desk.entitling import deadline
from saule.desk.models import Kind
from saule.matters.models import Conversation, Matter
from saule.promises.models import Promise


@dataclass(frozen=True, slots=True)
class Entitlement:
    """The heading that grants an answer, its last day for who waits longest, and whether that is over."""

    kind: Kind
    day: date | None
    over: bool
    promised_after: bool


def entitlement(matter: Matter, promise: Promise | None, today: date) -> Entitlement | None:
    """What the matter's heading grants; None where it grants nothing."""
    if matter.kind is None or matter.kind.entitled_days is None:
        return None
    waiting = Conversation.objects.waiting().filter(messages__filings__matter=matter)
    first = waiting.aggregate(first=Min("waiting_since"))["first"]
    if first is None:
        return Entitlement(matter.kind, None, False, False)
    day = deadline(matter.kind, matter.desk.local_date(first), Calendar(matter.desk))
    promised = promise.day if promise else None
    later = day is not None and promised is not None and promised > day
    return Entitlement(matter.kind, day, day is not None and day < today, later)
