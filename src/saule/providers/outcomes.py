"""Outcomes: who was helped by a provider's answers, and who came back about the same thing."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet

from saule.desk.quality import rules_of
from saule.engines.shares import wilson
from saule.matters.models import Comeback, Delivery, Filing, Message, Objection
from saule.people.models import Person
from saule.providers.models import Handover, Provider

LOOKS_BACK = timedelta(days=180)
ENOUGH = 20
"""Answers whose outcome is known, from which a share says something."""


@dataclass(frozen=True, slots=True)
class Relevance:
    """How many were helped of those of whom it is known, and between what the share lies (95 in 100)."""

    helped: int
    judged: int

    @property
    def low(self) -> float:
        """The lower end of the interval."""
        return wilson(self.helped, self.judged)[0]

    @property
    def high(self) -> float:
        """Its upper end."""
        return wilson(self.helped, self.judged)[1]

    @property
    def enough(self) -> bool:
        """Whether enough is known to judge by it."""
        return self.judged >= ENOUGH


def answered(provider: Provider, since: datetime, until: datetime) -> list[Handover]:
    """What the provider answered from ``since`` until before ``until``; nothing that never left."""
    rows = provider.handovers.filter(answered_at__gte=since, answered_at__lt=until)
    rows = rows.exclude(delivery__state=Delivery.State.REFUSED)
    return list(rows.select_related("conversation").order_by("answered_at", "pk"))


def relevance(provider: Provider, *, now: datetime) -> Relevance:
    """How the answers of the last months turned out, of those whose days for coming back are over."""
    days = rules_of(provider.desk).days
    rows = answered(provider, now - LOOKS_BACK, now - timedelta(days=days))
    again = repeats(rows, days=days, until=now)
    return Relevance(len(rows) - len(again), len(rows))


def repeats(rows: Collection[Handover], *, days: int, until: datetime) -> dict[int, datetime]:
    """When those came back who did within ``days`` of their answer, by the key of the handover.

    A repeat is an objection, or a message of the same person that asks for an answer: in the same
    conversation, or in the same matter. What a colleague found to be about something else is none.
    """
    returned = returns(rows, until=until)
    found: dict[int, datetime] = {}
    for row in rows:
        if row.answered_at is None:
            continue
        last = min(row.answered_at + timedelta(days=days), until)
        moments = [at for at in returned[row.conversation_id] if row.answered_at < at <= last]
        if moments:
            found[row.pk] = min(moments)
    return found


def returns(rows: Collection[Handover], *, until: datetime) -> dict[int, list[datetime]]:
    """Every moment at which the person of each conversation came up again about the same thing."""
    talks = {row.conversation_id for row in rows}
    found: dict[int, list[datetime]] = defaultdict(list)
    since = min((row.answered_at for row in rows if row.answered_at), default=until)
    apart = Comeback.objects.filter(ended_by__isnull=False, sequel__conversation__in=talks)
    objections = Objection.objects.filter(conversation__in=talks, at__gt=since, at__lte=until)
    objections = objections.exclude(comebacks__in=apart)
    for talk, at in objections.values_list("conversation", "at"):
        found[talk].append(at)
    asked = Message.objects.from_people().filter(awaits_answer=True, received_at__gt=since)
    asked = asked.filter(received_at__lte=until).exclude(comebacks__in=apart).order_by()
    for talk, at in asked.filter(conversation__in=talks).values_list("conversation", "received_at"):
        found[talk].append(at)
    for talk, at in elsewhere(talks, asked):
        found[talk].append(at)
    return found


def elsewhere(talks: set[int], asked: QuerySet[Message]) -> Iterable[tuple[int, datetime]]:
    """Messages in other conversations, by the same person in the same matter."""
    own = Filing.objects.filter(message__conversation__in=talks, message__outgoing=False)
    pairs = own.values_list("message__conversation", "message__person", "matter").distinct()
    where = [(talk, person, matter) for talk, person, matter in pairs if person]
    one_of = canonical({person for _talk, person, _matter in where})
    homes: dict[tuple[int, int], set[int]] = defaultdict(set)
    for talk, person, matter in where:
        homes[one_of[person], matter].add(talk)
    others = Filing.objects.filter(matter__in={matter for _talk, _person, matter in where}, message__in=asked)
    rows = list(
        others.exclude(message__conversation__in=talks).values_list(
            "message__person", "matter", "message__received_at"
        )
    )
    known = canonical({person for person, _matter, _at in rows if person})
    for person, matter, at in rows:
        for talk in homes.get((known.get(person, 0), matter), ()):
            yield talk, at


def canonical(keys: set[int]) -> dict[int, int]:
    """Whom each of these persons is one with."""
    rows = Person.objects.filter(pk__in=keys).select_related("joined_into")
    return {one.pk: one.canonical.pk for one in rows}
