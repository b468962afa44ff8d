"""How a desk looks at its own answers: for how long it listens, and how many colleagues read again."""

from django.db import models
from django.db.models import Q

from saule.desk.models.desk import Desk, User


class QualityRule(models.Model):
    """The newest row counts. ``days``: whoever is silent for so long after an answer is taken as answered.

    Of each week's answers ``per_cent`` in a hundred are read again by a colleague, and ``least`` at least.
    """

    desk = models.ForeignKey(Desk, on_delete=models.CASCADE, related_name="quality_rules")
    days = models.PositiveSmallIntegerField()
    per_cent = models.PositiveSmallIntegerField()
    least = models.PositiveSmallIntegerField()
    at = models.DateTimeField()
    by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("-at", "-id")
        constraints = (
            models.CheckConstraint(
                condition=Q(days__gte=1, days__lte=90, per_cent__lte=100, least__lte=50),
                name="quality_rule_is_possible",
            ),
        )

    def __str__(self) -> str:
        return f"{self.days} days, {self.per_cent} % and {self.least} at least"
