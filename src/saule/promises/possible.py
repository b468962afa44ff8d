"""Possible: how long an answer takes under each heading, as things go lately; computed, never typed."""

from dataclasses import dataclass
from datetime import datetime

import numpy as np

from saule.desk.models import Desk
from saule.engines.waiting import PeriodHazard
from saule.promises.learning import learned

HALF, TENTH = 0.5, 0.1


@dataclass(frozen=True, slots=True)
class Possible:
    """Half of those who write today have an answer within ``half`` days, nine in ten within ``nine_in_ten``;
    None: not within a year, as things go.
    """

    half: int | None
    nine_in_ten: int | None


def possible(desk: Desk, kinds: list[str], *, now: datetime) -> dict[str, Possible]:
    """What is possible under each of these headings (their codes); nothing while too little is known."""
    past = learned(desk, now=now, keep=False)
    if past.outlook is None or not past.enough:
        return {}
    return {kind: of_kind(past.outlook.hazard_, kind) for kind in kinds}


def of_kind(hazard: PeriodHazard, kind: str) -> Possible:
    """The two days on which the share of those still waiting falls to one half, and to one in ten."""
    left = np.cumprod(1.0 - hazard.hazard(kind))
    return Possible(first_under(left, HALF), first_under(left, TENTH))


def first_under(left: np.ndarray, share: float) -> int | None:
    """The first day at whose end no more than this share still waits."""
    found = np.flatnonzero(left <= share + 1e-12)
    return int(found[0]) if len(found) else None
