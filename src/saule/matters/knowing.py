"""Knowing a person: who of the desk's people a member may see, and what belongs to one of them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import BooleanField, Func, Q, QuerySet

from saule.desk.models import Membership
from saule.desk.policies import may, sees_all_work
from saule.matters.models import Conversation, Message
from saule.matters.models.matters import in_sight
from saule.people.joining import members
from saule.people.models import Person

RUN = 200


@dataclass(frozen=True, slots=True)
class Circle:
    """A canonical person and all who are them, and what a member of the desk may see of their affairs.

    ``own`` are their conversations, ``conversations`` also those of others in which they wrote; ``waits`` say
    since when which of their own wait, ``since`` when the first of them began. ``in_sight`` is what a row
    about a ``matter`` must be for the member to see that.
    """

    person: Person
    members: list[int]
    own: list[int]
    conversations: list[int]
    waits: list[tuple[datetime, int]]
    since: datetime | None
    in_sight: Q

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
        in_sight=in_sight(membership, "matter__"),
    )


def people_of(membership: Membership) -> QuerySet[Person]:
    """The canonical persons of a member's desk; none for those who see no work. See also ``seen_among``."""
    rows = Person.objects.filter(desk=membership.desk_id, joined_into=None, erased_at=None)
    return rows if may(membership, "see work") else rows.none()


class Among(Func):
    """Whether a key is one of these: written out, as thousands of them are put in faster than one by one."""

    output_field = BooleanField()

    def __init__(self, field: str, keys: Collection[int]) -> None:
        super().__init__(field, template=f"%(expressions)s IN ({', '.join(map(str, keys)) or 'NULL'})")


def seen_among(membership: Membership, people: Collection[int]) -> set[int]:
    """Which of these canonical persons a member may see: leaders all, agents those of their work."""
    if sees_all_work(membership):
        return set(people)
    joined = Person.objects.filter(Among("joined_into_id", people)).values_list("pk", "joined_into")
    whose = {key: key for key in people} | {key: root for key, root in joined if root is not None}
    seen = Conversation.objects.visible_to(membership).filter(Among("person_id", whose))
    return {whose[key] for key in seen.order_by().values_list("person", flat=True).distinct() if key in whose}


def newest_seen(membership: Membership, rows: QuerySet[Person], *, start: int, count: int) -> list[Person]:
    """Of these persons that the member may see, ``count`` from the ``start``-th on, the newest first.

    Looked through in runs: to ask for each of thousands whether they may be seen takes seconds.
    """
    if sees_all_work(membership):
        return list(rows.order_by("-pk")[start : start + count])
    keys: list[int] = []
    last, length = None, RUN
    while len(keys) < start + count:
        older = rows.order_by("-pk") if last is None else rows.filter(pk__lt=last).order_by("-pk")
        run = list(older.values_list("pk", flat=True)[:length])
        seen = seen_among(membership, run)
        keys += [key for key in run if key in seen]
        if len(run) < length:
            break
        last, length = run[-1], 2 * length
    found = rows.in_bulk(keys[start : start + count])
    return [found[key] for key in keys[start : start + count]]
