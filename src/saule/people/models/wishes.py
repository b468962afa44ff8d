"""What people wish of how the desk writes to them."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from saule.people.models.persons import Person


class NewsWish(models.Model):
    """How often somebody wants news while they wait. It only grows; the newest row of a person counts."""

    class Rhythm(models.TextChoices):
        """What they want to hear between their letter and the answer."""

        EACH = "each", _("on each day of news on which there is something to say")
        DATES = "dates", _("only when my date changes")
        ANSWER = "answer", _("nothing before the answer")

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="news_wishes")
    rhythm = models.CharField(max_length=10, choices=Rhythm)
    at = models.DateTimeField()

    class Meta:
        ordering = ("-at", "-id")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(rhythm__in=["each", "dates", "answer"]), name="news_rhythm_is_known"
            ),
        )

    def __str__(self) -> str:
        return f"{self.rhythm} of {self.person_id}"


class AddressClaim(models.Model):
    """Somebody says that another address is theirs too; a link sent there proves it (``proven_at``)."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="address_claims")
    value = models.CharField(max_length=320)
    at = models.DateTimeField()
    proven_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = (models.Index(fields=("at",), name="address_claim_by_age"),)

    def __str__(self) -> str:
        return f"claim {self.pk}"
