"""How providers are compared: data security, weights, the limit below which nothing is handed to them."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from saule.desk.models import Desk, User
from saule.providers.models.contracts import Provider


class OverflowRule(models.Model):
    """How a desk hands work on, from a moment on. The newest row counts.

    ``mode``: off, propose (a leader confirms) or automatic. The weights say how much relevance and data
    security count in a rank; below ``lowest_rank`` nothing is handed any more. What is not taken within
    ``take_hours`` comes back.
    """

    class Mode(models.TextChoices):
        """Who decides that work is handed on."""

        OFF = "off", _("never")
        PROPOSE = "propose", _("Saule proposes, a person confirms")
        AUTOMATIC = "automatic", _("Saule hands it on by itself")

    desk = models.ForeignKey(Desk, on_delete=models.CASCADE, related_name="overflow_rules")
    mode = models.CharField(max_length=10, choices=Mode, default=Mode.PROPOSE)
    relevance_weight = models.PositiveSmallIntegerField(default=2)
    security_weight = models.PositiveSmallIntegerField(default=1)
    lowest_rank = models.PositiveSmallIntegerField(default=50)
    take_hours = models.PositiveSmallIntegerField(default=24)
    at = models.DateTimeField()
    by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("-at", "-id")
        constraints = (
            models.CheckConstraint(
                condition=Q(mode__in=["off", "propose", "automatic"]), name="overflow_mode_is_known"
            ),
        )

    def __str__(self) -> str:
        return f"{self.desk}: {self.mode}"


class QuestionWeight(models.Model):
    """How much a question of data security counts at a desk, from a moment on. The newest row counts."""

    desk = models.ForeignKey(Desk, on_delete=models.CASCADE, related_name="question_weights")
    question = models.CharField(max_length=40)
    weight = models.PositiveSmallIntegerField()
    at = models.DateTimeField()
    by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("at", "id")

    def __str__(self) -> str:
        return f"{self.question}: {self.weight}"


class SecurityAnswer(models.Model):
    """What a provider answered to a question of data security, with its evidence. The newest row counts.

    ``choice`` is a code of the question; empty: the answer was taken back.
    """

    provider = models.ForeignKey(Provider, on_delete=models.CASCADE, related_name="security_answers")
    question = models.CharField(max_length=40)
    choice = models.CharField(max_length=20, blank=True)
    evidence = models.CharField(max_length=300, blank=True)
    dated = models.DateField(null=True, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("at", "id")

    def __str__(self) -> str:
        return f"{self.provider}, {self.question}: {self.choice}"


class Stop(models.Model):
    """Nothing is handed to a provider from ``at`` on, and why; until a person lifts it, with a reason.

    ``rank`` is what it was when Saule itself stopped (``by`` is empty then).
    """

    provider = models.ForeignKey(Provider, on_delete=models.CASCADE, related_name="stops")
    rank = models.PositiveSmallIntegerField(null=True, blank=True)
    why = models.CharField(max_length=300)
    at = models.DateTimeField()
    by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    lift_why = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ("-at", "-id")
        constraints = (
            models.UniqueConstraint(
                fields=("provider",), condition=Q(lifted_at=None), name="one_stop_at_a_time"
            ),
        )

    def __str__(self) -> str:
        return f"{self.provider} stopped on {self.at:%Y-%m-%d}"
