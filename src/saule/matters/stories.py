"""Stories: what some people wrote and were answered, and which of their conversations are about what."""

from bisect import insort
from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime
from typing import NamedTuple

from django.db.models import Q

from saule.engines.sequels import ASKED, DISPUTED, FOLLOWED
from saule.matters.merged import standing_for
from saule.matters.models import Filing, MailClass, Matter, Message, Objection, Sequel
from saule.people.models import Person

OURS = FOLLOWED


class Told(NamedTuple):
    """One thing said: by the person (``ASKED``, ``DISPUTED``) or by the desk (``OURS``)."""

    at: datetime
    what: str
    key: int
    conversation: int


class Stories:
    """The stories of these canonical people, whoever was joined to them included. Some queries for all.

    A person's message counts if it was written by a human and is more than thanks (``awaits_answer``).
    """

    def __init__(self, people: Collection[int], matters: Iterable[int] = ()) -> None:
        self.canonical = canonical_of(people)
        self.told: dict[int, list[Told]] = defaultdict(list)
        self.read_messages()
        self.read_objections()
        self.matters = matters_of({one.conversation for rows in self.told.values() for one in rows})
        self.standing = standing(matters)

    def read_messages(self) -> None:
        """What people wrote and what was written to them by a person."""
        rows = Message.objects.filter(person__in=self.canonical, mail_class=MailClass.HUMAN)
        rows = rows.filter(Q(outgoing=True, automatic=False) | Q(outgoing=False, awaits_answer=True))
        fields = ("person", "received_at", "outgoing", "pk", "conversation")
        for person, at, outgoing, key, conversation in rows.values_list(*fields):
            insort(
                self.told[self.canonical[person]], Told(at, OURS if outgoing else ASKED, key, conversation)
            )

    def read_objections(self) -> None:
        """When they said that something does not answer them."""
        rows = Objection.objects.filter(conversation__person__in=self.canonical)
        fields = ("conversation__person", "at", "pk", "conversation")
        for person, at, key, conversation in rows.values_list(*fields):
            insort(self.told[self.canonical[person]], Told(at, DISPUTED, key, conversation))

    def about(self, sequel: Sequel) -> list[Told]:
        """What was said about the same thing, in order: in the sequel's own conversation, and in each other
        one of the same person in which something is filed under its matter.
        """
        matter = self.standing.get(sequel.matter_id or 0)
        return self.shared(sequel.person_id, sequel.conversation_id, {matter} if matter else set())

    def shared(self, person: int, conversation: int, matters: Collection[int]) -> list[Told]:
        """What was said with this person, in this conversation or in others about one of these matters."""
        return [
            one
            for one in self.told[self.canonical.get(person, person)]
            if one.conversation == conversation or not self.matters[one.conversation].isdisjoint(matters)
        ]


def canonical_of(people: Collection[int]) -> dict[int, int]:
    """Each of these people, and of those joined with them, with the canonical one."""
    above = Person.objects.filter(pk__in=people).values_list("pk", "joined_into")
    roots = {joined or person for person, joined in above}
    below = Person.objects.filter(joined_into__in=roots).values_list("pk", "joined_into")
    found = {person: joined for person, joined in below if joined is not None}
    return {**{root: root for root in roots}, **found}


def matters_of(conversations: Collection[int]) -> dict[int, set[int]]:
    """In which matters something of each conversation is filed."""
    found: dict[int, set[int]] = defaultdict(set)
    rows = Filing.objects.filter(message__conversation__in=conversations)
    for conversation, matter in rows.values_list("message__conversation", "matter").distinct():
        found[conversation].add(matter)
    return found


def standing(matters: Iterable[int]) -> dict[int, int]:
    """Each of these matters with the one that stands for it now."""
    rows = Matter.objects.filter(pk__in=set(matters)).select_related("merged_into").only("merged_into")
    return {row.pk: standing_for(row).pk for row in rows}
