"""A simulated desk whose order Saule owns: who came first is answered first, by people who have weekends,
leave and colds, while the mail comes in waves.

What is planned knows of weekends, public holidays and leave, and of nothing else: not who falls ill, nor how
much gets done on a day. Mail knows the season and the weekday, goes up and down over weeks, and some four
times a year something happens that many write about.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

FIRST = date(2021, 1, 1).toordinal()
YEARS = 4
HORIZON = 366
STAFF, ANSWERS_A_DAY = 5, 8.0
HOLIDAYS = ((1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25), (12, 26))
ILL_FROM_ONE_DAY_TO_THE_NEXT, DAYS_ILL = 0.01, 4.0
SPREAD_OF_A_DAY = 0.25
LOAD = 0.93
WEEKDAYS = (1.3, 1.1, 1.0, 1.0, 1.0, 0.4, 0.2)
CRISES_A_YEAR, DAYS_OF_WORK_IN_ONE = 4, (3.0, 15.0)
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Simulated:
    """What came and when it was answered, in the order of coming, and the plan as it was known each day."""

    kinds: list[str]
    opened: NDArray[np.int64]
    answered: NDArray[np.int64]
    plan: Callable[[int], Floats]
    last: int


def simulate(seed: int) -> Simulated:
    """One desk of some years; the same seed makes the same desk."""
    rng = np.random.default_rng(seed)
    planned, done = capacity(rng, YEARS * 365 + 2 * HORIZON)
    came = arrivals(rng, YEARS * 365, float(planned[: YEARS * 365].mean()))
    opened = np.repeat(np.arange(len(came)), came)
    answered = in_order(opened, done)
    return Simulated(
        kinds=[str(kind) for kind in rng.integers(0, 4, len(opened))],
        opened=FIRST + opened,
        answered=FIRST + answered,
        plan=lambda day: planned[day - FIRST : day - FIRST + HORIZON],
        last=FIRST + int(answered.max()),
    )


def capacity(rng: np.random.Generator, days: int) -> tuple[Floats, Floats]:
    """The answers planned for each day, and those that were given."""
    dates = [date.fromordinal(FIRST + day) for day in range(days)]
    works = np.array([day.weekday() < 5 and (day.month, day.day) not in HOLIDAYS for day in dates])
    planned, done = np.zeros(days), np.zeros(days)
    for _person in range(STAFF):
        here = works & ~on_leave(rng, dates)
        spells = rng.random(days) < ILL_FROM_ONE_DAY_TO_THE_NEXT
        ill = np.zeros(days, dtype=bool)
        for start in np.flatnonzero(spells):
            ill[start : start + 1 + rng.poisson(DAYS_ILL)] = True
        planned += ANSWERS_A_DAY * here * (1 - ILL_FROM_ONE_DAY_TO_THE_NEXT * (1 + DAYS_ILL))
        each = rng.gamma(1 / SPREAD_OF_A_DAY**2, ANSWERS_A_DAY * SPREAD_OF_A_DAY**2, days)
        done += each * (here & ~ill)
    return planned, done


def on_leave(rng: np.random.Generator, dates: list[date]) -> NDArray[np.bool_]:
    """Five weeks a year: three in summer, one around the new year, one somewhere."""
    away = np.zeros(len(dates), dtype=bool)
    for year_begins in range(0, len(dates), 365):
        for start, weeks in ((rng.integers(181, 223), 3), (355, 1), (rng.integers(14, 340), 1)):
            away[year_begins + start : year_begins + start + 7 * weeks] = True
    return away


def arrivals(rng: np.random.Generator, days: int, per_day: float) -> NDArray[np.int64]:
    """How many come each day: together ``LOAD`` of what can be done."""
    day = np.arange(days)
    wave = np.zeros(days)
    for at in range(1, days):
        wave[at] = 0.97 * wave[at - 1] + rng.normal(0.0, 0.05)
    weekday = np.array(WEEKDAYS)[(FIRST - 1 + day) % 7]
    shape = weekday * np.exp(wave) * (1 + 0.15 * np.cos(2 * np.pi * day / 365))
    crises = np.zeros(days)
    for start in rng.integers(0, days, CRISES_A_YEAR * days // 365):
        size = rng.uniform(*DAYS_OF_WORK_IN_ONE) * per_day
        fading = np.exp(-np.arange(min(21, days - start)) / 4.0)
        crises[start : start + 21] += size * fading / np.exp(-np.arange(21) / 4.0).sum()
    ordinary = shape * (LOAD * per_day * days - crises.sum()) / shape.sum()
    return np.asarray(rng.poisson(ordinary + crises), dtype=np.int64)


def in_order(opened: NDArray[np.int64], done: Floats) -> NDArray[np.int64]:
    """The day on which each is answered: who came first is first, and nobody before they came."""
    answered = np.zeros(len(opened), dtype=np.int64)
    next_one, spare = 0, 0.0
    for day, answers in enumerate(done):
        arrived = int(np.searchsorted(opened, day, side="right"))
        spare = min(spare + answers, arrived - next_one + 1.0)
        count = min(int(spare), arrived - next_one)
        answered[next_one : next_one + count] = day
        next_one, spare = next_one + count, spare - count
    if next_one < len(opened):
        raise ValueError("the simulated desk never caught up")
    return answered
