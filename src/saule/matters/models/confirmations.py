"""What somebody outside asked for, under an address of which nobody knows yet that it is theirs."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from saule.desk.ids import new_id
from saule.desk.models import Desk, Language
from saule.desk.states import Stateful, Transition, legal_states, state_is_known
from saule.matters.models.matters import Matter
from saule.matters.models.peers import PeerAnswer
from saule.people.models import Person


class Confirmation(Stateful):
    """A wish from outside that counts once a link in a mail was followed.

    ``network``, ``alike``, ``domain`` and ``pattern`` are keyed digests: of the part of the net it came from,
    of the mailbox however its address is spelled, of its mail domain, and of what addresses of one series
    share (empty where nothing does). ``doubts`` are codes of what makes it suspicious; such a one is *held*
    when it is confirmed, until a person has looked at it. The address itself (``value``) and the words are
    only kept until it was confirmed or is over; ``person`` is who it turned out to be.
    """

    class Purpose(models.TextChoices):
        """What was asked for."""

        SIGN = "sign", _("to sign a matter")
        WRITE = "write", _("to write to the desk")
        PEER = "peer", _("to answer another person")
        ENDORSE = "endorse", _("to say that an answer helped")

    class State(models.TextChoices):
        """Where it stands."""

        ASKED = "asked", _("asked for")
        CONFIRMED = "confirmed", _("confirmed")
        HELD = "held", _("confirmed, and held until somebody has looked")
        REFUSED = "refused", _("set aside")

    LEGAL = legal_states(asked="confirmed held", held="confirmed refused", refused="held")

    desk = models.ForeignKey(Desk, on_delete=models.CASCADE, related_name="confirmations")
    public_id = models.CharField(max_length=16, unique=True, default=new_id, editable=False)
    purpose = models.CharField(max_length=10, choices=Purpose)
    matter = models.ForeignKey(
        Matter, null=True, blank=True, on_delete=models.CASCADE, related_name="confirmations"
    )
    peer_answer = models.ForeignKey(
        PeerAnswer, null=True, blank=True, on_delete=models.CASCADE, related_name="confirmations"
    )
    value = models.CharField(max_length=320)
    shown_name = models.CharField(max_length=60, blank=True)
    language = models.CharField(max_length=5, choices=Language)
    subject = models.CharField(max_length=200, blank=True)
    text = models.TextField(blank=True)
    details = models.JSONField(default=dict, blank=True)
    network = models.BinaryField(max_length=16)
    alike = models.BinaryField(max_length=32)
    domain = models.BinaryField(max_length=16, default=b"")
    pattern = models.BinaryField(max_length=16, default=b"")
    doubts = models.JSONField(default=list, blank=True)
    state = models.CharField(max_length=20, choices=State, default=State.ASKED)
    person = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="confirmations"
    )
    asked_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            state_is_known("asked confirmed held refused", "confirmation_state_is_known"),
            models.CheckConstraint(
                condition=~Q(purpose="sign") | Q(matter__isnull=False), name="who_signs_signs_a_matter"
            ),
        )
        indexes = (
            models.Index(fields=("matter", "alike"), name="confirmation_by_mailbox"),
            models.Index(fields=("matter", "asked_at"), name="confirmation_of_matter"),
            models.Index(fields=("alike", "asked_at"), name="confirmation_of_mailbox"),
            models.Index(fields=("desk", "asked_at"), name="confirmation_by_time"),
            models.Index(fields=("network", "asked_at"), name="confirmation_by_network"),
            models.Index(fields=("desk", "state"), condition=Q(state="held"), name="confirmation_held"),
        )

    def __str__(self) -> str:
        return self.public_id


class ConfirmationTransition(Transition):
    """One change of a confirmation's state."""

    confirmation = models.ForeignKey(Confirmation, on_delete=models.CASCADE, related_name="transitions")
