"""What a desk's form asks beside the message, and what people answered: only fields of the catalogue."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from saule.desk.models import Desk
from saule.people.models.persons import Person


class AskingQuerySet(models.QuerySet["Asking"]):
    """Reads over what desks ask."""

    def standing(self) -> "AskingQuerySet":
        """What is asked now."""
        return self.filter(ended_at=None)


class Asking(models.Model):
    """A desk asks for a field of the catalogue in its form, since a moment and until it ends.

    ``required``: nobody can send the form without it, and ``because`` tells them why.
    """

    desk = models.ForeignKey(Desk, on_delete=models.CASCADE, related_name="askings")
    code = models.CharField(max_length=20)
    required = models.BooleanField(default=False)
    because = models.CharField(max_length=200, blank=True)
    since = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects: ClassVar[AskingQuerySet] = AskingQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("desk", "code"), condition=models.Q(ended_at=None), name="asked_once_at_a_time"
            ),
            models.CheckConstraint(
                condition=models.Q(required=False) | ~models.Q(because=""), name="required_for_a_reason"
            ),
        )

    def __str__(self) -> str:
        return self.code


class Detail(models.Model):
    """What a person answered to a field of the catalogue. A newer answer takes the place of the older one."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="details")
    code = models.CharField(max_length=20)
    value = models.CharField(max_length=300)
    given_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("person", "code"), name="one_detail_of_a_kind"),
            models.CheckConstraint(condition=~models.Q(value=""), name="no_empty_detail"),
        )
        indexes = (models.Index(fields=("code", "given_at"), name="detail_by_age"),)

    def __str__(self) -> str:
        return f"{self.code} {self.pk}"
