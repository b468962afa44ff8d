"""The threshold that the desk announces, and within what Saule may decide it."""

from django.db import models

from saule.desk.models.desk import Desk, User


class Threshold(models.Model):
    """The signatures from which an official answer is due, from a moment on, who decided it and why.

    Decided by a person (``by``), or by Saule within the limits that the desk set (``facts`` are its figures).
    ``applied_at`` is when it came into force for the matters that were there; until it applies, it can be
    cancelled.
    """

    desk = models.ForeignKey(Desk, on_delete=models.CASCADE, related_name="thresholds")
    value = models.PositiveIntegerField()
    since = models.DateTimeField()
    announced_at = models.DateTimeField()
    by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    why = models.CharField(max_length=300)
    facts = models.JSONField(default=dict, blank=True)
    applied_at = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancelled_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("-since", "-id")

    def __str__(self) -> str:
        return f"{self.value} since {self.since:%Y-%m-%d}"


class ThresholdLimits(models.Model):
    """Within what Saule may decide the threshold by itself, and how it is announced. The newest row counts.

    ``notice_days`` pass between the announcement of a higher threshold and its beginning; a matter below its
    threshold lapses after ``lapse_days``.
    """

    desk = models.ForeignKey(Desk, on_delete=models.CASCADE, related_name="threshold_limits")
    automatic = models.BooleanField(default=False)
    lowest = models.PositiveIntegerField(default=1)
    highest = models.PositiveIntegerField(default=100)
    notice_days = models.PositiveSmallIntegerField(default=7)
    lapse_days = models.PositiveSmallIntegerField(default=90)
    at = models.DateTimeField()
    by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("-at", "-id")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(lowest__gte=1, highest__gte=models.F("lowest")), name="limits_are_in_order"
            ),
        )

    def __str__(self) -> str:
        return f"{self.lowest} to {self.highest}"
