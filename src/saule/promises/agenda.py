"""The agenda: what a desk's day holds, in answers and people. How long anybody takes is counted nowhere."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery

from saule.desk.models import Desk, Nature
from saule.matters.models import Delivery, Filing, Matter
from saule.matters.reopening import IS_TAKEN_BACK
from saule.promises.capacity import planned
from saule.promises.models import Promise

WEEK = 7


@dataclass(frozen=True, slots=True)
class Due:
    """The answers that are to be written, and the people who wait for them."""

    answers: int = 0
    people: int = 0

    def __add__(self, other: "Due") -> "Due":
        return Due(self.answers + other.answers, self.people + other.people)


@dataclass(frozen=True, slots=True)
class Agenda:
    """What is late, due today, tomorrow and in the days after up to a week from today; the answers that the
    team can give today (None: nothing is stated); and what was written today, for how many people.
    """

    late: Due
    today: Due
    tomorrow: Due
    week: Due
    able: int | None
    done: Due


def agenda(desk: Desk, able: int | None, *, now: datetime) -> Agenda:
    """The desk's day, as it stands; ``able`` is what ``able_on`` says, which holds for the whole day."""
    today = desk.local_date(now)
    late, counted = Due(), [Due()] * WEEK
    for day, due in due_by_day(desk, today + timedelta(days=WEEK - 1)).items():
        if day < today:
            late += due
        else:
            counted[(day - today).days] += due
    return Agenda(
        late=late,
        today=counted[0],
        tomorrow=counted[1],
        week=sum(counted[2:], Due()),
        able=able,
        done=done_on(desk, today),
    )


def due_by_day(desk: Desk, last: date) -> dict[date, Due]:
    """The open promises up to a day, by day: each shared matter is one answer, however many wait for it."""
    rows = Promise.objects.filter(desk=desk, state__in=Promise.OPEN, day__lte=last)
    rows = rows.filter(conversation__waiting_since__isnull=False).annotate(matter_with=shared_matter())
    counted = (
        rows.order_by()
        .values("day")
        .annotate(
            people=Count("pk"),
            alone=Count("pk", filter=Q(matter_with=None)),
            together=Count("matter_with", distinct=True),
        )
    )
    return {
        row["day"]: Due(row["alone"] + row["together"], row["people"])
        for row in counted
        if row["day"] is not None
    }


def shared_matter() -> Subquery:
    """Of a promise: the shared matter that is open and in which its conversation is answered with others."""
    open_ones = (Matter.State.OPEN, Matter.State.REOPENED)
    shared = {"matter__nature": Nature.SHARED, "matter__state__in": open_ones}
    rows = Filing.objects.filter(message__conversation=OuterRef("conversation"), **shared)
    return Subquery(rows.order_by("pk").values("matter")[:1])


def able_on(desk: Desk, today: date) -> int | None:
    """How many answers the team can give on a day; None where nothing is stated that says so."""
    (plan,) = planned(desk, first=today, days=1)
    return round(plan.answers) if plan.basis != "none" else None


def done_on(desk: Desk, today: date) -> Due:
    """The answers and replies that were written on a day, and to how many people they go."""
    since = datetime.combine(today, time(), tzinfo=desk.zone)
    rows = written(desk, since)
    replies = rows.filter(purpose=Delivery.Purpose.REPLY).count()
    answers = rows.filter(purpose=Delivery.Purpose.ANSWER).aggregate(n=Count("answer", distinct=True))["n"]
    return Due(replies + answers, rows.aggregate(n=Count("person", distinct=True))["n"])


def written(desk: Desk, since: datetime) -> QuerySet[Delivery]:
    """What people of the desk wrote since a moment and did not take back."""
    purposes = (Delivery.Purpose.REPLY, Delivery.Purpose.ANSWER)
    rows = Delivery.objects.filter(desk=desk, created_at__gte=since, purpose__in=purposes)
    return rows.filter(~IS_TAKEN_BACK)
