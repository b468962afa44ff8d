"""How long a desk keeps what, where the register allows more; and what went, without holding it."""

from django.conf import settings
from django.db import models

from saule.desk.models import Desk


class Shortening(models.Model):
    """A desk keeps the rows of one record for fewer days than the register allows. The newest row counts.

    ``days`` is empty in a row that takes it back: the register's days hold again.
    """

    desk = models.ForeignKey(Desk, on_delete=models.CASCADE, related_name="shortenings")
    record = models.CharField(max_length=60)
    days = models.PositiveIntegerField(null=True, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes = (models.Index(fields=("desk", "record", "-id"), name="shortening_by_record"),)

    def __str__(self) -> str:
        return f"{self.record}: {self.days}"


class Purged(models.Model):
    """So many rows of one record went, or were emptied, because their time was over. It only grows."""

    desk = models.ForeignKey(Desk, on_delete=models.CASCADE, related_name="purged")
    record = models.CharField(max_length=60)
    count = models.PositiveIntegerField()
    at = models.DateTimeField()

    class Meta:
        indexes = (models.Index(fields=("desk", "-at"), name="purged_by_desk"),)

    def __str__(self) -> str:
        return f"{self.record}: {self.count}"


class PurgeRound(models.Model):
    """On this day everything was looked through, and nothing whose time was over was left.

    ``coming``: how many rows of each record are over within the next thirty days.
    """

    desk = models.ForeignKey(Desk, on_delete=models.CASCADE, related_name="purge_rounds")
    day = models.DateField()
    at = models.DateTimeField()
    coming = models.JSONField(default=dict)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("desk", "day"), name="one_purge_a_day"),)

    def __str__(self) -> str:
        return f"{self.desk_id} {self.day}"
