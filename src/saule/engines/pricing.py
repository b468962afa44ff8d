"""Pricing: what is owed for a month of answers, paid by what they resolved and not by how many were closed.

All amounts are whole cents. Whoever comes back is not paid for, and may cost; a share of the month can be
held back until it is known who came back later.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

RESOLVED, REPEATS, COUNTED_BACK = "resolved", "repeats", "counted-back"
FLOOR, CAP, HELD, RELEASED = "floor", "cap", "held", "released"


@dataclass(frozen=True, slots=True)
class Prices:
    """What is paid for each who was helped and taken off for each who came back; limits of a month; the
    share of it that is held back, in percent.
    """

    per_resolved: int
    per_repeat: int = 0
    held_percent: int = 0
    floor: int | None = None
    cap: int | None = None

    def faults(self) -> list[str]:
        """What contradicts itself, as codes: ``cap`` (below the floor), ``held`` (more than all), ``nothing``
        (repeats cost where nothing is paid).
        """
        found = []
        if self.floor is not None and self.cap is not None and self.cap < self.floor:
            found.append("cap")
        if not 0 <= self.held_percent <= 100:
            found.append("held")
        if self.per_repeat and not self.per_resolved:
            found.append("nothing")
        return found


@dataclass(frozen=True, slots=True)
class Done:
    """What was done under one version of the prices."""

    prices: Prices
    resolved: int
    repeats: int


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a bill: its code, how many, what each makes, and the amount; ``note`` says which."""

    code: str
    count: int
    unit: int
    cents: int
    note: str = ""


@dataclass(frozen=True, slots=True)
class Bill:
    """The lines, what they come to, and what of it is held back for now."""

    lines: tuple[Line, ...]
    total: int
    held: int


def bill(
    done: Sequence[Done],
    month: Prices,
    *,
    counted_back: Sequence[int] = (),
    released: Iterable[tuple[str, int]] = (),
) -> Bill:
    """The bill of one month.

    ``month`` are the prices whose limits and holdback apply; ``counted_back`` what was paid before for those
    who came back since (cents, positive); ``released`` which month's holdback falls due, and how much it is.
    """
    lines = [line for one in done for line in lines_of(one)]
    if counted_back:
        lines.append(Line(COUNTED_BACK, len(counted_back), 0, -sum(counted_back)))
    earned = sum(line.cents for line in lines)
    lines += limits(earned, month)
    earned = sum(line.cents for line in lines)
    held = (earned * month.held_percent + 50) // 100 if earned > 0 else 0
    if held:
        lines.append(Line(HELD, month.held_percent, 0, -held))
    lines += [Line(RELEASED, 1, cents, cents, note) for note, cents in released]
    return Bill(tuple(lines), sum(line.cents for line in lines), held)


def lines_of(one: Done) -> list[Line]:
    """What was resolved, and what came back."""
    prices = one.prices
    lines = [Line(RESOLVED, one.resolved, prices.per_resolved, one.resolved * prices.per_resolved)]
    if one.repeats:
        lines.append(Line(REPEATS, one.repeats, -prices.per_repeat, -one.repeats * prices.per_repeat))
    return lines


def limits(earned: int, month: Prices) -> list[Line]:
    """What lifts a month to its floor, or brings it down to its cap."""
    if month.floor is not None and earned < month.floor:
        return [Line(FLOOR, 1, 0, month.floor - earned)]
    if month.cap is not None and earned > month.cap:
        return [Line(CAP, 1, 0, month.cap - earned)]
    return []
