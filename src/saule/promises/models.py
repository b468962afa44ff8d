"""Promises: an answer date given to a person, kept, moved, late or withdrawn, never edited."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from saule.desk.ids import new_id
from saule.desk.models import Desk
from saule.desk.states import Stateful, Transition, legal_states, state_is_known
from saule.matters.models import Conversation, Delivery, Matter
from saule.people.models import Person


class Promise(Stateful):
    """An answer date given to a person about a conversation, or to the public about a matter.

    ``day`` is a date at the desk; empty means an honest “no date”, and ``basis`` says why. ``level`` is the
    share of such dates that are meant to be kept; ``inputs`` are the figures it was computed from.
    """

    class State(models.TextChoices):
        """Where a promise stands."""

        GIVEN = "given", _("given")
        KEPT = "kept", _("kept")
        MOVED = "moved", _("moved")
        LATE = "late", _("late")
        KEPT_LATE = "kept_late", _("kept late")
        WITHDRAWN = "withdrawn", _("withdrawn")

    class Basis(models.TextChoices):
        """What a date, or its absence, rests on."""

        HISTORY = "history", _("how long such requests took")
        PLAN = "plan", _("the work that is planned, and how such plans came true")
        CAPACITY = "capacity", _("the weekly capacity the desk states")
        CHARTER = "charter", _("the time that the charter entitles to")
        NO_CAPACITY = "no_capacity", _("no capacity is stated and too few answers are known")
        TOO_FAR = "too_far", _("more work is waiting than can be foreseen")
        RARELY_ANSWERED = "rarely_answered", _("too few such requests are being answered")
        BELOW_THRESHOLD = "below_threshold", _("not enough people have asked yet")

    LEGAL = legal_states(
        given="kept moved late withdrawn",
        late="kept_late moved withdrawn",
    )
    OPEN: ClassVar[tuple[str, ...]] = ("given", "late")

    desk = models.ForeignKey(Desk, on_delete=models.CASCADE, related_name="promises")
    public_id = models.CharField(max_length=16, unique=True, default=new_id, editable=False)
    person = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="promises"
    )
    conversation = models.ForeignKey(
        Conversation, null=True, blank=True, on_delete=models.PROTECT, related_name="promises"
    )
    matter = models.ForeignKey(
        Matter, null=True, blank=True, on_delete=models.PROTECT, related_name="promises"
    )
    day = models.DateField(null=True, blank=True)
    level = models.FloatField()
    basis = models.CharField(max_length=20, choices=Basis)
    inputs = models.JSONField(default=dict)
    engine = models.CharField(max_length=60)
    given_at = models.DateTimeField()
    state = models.CharField(max_length=20, choices=State, default=State.GIVEN)
    follows = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="followed_by"
    )
    told_by = models.ForeignKey(
        Delivery, null=True, blank=True, on_delete=models.PROTECT, related_name="tells"
    )

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(conversation__isnull=False, matter=None)
                | Q(conversation=None, matter__isnull=False),
                name="promise_is_about_one_thing",
            ),
            models.UniqueConstraint(
                fields=("conversation",),
                condition=Q(state__in=["given", "late"]),
                name="one_open_promise_per_conversation",
            ),
            models.UniqueConstraint(
                fields=("matter",),
                condition=Q(state__in=["given", "late"], matter__isnull=False),
                name="one_open_promise_per_matter",
            ),
            state_is_known("given kept moved late kept_late withdrawn", "promise_state_is_known"),
        )
        indexes = (
            models.Index(fields=("desk", "state", "day"), name="promise_by_day"),
            models.Index(fields=("conversation", "state"), name="promise_by_conversation"),
            models.Index(fields=("desk", "given_at", "id"), condition=Q(day=None), name="promise_undated"),
        )

    def __str__(self) -> str:
        return self.public_id


class Beat(models.Model):
    """One moment of the desk's rhythm at which those who wait hear news, and how far the telling has come.

    ``reached`` is the key of the last person looked at; ``done_at`` is set once nobody is left.
    """

    desk = models.ForeignKey(Desk, on_delete=models.CASCADE, related_name="beats")
    at = models.DateTimeField()
    reached = models.BigIntegerField(default=0)
    mails = models.PositiveIntegerField(default=0)
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("desk", "at"), name="one_beat_at_a_time"),)

    def __str__(self) -> str:
        return f"news of {self.at:%Y-%m-%d %H:%M}"


class PromiseTransition(Transition):
    """One change of a promise's state."""

    promise = models.ForeignKey(Promise, on_delete=models.CASCADE, related_name="transitions")


class Overheating(models.Model):
    """A time in which a desk had far more work than it could answer: begun, and ended when it had cooled.

    ``facts`` are the figures at its beginning. Staff are told once for each.
    """

    desk = models.ForeignKey(Desk, on_delete=models.CASCADE, related_name="overheatings")
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    facts = models.JSONField(default=dict)
    told_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-began_at", "-id")
        constraints = (
            models.UniqueConstraint(
                fields=("desk",), condition=Q(ended_at=None), name="one_overheating_at_a_time"
            ),
        )

    def __str__(self) -> str:
        return f"{self.desk}: since {self.began_at:%Y-%m-%d}"


class Learned(models.Model):
    """What was learned of a desk's waits, renewed every day: figures that can be learned again at any time.

    ``mark`` names the history that it was learned from; ``answered``, ``enough`` and ``usual_days`` are what
    little is known while there is no ``state`` of the engine. ``reviewed_on`` is the last day on which it was
    looked whether the dates given can still be kept, ``tried`` the mark of what there was when those without
    a date were last tried.
    """

    desk = models.OneToOneField(Desk, on_delete=models.CASCADE, related_name="learned")
    mark = models.CharField(max_length=120)
    at = models.DateTimeField()
    answered = models.PositiveIntegerField(default=0)
    enough = models.BooleanField(default=False)
    usual_days = models.PositiveIntegerField(default=0)
    state = models.JSONField(null=True)
    reviewed_on = models.DateField(null=True)
    tried = models.CharField(max_length=300, default="")

    def __str__(self) -> str:
        return self.mark


class MonthFigures(models.Model):
    """What a month of the desk's work came to, renewed by the worker: figures that can be counted again.

    ``days`` is for how many days the desk listened when they were counted.
    """

    desk = models.ForeignKey(Desk, on_delete=models.CASCADE, related_name="month_figures")
    month = models.DateField()
    days = models.PositiveSmallIntegerField()
    figures = models.JSONField()
    at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("desk", "month"), name="one_count_a_month"),)

    def __str__(self) -> str:
        return f"{self.desk}: {self.month:%Y-%m}"
