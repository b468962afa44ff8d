"""What came back of what we sent, and floods: mails of one address that wait for a person's word."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from saule.desk.ids import new_id
from saule.desk.models import Desk
from saule.desk.states import Stateful, Transition, legal_states, state_is_known
from saule.matters.models.answers import Delivery
from saule.matters.models.messages import Message
from saule.people.models import Address


class Return(models.Model):
    """A server reported that a mail of ours did not arrive. It only grows.

    ``final``: this mail never will; otherwise that server still tries. ``permanent``: the address takes no
    mail, now or later. ``status`` is the code of RFC 3463 (empty: the report has none).
    """

    delivery = models.ForeignKey(Delivery, on_delete=models.PROTECT, related_name="returns")
    message = models.ForeignKey(
        Message, null=True, blank=True, on_delete=models.PROTECT, related_name="returns"
    )
    permanent = models.BooleanField()
    final = models.BooleanField()
    status = models.CharField(max_length=12, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("delivery", "message"), name="returned_once_by_a_report"),
        )

    def __str__(self) -> str:
        return f"return of {self.delivery}"


class FloodQuerySet(models.QuerySet["Flood"]):
    """Reads over floods."""

    def undecided(self) -> "FloodQuerySet":
        """Those about which nobody has decided yet, the newest first."""
        return self.filter(state=Flood.State.OPEN).order_by("-last_at", "-pk")


class Flood(Stateful):
    """So many mails from one address that the later ones wait for a person's decision.

    ``count`` of them are set aside, from ``since`` to ``last_at``.
    """

    class State(models.TextChoices):
        """What a person said about them."""

        OPEN = "open", _("set aside")
        LET_IN = "let_in", _("let in")
        KEPT = "kept", _("kept aside")

    LEGAL = legal_states(open="let_in kept", kept="let_in")

    desk = models.ForeignKey(Desk, on_delete=models.CASCADE, related_name="floods")
    public_id = models.CharField(max_length=16, unique=True, default=new_id, editable=False)
    address = models.ForeignKey(Address, on_delete=models.PROTECT, related_name="floods")
    since = models.DateTimeField()
    last_at = models.DateTimeField()
    count = models.PositiveIntegerField(default=0)
    state = models.CharField(max_length=20, choices=State, default=State.OPEN)

    objects: ClassVar[models.Manager["Flood"]] = FloodQuerySet.as_manager()

    class Meta:
        constraints = (state_is_known("open let_in kept", "flood_state_is_known"),)
        indexes = (models.Index(fields=("desk", "state", "-last_at"), name="flood_by_state"),)

    def __str__(self) -> str:
        return self.public_id


class FloodTransition(Transition):
    """One decision about a flood."""

    flood = models.ForeignKey(Flood, on_delete=models.CASCADE, related_name="transitions")
