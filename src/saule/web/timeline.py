"""A person's timeline: all that came in, left, was promised and was done, over all channels, by time.

However long it is, a page of it takes one short query for each sort of thing.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import Exists, F, Model, OuterRef, Q, QuerySet

from saule.matters.knowing import Circle
from saule.matters.models import (
    Delivery,
    Matter,
    Message,
    Note,
    Objection,
    Return,
    Settlement,
    Signature,
    SignatureEvidence,
    SupportMove,
)
from saule.people.models import PersonJoin
from saule.promises.models import Promise, PromiseTransition
from saule.web.rare import Rare

LENGTH = 30
VIEWS = ("all", "said", "promises")
WHERE = ("conversation__public_id", "conversation__subject")


class Mark(NamedTuple):
    """A place in the timeline: everything that comes after it is older."""

    at: datetime
    rank: int
    key: int

    def __str__(self) -> str:
        return f"{self.at.isoformat()}~{self.rank}~{self.key}"


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened: ``sort`` names the part of the template that shows it."""

    mark: Mark
    sort: str
    thing: Any

    @property
    def at(self) -> datetime:
        """When it happened."""
        return self.mark.at


@dataclass(frozen=True, slots=True)
class Stretch:
    """A page of the timeline; ``older`` is where the next one begins (empty: this is the end)."""

    entries: list[Entry]
    older: str


def read_mark(text: str) -> Mark | None:
    """The place that a link names; None for none and for what is no place."""
    try:
        at, rank, key = text.split("~")
        moment = datetime.fromisoformat(at)
        return Mark(moment, int(rank), int(key)) if moment.tzinfo else None
    except (ValueError, OverflowError):
        return None


def stretch(circle: Circle, view: str, after: Mark | None, length: int = LENGTH) -> Stretch:
    """A page of what happened with these people, the newest first."""
    found: list[Entry] = []
    rare = Rare(RARE.values(), circle.conversations)
    for rank, (sort, views, rows_of) in enumerate(SORTS):
        if view in views and (sort not in RARE or RARE[sort] in rare):
            rows = past(rows_of(circle), rank, after).order_by("-moment", "-pk")[: length + 1]
            found += [Entry(Mark(row.moment, rank, row.pk), sort, row) for row in rows]
    found.sort(key=lambda entry: (entry.mark.at, -entry.mark.rank, entry.mark.key), reverse=True)
    shown = found[:length]
    return Stretch(shown, str(shown[-1].mark) if len(found) > length else "")


def past(rows: QuerySet[Any], rank: int, after: Mark | None) -> QuerySet[Any]:
    """Those that come after a place: older; or of the same moment and a later sort, or a smaller key."""
    if after is None:
        return rows
    here = Q(moment__lt=after.at)
    if rank > after.rank:
        here |= Q(moment=after.at)
    elif rank == after.rank:
        here |= Q(moment=after.at, pk__lt=after.key)
    return rows.filter(here)


def messages(circle: Circle) -> QuerySet[Message]:
    """What came in and what left, with the outcome of what Saule sent."""
    rows = Message.objects.filter(circle.theirs("conversation__person", "person"))
    rows = rows.filter(conversation__in=circle.conversations).annotate(moment=F("received_at"))
    kept = ("public_id", "channel", "outgoing", "automatic", "mail_class", "subject", "said", "text")
    shown = ("language", "received_at", "conversation__public_id", "conversation__subject", "address__value")
    sent = ("delivery__public_id", "delivery__purpose", "delivery__state", "delivery__recorded")
    return rows.select_related("conversation", "address", "delivery").only(*kept, *shown, *sent)


def deliveries(circle: Circle) -> QuerySet[Delivery]:
    """What has not left (yet)."""
    rows = Delivery.objects.filter(conversation__in=circle.conversations, recorded=None)
    rows = rows.filter(circle.theirs("person")).annotate(moment=F("created_at"))
    return rows.select_related("conversation", "address")


def returns(circle: Circle) -> QuerySet[Return]:
    """What came back and never arrived."""
    rows = Return.objects.filter(delivery__conversation__in=circle.conversations, final=True)
    rows = rows.filter(circle.theirs("delivery__person")).annotate(moment=F("at"))
    return rows.select_related("delivery__conversation")


def promises(circle: Circle) -> QuerySet[Promise]:
    """Dates given, and those that took the place of another."""
    rows = Promise.objects.filter(conversation__in=circle.own).annotate(moment=F("given_at"))
    follows = ("follows__state", "follows__day")
    return rows.select_related("conversation", "follows").only("day", "basis", "told_by", *follows, *WHERE)


def endings(circle: Circle) -> QuerySet[PromiseTransition]:
    """What became of dates: kept, late, withdrawn. A date that moved is told by the one that follows it."""
    rows = PromiseTransition.objects.filter(promise__conversation__in=circle.own)
    rows = rows.exclude(to_state=Promise.State.MOVED).annotate(moment=F("at"))
    where = (f"promise__{field}" for field in WHERE)
    return rows.select_related("promise__conversation").only("to_state", "promise__day", *where)


def objections(circle: Circle) -> QuerySet[Objection]:
    """“This does not answer me.”"""
    rows = Objection.objects.filter(conversation__in=circle.own).annotate(moment=F("at"))
    return rows.select_related("conversation")


def settlements(circle: Circle) -> QuerySet[Settlement]:
    """What was found to need no answer, and who took that back."""
    rows = Settlement.objects.filter(conversation__in=circle.own).annotate(moment=F("at"))
    return rows.select_related("conversation", "by", "ended_by")


def notes(circle: Circle) -> QuerySet[Note]:
    """What colleagues noted in the conversations."""
    rows = Note.objects.filter(conversation__in=circle.own, removed_at=None).annotate(moment=F("at"))
    return rows.select_related("conversation", "by")


def signatures(circle: Circle) -> QuerySet[Signature]:
    """The matters for which they count, or counted."""
    evidence = SignatureEvidence.objects.filter(signature=OuterRef("pk"))
    rows = Signature.objects.filter(circle.in_sight, Exists(evidence), person=circle.person)
    rows = rows.exclude(matter__state=Matter.State.MERGED).annotate(moment=F("since"))
    return rows.select_related("matter").only("state", "matter__public_id", "matter__title")


def moves(circle: Circle) -> QuerySet[SupportMove]:
    """When a correction made them count for another matter, and whether they know."""
    rows = SupportMove.objects.filter(circle.in_sight, conversation__in=circle.own)
    return rows.select_related("matter", "conversation", "correction").annotate(moment=F("at"))


def joins(circle: Circle) -> QuerySet[PersonJoin]:
    """Who was joined to this person, or parted from them again."""
    rows = PersonJoin.objects.filter(circle.theirs("person", "into")).annotate(moment=F("at"))
    shown = ("undoes", "why", "person__name", "person__joined_into", "by__name")
    return rows.select_related("person", "by").only(*shown)


RARE: dict[str, type[Model]] = {
    "delivery": Delivery,
    "return": Return,
    "objection": Objection,
    "settlement": Settlement,
    "note": Note,
    "move": SupportMove,
}
Rows = Callable[[Circle], QuerySet[Any]]
SORTS: Sequence[tuple[str, tuple[str, ...], Rows]] = (
    ("ending", ("all", "promises"), endings),
    ("promise", ("all", "promises"), promises),
    ("objection", ("all", "said"), objections),
    ("settlement", ("all",), settlements),
    ("note", ("all",), notes),
    ("return", ("all", "said"), returns),
    ("delivery", ("all", "said"), deliveries),
    ("message", ("all", "said"), messages),
    ("move", ("all",), moves),
    ("signature", ("all",), signatures),
    ("join", ("all",), joins),
)
"""Each sort of thing, the views that show it, and its rows. Of the same moment, the first stands above."""
