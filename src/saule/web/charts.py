"""Charts drawn on the server as SVG: no script, no inline style; every one has a table or words behind it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from saule.web.words import number_words


def polyline(points: Sequence[tuple[float, float]]) -> str:
    """The ``d`` of a path through these points."""
    return "M" + " L".join(f"{x:.1f} {y:.1f}" for x, y in points)


def spark(values: Sequence[int], label: str, *, width: int = 120, height: int = 30) -> SafeString:
    """A small curve from zero, stretched by the style sheet to the room there is."""
    top = max([*values, 1])
    step = width / max(1, len(values) - 1)
    path = polyline(
        [(i * step, height - 2 - v / top * (height - 6)) for i, v in enumerate(values)] or [(0, 28)]
    )
    return format_html(
        '<svg class="spark" viewBox="0 0 {w} {h}" preserveAspectRatio="none" role="img" aria-label="{label}">'
        '<path class="area" d="{path} L{w} {h} L0 {h} Z"/><path d="{path}"/></svg>',
        w=width,
        h=height,
        label=label,
        path=mark_safe(path),  # noqa: S308 only numbers, written above
    )


@dataclass(frozen=True, slots=True)
class Label:
    """A word or figure in the drawing; ``name`` is its class, ``anchor`` which end stands at ``x``."""

    x: float
    y: float
    text: str
    name: str = ""
    anchor: str = "start"


@dataclass(frozen=True, slots=True)
class Bar:
    """One day's count."""

    x: float
    y: float
    width: float
    height: float
    name: str


@dataclass(frozen=True, slots=True)
class Flow:
    """The overview's chart at one size: who waits above, and below what came and what was answered each day.

    Both panels begin at zero; each has its own scale, which its upper rule names.
    """

    width: int
    height: int
    right: float
    line: str
    area: str
    bars: tuple[Bar, ...]
    rules: tuple[float, ...]
    labels: tuple[Label, ...]


@dataclass(frozen=True, slots=True)
class Words:
    """The words of the chart: what the lines are called, and the days to name under it."""

    new: str
    answered: str
    waiting: str
    days: tuple[str, ...]


def scale_top(value: int) -> int:
    """A round number (at least 4) that is not below ``value``, and not far above it."""
    power = 1
    while True:
        for factor in (4, 5, 6, 8, 10, 12, 15, 20, 25, 30):
            if factor * power >= value:
                return factor * power
        power *= 10


def flow(days: Sequence[tuple[int, int, int]], words: Words, size: tuple[int, int]) -> Flow:
    """Lays out the chart of ``days`` (new, answered, waiting at the end) in a drawing of ``size`` units."""
    width, height = size
    right = width - max(92.0, 7.4 * max(len(words.waiting), len(words.answered)))
    step = right / max(1, len(days))
    above, below = (18.0, height * 0.58), (height * 0.58 + 26, height - 24.0)
    top = scale_top(max((waiting for *_, waiting in days), default=0))
    high = scale_top(max((max(new, answered) for new, answered, _ in days), default=0))
    points = [(i * step + step / 2, at(waiting, top, above)) for i, (_new, _done, waiting) in enumerate(days)]
    return Flow(
        width=width,
        height=height,
        right=right,
        line=polyline(points),
        area=f"{polyline(points)} L{points[-1][0]:.1f} {above[1]:.1f} L{points[0][0]:.1f} {above[1]:.1f} Z",
        bars=tuple(bars(days, step, high, below)),
        rules=(*above, *below),
        labels=(
            *scales(top, high, above, below),
            *names(words, points[-1], right, below),
            *ticks(words, right, height),
        ),
    )


def at(value: float, top: float, panel: tuple[float, float]) -> float:
    """The height of a value in a panel that reaches from its upper edge (``top``) down to zero."""
    return round(panel[1] - value / top * (panel[1] - panel[0]), 1)


def bars(
    days: Sequence[tuple[int, int, int]], step: float, high: float, panel: tuple[float, float]
) -> Iterator[Bar]:
    """Two thin bars a day: what came, and beside it what was answered."""
    thin = round(step * 0.36, 1)
    for i, (new, answered, _waiting) in enumerate(days):
        for value, name, place in ((new, "new", 0.12), (answered, "answered", 0.52)):
            if value:
                y = at(value, high, panel)
                yield Bar(round(i * step + step * place, 1), y, thin, round(panel[1] - y, 1), name)


def scales(
    top: int, high: int, above: tuple[float, float], below: tuple[float, float]
) -> tuple[Label, Label]:
    """What the upper rule of each panel stands for."""
    return (
        Label(0, above[0] - 4, number_words(top)),
        Label(0, below[0] - 4, number_words(high)),
    )


def names(
    words: Words, end: tuple[float, float], right: float, below: tuple[float, float]
) -> tuple[Label, ...]:
    """The names of the line and of the bars, to their right."""
    middle = (below[0] + below[1]) / 2
    return (
        Label(right + 8, end[1] + 4, words.waiting, "waiting"),
        Label(right + 8, middle - 3, words.new, "new"),
        Label(right + 8, middle + 15, words.answered, "answered"),
    )


def ticks(words: Words, right: float, height: int) -> tuple[Label, ...]:
    """The days named under the chart: the first, the last, and what is given between."""
    last = len(words.days) - 1
    return tuple(
        Label(right * i / last, height - 6, day, "", "start" if not i else "end" if i == last else "middle")
        for i, day in enumerate(words.days)
    )


@dataclass(frozen=True, slots=True)
class Outlook:
    """What waits in the days to come, from zero, and the day from which promises break (``mark``)."""

    width: int
    height: int
    right: float
    line: str
    area: str
    rules: tuple[float, ...]
    mark: float | None
    labels: tuple[Label, ...]


def outlook(
    values: Sequence[float],
    place: int | None,
    last: str,
    breaking: str,
    days: Sequence[str],
    size: tuple[int, int],
) -> Outlook:
    """Lays out ``values`` (one a day) in a drawing of ``size`` units; ``place`` is the day to mark."""
    width, height = size
    right, panel = width - max(92.0, 7.4 * len(last)), (30.0, height - 24.0)
    step = right / max(1, len(values) - 1)
    top = scale_top(round(max(values, default=0)))
    points = [(i * step, at(value, top, panel)) for i, value in enumerate(values)]
    mark = None if place is None else round(place * step, 1)
    labels = [
        Label(0, panel[0] - 4, number_words(top)),
        Label(right + 8, min(points[-1][1] + 4, panel[1]), last, "waiting"),
        *ticks(Words("", "", "", tuple(days)), right, height),
        *breaking_label(mark, breaking, right),
    ]
    return Outlook(
        width=width,
        height=height,
        right=right,
        line=polyline(points),
        area=f"{polyline(points)} L{points[-1][0]:.1f} {panel[1]:.1f} L0 {panel[1]:.1f} Z",
        rules=panel,
        mark=mark,
        labels=tuple(labels),
    )


def breaking_label(mark: float | None, text: str, right: float) -> tuple[Label, ...]:
    """What the mark means, on the side of it that has more room; nothing without a mark."""
    if mark is None:
        return ()
    return (Label(mark, 12, text, "breaking", "end" if mark > right / 2 else "start"),)


@dataclass(frozen=True, slots=True)
class Range:
    """One share in a chart from none to all: its place, the interval around it, and its name if it fits."""

    x: float
    y: float
    low: float
    high: float
    label: str


RANGES = (40, 320, 12, 140)
"""The left and right edge, the top and the foot of a chart of shares; left of it stand what these mean."""


def ranges(points: Sequence[tuple[str, float, tuple[float, float]]], named: int) -> Iterator[Range]:
    """Lays out shares with their intervals; the last is named, and of the others as many as fit."""
    left, right, top, foot = RANGES
    apart = (right - left) / max(len(points), 1)
    every = ceil(len(points) / named)
    for place, (name, share, interval) in enumerate(points):
        y, low, high = (round(foot - value * (foot - top), 1) for value in (share, *interval))
        is_named = (len(points) - 1 - place) % every == 0
        yield Range(round(left + apart * (place + 0.5), 1), y, low, high, name if is_named else "")
