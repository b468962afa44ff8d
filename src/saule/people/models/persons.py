"""People: who writes or is written to, where, with what consent, and how much attention was asked of them."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from saule.desk.ids import new_id
from saule.desk.models import Desk, Language
from saule.desk.states import Stateful, Transition, legal_states, state_is_known


class PersonQuerySet(models.QuerySet["Person"]):
    """Reads over persons."""

    def canonical(self) -> "PersonQuerySet":
        """Only those that were not joined into another."""
        return self.filter(joined_into=None)


class Person(models.Model):
    """Somebody who writes to a desk or is written to; may be pseudonymous.

    Two persons found to be one are joined: ``joined_into`` points at the canonical one, and can be undone.
    """

    desk = models.ForeignKey(Desk, on_delete=models.CASCADE, related_name="persons")
    public_id = models.CharField(max_length=16, unique=True, default=new_id, editable=False)
    name = models.CharField(max_length=200, blank=True)
    language = models.CharField(max_length=5, choices=Language, blank=True)
    joined_into = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="joined"
    )
    created_at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager["Person"]] = PersonQuerySet.as_manager()

    class Meta:
        indexes = (models.Index("desk", Lower("name"), name="person_by_name"),)

    def __str__(self) -> str:
        return self.public_id

    @property
    def canonical(self) -> "Person":
        """This person, or the one they were joined into."""
        return self.joined_into.canonical if self.joined_into else self


class PersonJoin(models.Model):
    """Somebody decided that two persons are one, or undid it (``undoes``). Never edited."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="joins")
    into = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    why = models.CharField(max_length=300)
    undoes = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="undone_by"
    )

    def __str__(self) -> str:
        return f"{self.person} → {self.into}"


class Likeness(Stateful):
    """Two persons may be one: the evidence, and what a person at the desk said. ``evidence`` are codes."""

    class State(models.TextChoices):
        """What became of it."""

        OPEN = "open", _("open")
        ACCEPTED = "accepted", _("accepted")
        DECLINED = "declined", _("declined")

    LEGAL = legal_states(open="accepted declined", accepted="open", declined="open")

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="likenesses")
    other = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    evidence = models.JSONField(default=list)
    state = models.CharField(max_length=20, choices=State, default=State.OPEN)
    at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("person", "other"), name="one_likeness_per_pair"),
            models.CheckConstraint(condition=models.Q(person__lt=models.F("other")), name="pair_in_order"),
            state_is_known("open accepted declined", "likeness_state_is_known"),
        )

    def __str__(self) -> str:
        return f"{self.person} ~ {self.other}"


class LikenessTransition(Transition):
    """One change of a likeness."""

    likeness = models.ForeignKey(Likeness, on_delete=models.CASCADE, related_name="transitions")


class Address(models.Model):
    """Where a person is reached on one channel. ``value`` is the canonical form that is compared.

    ``alike`` is the keyed digest of the mailbox behind an e-mail address, however it is spelled.
    Of several addresses that are one person’s, what Saule writes goes to the one with the latest
    ``preferred_at``; to where they wrote from if none has one.
    """

    desk = models.ForeignKey(Desk, on_delete=models.CASCADE, related_name="addresses")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="addresses")
    channel = models.CharField(max_length=20)
    value = models.CharField(max_length=320)
    alike = models.BinaryField(max_length=32, null=True, blank=True)
    created_at = models.DateTimeField()
    verified_at = models.DateTimeField(null=True, blank=True)
    preferred_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("desk", "channel", "value"), name="one_address_per_channel"),
        )
        indexes = (models.Index(fields=("desk", "alike"), name="address_by_mailbox"),)

    def __str__(self) -> str:
        return f"{self.channel} {self.pk}"


class Suppression(models.Model):
    """An address that must not be written to, kept as a keyed digest: it survives erasure and re-import.

    ``automatic_only``: a person at the desk may still answer by hand (a mailbox that bounced for a while).
    Lifting is a new row with ``lifts``.
    """

    class Reason(models.TextChoices):
        """Why an address is suppressed."""

        OBJECTION = "objection", _("the person objected")
        UNSUBSCRIBED = "unsubscribed", _("unsubscribed")
        BOUNCED = "bounced", _("the address does not exist")
        COMPLAINT = "complaint", _("reported as unwanted")

    desk = models.ForeignKey(Desk, on_delete=models.CASCADE, related_name="suppressions")
    digest = models.BinaryField(max_length=32)
    reason = models.CharField(max_length=20, choices=Reason)
    automatic_only = models.BooleanField(default=False)
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    lifts = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="lifted_by"
    )

    class Meta:
        indexes = (models.Index(fields=("desk", "digest"), name="suppression_by_digest"),)

    def __str__(self) -> str:
        return f"suppression {self.pk} ({self.reason})"


class Pause(models.Model):
    """Mail to this address waits until a moment, because some came back for the time being. It only grows.

    The newest row of an address counts; one whose ``until`` is past ends the pause.
    """

    desk = models.ForeignKey(Desk, on_delete=models.CASCADE, related_name="pauses")
    digest = models.BinaryField(max_length=32)
    until = models.DateTimeField()
    reason = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta:
        indexes = (models.Index(fields=("desk", "digest", "-id"), name="pause_by_digest"),)

    def __str__(self) -> str:
        return f"pause {self.pk}"


class Absence(models.Model):
    """An answering machine said on which day the person is back. It only grows; the newest row counts.

    ``back_on`` is empty in a row that ends an absence: the person wrote again. ``told_by`` is the opaque id
    of the message that says so.
    """

    address = models.ForeignKey(Address, on_delete=models.PROTECT, related_name="absences")
    back_on = models.DateField(null=True, blank=True)
    told_by = models.CharField(max_length=16, blank=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"absence {self.pk}"


class Consent(models.Model):
    """A person agreed to something, in these words; withdrawn as easily as given."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="consents")
    purpose = models.CharField(max_length=40)
    wording_version = models.CharField(max_length=20)
    language = models.CharField(max_length=5, choices=Language, default=Language.FRENCH)
    given_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.purpose} v{self.wording_version}"


class AttentionEntry(models.Model):
    """The attention ledger: one message left for one address. Counted by the gate, whatever sent it.

    ``digest`` is the address under the installation's key, so that counts survive a change of person.
    ``delivery`` is the opaque id of what left.
    """

    desk = models.ForeignKey(Desk, on_delete=models.CASCADE, related_name="attention")
    digest = models.BinaryField(max_length=32)
    purpose = models.CharField(max_length=20)
    automatic = models.BooleanField()
    delivery = models.CharField(max_length=16, unique=True)
    at = models.DateTimeField()

    class Meta:
        indexes = (models.Index(fields=("desk", "digest", "-at"), name="attention_by_digest"),)

    def __str__(self) -> str:
        return f"{self.purpose} {self.delivery}"


class Tombstone(models.Model):
    """A source position whose content was erased: a re-import must not bring it back."""

    desk = models.ForeignKey(Desk, on_delete=models.CASCADE, related_name="tombstones")
    digest = models.BinaryField(max_length=32)
    at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("desk", "digest"), name="one_tombstone_per_position"),)

    def __str__(self) -> str:
        return f"tombstone {self.pk}"
