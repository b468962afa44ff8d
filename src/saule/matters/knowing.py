"""Knowing a person: who of the desk's people a member may see, and what belongs to one of them."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from saule.desk.models import Membership
from saule.desk.policies import may, sees_all_work
from saule.matters.models import Conversation, Matter, Message
from saule.people.joining import members
from saule.people.models import Person


@dataclass(frozen=True, slots=True)
class Circle:
    """A canonical person and all who are them, and what a member of the desk may see of their affairs.

    ``own`` are their conversations, ``conversations`` also those of others in which they wrote; ``waits`` say
    since when which of their own wait, ``since`` when the first of them began.
    """

    person: Person
    members: list[int]
    own: list[int]
    conversations: list[int]
    waits: list[tuple[datetime, int]]
    since: datetime | None
    matters: QuerySet[Matter]

    def theirs(self, *fields: str) -> Q:
        """A row in which one of these fields is this person."""
        found = Q()
        for field in fields:
            found |= Q(**{f"{field}__in": self.members})
        return found


def circle(membership: Membership, person: Person) -> Circle:
    """What a member may see of a canonical person: a few queries, however much there is."""
    group = members(person)
    wrote = Message.objects.filter(person__in=group).values("conversation")
    seen = Conversation.objects.visible_to(membership)
    rows = seen.filter(Q(person__in=group) | Q(pk__in=wrote))
    found = list(rows.values_list("pk", "person", "opened_at", "waiting_since"))
    own = [row for row in found if row[1] in group]
    return Circle(
        person,
        group,
        own=[row[0] for row in own],
        conversations=[row[0] for row in found],
        waits=sorted((row[3], row[0]) for row in own if row[3]),
        since=min((row[2] for row in own), default=None),
        matters=Matter.objects.visible_to(membership),
    )


def people_visible_to(membership: Membership) -> QuerySet[Person]:
    """The canonical persons whom a member may see: leaders all of the desk, agents those of their work."""
    rows = Person.objects.filter(desk=membership.desk_id, joined_into=None, erased_at=None)
    if not may(membership, "see work"):
        return rows.none()
    if sees_all_work(membership):
        return rows
    seen = Conversation.objects.visible_to(membership)
    own = seen.filter(person=OuterRef("pk"))
    joined = seen.filter(person__joined_into=OuterRef("pk"))
    return rows.filter(Exists(own) | Exists(joined))


def with_words(rows: QuerySet[Person], q: str) -> QuerySet[Person]:
    """Those whose name or address, or that of somebody joined to them, holds each of the words."""
    for word in q.split()[:5]:
        held = Person.objects.filter(Q(name__icontains=word) | Q(addresses__value__icontains=word))
        rows = rows.filter(Q(pk__in=held.values("pk")) | Q(joined__in=held.values("pk")))
    return rows.distinct() if q.strip() else rows
