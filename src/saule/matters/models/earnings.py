"""What a matter has earned, kept by rows; and the decisions about fraud, which alone can take it away."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from saule.desk.ids import new_id
from saule.matters.models.corrections import Correction
from saule.matters.models.matters import Matter, Signature


class SettingAside(models.Model):
    """A person decided that some signatures of a matter are no one's support. Taken back by its last fields.

    ``confirmed`` is how many confirmed signatures the matter had before.
    """

    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="settings_aside")
    public_id = models.CharField(max_length=16, unique=True, default=new_id, editable=False)
    confirmed = models.PositiveIntegerField()
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    why = models.CharField(max_length=300)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    ended_why = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ("-at", "-id")

    def __str__(self) -> str:
        return self.public_id


class SetAside(models.Model):
    """One signature that a decision about fraud set aside; ``was`` is how it stood before.

    ``told_at`` is when its person was told (empty: not yet); ``spared`` says why they never need to be.
    """

    decision = models.ForeignKey(SettingAside, on_delete=models.PROTECT, related_name="signatures")
    signature = models.ForeignKey(Signature, on_delete=models.PROTECT, related_name="set_aside")
    was = models.CharField(max_length=20, choices=Signature.State)
    told_at = models.DateTimeField(null=True, blank=True)
    spared = models.CharField(max_length=20, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("decision", "signature"), name="set_aside_once_per_decision"),
        )
        indexes = (
            models.Index(
                fields=("decision",), condition=models.Q(told_at=None, spared=""), name="set_aside_to_tell"
            ),
        )

    def __str__(self) -> str:
        return f"{self.signature_id} by {self.decision_id}"


class Earning(models.Model):
    """A matter passed its threshold (``earned``), or lost what it had earned; the newest row counts.

    ``confirmed`` and ``threshold`` are the figures at that moment. ``comes_from`` is the row of another
    matter that went along with a merge or a split, ``correction`` that act, ``decision`` the one about fraud.
    """

    class Because(models.TextChoices):
        """Why."""

        PASSED = "passed", _("its confirmed signatures reached its threshold")
        CARRIED = "carried", _("what it was put together with, or taken out of, had earned it")
        FRAUD = "fraud", _("without the signatures set aside it had never reached its threshold")
        PUT_BACK = "put_back", _("the signatures set aside were put back")
        UNDONE = "undone", _("the act that brought it was undone")

    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="earnings")
    earned = models.BooleanField()
    because = models.CharField(max_length=20, choices=Because)
    confirmed = models.PositiveIntegerField()
    threshold = models.PositiveIntegerField()
    comes_from = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="went_to"
    )
    correction = models.ForeignKey(
        Correction, null=True, blank=True, on_delete=models.PROTECT, related_name="earnings"
    )
    decision = models.ForeignKey(
        SettingAside, null=True, blank=True, on_delete=models.PROTECT, related_name="earnings"
    )
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    why = models.CharField(max_length=300, blank=True)

    objects: ClassVar[models.Manager["Earning"]]

    class Meta:
        ordering = ("id",)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(because__in=["passed", "carried", "fraud", "put_back", "undone"]),
                name="earning_because_is_known",
            ),
            # Nothing is lost for any other reason: the store itself refuses it.
            models.CheckConstraint(
                condition=models.Q(earned=True, because__in=["passed", "carried", "put_back"])
                | models.Q(earned=False, because="fraud", decision__isnull=False, by__isnull=False)
                | models.Q(earned=False, because="undone", correction__isnull=False),
                name="lost_only_for_fraud_or_undone",
            ),
        )
        indexes = (
            models.Index(fields=("matter", "-id"), name="earning_by_matter"),
            models.Index(
                fields=("matter",), condition=models.Q(because="fraud"), name="earning_lost_to_fraud"
            ),
        )

    def __str__(self) -> str:
        return f"{self.matter_id}: {'earned' if self.earned else 'lost'}"
