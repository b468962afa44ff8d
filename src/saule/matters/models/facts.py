"""The reference: figures the desk knows to be true, who relied on them, and who stood for others by name."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from saule.desk.ids import new_id
from saule.desk.models import Desk, Language
from saule.matters.models.answers import Answer, Delivery


def of_one(name: str) -> models.CheckConstraint:
    """A database constraint: the row is about an answer or about a reply, never both."""
    answer, reply = Q(answer__isnull=False, delivery=None), Q(answer=None, delivery__isnull=False)
    return models.CheckConstraint(condition=answer | reply, name=name)


class FactQuerySet(models.QuerySet["Fact"]):
    """Reads over the reference."""

    def current(self) -> "FactQuerySet":
        """Those that nobody has replaced or taken out, whatever the days on which they hold."""
        return self.filter(ended_at=None)


class Fact(models.Model):
    """An amount, rate, date or delay of the desk's own, in one version. Another value is another row.

    ``value`` is as `saule.engines.figures` writes it, ``about`` says to whom it applies; it holds from
    ``starts`` to ``ends``, both included (empty: always). ``ended_at`` closes the version: replaced by the
    one that ``follows`` it, or taken out.
    """

    class Sort(models.TextChoices):
        """What a fact measures."""

        AMOUNT = "amount", _("amount")
        RATE = "rate", _("rate")
        DATE = "date", _("date")
        DELAY = "delay", _("time limit")

    desk = models.ForeignKey(Desk, on_delete=models.CASCADE, related_name="facts")
    public_id = models.CharField(max_length=16, unique=True, default=new_id, editable=False)
    name_fr = models.CharField(max_length=120, blank=True)
    name_en = models.CharField(max_length=120, blank=True)
    sort = models.CharField(max_length=10, choices=Sort)
    value = models.CharField(max_length=40)
    written = models.CharField(max_length=60)
    about = models.CharField(max_length=200, blank=True)
    source = models.CharField(max_length=300, blank=True)
    starts = models.DateField(null=True, blank=True)
    ends = models.DateField(null=True, blank=True)
    follows = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="followed_by"
    )
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager["Fact"]] = FactQuerySet.as_manager()

    class Meta:
        ordering = ("name_fr", "name_en", "id")
        constraints = (
            models.CheckConstraint(condition=~Q(name_fr="", name_en=""), name="fact_has_a_name"),
            models.CheckConstraint(
                condition=Q(starts=None) | Q(ends=None) | Q(starts__lte=models.F("ends")),
                name="fact_ends_after_it_starts",
            ),
        )
        indexes = (models.Index(fields=("desk", "ended_at"), name="fact_by_desk"),)

    def __str__(self) -> str:
        return self.name_in(get_language() or Language.FRENCH)

    def name_in(self, language: str) -> str:
        """The name in a language, else in the other one."""
        first, other = self.name_fr, self.name_en
        return (other or first) if language.startswith("en") else (first or other)


class FactUse(models.Model):
    """An answer or a reply that was sent states this fact's figure, or one instead of it."""

    fact = models.ForeignKey(Fact, on_delete=models.PROTECT, related_name="uses")
    answer = models.ForeignKey(Answer, null=True, on_delete=models.CASCADE, related_name="fact_uses")
    delivery = models.ForeignKey(Delivery, null=True, on_delete=models.CASCADE, related_name="fact_uses")
    at = models.DateTimeField()

    class Meta:
        constraints = (
            of_one("fact_used_in_one_thing"),
            models.UniqueConstraint(fields=("fact", "answer"), name="fact_used_once_in_an_answer"),
            models.UniqueConstraint(fields=("fact", "delivery"), name="fact_used_once_in_a_reply"),
        )

    def __str__(self) -> str:
        return f"use of {self.fact_id}"


class FigureConfirmation(models.Model):
    """Somebody stands by name for a figure that the reference does not have, or has otherwise."""

    answer = models.ForeignKey(Answer, null=True, on_delete=models.CASCADE, related_name="confirmations")
    delivery = models.ForeignKey(Delivery, null=True, on_delete=models.CASCADE, related_name="confirmations")
    sort = models.CharField(max_length=10, choices=Fact.Sort)
    value = models.CharField(max_length=40)
    written = models.CharField(max_length=60)
    verdict = models.CharField(max_length=12)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = (
            of_one("figure_confirmed_in_one_thing"),
            models.UniqueConstraint(fields=("answer", "sort", "value"), name="figure_confirmed_once"),
        )

    def __str__(self) -> str:
        return self.written
