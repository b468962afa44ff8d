"""What the desk can count on: its staff's hours, their leave, and what others have contracted to answer."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from saule.desk.models.desk import Desk, Membership, User

WEEKDAYS = 7
MINUTES_A_DAY = 24 * 60


class StaffHours(models.Model):
    """How many minutes a colleague answers on one weekday (1 is Monday), from a day on. The newest counts."""

    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="hours")
    weekday = models.PositiveSmallIntegerField()
    minutes = models.PositiveSmallIntegerField()
    since = models.DateField()
    at = models.DateTimeField()
    by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("-since", "-id")
        constraints = (
            models.CheckConstraint(condition=Q(weekday__range=(1, WEEKDAYS)), name="hours_are_of_a_weekday"),
            models.CheckConstraint(
                condition=Q(minutes__lte=MINUTES_A_DAY), name="no_more_hours_than_a_day_has"
            ),
        )

    def __str__(self) -> str:
        return f"{self.minutes} minutes on day {self.weekday} since {self.since}"


class LeaveQuerySet(models.QuerySet["Leave"]):
    """Reads over leave."""

    def standing(self) -> "LeaveQuerySet":
        """What nobody has taken back."""
        return self.filter(ended_at=None)


class Leave(models.Model):
    """A colleague is away on these days, both included. Why is nobody's business, and is not asked."""

    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="leaves")
    first = models.DateField()
    last = models.DateField()
    at = models.DateTimeField()
    by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar[models.Manager["Leave"]] = LeaveQuerySet.as_manager()

    class Meta:
        ordering = ("first", "id")
        constraints = (
            models.CheckConstraint(condition=Q(last__gte=F("first")), name="leave_ends_after_it_begins"),
        )

    def __str__(self) -> str:
        return f"away from {self.first} to {self.last}"


class Contract(models.Model):
    """How many answers a week an outside team is to give, from a day on. The newest counts; 0 ends it."""

    desk = models.ForeignKey(Desk, on_delete=models.CASCADE, related_name="contracts")
    name = models.CharField(max_length=80)
    answers_per_week = models.PositiveIntegerField()
    since = models.DateField()
    at = models.DateTimeField()
    by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("-since", "-id")

    def __str__(self) -> str:
        return f"{self.name}: {self.answers_per_week} / week since {self.since}"
