"""Erasures: the proof that somebody was emptied, place by place."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from saule.desk.ids import new_id
from saule.desk.models import Desk, Language
from saule.people.models.persons import Person


class ErasureProof(models.Model):
    """Somebody was erased: who asked, when, and every place that was touched (``places``).

    It names nobody, so that whoever was erased may keep it, and show it. ``asked_by`` is empty where they
    asked themselves. Without ``done_at`` it is under way: whoever finds it so goes on (``erasing``).
    """

    desk = models.ForeignKey(Desk, on_delete=models.CASCADE, related_name="erasure_proofs")
    public_id = models.CharField(max_length=16, unique=True, default=new_id, editable=False)
    person = models.OneToOneField(Person, on_delete=models.PROTECT, related_name="erasure")
    language = models.CharField(max_length=5, choices=Language)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    why = models.CharField(max_length=300, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = (
            models.Index(fields=("asked_at",), condition=models.Q(done_at=None), name="erasure_under_way"),
        )

    def __str__(self) -> str:
        return self.public_id


class ErasedPlace(models.Model):
    """What became of one place at an erasure: ``matters.Message.text``, ``file.outbox``. It only grows."""

    class Done(models.TextChoices):
        """What was done there."""

        EMPTIED = "emptied", _("emptied")
        DELETED = "deleted", _("deleted")
        MASKED = "masked", _("names masked")
        KEPT = "kept", pgettext_lazy("at an erasure", "kept")

    proof = models.ForeignKey(ErasureProof, on_delete=models.PROTECT, related_name="places")
    place = models.CharField(max_length=80)
    done = models.CharField(max_length=10, choices=Done)
    count = models.PositiveIntegerField()
    at = models.DateTimeField()

    class Meta:
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=("proof", "place"), name="one_row_per_erased_place"),)

    def __str__(self) -> str:
        return f"{self.place} {self.done}"
