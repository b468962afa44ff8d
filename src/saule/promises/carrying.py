"""Carrying: how much of a desk's load people carry for each other, by month and heading. Reads only.

Counted is who left the queue by their own word because another person's answer helped them, beside those whom
the desk answered; and how many of them asked again afterwards.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from django.db.models import Exists, OuterRef

from saule.desk.models import Desk
from saule.engines.shares import wilson
from saule.matters.models import Message, Settlement


@dataclass(frozen=True, slots=True)
class Carried:
    """How many people left the queue by a peer's answer, of all who left it so or were answered by the desk.

    ``back`` are those of them who asked for something again in the same conversation.
    """

    people: int = 0
    back: int = 0
    answered: int = 0

    @property
    def of(self) -> int:
        """Those who left so or were answered."""
        return self.people + self.answered

    @property
    def interval(self) -> tuple[float, float]:
        """Between what the share that peers carry lies, 95 times in 100."""
        return wilson(self.people, self.of)

    def beside(self, answered: int) -> "Carried":
        """The same beside so many whom the desk answered."""
        return replace(self, answered=answered)


Key = tuple[date, int | None]
"""A month, and the key of a heading (None: without one)."""


def carried(desk: Desk, first: date, last: date) -> dict[Key, Carried]:
    """Who left the queue by a peer's answer in these days, by month and heading; once in each matter."""
    begins, ends = (
        datetime.combine(day, time(), tzinfo=desk.zone) for day in (first, last + timedelta(days=1))
    )
    asked = Message.objects.filter(
        conversation=OuterRef("conversation"), awaits_answer=True, received_at__gt=OuterRef("at")
    )
    rows = Settlement.objects.standing().filter(
        helped_by__isnull=False, conversation__desk=desk, at__gte=begins, at__lt=ends
    )
    who = ("conversation__person", "conversation__person__joined_into", "helped_by__matter")
    fields = ("at", "helped_by__matter__kind", "again", *who)
    found: dict[tuple[Key, int | None, int], bool] = {}
    for at, kind, again, person, into, matter in rows.annotate(again=Exists(asked)).values_list(*fields):
        month = desk.local_date(at).replace(day=1)
        place = ((month, kind), into or person, matter)
        found[place] = found.get(place, False) or again
    people = Counter(key for key, _person, _matter in found)
    back = Counter(key for (key, _person, _matter), again in found.items() if again)
    return {key: Carried(people[key], back[key]) for key in people}


def together(some: Iterable[Carried]) -> Carried:
    """All of these in one."""
    every = list(some)
    return Carried(*(sum(getattr(one, name) for one in every) for name in ("people", "back", "answered")))
