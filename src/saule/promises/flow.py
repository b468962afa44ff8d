"""The flow of work: what arrives, what is answered, who waits, day by day; and how the desk bears it."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.db.models import Max, Min, Q
from django.utils.translation import gettext as _

from saule.desk.models import Desk, Nature
from saule.matters.models import Filing
from saule.promises.predicting import weekly_capacity

WEEKS = 4
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
    """

    arriving: float
    capacity: int
    share: float | None
    posture: str

    @property
    def words(self) -> str:
        """The posture in words, for the gauge."""
        return {
            "stands": _("The willow stands"),
            "bends": _("The willow bends"),
            "bent": _("The willow is bent low"),
        }.get(self.posture, _("No capacity is stated"))


class Wait(NamedTuple):
    """A time in which somebody waited: from a day on, up to the day of an answer or of the settling."""

    begun: date
    ended: date | None
    answered: bool


def per_day(desk: Desk, *, now: datetime, days: int = 30) -> list[Day]:
    """The last ``days`` days up to today. Who waits at the end of today is who waits now."""
    today = desk.local_date(now)
    first = today - timedelta(days - 1)
    waits = list(waits_since(desk, first, now - timedelta(days + 1)))
    arrived = Counter(wait.begun for wait in waits)
    answered = Counter(wait.ended for wait in waits if wait.answered)
    left = Counter(wait.ended for wait in waits if wait.ended)
    waiting = sum(1 for wait in waits if wait.begun < first)
    rows = []
    for day in (first + timedelta(n) for n in range(days)):
        waiting += arrived[day] - left[day]
        rows.append(Day(day, arrived[day], answered[day], waiting))
    return rows


def waits_since(desk: Desk, first: date, since: datetime) -> Iterable[Wait]:
    """The waits that were not over when the day ``first`` began. ``since``: a moment before that day."""
    rows = desk.conversations.annotate(settled=Max("settlements__at"))
    rows = rows.filter(Q(waiting_since__isnull=False) | Q(answered_at__gte=since) | Q(settled__gte=since))
    for opened, waiting, answered, settled in rows.values_list(
        "opened_at", "waiting_since", "answered_at", "settled"
    ):
        end = answered or (None if waiting else settled)
        if end and desk.local_date(end) >= first:
            yield Wait(desk.local_date(opened), desk.local_date(end), answered is not None)
        if waiting:
            yield Wait(desk.local_date(waiting), None, False)


def load(desk: Desk, *, now: datetime) -> Load:
    """Answers needed a week, over the last four weeks (or since the first message), against the capacity."""
    since = now - timedelta(weeks=WEEKS)
    first = desk.conversations.aggregate(first=Min("opened_at"))["first"]
    weeks = min(max((now - first) / timedelta(weeks=1), 1.0), WEEKS) if first else WEEKS
    arriving = answers_needed(desk, since) / weeks
    capacity = weekly_capacity(desk, desk.local_date(now))
    if not capacity:
        return Load(arriving, 0, None, "unknown")
    share = arriving / capacity
    return Load(
        arriving, capacity, share, "stands" if share <= STANDS else "bends" if share <= BENDS else "bent"
    )


def answers_needed(desk: Desk, since: datetime) -> int:
    """The units of work that came since: each shared matter once, each other conversation for itself."""
    asked = desk.conversations.filter(
        opened_at__gte=since, messages__awaits_answer=True, messages__outgoing=False
    )
    conversations = set(asked.values_list("pk", flat=True))
    filed = Filing.objects.filter(
        message__conversation__desk=desk,
        message__conversation__opened_at__gte=since,
        matter__nature=Nature.SHARED,
    ).values_list("message__conversation", "matter", "matter__opened_at")
    shared = {conversation: (matter, opened) for conversation, matter, opened in filed}
    new = {matter for matter, opened in shared.values() if opened >= since}
    return len(conversations - shared.keys()) + len(new)
