"""Providers, what they are contracted for, and what they are paid."""

from django.db import models
from django.db.models import F, Q

from saule.desk.ids import new_id
from saule.desk.models import Desk, Kind, Team, User

CENTS = 100


class Provider(models.Model):
    """An outside team that answers for the desk.

    ``name`` is the one under which the desk states how many answers a week it gives (``desk.Contract``);
    ``team`` is whom its agents belong to and to whom work is assigned.
    """

    desk = models.ForeignKey(Desk, on_delete=models.CASCADE, related_name="providers")
    public_id = models.CharField(max_length=16, unique=True, default=new_id, editable=False)
    name = models.CharField(max_length=80)
    team = models.OneToOneField(Team, on_delete=models.PROTECT, related_name="provider")
    at = models.DateTimeField()
    by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("name",)
        constraints = (models.UniqueConstraint(fields=("desk", "name"), name="one_provider_per_name"),)

    def __str__(self) -> str:
        return self.name


class Dated(models.Model):
    """One version of something agreed: it holds from ``starts`` to ``ends`` (None: until another follows)."""

    starts = models.DateField()
    ends = models.DateField(null=True, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        abstract = True


class Terms(Dated):
    """What a provider may be handed: under which headings, in which languages, at which hours.

    ``weekdays`` counts from Monday = 1.
    """

    provider = models.ForeignKey(Provider, on_delete=models.CASCADE, related_name="terms")
    kinds = models.ManyToManyField(Kind, related_name="+")
    languages = models.JSONField(default=list)
    weekdays = models.CharField(max_length=7, default="12345")
    opens = models.TimeField()
    closes = models.TimeField()

    class Meta:
        ordering = ("-starts", "-id")
        constraints = (
            models.CheckConstraint(
                condition=Q(ends=None) | Q(ends__gte=F("starts")), name="terms_end_after_they_begin"
            ),
            models.CheckConstraint(condition=Q(closes__gt=F("opens")), name="terms_close_after_opening"),
        )

    def __str__(self) -> str:
        return f"{self.provider} from {self.starts}"


class PriceRules(Dated):
    """What a provider is paid, in cents. A repeat is a person who comes back within ``repeat_days``.

    ``per_resolved`` is paid for each person answered who does not come back, ``per_repeat`` taken off for
    each who does. ``holdback_percent`` of a month is kept back for ``holdback_days``. A month is never paid
    less than ``floor`` nor more than ``cap``.
    """

    provider = models.ForeignKey(Provider, on_delete=models.CASCADE, related_name="prices")
    per_resolved = models.PositiveIntegerField()
    per_repeat = models.PositiveIntegerField(default=0)
    repeat_days = models.PositiveSmallIntegerField(default=14)
    holdback_percent = models.PositiveSmallIntegerField(default=0)
    holdback_days = models.PositiveSmallIntegerField(default=0)
    floor = models.PositiveIntegerField(null=True, blank=True)
    cap = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        ordering = ("-starts", "-id")
        constraints = (
            models.CheckConstraint(
                condition=Q(ends=None) | Q(ends__gte=F("starts")), name="prices_end_after_they_begin"
            ),
            models.CheckConstraint(
                condition=Q(floor=None) | Q(cap=None) | Q(cap__gte=F("floor")), name="cap_is_above_floor"
            ),
            models.CheckConstraint(condition=Q(holdback_percent__lte=100), name="no_more_held_than_earned"),
        )

    def __str__(self) -> str:
        return f"{self.provider}: {self.per_resolved / CENTS} since {self.starts}"
