"""Predicting: the day by which nine in ten such waits are over, or an honest “no date” with its reason."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from saule.desk.calendar import Calendar
from saule.desk.entitling import deadline
from saule.desk.models import Desk
from saule.engines.outlook import Outlook, Said
from saule.engines.projection import covering_days
from saule.promises.capacity import weekly
from saule.promises.learning import HORIZON, Known, learned, planned_from
from saule.promises.models import Promise
from saule.promises.queueing import Case, Queue, Unit

LEVEL = 0.9
"""The share of dates that are meant to be kept, as it is told to people."""

A_WEEK = 7
MARGIN = 0.25
"""What is added to the work while nobody knows how plans come true."""
Basis = Promise.Basis
ENGINES = {
    Basis.HISTORY: "period-hazard/1",
    Basis.PLAN: "calendar-projection/1",
    Basis.CAPACITY: "capacity/2",
    Basis.CHARTER: "charter/1",
}


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
    past: Known
    known: dict[Unit, Forecast] = field(default_factory=dict)

    @classmethod
    def at(cls, desk: Desk, *, now: datetime) -> "Forecaster":
        """Reads the queue, the capacity and the history as they are at ``now``."""
        today = desk.local_date(now)
        capacity, past = round(weekly(desk, today).answers), learned(desk, now=now)
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

    @cached_property
    def planned(self) -> NDArray[np.float64]:
        """The answers planned from today on, with none today: nobody knows what is left of it."""
        coming = planned_from(self.desk, self.today + timedelta(1), HORIZON)
        return np.concatenate([[0.0], coming]) if len(coming) else coming

    def compute(self, case: Case) -> Forecast:
        """A forecast from what was learned if that is enough, else from the stated capacity or charter."""
        if not case.due:
            inputs = {"threshold": case.matter.threshold, "confirmed": case.matter.confirmed}  # type: ignore[union-attr]
            if case.matter.lapses_on:  # type: ignore[union-attr]
                inputs["lapses_on"] = case.matter.lapses_on.isoformat()  # type: ignore[union-attr]
            return Forecast(None, LEVEL, Basis.BELOW_THRESHOLD, inputs, "willow/1")
        if case.grave and self.per_week:
            return self.by_capacity(case)  # what is grave comes first, however long others had to wait
        if self.past.outlook and self.past.enough:
            forecast = self.by_outlook(case, self.past.outlook)
            return self.later_one(case, forecast) if case.shared and self.per_week else forecast
        return self.by_capacity(case) if self.per_week else self.by_charter(case)

    def later_one(self, case: Case, forecast: Forecast) -> Forecast:
        """What many share is one answer, with its place in the desk's work: the later of the two dates.

        How long other requests took says little of it; where the past sees no end, the plan still does.
        """
        if forecast.basis == Basis.PLAN:
            return forecast
        plan = self.by_capacity(case)
        past = forecast
        return plan if past.day is None or (plan.day is not None and plan.day > past.day) else past

    def age(self, case: Case) -> int:
        """For how many days the case's unit of work has waited."""
        return max((self.today - self.desk.local_date(self.queue.since(case))).days, 0)

    def said(self, case: Case, outlook: Outlook) -> Said:
        """What both predictors say of a case, and which of them speaks."""
        planned = self.planned if len(self.planned) else None
        return outlook.predict(
            case.kind, age=self.age(case), ahead=self.queue.ahead(case.unit), planned=planned
        )

    def by_outlook(self, case: Case, outlook: Outlook) -> Forecast:
        """How long such requests took, those still open included, or when the plan reaches this one: what
        has lately been the better of the two for such requests.
        """
        said = self.said(case, outlook)
        inputs = {
            **self.facts(case),
            "age": self.age(case),
            "ahead": self.queue.ahead(case.unit),
            "answered": self.past.answered,
            "said": {"history": said.history, "plan": said.plan},
            "choice": said.choice.as_data(),
        }
        if said.days is None:
            beyond = said.choice.name == Basis.PLAN and said.projected == -1
            basis = Basis.TOO_FAR if beyond else Basis.RARELY_ANSWERED
            return Forecast(None, LEVEL, basis, inputs, ENGINES[Basis(said.choice.name)])
        return self.dated(self.today + timedelta(said.days), inputs, Basis(said.choice.name))

    def by_capacity(self, case: Case) -> Forecast:
        """When the work ahead is done at the capacity that is planned, and a quarter more.

        So much a week says nothing finer than a week: no date is earlier than that, nor than nine in ten of
        the few answers known would have allowed. What is grave is taken out of turn.
        """
        ahead = self.queue.ahead(case.unit)
        inputs = {**self.facts(case), "ahead": ahead, "per_week": self.per_week}
        days = int(covering_days([(ahead + 1) * (1 + MARGIN)], self.planned)[0])
        if days < 0:
            return self.dated(None, inputs, Basis.CAPACITY)
        if not (case.matter and case.matter.grave):
            days = max(days, self.least_days(case))
        return self.dated(self.today + timedelta(days), inputs, Basis.CAPACITY)

    def least_days(self, case: Case) -> int:
        """The days that a case has still to wait by what little is known of past answers; a week in all."""
        age, outlook = self.age(case), self.past.outlook
        by_hazard = outlook.hazard_.days_to_answer(case.kind, age) if outlook else None
        return max(by_hazard or 0, max(self.past.usual_days, A_WEEK) - age)

    def by_charter(self, case: Case) -> Forecast:
        """No capacity is stated and too few answers are known: what the charter entitles to, if it says."""
        inputs = {**self.facts(case), "answered": self.past.answered}
        since = self.desk.local_date(self.queue.since(case))
        entitled = deadline(case.matter.kind if case.matter else None, since, self.calendar)
        if entitled is None:
            return Forecast(None, LEVEL, Basis.NO_CAPACITY, inputs, "none/1")
        return self.dated(entitled, inputs, Basis.CHARTER)

    def dated(self, day: date | None, inputs: dict[str, Any], basis: Basis) -> Forecast:
        """The forecast on a working day, not before the next one; none when it is beyond what can be seen."""
        if day is not None:
            day = self.calendar.next_working_day(max(day, self.earliest))
        if day is None or (day - self.today).days > HORIZON:
            return Forecast(None, LEVEL, Basis.TOO_FAR, inputs, ENGINES[basis])
        return Forecast(day, LEVEL, basis, inputs, ENGINES[basis])

    def chance(self, case: Case, day: date) -> float:
        """The chance that the case is answered by ``day``, as things stand."""
        days = (day - self.today).days
        if self.past.outlook and self.past.enough and not case.grave:
            return self.said(case, self.past.outlook).chance(days)
        reached = int(covering_days([self.queue.ahead(case.unit) + 1], self.planned)[0])
        return 1.0 if 0 <= reached <= days else 0.0

    def facts(self, case: Case) -> dict[str, Any]:
        """What every forecast records: the unit, the heading and what it entitles to."""
        facts: dict[str, Any] = {"unit": case.unit[0], "kind": case.kind}
        if case.matter and case.matter.kind and case.matter.kind.entitled_days:
            facts["entitled_days"] = case.matter.kind.entitled_days
        return facts
