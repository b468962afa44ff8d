"""Pressing: what a member is to answer next, of what is owed and what they see, know and can write.

First a danger, then what was handed to them, for those who lead what was skipped often, then the earliest
date (what is late before what is to come), then what has no date: the strongest matter, the longest wait.
Where nothing is owed, the hours left go to the strongest matter below its threshold. What rests, and what a
colleague has in hand, is passed over; what they skipped today comes back last.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property

from django.db.models import Exists, OuterRef, Q, QuerySet

from saule.desk.models import Membership, Nature
from saule.desk.policies import may
from saule.matters.items import Item, answered_already, item_of
from saule.matters.models import (
    Conversation,
    Filing,
    FollowUp,
    HandOver,
    Lease,
    Matter,
    Message,
    Objection,
    Skip,
)
from saule.matters.models.matters import MatterQuerySet
from saule.matters.models.messages import ConversationQuerySet, OfTheirs
from saule.matters.skipping import skipped_often
from saule.promises.models import Promise

MOST = 20
HANDED, GRAVE, OFTEN, DATED, STRONG, LONGEST = "handed", "grave", "often", "dated", "strong", "longest"
BELOW = "below"


@dataclass(frozen=True, slots=True)
class Pressing:
    """An item and why it comes first: one of the words above."""

    item: Item
    because: str


@dataclass(frozen=True)
class Chooser:
    """What one member may take up at a moment; ``again``: also what they skipped today."""

    member: Membership
    now: datetime
    again: bool = False

    def first(self) -> Pressing | None:
        """What presses most; None when nothing is owed that the member may take up now."""
        steps: tuple[Callable[[], Pressing | None], ...] = (
            self.grave,
            self.handed,
            self.often,
            self.dated,
            self.strong,
            self.longest,
            self.below,
        )
        return next((found for step in steps if (found := step())), None)

    @cached_property
    def held(self) -> QuerySet[Lease]:
        """What colleagues have in hand."""
        rows = Lease.objects.filter(desk=self.member.desk_id, ended_at=None, until__gt=self.now)
        return rows.exclude(user=self.member.user_id)

    @cached_property
    def skipped(self) -> QuerySet[Skip]:
        """What the member skipped today."""
        zone = self.member.desk.zone
        morning = self.now.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)
        rows = Skip.objects.filter(desk=self.member.desk_id, by=self.member.user_id, at__gte=morning)
        return rows.none() if self.again else rows

    @cached_property
    def passed_over(self) -> dict[str, set[int]]:
        """The keys of what is in other hands or was skipped: conversations, and matters."""
        found: dict[str, set[int]] = {"conversation": set(), "matter": set()}
        for rows in (self.held, self.skipped):
            for conversation, matter in rows.values_list("conversation", "matter"):
                found["conversation" if conversation else "matter"].add(conversation or matter)
        found["matter"] |= set(self.with_others.values_list("matter", flat=True))
        return found

    @cached_property
    def with_others(self) -> QuerySet[HandOver]:
        """The matters that were handed to somebody else who works here."""
        rows = HandOver.objects.filter(desk=self.member.desk_id, ended_at=None, matter__isnull=False)
        there = Membership.objects.filter(desk=self.member.desk_id, ended_at=None).values("user")
        return rows.exclude(self.to_me).filter(Q(to_user=None) | Q(to_user__in=there))

    @property
    def to_me(self) -> Q:
        """What was handed to the member, or to a team of theirs."""
        return Q(to_user=self.member.user_id) | Q(to_team__in=self.member.team_keys)

    @cached_property
    def free(self) -> ConversationQuerySet:
        """The conversations in which somebody waits and that the member may take up."""
        seen: ConversationQuerySet = Conversation.objects.visible_to(self.member)
        rows = seen.waiting().awake(self.now).not_with_others(self.member).filter(~answered_already())
        return rows.exclude(pk__in=self.passed_over["conversation"])

    @cached_property
    def fitting(self) -> ConversationQuerySet:
        """Those among them that are under a heading that the member knows and in a language they write."""
        rows = self.free
        if self.member.skill_keys:
            kinds = ", ".join(map(str, self.member.skill_keys))
            rows = rows.filter(OfTheirs("pk", kinds=kinds))
        if lacking := self.member.languages_lacking:
            written = {"conversation": OuterRef("pk"), "outgoing": False, "language__in": lacking}
            rows = rows.filter(~Exists(Message.objects.filter(**written)))
        return rows

    @cached_property
    def matters(self) -> MatterQuerySet:
        """The matters in which somebody waits and that the member may take up, the strongest first."""
        seen: MatterQuerySet = Matter.objects.visible_to(self.member)
        rows = seen.open().filter(waiting__gt=0).exclude(pk__in=self.passed_over["matter"])
        if self.member.skill_keys:
            rows = rows.filter(Q(kind=None) | Q(kind__in=self.member.skill_keys))
        return rows.exclude(language__in=self.member.languages_lacking).select_related("kind").by_strength()

    def grave(self) -> Pressing | None:
        """Who may be in danger: those who are answered on their own, then the strongest matter."""
        danger = FollowUp.objects.standing().filter(because=FollowUp.Because.DANGER)
        here = danger.filter(desk=self.member.desk_id).values("conversation")
        waits = self.fitting.filter(pk__in=here)
        if found := waits.order_by("waiting_since", "pk").first():
            return Pressing(found, GRAVE)
        graves = self.items_of(self.matters.filter(grave=True)[:MOST])
        return next((Pressing(item, GRAVE) for item in graves), None)

    def items_of(self, matters: QuerySet[Matter]) -> Iterator[Item]:
        """What is answered in these matters: all at once, or each person of a personal one."""
        for matter in matters:
            item = matter if matter.nature == Nature.SHARED else self.first_of(matter)
            if item is not None:
                yield item

    def first_of(self, matter: Matter) -> Conversation | None:
        """Who waits longest in a matter of personal cases."""
        here = Filing.objects.filter(matter=matter).values("message__conversation")
        return self.fitting.filter(pk__in=here).order_by("waiting_since", "pk").first()

    def handed(self) -> Pressing | None:
        """What colleagues handed to the member, then what is the member's own: by date, then by wait."""
        if over := next(self.handed_over(), None):
            return Pressing(over, HANDED)
        given = self.free.filter(assigned_to=self.member.user_id)
        if not given.exists():
            return None
        dated = next(self.by_date(given), None)
        found = dated or given.order_by("waiting_since", "pk").first()
        return Pressing(found, HANDED) if found else None

    def handed_over(self) -> Iterator[Item]:
        """What colleagues handed to the member or a team of theirs and they may take up, oldest first."""
        rows = HandOver.objects.filter(self.to_me, desk=self.member.desk_id, ended_at=None)
        rows = rows.select_related("conversation", "matter").order_by("at", "pk")[:MOST]
        return (item for item in map(item_of, rows) if self.may_take(item))

    def may_take(self, item: Item) -> bool:
        """Whether the member may take up this one, whatever they know or write."""
        if isinstance(item, Conversation):
            return self.free.filter(pk=item.pk).exists()
        rows = Matter.objects.visible_to(self.member).open().filter(pk=item.pk, waiting__gt=0)
        return item.pk not in self.passed_over["matter"] and rows.exists()

    def often(self) -> Pressing | None:
        """For those who lead: what colleagues skipped so often that nobody seems to be the one for it."""
        if not may(self.member, "approve"):
            return None
        found = next(filter(self.may_take, skipped_often(self.member)), None)
        return Pressing(found, OFTEN) if found else None

    def dated(self) -> Pressing | None:
        """The earliest date of what the member knows and can write."""
        for conversation in self.by_date(self.fitting):
            if item := self.item_for(conversation):
                return Pressing(item, DATED)
        return None

    def by_date(self, among: ConversationQuerySet) -> Iterator[Conversation]:
        """The first few of these conversations by their date: what is late is before what is to come."""
        here = Exists(among.exclude(self.in_passed_over()).filter(pk=OuterRef("conversation")))
        for state in (Promise.State.LATE, Promise.State.GIVEN):
            rows = Promise.objects.filter(desk=self.member.desk_id, state=state, day__isnull=False)
            for promise in rows.filter(here).select_related("conversation").order_by("day", "pk")[:MOST]:
                if promise.conversation:
                    yield promise.conversation

    def in_passed_over(self) -> Q:
        """Conversations that are answered with others in a matter which is passed over."""
        if not (matters := self.passed_over["matter"]):
            return Q(pk__in=())
        filed = Filing.objects.filter(matter__in=matters).values("message__conversation")
        return Q(pk__in=filed) & ~own()

    def item_for(self, conversation: Conversation) -> Item | None:
        """The matter in which the conversation is answered with others, else itself; None if it is neither
        for the member: its matter is another team's, or in other hands.
        """
        if Conversation.objects.filter(own(), pk=conversation.pk).exists():
            return conversation
        here = Filing.objects.filter(message__conversation=conversation).values("matter")
        shared = Matter.objects.open().filter(pk__in=here, nature=Nature.SHARED)
        seen = Matter.objects.visible_to(self.member).exclude(pk__in=self.passed_over["matter"])
        return seen.filter(pk__in=shared).first()

    def strong(self) -> Pressing | None:
        """The strongest of the shared matters to which an answer is owed."""
        found = self.matters.due().filter(nature=Nature.SHARED).first()
        return Pressing(found, STRONG) if found else None

    def below(self) -> Pressing | None:
        """The strongest of the matters to which no answer is owed yet."""
        found = self.matters.below_threshold().first()
        return Pressing(found, BELOW) if found else None

    def longest(self) -> Pressing | None:
        """Who waits longest of those who are answered on their own."""
        found = self.fitting.filter(own()).order_by("waiting_since", "pk").first()
        return Pressing(found, LONGEST) if found else None


def own() -> Q:
    """Conversations that are answered on their own: in no shared matter that is open, or apart from it."""
    shared = {
        "matter__nature": Nature.SHARED,
        "matter__state__in": (Matter.State.OPEN, Matter.State.REOPENED),
    }
    together = Filing.objects.filter(message__conversation=OuterRef("pk"), **shared)
    apart = FollowUp.objects.standing().filter(conversation=OuterRef("pk"))
    objects = Objection.objects.filter(conversation=OuterRef("pk"), at__gte=OuterRef("waiting_since"))
    return ~Q(Exists(together)) | Q(Exists(apart)) | Q(Exists(objects))


def pressing(member: Membership, *, now: datetime) -> Pressing | None:
    """What presses most for this member; what they skipped today only when nothing else is left."""
    chooser = Chooser(member, now)
    return chooser.first() or replace(chooser, again=True).first()


def elsewhere(member: Membership, *, now: datetime) -> bool:
    """Whether something waits that the member may take up, but not within what they know and write."""
    return Chooser(member, now, again=True).free.filter(own()).exists()
