"""Capacity: how many answers the desk can give on each day to come, and how sure that is.

The hours that staff state, less their leave, times the pace at which work was done lately; where one of these
is not known, the figure that the desk states for a week. What outside teams are to answer comes on top.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from math import sqrt

from django.utils.translation import gettext_lazy as _

from saule.desk.calendar import ONE_DAY, Calendar, weekdays_of
from saule.desk.models import Desk
from saule.promises.hours import Figure, figure_for, figures, minutes_on, usual_week
from saule.promises.pace import Pace, recent_pace

MINUTES = 60
MEASURED, STATED, NONE = "measured", "stated", "none"
BASES = {
    MEASURED: _("the hours staff state, at the pace of the last weeks"),
    STATED: _("the weekly figure the desk states"),
    NONE: _("nothing is stated"),
}


@dataclass(frozen=True, slots=True)
class Planned:
    """The answers expected on one day (0 when the desk is closed), their standard deviation, and what they
    rest on: ``measured``, ``stated`` or ``none``.
    """

    day: date
    answers: float
    spread: float
    basis: str = STATED


@dataclass(frozen=True)
class Planner:
    """What the days of one desk are planned from, as it stands on ``today``. Make one per call, keep none."""

    desk: Desk
    today: date
    rows: Sequence[Figure]
    usual: float

    @classmethod
    def at(cls, desk: Desk, today: date) -> "Planner":
        """Reads what is stated for ``today``; the calendar and the work done before only when asked for."""
        return cls(desk, today, figures(desk), usual_week(desk, today) / MINUTES)

    @cached_property
    def stated(self) -> int:
        """The answers a week that the desk states for itself; 0 when it states none."""
        return figure_for(self.rows, self.today).get("", 0)

    @cached_property
    def calendar(self) -> Calendar:
        """The days on which the desk works."""
        return Calendar(self.desk)

    @cached_property
    def pace(self) -> Pace:
        """The work done in the weeks before."""
        return recent_pace(self.desk, self.calendar, before=self.today)

    @property
    def basis(self) -> str:
        """What the plan rests on."""
        if self.usual and self.pace.per_hour is not None:
            return MEASURED
        return STATED if self.stated else NONE

    @property
    def per_hour(self) -> float:
        """Answers a staffed hour: measured, or what the stated week makes of the stated hours."""
        if self.pace.per_hour is not None:
            return self.pace.per_hour
        return self.stated / self.usual if self.usual else 0.0

    @property
    def working_days(self) -> int:
        """The working days of a usual week."""
        return len(weekdays_of(self.desk)) or 5

    def own(self, hours: float) -> float:
        """The answers of the desk's own staff on a working day on which so many hours are staffed."""
        return hours * self.per_hour if self.usual else self.stated / self.working_days

    def plan(self, first: date, days: int) -> list[Planned]:
        """The plan of ``days`` days from ``first`` on."""
        span = [first + n * ONE_DAY for n in range(days)]
        staffed = minutes_on(self.desk, span) if self.usual else {}
        return [self.planned(day, staffed.get(day, 0) / MINUTES) for day in span]

    def outside(self, day: date) -> int:
        """The answers a week that others are to give, as contracted for a day."""
        return sum(answers for who, answers in figure_for(self.rows, day).items() if who)

    def expected(self, first: date, days: int) -> list[float]:
        """The answers planned for each of ``days`` days from ``first`` on, without how sure they are."""
        span = [first + n * ONE_DAY for n in range(days)]
        staffed = minutes_on(self.desk, span) if self.usual else {}
        return [self.answers(day, staffed.get(day, 0) / MINUTES) for day in span]

    def answers(self, day: date, hours: float) -> float:
        """The answers expected on one day on which so many hours are staffed; none on a closed one."""
        if not self.calendar.is_working(day):
            return 0.0
        return self.own(hours) + self.outside(day) / self.working_days

    def planned(self, day: date, hours: float) -> Planned:
        """The plan of one day on which so many hours are staffed."""
        answers = self.answers(day, hours)
        spread = sqrt(answers * self.pace.dispersion) if answers else 0.0
        return Planned(day, answers, spread, self.basis)


def planned(desk: Desk, *, first: date, days: int) -> list[Planned]:
    """The answers planned for each of ``days`` days from ``first`` on, by what is known before ``first``."""
    return Planner.at(desk, first).plan(first, days)


@dataclass(frozen=True, slots=True)
class Weekly:
    """The answers that the desk can give in a week without holidays or leave, and what that rests on."""

    answers: float
    basis: str
    outside: int = 0


def weekly(desk: Desk, today: date) -> Weekly:
    """What a usual week can bear, as things stand on ``today``."""
    planner = Planner.at(desk, today)
    outside = planner.outside(today)
    own = planner.usual * planner.per_hour if planner.usual else planner.stated
    return Weekly(own + outside, planner.basis if own or not outside else STATED, outside)
