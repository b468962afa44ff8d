"""What followed a closing: who came back about the same thing, and what a colleague who read it says."""

from collections.abc import Collection
from datetime import date
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from saule.desk.ids import new_id
from saule.desk.models import Desk, Kind, Membership, Team
from saule.desk.policies import may, sees_all_work
from saule.desk.states import state_is_known
from saule.matters.models.answers import Answer
from saule.matters.models.matters import Matter
from saule.matters.models.messages import Conversation, Message, Objection, Settlement, theirs
from saule.people.models import Person


class SequelQuerySet(models.QuerySet["Sequel"]):
    """Reads over sequels."""

    def counted(self) -> "SequelQuerySet":
        """All but those that say nothing: taken back, never arrived, or followed by another answer."""
        return self.exclude(state=Sequel.State.VOID)

    def answers(self) -> "SequelQuerySet":
        """Those in which somebody was answered; the others were settled without an answer."""
        return self.filter(settlement=None)

    def settlements(self) -> "SequelQuerySet":
        """Those that a colleague settled without an answer."""
        return self.filter(settlement__isnull=False)

    def between(self, first: date, last: date) -> "SequelQuerySet":
        """Those of the months from that of ``first`` to that of ``last``."""
        return self.filter(month__gte=first.replace(day=1), month__lte=last)

    def of_members(self, members: Collection[Membership]) -> "SequelQuerySet":
        """Those that these members closed."""
        return self.filter(by__in=[member.user_id for member in members])

    def of_teams(self, teams: Collection[Team]) -> "SequelQuerySet":
        """Those that these teams closed."""
        return self.filter(team__in=teams)


class Sequel(models.Model):
    """One person was answered about one thing, or it was settled for them; and what came of it.

    Begins with one outgoing ``message`` or one ``settlement``. ``by`` wrote the answer (empty: it was written
    before Saule), ``team`` is that of theirs which the thing belongs to, ``month`` the first day of the month
    in which it was closed. The person had made ``contacts`` until then, and had waited ``waited`` days.
    It is looked at again at ``look_on`` (empty: decided).
    """

    class State(models.TextChoices):
        """What came of it."""

        YOUNG = "young", _("too young to tell")
        ENDED = "ended", _("it ended there")
        REPEATED = "repeated", _("wrote again")
        OBJECTED = "objected", _("said that it does not answer")
        VOID = "void", _("does not count")

    desk = models.ForeignKey(Desk, on_delete=models.CASCADE, db_index=False, related_name="sequels")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="sequels")
    conversation = models.ForeignKey(Conversation, on_delete=models.PROTECT, related_name="sequels")
    matter = models.ForeignKey(
        Matter, null=True, blank=True, on_delete=models.PROTECT, related_name="sequels"
    )
    kind = models.ForeignKey(
        Kind, null=True, blank=True, on_delete=models.SET_NULL, db_index=False, related_name="+"
    )
    answer = models.ForeignKey(
        Answer, null=True, blank=True, on_delete=models.PROTECT, related_name="sequels"
    )
    message = models.OneToOneField(
        Message, null=True, blank=True, on_delete=models.PROTECT, related_name="sequel"
    )
    settlement = models.OneToOneField(
        Settlement, null=True, blank=True, on_delete=models.PROTECT, related_name="sequel"
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        db_index=False,
        related_name="sequels",
    )
    team = models.ForeignKey(
        Team, null=True, blank=True, on_delete=models.SET_NULL, db_index=False, related_name="sequels"
    )
    at = models.DateTimeField()
    month = models.DateField()
    contacts = models.PositiveSmallIntegerField(default=0)
    waited = models.PositiveSmallIntegerField(null=True, blank=True)
    state = models.CharField(max_length=20, choices=State, default=State.YOUNG)
    decided_at = models.DateTimeField(null=True, blank=True)
    look_on = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager["Sequel"]] = SequelQuerySet.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(message__isnull=False, settlement=None)
                | Q(message=None, settlement__isnull=False),
                name="sequel_begins_with_one_thing",
            ),
            state_is_known("young ended repeated objected void", "sequel_state_is_known"),
        )
        indexes = (
            models.Index(fields=("look_on",), condition=Q(look_on__isnull=False), name="sequel_to_look_at"),
            # All that the reports count is in it: they read the index and no row.
            models.Index(
                fields=(
                    *("desk", "month", "by", "team", "kind", "settlement"),
                    *("state", "at", "contacts", "waited"),
                ),
                condition=~Q(state="void"),
                name="sequel_figures",
            ),
        )

    def __str__(self) -> str:
        return f"sequel of {self.message_id or self.settlement_id}"


class ComebackQuerySet(models.QuerySet["Comeback"]):
    """Reads over premature closings."""

    def standing(self) -> "ComebackQuerySet":
        """Those that nobody has set aside."""
        return self.filter(ended_at=None)

    def open(self) -> "ComebackQuerySet":
        """Those whose person still waits since they came back."""
        return self.standing().filter(conversation__waiting_since__isnull=False)


class Comeback(models.Model):
    """A premature closing: within the desk's days the same person was back about the same thing, at ``at``.

    Whoever closed it, and when, is in the ``sequel``; ``conversation`` is where they came back, by one
    ``message`` or one ``objection``. Set aside at ``ended_at``: a person said that it was about something
    else, or (``ended_by`` empty) the desk now listens for fewer days.
    """

    sequel = models.OneToOneField(Sequel, on_delete=models.PROTECT, related_name="comeback")
    conversation = models.ForeignKey(Conversation, on_delete=models.PROTECT, related_name="comebacks")
    message = models.ForeignKey(
        Message, null=True, blank=True, on_delete=models.PROTECT, related_name="comebacks"
    )
    objection = models.ForeignKey(
        Objection, null=True, blank=True, on_delete=models.PROTECT, related_name="comebacks"
    )
    at = models.DateTimeField()
    found_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    ended_why = models.CharField(max_length=300, blank=True)

    objects: ClassVar[models.Manager["Comeback"]] = ComebackQuerySet.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(message__isnull=False, objection=None) | Q(message=None, objection__isnull=False),
                name="comeback_by_one_thing",
            ),
        )
        indexes = (models.Index(fields=("at",), name="comeback_by_time"),)

    def __str__(self) -> str:
        return f"comeback after {self.sequel_id}"


class Draw(models.Model):
    """The answers of one week (its Monday) from which some were drawn to be read again.

    ``answers`` is how many different ones left, ``wanted`` how many the desk's rules ask for. The same
    ``seed`` draws the same ones.
    """

    desk = models.ForeignKey(Desk, on_delete=models.CASCADE, related_name="draws")
    week = models.DateField()
    seed = models.CharField(max_length=16)
    answers = models.PositiveIntegerField()
    wanted = models.PositiveIntegerField()
    at = models.DateTimeField()

    class Meta:
        ordering = ("-week",)
        constraints = (models.UniqueConstraint(fields=("desk", "week"), name="one_draw_a_week"),)

    def __str__(self) -> str:
        return f"draw of {self.week}"


class RereadingQuerySet(models.QuerySet["Rereading"]):
    """Reads over rereadings."""

    def to_read(self, membership: Membership) -> "RereadingQuerySet":
        """Those that wait for this member, in conversations that they may see."""
        mine = self.filter(reader=membership.user_id, read_at=None, draw__desk=membership.desk_id)
        return mine.filter(theirs(membership, "sequel__conversation"))

    def visible_to(self, membership: Membership) -> "RereadingQuerySet":
        """What a member may see: what was drawn for them, what was said of their answers, leaders all."""
        if not may(membership, "see work"):
            return self.none()
        rows = self.filter(draw__desk=membership.desk_id)
        if sees_all_work(membership):
            return rows
        seen = rows.filter(theirs(membership, "sequel__conversation"))
        about_me = Q(sequel__by=membership.user_id, read_at__isnull=False)
        return seen.filter(Q(reader=membership.user_id) | about_me)


class Rereading(models.Model):
    """An answer was drawn for a colleague of its author to read again, and what they said of it.

    ``right``: what it says is true. ``fitting``: it answers what was asked. ``humane``: one would like to be
    written to so. Empty until it was read at ``read_at``.
    """

    class Word(models.TextChoices):
        """What a reader says to one of the questions."""

        YES = "yes", _("yes")
        NO = "no", _("no")
        UNSURE = "unsure", _("I cannot tell")

    draw = models.ForeignKey(Draw, on_delete=models.CASCADE, related_name="rereadings")
    public_id = models.CharField(max_length=16, unique=True, default=new_id, editable=False)
    sequel = models.ForeignKey(Sequel, on_delete=models.PROTECT, related_name="rereadings")
    reader = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="rereadings")
    read_at = models.DateTimeField(null=True, blank=True)
    right = models.CharField(max_length=10, choices=Word, blank=True)
    fitting = models.CharField(max_length=10, choices=Word, blank=True)
    humane = models.CharField(max_length=10, choices=Word, blank=True)
    words = models.TextField(blank=True)

    objects: ClassVar[models.Manager["Rereading"]] = RereadingQuerySet.as_manager()

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=("sequel", "reader"), name="drawn_once_for_a_reader"),
            models.CheckConstraint(
                condition=Q(read_at=None, right="", fitting="", humane="")
                | (Q(read_at__isnull=False) & ~Q(right="") & ~Q(fitting="") & ~Q(humane="")),
                name="what_was_read_is_answered",
            ),
        )

    def __str__(self) -> str:
        return self.public_id
