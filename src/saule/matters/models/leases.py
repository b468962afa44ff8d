"""Who is on what: leases, what was handed over and why, what was skipped, who is answered on their own."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from saule.desk.models import Desk, Team, User
from saule.matters.models.matters import Matter
from saule.matters.models.messages import Conversation, Message


def about_one(name: str) -> models.CheckConstraint:
    """A row is about a conversation or about a matter, never about both."""
    one = Q(conversation__isnull=False, matter=None) | Q(conversation=None, matter__isnull=False)
    return models.CheckConstraint(condition=one, name=name)


def once(field: str, name: str) -> models.UniqueConstraint:
    """At most one row that has not ended for each conversation, or each matter."""
    return models.UniqueConstraint(
        fields=(field,), condition=Q(**{"ended_at": None, f"{field}__isnull": False}), name=name
    )


class Lease(models.Model):
    """Somebody has a conversation, or a matter, in hand until a moment: nobody else is offered it.

    It is renewed while they are there, and over by itself after ``until``. The row stays; ``ended`` says how
    it was over once somebody gave it back, answered, or took it after its time.
    """

    class Ended(models.TextChoices):
        """How a lease was over."""

        RELEASED = "released", _("given back")
        ANSWERED = "answered", _("answered")
        HANDED_OVER = "handed_over", _("handed over")
        SKIPPED = "skipped", _("skipped")
        EXPIRED = "expired", _("its time was over")

    desk = models.ForeignKey(Desk, on_delete=models.CASCADE, related_name="leases")
    conversation = models.ForeignKey(
        Conversation, null=True, blank=True, on_delete=models.CASCADE, related_name="leases"
    )
    matter = models.ForeignKey(Matter, null=True, blank=True, on_delete=models.CASCADE, related_name="leases")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="leases")
    since = models.DateTimeField()
    until = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended = models.CharField(max_length=20, choices=Ended, blank=True)

    class Meta:
        constraints = (
            about_one("lease_is_about_one_thing"),
            once("conversation", "one_lease_per_conversation"),
            once("matter", "one_lease_per_matter"),
        )
        indexes = (models.Index(fields=("desk", "until"), condition=Q(ended_at=None), name="lease_standing"),)

    def __str__(self) -> str:
        return f"{self.user_id} on {self.conversation_id or self.matter_id} until {self.until:%H:%M}"


class HandOver(models.Model):
    """A conversation or a matter was handed to somebody with what they need to know; ended when answered."""

    desk = models.ForeignKey(Desk, on_delete=models.CASCADE, related_name="hand_overs")
    conversation = models.ForeignKey(
        Conversation, null=True, blank=True, on_delete=models.CASCADE, related_name="hand_overs"
    )
    matter = models.ForeignKey(
        Matter, null=True, blank=True, on_delete=models.CASCADE, related_name="hand_overs"
    )
    to_user = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    to_team = models.ForeignKey(Team, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    context = models.TextField()
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("at", "id")
        constraints = (
            about_one("hand_over_is_about_one_thing"),
            once("conversation", "one_hand_over_per_conversation"),
            once("matter", "one_hand_over_per_matter"),
            models.CheckConstraint(
                condition=Q(to_user__isnull=False, to_team=None) | Q(to_user=None, to_team__isnull=False),
                name="hand_over_is_to_one",
            ),
        )
        indexes = (
            models.Index(fields=("desk", "at"), condition=Q(ended_at=None), name="hand_over_standing"),
        )

    def __str__(self) -> str:
        return f"{self.conversation_id or self.matter_id} → {self.to_user_id or self.to_team_id}"

    @property
    def to(self) -> User | Team | None:
        """Who was given it."""
        return self.to_user or self.to_team


class Skip(models.Model):
    """Somebody passed on what they were to answer, for a reason. ``number``: how often that was, with this
    time, since whoever waits began to wait.
    """

    OFTEN: ClassVar[int] = 3
    """Skipped so often, it goes to those who lead the desk."""

    class Reason(models.TextChoices):
        """Why, as it is most often."""

        KNOWLEDGE = "knowledge", _("somebody else knows this better")
        INFORMATION = "information", _("a piece of information is missing")
        LANGUAGE = "language", _("not in a language I write well")
        INVOLVED = "involved", _("I know the person, or am concerned")
        OTHER = "other", _("for another reason")

    desk = models.ForeignKey(Desk, on_delete=models.CASCADE, related_name="skips")
    conversation = models.ForeignKey(
        Conversation, null=True, blank=True, on_delete=models.CASCADE, related_name="skips"
    )
    matter = models.ForeignKey(Matter, null=True, blank=True, on_delete=models.CASCADE, related_name="skips")
    reason = models.CharField(max_length=20, choices=Reason)
    why = models.CharField(max_length=300, blank=True)
    number = models.PositiveIntegerField()
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("at", "id")
        constraints = (about_one("skip_is_about_one_thing"),)
        indexes = (
            models.Index(fields=("desk", "by", "at"), name="skip_by_whom"),
            models.Index(fields=("desk", "at"), condition=Q(number__gte=3), name="skip_often"),
        )

    def __str__(self) -> str:
        return f"{self.conversation_id or self.matter_id} skipped for the {self.number}. time"


class FollowUpQuerySet(models.QuerySet["FollowUp"]):
    """Reads over what is answered apart."""

    def standing(self) -> "FollowUpQuerySet":
        """Those that nobody has taken back."""
        return self.filter(ended_at=None)


class FollowUp(models.Model):
    """A conversation is answered on its own, beside whatever is answered to many: an answer to the matter
    does not end its wait, nor keep its promise. ``message`` is what asks for it; empty where a colleague
    does, for the whole conversation.
    """

    class Because(models.TextChoices):
        """Why a common answer may not be enough."""

        DANGER = "danger", _("it speaks of a danger")
        REFERENCE = "reference", _("it names a file of the person’s own")
        PERSON = "person", _("a colleague asked for it")

    desk = models.ForeignKey(Desk, on_delete=models.CASCADE, related_name="follow_ups")
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="follow_ups")
    message = models.ForeignKey(
        Message, null=True, blank=True, on_delete=models.CASCADE, related_name="follow_ups"
    )
    because = models.CharField(max_length=20, choices=Because)
    why = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    ended_why = models.CharField(max_length=300, blank=True)

    objects: ClassVar[models.Manager["FollowUp"]] = FollowUpQuerySet.as_manager()

    class Meta:
        ordering = ("at", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("message",),
                condition=Q(ended_at=None, message__isnull=False),
                name="one_follow_up_per_message",
            ),
        )
        indexes = (
            models.Index(
                fields=("desk", "because", "conversation"),
                condition=Q(ended_at=None),
                name="follow_up_standing",
            ),
        )

    def __str__(self) -> str:
        return f"{self.because} in {self.conversation_id}"
