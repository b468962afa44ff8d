"""Growth that nothing explains: more signatures within an hour than a matter, or its desk, ever had."""

from django.db import models
from django.db.models import Q

from saule.desk.models import Desk
from saule.matters.models.matters import Matter


class Surge(models.Model):
    """A time in which a matter grows as nothing before explains: begun, and ended when it is calm again.

    ``facts`` are the figures at its beginning. Staff are told once for each.
    """

    desk = models.ForeignKey(Desk, on_delete=models.CASCADE, related_name="surges")
    matter = models.ForeignKey(Matter, on_delete=models.CASCADE, related_name="surges")
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    facts = models.JSONField(default=dict)
    told_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-began_at", "-id")
        constraints = (
            models.UniqueConstraint(
                fields=("matter",), condition=Q(ended_at=None), name="one_surge_at_a_time"
            ),
        )

    def __str__(self) -> str:
        return f"{self.matter}: since {self.began_at:%Y-%m-%d %H:%M}"
