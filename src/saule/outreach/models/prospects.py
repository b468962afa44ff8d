"""Prospects: who may be written to for a campaign, what was sent to them, and what came back."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from saule.desk.ids import new_id
from saule.desk.models import Membership, User
from saule.desk.policies import may
from saule.desk.states import Stateful, Transition, legal_states, state_is_known
from saule.matters.models import Conversation, Delivery, Message
from saule.outreach.models.campaigns import Campaign, Segment, Variant
from saule.people.models import Address, Origin, Person


class ProspectQuerySet(models.QuerySet["Prospect"]):
    """Reads over prospects."""

    def visible_to(self, membership: Membership) -> "ProspectQuerySet":
        """Leaders see all; generators and closers those of the campaigns they work on; others none."""
        rows = self.filter(campaign__desk=membership.desk_id)
        if may(membership, "lead outreach"):
            return rows
        if not may(membership, "see outreach"):
            return self.none()
        on = {"campaign__members__user": membership.user_id, "campaign__members__ended_at": None}
        return rows.filter(**on)


class Prospect(Stateful):
    """A person who may be written to for a campaign: once per campaign and canonical person.

    ``origin`` is the proof of where the address came from, and on what basis it is used. ``value`` says how
    much is expected of them (the more, the sooner). ``parked_until``: the day from which they may be written
    to again. The conversation is there once something was sent.
    """

    class State(models.TextChoices):
        """Where it stands with them."""

        WAITING = "waiting", _("not written to yet")
        SOLICITED = "solicited", _("written to")
        PARKED = "parked", _("away for now")
        CONTACT = "contact", _("in contact")
        REFUSED = "refused", _("does not wish to")
        SILENT = "silent", _("did not answer")
        STOPPED = "stopped", _("must not be written to")

    LEGAL = legal_states(
        waiting="solicited refused stopped",
        solicited="parked contact refused silent stopped",
        parked="solicited contact refused silent stopped",
        contact="refused stopped silent",
        silent="contact refused stopped",
        refused="contact stopped",
        stopped="contact waiting",
    )

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="prospects")
    segment = models.ForeignKey(Segment, on_delete=models.PROTECT, related_name="prospects")
    public_id = models.CharField(max_length=16, unique=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="prospects")
    address = models.ForeignKey(Address, on_delete=models.PROTECT, related_name="prospects")
    origin = models.ForeignKey(Origin, on_delete=models.PROTECT, related_name="prospects")
    conversation = models.OneToOneField(
        Conversation, null=True, blank=True, on_delete=models.PROTECT, related_name="prospect"
    )
    value = models.FloatField(default=1.0)
    state = models.CharField(max_length=20, choices=State, default=State.WAITING)
    parked_until = models.DateField(null=True, blank=True)
    generator = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="generated"
    )
    closer = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="closing")
    at = models.DateTimeField()
    by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar[models.Manager["Prospect"]] = ProspectQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("campaign", "person"), name="one_prospect_per_person"),
            state_is_known(
                "waiting solicited parked contact refused silent stopped", "prospect_state_is_known"
            ),
        )
        indexes = (models.Index(fields=("campaign", "state", "-value", "id"), name="prospect_in_order"),)

    def __str__(self) -> str:
        return self.public_id


class ProspectTransition(Transition):
    """One change of a prospect's state."""

    prospect = models.ForeignKey(Prospect, on_delete=models.CASCADE, related_name="transitions")


class Solicitation(Stateful):
    """One message to a prospect: planned, cleared (its delivery waits at the gate), sent, answered or not.

    ``step`` 0 is the first message. ``by`` is the generator who sends it. ``not_before`` is when its time
    comes; when the person was written to enough for now, it waits for its window.
    """

    class State(models.TextChoices):
        """Where it stands."""

        PLANNED = "planned", _("planned")
        CLEARED = "cleared", _("about to leave")
        SENT = "sent", _("sent")
        REPLIED = "replied", _("answered")
        SILENT = "silent", _("not answered")
        STOPPED = "stopped", _("stopped")

    LEGAL = legal_states(
        planned="cleared stopped",
        cleared="sent planned stopped",
        sent="replied silent stopped",
        silent="replied stopped",
        replied="",
        stopped="",
    )

    prospect = models.ForeignKey(Prospect, on_delete=models.CASCADE, related_name="solicitations")
    public_id = models.CharField(max_length=16, unique=True, default=new_id, editable=False)
    variant = models.ForeignKey(Variant, on_delete=models.PROTECT, related_name="solicitations")
    step = models.PositiveSmallIntegerField(default=0)
    subject = models.CharField(max_length=200)
    body = models.TextField()
    state = models.CharField(max_length=20, choices=State, default=State.PLANNED)
    not_before = models.DateTimeField()
    waits_for = models.CharField(max_length=40, blank=True)
    delivery = models.OneToOneField(
        Delivery, null=True, blank=True, on_delete=models.PROTECT, related_name="solicitation"
    )
    at = models.DateTimeField()
    by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("prospect", "step"), condition=~Q(state="stopped"), name="one_message_per_step"
            ),
            state_is_known("planned cleared sent replied silent stopped", "solicitation_state_is_known"),
        )
        indexes = (
            models.Index(
                fields=("not_before", "id"), condition=Q(state="planned"), name="solicitation_to_clear"
            ),
        )

    def __str__(self) -> str:
        return self.public_id


class SolicitationTransition(Transition):
    """One change of a solicitation's state."""

    solicitation = models.ForeignKey(Solicitation, on_delete=models.CASCADE, related_name="transitions")


class Reply(models.Model):
    """What came back from a prospect, and how it was read: by Saule, or by the person who corrected it.

    The newest row of a message counts. ``returns_on``: the day on which somebody who is away is back.
    """

    class Read(models.TextChoices):
        """What it says."""

        INTERESTED = "interested", _("wants to know more")
        QUESTION = "question", _("asks something")
        REFUSAL = "refusal", _("does not wish to")
        AWAY = "away", _("is away")
        ELSEWHERE = "elsewhere", _("somebody else should be asked")
        BOUNCE = "bounce", _("the address does not exist")
        COMPLAINT = "complaint", _("complains of being written to")
        MACHINE = "machine", _("a machine’s reply")

    prospect = models.ForeignKey(Prospect, on_delete=models.CASCADE, related_name="replies")
    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="replies_read")
    read = models.CharField(max_length=20, choices=Read)
    reason = models.CharField(max_length=40, blank=True)
    returns_on = models.DateField(null=True, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("at", "id")

    def __str__(self) -> str:
        return f"{self.prospect_id}: {self.read}"


class HandOn(models.Model):
    """A generator hands a contact on to a closer, with what they need to know.

    ``taken_at``: the closer has it. Without ``to`` any closer of the campaign may take it.
    """

    prospect = models.ForeignKey(Prospect, on_delete=models.CASCADE, related_name="hand_ons")
    to = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    words = models.TextField()
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    taken_at = models.DateTimeField(null=True, blank=True)
    taken_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("at", "id")

    def __str__(self) -> str:
        return f"{self.prospect_id} handed on"
