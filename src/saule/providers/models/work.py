"""What is handed to providers, and what the figure guard stopped of theirs."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from saule.desk.ids import new_id
from saule.desk.models import Membership, User
from saule.desk.policies import may
from saule.desk.states import Stateful, Transition, legal_states, state_is_known
from saule.matters.models import Assignment, Conversation, Delivery
from saule.providers.models.contracts import Provider

STATES = "proposed handed taken checking answered returned untaken recalled declined lapsed"
OPEN = ("proposed", "handed", "taken", "checking")
WITH_THEM = ("handed", "taken", "checking")


class HandoverQuerySet(models.QuerySet["Handover"]):
    """Reads over what was handed to providers."""

    def with_them(self) -> "HandoverQuerySet":
        """What providers have now: handed on, and given to nobody else since."""
        return self.filter(state__in=WITH_THEM, conversation__assigned_team=F("provider__team"))

    def visible_to(self, membership: Membership) -> "HandoverQuerySet":
        """What a provider's agent may see: what their own team has now. Others see nothing here."""
        if not may(membership, "see handed"):
            return self.none()
        theirs = self.with_them().filter(provider__desk=membership.desk_id)
        return theirs.filter(provider__team__in=membership.team_keys)


class Handover(Stateful):
    """A conversation that a provider is to answer. The promise given in it stands.

    ``why`` holds the figures for which it was handed on: ``{"arriving": 80, "capacity": 50, "rank": 71}``.
    What is not taken by ``take_by`` comes back. ``delivery`` is the reply that answered.
    """

    class State(models.TextChoices):
        """Where it stands."""

        PROPOSED = "proposed", _("proposed")
        HANDED = "handed", _("handed on")
        TAKEN = "taken", _("taken")
        CHECKING = "checking", _("waits for a leader’s word")
        ANSWERED = "answered", _("answered")
        RETURNED = "returned", _("given back")
        UNTAKEN = "untaken", _("not taken in time")
        RECALLED = "recalled", _("taken back")
        DECLINED = "declined", _("not handed on")
        LAPSED = "lapsed", _("no longer needed")

    LEGAL = legal_states(
        proposed="handed declined lapsed",
        handed="taken returned untaken recalled",
        taken="checking answered returned recalled",
        checking="taken returned recalled",
    )

    provider = models.ForeignKey(Provider, on_delete=models.PROTECT, related_name="handovers")
    public_id = models.CharField(max_length=16, unique=True, default=new_id, editable=False)
    conversation = models.ForeignKey(Conversation, on_delete=models.PROTECT, related_name="handovers")
    state = models.CharField(max_length=20, choices=State, default=State.PROPOSED)
    why = models.JSONField(default=dict, blank=True)
    at = models.DateTimeField()
    handed_at = models.DateTimeField(null=True, blank=True)
    take_by = models.DateTimeField(null=True, blank=True)
    assignment = models.ForeignKey(
        Assignment, null=True, blank=True, on_delete=models.SET_NULL, related_name="handovers"
    )
    taken_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    delivery = models.OneToOneField(
        Delivery, null=True, blank=True, on_delete=models.SET_NULL, related_name="handover"
    )

    objects: ClassVar[models.Manager["Handover"]] = HandoverQuerySet.as_manager()

    class Meta:
        ordering = ("at", "id")
        constraints = (
            state_is_known(STATES, "handover_state_is_known"),
            models.UniqueConstraint(
                fields=("conversation",), condition=Q(state__in=OPEN), name="one_handover_at_a_time"
            ),
            models.CheckConstraint(
                condition=~Q(state="answered") | Q(answered_at__isnull=False), name="answered_says_when"
            ),
        )
        indexes = (
            models.Index(fields=("provider", "state"), name="handover_by_state"),
            models.Index(
                fields=("provider", "answered_at"),
                condition=Q(answered_at__isnull=False),
                name="handover_answered",
            ),
        )

    def __str__(self) -> str:
        return self.public_id


class HandoverTransition(Transition):
    """One change of a handover's state."""

    handover = models.ForeignKey(Handover, on_delete=models.CASCADE, related_name="transitions")


class FigureStop(models.Model):
    """A provider's reply stated figures that the reference does not have so: it did not leave.

    ``figures`` are those, with their verdicts. ``asked_at``: its writer asked a leader. A leader either takes
    the conversation over (``taken_over``) or gives it back, with a word.
    """

    handover = models.ForeignKey(Handover, on_delete=models.CASCADE, related_name="figure_stops")
    figures = models.JSONField(default=list)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    taken_over = models.BooleanField(default=False)
    why = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ("at", "id")

    def __str__(self) -> str:
        return f"figures of {self.handover}"
