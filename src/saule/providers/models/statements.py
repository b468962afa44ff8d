"""Outcome statements: what a provider did in a month and what is owed for it. Issued once, never changed."""

from django.conf import settings
from django.db import models

from saule.desk.ids import new_id
from saule.providers.models.contracts import Provider
from saule.providers.models.work import Handover


class Statement(models.Model):
    """What a provider did in one month, and what it is owed. A correction is another one that ``corrects``.

    ``figures`` are counts, ``lines`` the bill (code, count, unit and amount in cents), ``rules`` the versions
    of the prices that were in force. ``held`` is what is kept back for now. ``hash`` covers all of it and the
    hash of the statement before (``before``): whoever changes one breaks the chain.
    """

    provider = models.ForeignKey(Provider, on_delete=models.PROTECT, related_name="statements")
    public_id = models.CharField(max_length=16, unique=True, default=new_id, editable=False)
    month = models.DateField()
    figures = models.JSONField()
    lines = models.JSONField()
    rules = models.JSONField()
    total = models.IntegerField()
    held = models.PositiveIntegerField(default=0)
    corrects = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="corrected_by"
    )
    why = models.CharField(max_length=300, blank=True)
    before = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ("-month", "-id")
        constraints = (
            models.UniqueConstraint(
                fields=("provider", "month"),
                condition=models.Q(corrects=None),
                name="one_first_statement_a_month",
            ),
        )

    def __str__(self) -> str:
        return f"{self.provider} {self.month:%Y-%m}"


class StatementItem(models.Model):
    """One handover in a statement: resolved, came back, or counted back after it had been paid."""

    class Outcome(models.TextChoices):
        """What it counted as."""

        RESOLVED = "resolved"
        REPEATED = "repeated"
        COUNTED_BACK = "counted_back"

    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, related_name="items")
    handover = models.ForeignKey(Handover, on_delete=models.PROTECT, related_name="statement_items")
    outcome = models.CharField(max_length=20, choices=Outcome)
    cents = models.IntegerField()

    class Meta:
        ordering = ("id",)
        constraints = (models.UniqueConstraint(fields=("statement", "handover"), name="once_in_a_statement"),)

    def __str__(self) -> str:
        return f"{self.handover}: {self.outcome}"


class HoldbackRelease(models.Model):
    """What a statement had held back is paid with a later one. It happens once."""

    held = models.OneToOneField(Statement, on_delete=models.PROTECT, related_name="release")
    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, related_name="releases")
    cents = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.held} → {self.statement}"
