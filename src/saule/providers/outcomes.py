"""Outcomes: who was helped by a provider's answers, and who came back about the same thing."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from saule.desk.quality import rules_of
from saule.engines.sequels import ASKED, DISPUTED
from saule.engines.shares import wilson
from saule.matters.models import Comeback, Delivery
from saule.matters.stories import OURS, Stories
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

    A repeat is what the reports count as one (see `following`): an objection, or a message of the same person
    that asks for an answer, in the same conversation or in the same matter. What a colleague found to be
    about something else is none.
    """
    stories = Stories({row.conversation.person_id for row in rows if row.conversation.person_id})
    apart = set_aside({row.conversation_id for row in rows})
    found: dict[int, datetime] = {}
    for row in rows:
        talk = row.conversation
        if row.answered_at is None or talk.person_id is None:
            continue
        last = min(row.answered_at + timedelta(days=days), until)
        told = stories.shared(talk.person_id, talk.pk, stories.matters[talk.pk])
        again = (one for one in told if one.what != OURS and (one.what, one.key) not in apart)
        if first := next((one.at for one in again if row.answered_at < one.at <= last), None):
            found[row.pk] = first
    return found


def set_aside(talks: set[int]) -> set[tuple[str, int]]:
    """What a colleague found to be about something else than the answers in these conversations."""
    rows = Comeback.objects.filter(ended_by__isnull=False, sequel__conversation__in=talks)
    asked = {(ASKED, row.message_id) for row in rows if row.message_id}
    return asked | {(DISPUTED, row.objection_id) for row in rows if row.objection_id}
