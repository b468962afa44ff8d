"""Curves side by side: several lines in one drawing, named at their ends; no script, no inline style.

Each line has its own dashes besides its colour, so that they can be told apart in grey.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from saule.web.charts import Label, at, polyline

GAP = 16.0
LETTER = 7.6
"""How high a line of text is, and how wide a letter, in units of the drawing."""


@dataclass(frozen=True, slots=True)
class Curve:
    """A line to draw: its name, its values (None where there is none yet), and how it is drawn."""

    name: str
    values: Sequence[float | None]
    kind: str


@dataclass(frozen=True, slots=True)
class Curves:
    """A drawing of curves, laid out: a kind and a path for each, rules at the top and at zero, words."""

    width: int
    height: int
    right: float
    paths: tuple[tuple[str, str], ...]
    rules: tuple[float, float]
    labels: tuple[Label, ...]


def curves(
    lines: Sequence[Curve], *, top: float, top_word: str, ends: tuple[str, str], size: tuple[int, int]
) -> Curves:
    """Lays out curves from zero to ``top``; ``ends`` are the words under the first and the last value."""
    width, height = size
    right = width - 12 - LETTER * max((len(line.name) for line in lines), default=0)
    panel = (20.0, height - 26.0)
    return Curves(
        width=width,
        height=height,
        right=right,
        paths=tuple((line.kind, path(line.values, right, top, panel)) for line in lines),
        rules=panel,
        labels=(
            Label(0, panel[0] - 5, top_word),
            Label(0, height - 7, ends[0]),
            Label(right, height - 7, ends[1], "", "end"),
            *names(lines, right + 8, top, panel),
        ),
    )


def path(values: Sequence[float | None], right: float, top: float, panel: tuple[float, float]) -> str:
    """The line through the values that there are; empty without any."""
    step = right / max(1, len(values) - 1)
    points = [(n * step, at(value, top, panel)) for n, value in enumerate(values) if value is not None]
    return polyline(points) if points else ""


def names(lines: Sequence[Curve], x: float, top: float, panel: tuple[float, float]) -> tuple[Label, ...]:
    """The names of the curves beside their last values, apart from each other and inside the drawing."""
    known = [
        (number, [value for value in line.values if value is not None]) for number, line in enumerate(lines)
    ]
    wanted = sorted((at(values[-1], top, panel), number) for number, values in known if values)
    placed: list[float] = []
    for y, _number in wanted:
        placed.append(max(y, placed[-1] + GAP) if placed else y)
    # What was pushed out below moves up again, and pushes the others.
    limit = panel[1]
    for n in reversed(range(len(placed))):
        placed[n] = min(placed[n], limit)
        limit = placed[n] - GAP
    return tuple(
        Label(x, y + 4, lines[number].name, lines[number].kind)
        for y, (_wanted, number) in zip(placed, wanted, strict=True)
    )
