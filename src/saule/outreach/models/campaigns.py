"""Campaigns: on whose behalf people are written to, to whom, in which words, and who works on it."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from saule.desk.ids import new_id
from saule.desk.models import Desk, Language, Mailbox, User
from saule.desk.states import Stateful, Transition, legal_states, state_is_known
from saule.outreach.models.clients import Client


class Campaign(Stateful):
    """Contacts are looked for on behalf of a client, from a mailbox.

    ``purpose`` is said to every person who is written to: why they are. ``weekly`` is how many first messages
    may leave in a week, ``worth`` how much an appointment of this campaign counts when a person could be
    written to for several: the more valuable goes first. ``follow_ups`` messages may follow an unanswered
    first one, ``gap_days`` working days apart.
    """

    class State(models.TextChoices):
        """Where a campaign stands."""

        DRAFT = "draft", _("being prepared")
        RUNNING = "running", _("running")
        PAUSED = "paused", _("paused")
        STOPPED = "stopped", _("stopped because of complaints")
        ENDED = "ended", _("ended")

    LEGAL = legal_states(
        draft="running ended",
        running="paused stopped ended",
        paused="running ended",
        stopped="running ended",
        ended="",
    )

    desk = models.ForeignKey(Desk, on_delete=models.CASCADE, related_name="campaigns")
    public_id = models.CharField(max_length=16, unique=True, default=new_id, editable=False)
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="campaigns")
    mailbox = models.ForeignKey(Mailbox, on_delete=models.PROTECT, related_name="campaigns")
    name = models.CharField(max_length=120)
    purpose_fr = models.CharField(max_length=300)
    purpose_en = models.CharField(max_length=300)
    worth = models.PositiveSmallIntegerField(default=1)
    weekly = models.PositiveIntegerField(default=100)
    follow_ups = models.PositiveSmallIntegerField(default=1)
    gap_days = models.PositiveSmallIntegerField(default=5)
    starts = models.DateField()
    ends = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=20, choices=State, default=State.DRAFT)
    at = models.DateTimeField()
    by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("-at", "-id")
        constraints = (
            models.UniqueConstraint(fields=("client", "name"), name="one_campaign_per_name"),
            state_is_known("draft running paused stopped ended", "campaign_state_is_known"),
        )

    def __str__(self) -> str:
        return self.public_id

    def purpose_in(self, language: str) -> str:
        """Why people are written to, in French or, for everybody else, in English."""
        return self.purpose_fr if language == "fr" else self.purpose_en


class CampaignTransition(Transition):
    """One change of a campaign's state."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="transitions")


class CampaignMember(models.Model):
    """A generator or closer works on a campaign, until ``ended_at``."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="members")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="campaign_memberships")
    at = models.DateTimeField()
    by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("campaign", "user"), condition=Q(ended_at=None), name="on_a_campaign_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.user_id} on {self.campaign_id}"


class Segment(models.Model):
    """A part of a campaign's people whom the same words suit: one language, one culture."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="segments")
    public_id = models.CharField(max_length=16, unique=True, default=new_id, editable=False)
    name = models.CharField(max_length=80)
    language = models.CharField(max_length=5, choices=Language)
    culture = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering = ("name", "id")
        constraints = (models.UniqueConstraint(fields=("campaign", "name"), name="one_segment_per_name"),)

    def __str__(self) -> str:
        return self.name


class Variant(models.Model):
    """One wording of a message for a segment: the first one (``step`` 0), or one that follows it.

    Never edited once something left with it: another one takes its place (``retired_at``).
    """

    segment = models.ForeignKey(Segment, on_delete=models.CASCADE, related_name="variants")
    public_id = models.CharField(max_length=16, unique=True, default=new_id, editable=False)
    name = models.CharField(max_length=80)
    step = models.PositiveSmallIntegerField(default=0)
    subject = models.CharField(max_length=200)
    body = models.TextField()
    at = models.DateTimeField()
    by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    retired_at = models.DateTimeField(null=True, blank=True)
    retired_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("step", "name", "id")

    def __str__(self) -> str:
        return self.name
