"""The curve of a matter's signatures, drawn on the server, with the table that stands behind it."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from saule.web.charts import Label, at, polyline, scale_top
from saule.web.words import date_words, number_words

SIZES = ((640, 180, "wide"), (320, 150, "narrow"))
MOST_POINTS = 120
MOST_LINES = 14
SMALL_DAYS = 60
Line = Sequence[tuple[date, int]]


@dataclass(frozen=True, slots=True)
class Curve:
    """A drawing: its line, the area below, rules at the top and at zero, the threshold if it lies within."""

    name: str
    width: int
    height: int
    line: str
    area: str
    rules: tuple[float, ...]
    threshold: float | None
    labels: tuple[Label, ...]


def daily(line: Line, first: date, last: date) -> list[int]:
    """How many there were at the end of each day from ``first`` to ``last``."""
    days = [day for day, _count in line]
    places = (bisect_right(days, first + timedelta(n)) for n in range((last - first).days + 1))
    return [line[place - 1][1] if place else 0 for place in places]


def small(line: Line, today: date) -> list[int]:
    """The last two months, for a curve beside a title."""
    return daily(line, today - timedelta(days=SMALL_DAYS - 1), today)


def curves(line: Line, today: date, threshold: int, word: str) -> list[Curve]:
    """The curve at each size; none where all joined on one day."""
    if not line or line[0][0] >= today:
        return []
    first = line[0][0] - timedelta(days=1)
    values = daily(line, first, today)
    return [curve(name, values, (first, today), threshold, word, (w, h)) for w, h, name in SIZES]


def curve(
    name: str,
    values: Sequence[int],
    ends: tuple[date, date],
    threshold: int,
    word: str,
    size: tuple[int, int],
) -> Curve:
    """Lays one out; ``word`` is what the line of the threshold is called."""
    width, height = size
    panel, top = (18.0, height - 24.0), scale_top(values[-1])
    every = max(1, len(values) // MOST_POINTS)
    step = width / (len(values) - 1)
    shown = [n for n in range(len(values)) if n % every == 0 or n == len(values) - 1]
    line = polyline([(n * step, at(values[n], top, panel)) for n in shown])
    mark = at(threshold, top, panel) if 1 < threshold <= top else None
    labels = [
        Label(0, panel[0] - 5, number_words(top)),
        Label(0, height - 6, date_words(ends[0])),
        Label(width, height - 6, date_words(ends[1]), "", "end"),
    ]
    if mark is not None and mark > panel[0] + 14:
        labels.append(Label(0, mark - 5, word, "mark"))
    return Curve(
        name, width, height, line, f"{line} L{width} {panel[1]} L0 {panel[1]} Z", panel, mark, tuple(labels)
    )


def table(line: Line) -> list[tuple[date, int, int]]:
    """The days with most news of their own, in order: the day, how many joined since the line before, all.

    Where there are more days than lines, several days stand in one.
    """
    every = -(-len(line) // MOST_LINES) or 1
    kept = [*line[every - 1 : -1 : every], line[-1]] if line else []
    before = [0, *(count for _day, count in kept)]
    return [(day, count - was, count) for (day, count), was in zip(kept, before, strict=False)]
