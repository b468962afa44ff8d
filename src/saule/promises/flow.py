"""The flow of work: what arrives, what is answered, who waits, day by day; and how the desk bears it."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from django.db.models import Exists, Max, Min, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from saule.desk.models import Desk, Nature
from saule.matters.models import Conversation, Filing, Matter, Message, Settlement
from saule.promises.capacity import weekly
from saule.promises.days import per_local_day
from saule.promises.models import Promise

WEEKS = 4
WEEK = timedelta(weeks=1)
STANDS, BENDS = 1.0, 1.5
"""Up to which load the willow stands, and up to which it bends; above, it is bent low."""


class Day(NamedTuple):
    """One day at the desk, in conversations: begun, answered, and waiting when it ended."""

    day: date
    arrived: int
    answered: int
    waiting: int


@dataclass(frozen=True, slots=True)
class Load:
    """The work that arrives against the capacity stated, both in answers a week.

    ``share`` is the one divided by the other; None (and posture ``unknown``) when no capacity is stated.
    With promises ``late``, the willow bends however little comes in.
    """

    arriving: float
    capacity: int
    share: float | None
    posture: str
    late: int = 0

    @property
    def words(self) -> str:
        """The posture in words, for the gauge."""
        return {
            "stands": _("The willow stands"),
            "bends": _("The willow bends"),
            "bent": _("The willow is bent low"),
        }.get(self.posture, _("No capacity is stated"))


def per_day(desk: Desk, *, now: datetime, days: int = 30) -> list[Day]:
    """The last ``days`` days up to today. Who waits at the end of today is who waits now."""
    today = desk.local_date(now)
    first = today - timedelta(days - 1)
    since = datetime.combine(first, time(), tzinfo=desk.zone)
    done = desk.conversations.filter(answered_at__gte=since)
    answered = per_local_day(done, "answered_at", desk)
    settled = settlements_since(desk, since)
    left = answered + Counter(ended for _begun, ended in settled)
    arrived = per_local_day(done, "opened_at", desk) + per_local_day(
        desk.conversations.waiting(), "waiting_since", desk
    )
    arrived += Counter(begun for begun, _ended in settled)
    waiting = sum(count for day, count in arrived.items() if day < first)
    rows = []
    for day in (first + timedelta(n) for n in range(days)):
        waiting += arrived[day] - left[day]
        rows.append(Day(day, arrived[day], answered[day], waiting))
    return rows


def settlements_since(desk: Desk, since: datetime) -> list[tuple[date, date]]:
    """On which days the waits began and ended that somebody settled and nobody answered, since a moment."""
    recent = set(Settlement.objects.standing().filter(at__gte=since).values_list("conversation", flat=True))
    rows = desk.conversations.filter(pk__in=recent, waiting_since=None, answered_at=None)
    last_one = Max("settlements__at", filter=Q(settlements__ended_at=None))
    ended = rows.annotate(last=last_one).values_list("opened_at", "last")
    return [(desk.local_date(begun), desk.local_date(last)) for begun, last in ended]


def load(desk: Desk, *, now: datetime) -> Load:
    """Answers needed a week, over the last four weeks (or since the first message), against the capacity."""
    weeks = weeks_known(desk, now=now)
    arriving = answers_needed(desk, now - weeks * WEEK) / weeks
    capacity = round(weekly(desk, desk.local_date(now)).answers)
    if not capacity:
        return Load(arriving, 0, None, "unknown")
    share = arriving / capacity
    late = desk.promises.filter(state=Promise.State.LATE).count()
    posture = "bent" if share > BENDS else "bends" if share > STANDS or late else "stands"
    return Load(arriving, capacity, share, posture, late)


def weeks_known(desk: Desk, *, now: datetime) -> float:
    """Over how many weeks arrivals are counted: four, or as many as there were since the first message."""
    first = desk.conversations.aggregate(first=Min("opened_at"))["first"]
    return min(max((now - first) / WEEK, 1.0), float(WEEKS)) if first else float(WEEKS)


def answers_needed(desk: Desk, since: datetime) -> int:
    """The units of work that came since: each shared matter once, each other conversation for itself."""
    return needed_alone(desk, since).count() + needed_shared(desk, since).count()


def needed_alone(desk: Desk, since: datetime) -> QuerySet[Conversation]:
    """The conversations since a moment that want an answer of their own."""
    recent = desk.conversations.filter(opened_at__gte=since)
    asking = Message.objects.filter(conversation=OuterRef("pk"), awaits_answer=True, outgoing=False)
    shared = Filing.objects.filter(message__conversation=OuterRef("pk"), matter__nature=Nature.SHARED)
    return recent.filter(Exists(asking), ~Exists(shared))


def needed_shared(desk: Desk, since: datetime) -> QuerySet[Matter]:
    """The shared matters since a moment: one answer serves each."""
    spoken = Filing.objects.filter(matter=OuterRef("pk"), message__conversation__opened_at__gte=since)
    # The last message of a new matter is new too, and by that day there is an index.
    new = desk.matters.filter(nature=Nature.SHARED, opened_at__gte=since, last_at__gte=since)
    return new.filter(Exists(spoken))
