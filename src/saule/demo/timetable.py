"""The demo's hours, leave, news and board: how the town hall plans its time, and what it shows of it."""

from datetime import datetime, timedelta

from saule.demo import charter as plans
from saule.desk.calendar import Calendar
from saule.desk.models import Desk, Role
from saule.desk.opening import switch_board
from saule.desk.rhythm import state_rhythm
from saule.desk.timetabling import record_leave, state_hours

WEEK = 7
NEWS_DAYS, NEWS_HOUR, SILENT_BEATS = "25", 10, 3


def state_time(desk: Desk, plan: plans.Charter, *, now: datetime) -> None:
    """Who answers has stated their hours a week ago; one of them is away in a week."""
    boss, lately = desk.memberships.get(role=Role.OWNER).user, desk.local_date(now) - timedelta(days=WEEK)
    for one in plan.staff:
        if one.hours:
            member = desk.memberships.get(user__email=one.address)
            minutes = [round(hours * 60) for hours in one.hours]
            week = [*minutes, *[0] * (WEEK - len(minutes))]
            state_hours(member, week, since=lately, by=boss, now=now)
    away = desk.memberships.filter(role=Role.AGENT).order_by("pk")[1]
    monday = Calendar(desk).next_working_day(desk.local_date(now) + timedelta(days=WEEK))
    record_leave(away, monday, monday + timedelta(days=4), by=boss, now=now)


def open_up(desk: Desk, *, now: datetime) -> None:
    """The owner sets the days of news, and opens the board of promises to everybody."""
    boss = desk.memberships.get(role=Role.OWNER).user
    state_rhythm(desk, NEWS_DAYS, NEWS_HOUR, SILENT_BEATS, by=boss, now=now)
    switch_board(desk, is_open=True, by=boss, now=now)
