"""Predicting: the day by which nine in ten such waits are over, or an honest “no date” with its reason."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from saule.desk.calendar import Calendar
from saule.desk.models import Desk
from saule.engines.waiting import PeriodHazard, capacity_date
from saule.matters.models import Conversation, Filing
from saule.promises.capacity import weekly
from saule.promises.models import Promise
from saule.promises.queueing import Case, Queue, Unit

LEVEL = 0.9
"""The share of dates that are meant to be kept, as it is told to people."""

HORIZON = 365
A_WEEK = 7
ENOUGH_ANSWERS = 30
ENOUGH_DAYS = 28
SOME_ANSWERS = 10
HISTORY = timedelta(days=400)
Basis = Promise.Basis


@dataclass(frozen=True, slots=True)
class Forecast:
    """A day (None: no date can be given), the share of such days to be kept, and what it rests on."""

    day: date | None
    level: float
    basis: str
    inputs: dict[str, Any]
    engine: str


@dataclass
class Forecaster:
    """Forecasts for the conversations of one desk, all from the same state of things. Make one per sweep."""

    desk: Desk
    today: date
    calendar: Calendar
    queue: Queue
    per_week: int
    past: "Known"
    known: dict[Unit, Forecast] = field(default_factory=dict)

    @classmethod
    def at(cls, desk: Desk, *, now: datetime) -> "Forecaster":
        """Reads the queue, the capacity and the history as they are at ``now``."""
        today = desk.local_date(now)
        capacity, past = round(weekly(desk, today).answers), learn(desk, now=now)
        forecaster = cls(desk, today, Calendar(desk), Queue.of(desk), capacity, past)
        forecaster.remember_given()
        return forecaster

    @property
    def earliest(self) -> date:
        """The first day that can be promised: the next working day."""
        return self.calendar.next_working_day(self.today + timedelta(days=1))

    def remember_given(self) -> None:
        """Takes up the dates already given, so that newcomers to a matter hear the same as the others.

        A date less than a week away is too near for them: what makes the answer come then is not sure to
        happen, and they have the least of the wait behind them. They get a date of their own, once for all.
        """
        near = self.today + timedelta(A_WEEK)
        given = self.desk.promises.filter(state=Promise.State.GIVEN, day__gte=near)
        for promise in given.filter(conversation__waiting_since__isnull=False).order_by("-day", "-pk"):
            case = self.queue.cases.get(promise.conversation_id or 0)
            if case and case.due and not case.grave:
                inputs = {**promise.inputs, "as": promise.public_id}
                self.known[case.unit] = Forecast(
                    promise.day, promise.level, promise.basis, inputs, promise.engine
                )

    def forecast(self, case: Case) -> Forecast:
        """The forecast for one conversation; everybody in one unit of work gets the same."""
        if case.unit not in self.known:
            self.known[case.unit] = self.compute(case)
        return self.known[case.unit]

    def compute(self, case: Case) -> Forecast:
        """A forecast from the history if it knows enough, else from the stated capacity."""
        if not case.due:
            inputs = {"threshold": case.matter.threshold, "confirmed": case.matter.confirmed}  # type: ignore[union-attr]
            if case.matter.lapses_on:  # type: ignore[union-attr]
                inputs["lapses_on"] = case.matter.lapses_on.isoformat()  # type: ignore[union-attr]
            return Forecast(None, LEVEL, Basis.BELOW_THRESHOLD, inputs, "willow/1")
        if case.grave and self.per_week:
            return self.by_capacity(case)  # what is grave comes first, however long others had to wait
        if self.past.hazard and self.past.enough:
            forecast = self.by_history(case, self.past.hazard)
            return self.planned(case, forecast) if case.shared and self.per_week else forecast
        return self.by_capacity(case) if self.per_week else self.nothing_known(case)

    def planned(self, case: Case, past: Forecast) -> Forecast:
        """What many share is one answer, with its place in the desk's work: the later of the two dates.

        How long other requests took says little of it; where the past sees no end, the plan still does.
        """
        plan = self.by_capacity(case)
        return plan if past.day is None or (plan.day is not None and plan.day > past.day) else past

    def age(self, case: Case) -> int:
        """For how many days the case's unit of work has waited."""
        return max((self.today - self.desk.local_date(self.queue.since(case))).days, 0)

    def by_history(self, case: Case, hazard: PeriodHazard) -> Forecast:
        """How long such requests took, those still open included."""
        age = self.age(case)
        days = hazard.days_to_answer(case.kind, age=age)
        inputs = {**self.facts(case), "age": age, "answered": self.past.answered}
        return self.dated(None if days is None else self.today + timedelta(days), inputs, "history")

    def by_capacity(self, case: Case) -> Forecast:
        """When the work ahead is done at the capacity that the desk states.

        So much a week says nothing finer than a week: no date is earlier than that, nor than nine in ten of
        the few answers known would have allowed. What is grave is taken out of turn.
        """
        ahead = self.queue.ahead(case.unit)
        coming = self.calendar.coming(self.today, HORIZON)
        days_a_week = len(self.calendar.weekdays) or 5
        day = capacity_date(ahead, self.per_week, coming, days_a_week=days_a_week)
        if day is not None and not (case.matter and case.matter.grave):
            day = max(day, self.today + timedelta(self.least_days(case)))
        return self.dated(day, {**self.facts(case), "ahead": ahead, "per_week": self.per_week}, "capacity")

    def least_days(self, case: Case) -> int:
        """The days that a case has still to wait by what little is known of past answers; a week in all."""
        age = self.age(case)
        by_hazard = self.past.hazard.days_to_answer(case.kind, age=age) if self.past.hazard else None
        return max(by_hazard or 0, max(self.past.usual_days, A_WEEK) - age)

    def nothing_known(self, case: Case) -> Forecast:
        """No capacity is stated and too few answers are known."""
        inputs = {**self.facts(case), "answered": self.past.answered}
        return Forecast(None, LEVEL, Basis.NO_CAPACITY, inputs, "none/1")

    def dated(self, day: date | None, inputs: dict[str, Any], basis: str) -> Forecast:
        """The forecast on a working day, not before the next one; none when it is beyond what can be seen."""
        engine = {"history": "period-hazard/1", "capacity": "capacity/1"}[basis]
        if day is not None:
            day = self.calendar.next_working_day(max(day, self.earliest))
        if day is None or (day - self.today).days > HORIZON:
            return Forecast(None, LEVEL, Basis.TOO_FAR, inputs, engine)
        return Forecast(day, LEVEL, Basis(basis), inputs, engine)

    def facts(self, case: Case) -> dict[str, Any]:
        """What every forecast records: the unit, the heading and what it entitles to."""
        facts: dict[str, Any] = {"unit": case.unit[0], "kind": case.kind}
        if case.matter and case.matter.kind and case.matter.kind.entitled_days:
            facts["entitled_days"] = case.matter.kind.entitled_days
        return facts


@dataclass(frozen=True, slots=True)
class Known:
    """What past answers teach: how many there are and whether these are ``enough`` to rest a date on; their
    hazard, and by how many days nine in ten of them had come (nothing while they are very few).
    """

    answered: int = 0
    enough: bool = False
    hazard: PeriodHazard | None = None
    usual_days: int = 0


def learn(desk: Desk, *, now: datetime) -> Known:
    """How long answers took at this desk, up to yesterday."""
    past = Conversation.objects.filter(desk=desk, opened_at__gte=now - HISTORY)
    # Those settled without an answer say nothing about answers: they are neither answered nor open.
    rows = past.exclude(answered_at=None, waiting_since=None).values_list("pk", "opened_at", "answered_at")
    today = desk.local_date(now).toordinal()
    days = [(pk, day_number(desk, came), day_number(desk, left)) for pk, came, left in rows]
    known = [(pk, came, left if 0 < left < today else None) for pk, came, left in days if came < today]
    took = sorted(left - came for _pk, came, left in known if left is not None)
    if len(took) < SOME_ANSWERS:
        return Known(len(took))
    kinds = kinds_of(desk, since=now - HISTORY)
    kind, opened, answered = zip(*((kinds.get(pk, ""), came, left) for pk, came, left in known), strict=True)
    return Known(
        answered=len(took),
        enough=len(took) >= ENOUGH_ANSWERS and today - min(opened) >= ENOUGH_DAYS,
        hazard=PeriodHazard().fit(kind, opened, answered, up_to=today - 1),
        usual_days=took[-(-len(took) * 9 // 10) - 1],
    )


def day_number(desk: Desk, moment: datetime | None) -> int:
    """The number of the day of ``moment`` at the desk; 0 for what has not happened."""
    return desk.local_date(moment).toordinal() if moment else 0


def kinds_of(desk: Desk, *, since: datetime) -> dict[int, str]:
    """The code of the heading of each recent conversation that is filed under one."""
    filings = Filing.objects.filter(
        matter__desk=desk, message__conversation__opened_at__gte=since, matter__kind__isnull=False
    )
    return dict(filings.order_by("pk").values_list("message__conversation", "matter__kind__code"))
