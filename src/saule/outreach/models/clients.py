"""Clients, what they bought, and since when."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from saule.desk.ids import new_id
from saule.desk.models import Desk, Language, User

CENTS = 100


class Plan(models.Model):
    """What can be bought: so many appointments a month, guaranteed, for a price in cents.

    ``shortfall`` says what becomes of appointments that were owed and did not come about. A plan is never
    edited: another one takes its place (``ended_at``).
    """

    class Shortfall(models.TextChoices):
        """What is done where a month falls short."""

        CARRY = "carry", _("they are owed in the month after")
        REFUND = "refund", _("their share of the price is given back")

    desk = models.ForeignKey(Desk, on_delete=models.CASCADE, related_name="plans")
    public_id = models.CharField(max_length=16, unique=True, default=new_id, editable=False)
    name = models.CharField(max_length=80)
    price = models.PositiveIntegerField()
    currency = models.CharField(max_length=3, default="EUR")
    guaranteed = models.PositiveSmallIntegerField()
    shortfall = models.CharField(max_length=10, choices=Shortfall, default=Shortfall.CARRY)
    carried_months = models.PositiveSmallIntegerField(default=1)
    at = models.DateTimeField()
    by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("price", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("desk", "name"), condition=Q(ended_at=None), name="one_plan_per_name"
            ),
            models.CheckConstraint(condition=Q(guaranteed__gte=1), name="plan_guarantees_something"),
        )

    def __str__(self) -> str:
        return self.name


class Client(models.Model):
    """Whom contacts are made for. ``bar``: what an acceptable contact is, in the client's words.

    ``contact_address`` is where the link to the client's own page is sent. ``shows_refusals``: the client
    asked to read refusals as well; else they are only counted.
    """

    desk = models.ForeignKey(Desk, on_delete=models.CASCADE, related_name="clients")
    public_id = models.CharField(max_length=16, unique=True, default=new_id, editable=False)
    name = models.CharField(max_length=120)
    contact_name = models.CharField(max_length=120, blank=True)
    contact_address = models.CharField(max_length=254, blank=True)
    language = models.CharField(max_length=5, choices=Language, default=Language.FRENCH)
    bar = models.TextField(blank=True)
    shows_refusals = models.BooleanField(default=False)
    at = models.DateTimeField()
    by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("name", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("desk", "name"), condition=Q(ended_at=None), name="one_client_per_name"
            ),
        )

    def __str__(self) -> str:
        return self.name


class ClientChange(models.Model):
    """One field of a client was changed: lowering the bar above all. It only grows."""

    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="changes")
    field = models.CharField(max_length=40)
    before = models.TextField(blank=True)
    after = models.TextField(blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    why = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ("at", "id")

    def __str__(self) -> str:
        return f"{self.client_id}: {self.field}"


class Subscription(models.Model):
    """A client has a plan from a day on, to a last day or until further notice."""

    client = models.ForeignKey(Client, on_delete=models.CASCADE, related_name="subscriptions")
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="subscriptions")
    starts = models.DateField()
    ends = models.DateField(null=True, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    why = models.CharField(max_length=300, blank=True)

    objects: ClassVar[models.Manager["Subscription"]] = models.Manager()

    class Meta:
        ordering = ("-starts", "-id")
        constraints = (
            models.CheckConstraint(
                condition=Q(ends=None) | Q(ends__gte=F("starts")), name="subscription_ends_after_it_begins"
            ),
        )

    def __str__(self) -> str:
        return f"{self.client_id}: {self.plan_id} from {self.starts}"
