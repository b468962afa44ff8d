"""The work that waits: which conversations are one unit of work, and what is ahead of what."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db.models import F, Q
from django.db.models.functions import Coalesce

from saule.desk.models import Desk, Nature
from saule.matters.models import Filing, FollowUp, Matter, Objection

CALENDAR_DAYS = 7 / 5
"""About how many days go by for each one on which a desk works."""
Unit = tuple[str, int, int]
"""One answer to write: a shared matter, one person's case in a personal matter, or a lone conversation."""


class Case(NamedTuple):
    """One conversation that waits, with what its forecast depends on."""

    conversation: int
    person: int | None
    since: datetime
    matter: Matter | None
    apart: bool = False
    """Answered on its own, whatever is answered to many."""

    @property
    def kind(self) -> str:
        """The code of its heading; empty when it has none."""
        return self.matter.kind.code if self.matter and self.matter.kind else ""

    @property
    def due(self) -> bool:
        """Whether an answer is owed; a conversation without a matter always gets one."""
        return self.matter is None or self.matter.due or self.apart

    @property
    def grave(self) -> bool:
        """Whether somebody may be in danger."""
        return self.matter is not None and self.matter.grave

    @property
    def urgency(self) -> tuple[int, datetime]:
        """What comes first: danger, then what a text grants by its deadline, then the longest wait."""
        kind = self.matter.kind if self.matter else None
        if self.grave or kind is None or not kind.statutory:
            return (0 if self.grave else 2, self.since)
        days = (kind.entitled_days or 0) * (CALENDAR_DAYS if kind.in_working_days else 1)
        return (1, self.since + timedelta(days=days))

    @property
    def shared(self) -> bool:
        """Whether one answer serves several people."""
        if self.matter is None or self.apart:
            return False
        return self.matter.nature == Nature.SHARED and self.matter.people > 1

    @property
    def unit(self) -> Unit:
        """The unit of work it belongs to: people of one shared matter are answered at once."""
        if self.matter is None or self.apart:
            return ("conversation", self.conversation, 0)
        if self.matter.nature == Nature.SHARED:
            return ("matter", self.matter.pk, 0)
        if self.person is None:
            return ("conversation", self.conversation, 0)
        return ("case", self.matter.pk, self.person)


class Queue:
    """All that waits at a desk: danger first, then deadlines of the law, then as people came."""

    def __init__(self, cases: Iterable[Case]) -> None:
        self.cases = {case.conversation: case for case in cases}
        first: dict[Unit, tuple[int, datetime]] = {}
        self.firsts: dict[Unit, datetime] = {}
        for case in self.cases.values():
            if case.due:
                first[case.unit] = min(first.get(case.unit, case.urgency), case.urgency)
                self.firsts[case.unit] = min(self.firsts.get(case.unit, case.since), case.since)
        ordered = sorted(first, key=lambda unit: (first[unit], unit))
        self.places = {unit: place for place, unit in enumerate(ordered)}

    @classmethod
    def of(cls, desk: Desk) -> "Queue":
        """What waits now, in a few queries."""
        matters, apart = matters_of_waiting(desk), answered_apart(desk)
        rows = desk.conversations.waiting().annotate(who=Coalesce("person__joined_into", "person"))
        fields = ("pk", "who", "waiting_since")
        return cls(
            Case(pk, who, since, matters.get(pk), pk in apart)
            for pk, who, since in rows.order_by("waiting_since", "pk").values_list(*fields)
        )

    def ahead(self, unit: Unit) -> int:
        """How many units of work come before this one; for one that is not in the queue, all of them."""
        return self.places.get(unit, len(self.places))

    def since(self, case: Case) -> datetime:
        """When the first person of the case's unit began to wait."""
        return self.firsts.get(case.unit, case.since)


def answered_apart(desk: Desk) -> set[int]:
    """The conversations in which somebody waits for an answer of their own, or has none in the common one."""
    waiting = Q(conversation__desk=desk, conversation__waiting_since__isnull=False)
    own = FollowUp.objects.standing().filter(waiting).values_list("conversation", flat=True)
    since = F("conversation__waiting_since")
    objecting = Objection.objects.filter(waiting, at__gte=since).values_list("conversation", flat=True)
    return {*own, *objecting}


def matters_of_waiting(desk: Desk) -> dict[int, Matter]:
    """For each conversation that waits and is filed, its matter: of several, an open one, the latest."""
    filings = Filing.objects.filter(
        message__conversation__desk=desk,
        message__conversation__waiting_since__isnull=False,
        message__outgoing=False,
    )
    rows = filings.order_by("message__received_at", "pk").values_list("message__conversation", "matter")
    matters = Matter.objects.filter(pk__in=filings.values("matter")).select_related("kind").in_bulk()
    chosen: dict[int, Matter] = {}
    for conversation, pk in rows:
        matter, before = matters[pk], chosen.get(conversation)
        if before is None or matter.is_open or not before.is_open:
            chosen[conversation] = matter
    return chosen
