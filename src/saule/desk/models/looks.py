"""Who looked at what is known of a person: a row for each page shown. It only grows, for a year."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from saule.desk.models.desk import Desk, User


class Look(models.Model):
    """Somebody was shown a page about a record, or a list (no record). Opaque keys only, no words of it.

    A row of the page ``UNVEILING`` says that somebody had a person's addresses and numbers shown to them,
    which is never without a reason: ``why``, and for one of their own ``words``.
    """

    UNVEILING = "unveiling"

    class Why(models.TextChoices):
        """Why, as far as whoever looked has said it."""

        UNSAID = "", _("not said")
        CALL = "call", _("the person is on the telephone")
        REQUEST = "request", _("the person asks for what is held about them")
        CHECK = "check", _("to check an answer")
        AUDIT = "audit", _("an audit")
        CHANNEL = "channel", _("to answer on another channel")
        GIVEN = "given", _("the caller gave it")
        IDENTITY = "identity", _("to check who it is")
        OWN = "own", _("in their own words")

    LOOKING = (Why.UNSAID, Why.CALL, Why.REQUEST, Why.CHECK, Why.AUDIT)
    SHOWING = (Why.CHANNEL, Why.GIVEN, Why.IDENTITY, Why.REQUEST, Why.OWN)

    desk = models.ForeignKey(Desk, on_delete=models.CASCADE, related_name="looks")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    page = models.CharField(max_length=40)
    record = models.CharField(max_length=20, blank=True)
    record_id = models.CharField(max_length=40, blank=True)
    why = models.CharField(max_length=10, choices=Why, blank=True)
    words = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ("-at", "-id")
        indexes = (
            models.Index(fields=("desk", "-at", "-id"), name="look_by_desk"),
            models.Index(fields=("desk", "record_id", "-at"), name="look_by_record"),
        )

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.page} {self.record_id}"
