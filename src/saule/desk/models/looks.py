"""Who looked at what is known of a person: a row for each page shown. It only grows, for a year."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from saule.desk.models.desk import Desk, User


class Look(models.Model):
    """Somebody was shown a page about a record, or a list (no record). Opaque keys only, no words of it."""

    class Why(models.TextChoices):
        """Why, as far as whoever looked has said it."""

        UNSAID = "", _("not said")
        CALL = "call", _("the person is on the telephone")
        REQUEST = "request", _("the person asks for what is held about them")
        CHECK = "check", _("to check an answer")
        AUDIT = "audit", _("an audit")

    desk = models.ForeignKey(Desk, on_delete=models.CASCADE, related_name="looks")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    page = models.CharField(max_length=40)
    record = models.CharField(max_length=20, blank=True)
    record_id = models.CharField(max_length=40, blank=True)
    why = models.CharField(max_length=10, choices=Why, blank=True)

    class Meta:
        ordering = ("-at", "-id")
        indexes = (
            models.Index(fields=("desk", "-at", "-id"), name="look_by_desk"),
            models.Index(fields=("desk", "record_id", "-at"), name="look_by_record"),
        )

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.page} {self.record_id}"
