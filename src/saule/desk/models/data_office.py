"""What a desk says about itself as to personal data: who answers for it, and where the data goes."""

from django.db import models

from saule.desk.models.desk import Desk, User


class DataOffice(models.Model):
    """Who answers for the data, how they are reached, what leaves the Union (GDPR 13, 30 and 37).

    The newest row counts. ``controller`` is the organisation in law, ``officer`` its data protection officer,
    by name or function.
    """

    desk = models.ForeignKey(Desk, on_delete=models.CASCADE, related_name="data_offices")
    controller = models.CharField(max_length=300)
    officer = models.CharField(max_length=200, blank=True)
    contact = models.CharField(max_length=300)
    transfers = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("-at", "-id")

    def __str__(self) -> str:
        return f"{self.desk}: {self.controller}"
