"""Who calls: a code that was sent to an address of theirs, and what the caller said."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q

from saule.desk.ids import new_id
from saule.desk.models import Desk
from saule.matters.models.answers import Delivery
from saule.matters.models.messages import Conversation
from saule.people.models import Address, Person

CODE_LASTS = timedelta(minutes=10)


class CallerCode(models.Model):
    """A one-time code for somebody on the telephone. The code itself is kept nowhere (see ``verifying``)."""

    desk = models.ForeignKey(Desk, on_delete=models.CASCADE, related_name="caller_codes")
    public_id = models.CharField(max_length=16, unique=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="caller_codes")
    address = models.ForeignKey(Address, on_delete=models.PROTECT, related_name="+")
    conversation = models.ForeignKey(Conversation, on_delete=models.PROTECT, related_name="caller_codes")
    delivery = models.OneToOneField(Delivery, on_delete=models.PROTECT, related_name="caller_code")
    asked_at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    expires_at = models.DateTimeField()

    class Meta:
        ordering = ("-asked_at", "-id")
        indexes = (models.Index(fields=("by", "-asked_at"), name="caller_code_by_colleague"),)

    def __str__(self) -> str:
        return self.public_id


class CallerTry(models.Model):
    """What the caller said, right or wrong; never the digits."""

    code = models.ForeignKey(CallerCode, on_delete=models.CASCADE, related_name="tries")
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    right = models.BooleanField()

    class Meta:
        ordering = ("at", "id")
        constraints = (
            models.UniqueConstraint(fields=("code",), condition=Q(right=True), name="caller_known_once"),
        )

    def __str__(self) -> str:
        return f"try of {self.code_id}"
