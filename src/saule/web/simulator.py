"""The simulator: what another threshold, staffing or order of work would have made of a history."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256
from itertools import accumulate
from typing import Any

from django.core.cache import cache
from django.http import HttpResponse, JsonResponse
from django.utils.dates import MONTHS_AP
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from saule import __version__
from saule.engines.replaying import Replay, Week
from saule.promises.capacity import weekly
from saule.promises.histories import History, of_desk, we_the_people
from saule.promises.simulating import COLUMNS, CONTROLLER, PETITION_ANSWERS, TOLD, Trial, record, rows
from saule.web.charts import scale_top
from saule.web.curves import Curve, Curves, curves
from saule.web.keeping import kept
from saule.web.pages import show
from saule.web.policies import needs
from saule.web.requests import DeskRequest
from saule.web.simulator_form import DESK, SimulatorForm
from saule.web.words import number_words, percent

SIZE = (340, 240)
QUARTER = 13
SECONDS = 86_400
KINDS = ("own", "low", "middle", "high", "saule")
"""How a curve is drawn. The controller's is the last; there are never more than these."""


@dataclass(frozen=True, slots=True)
class Run:
    """A history, what was tried on it, and what became of it."""

    history: History
    trial: Trial
    replays: dict[str, Replay]


@dataclass(frozen=True, slots=True)
class Panel:
    """One chart with its table: a title, the drawing, and for some days a figure for each threshold."""

    name: str
    title: str
    note: str
    drawing: Curves
    days: list[tuple[date, list[str]]]


@require_safe
@needs("see figures")
def simulator(request: DeskRequest) -> HttpResponse:
    """The form, and beside each other what the thresholds would have done."""
    form = SimulatorForm(request.GET or None)
    run = run_of(request, form)
    context: dict[str, Any] = {"form": form, "run": run, "empty": run is None and usable(form)}
    if run:
        names = [named(policy) for policy in run.replays]
        context |= {
            "names": names,
            "rows": list(zip(names, run.replays.items(), strict=True)),
            "panels": list(panels(run, names)),
            "changes": changes(run),
            "here": request.GET.urlencode(),
        }
    return show(request, "simulator", **context)


@require_safe
@needs("see figures")
def weeks_csv(request: DeskRequest) -> HttpResponse:
    """Every week under every threshold, for other programs."""
    run = run_of(request, SimulatorForm(request.GET or None))
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="simulator.csv"'
    writer = csv.DictWriter(response, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows(run.history, run.replays) if run else ())
    return response


@require_safe
@needs("see figures")
def weeks_json(request: DeskRequest) -> JsonResponse:
    """The same with what was tried, the totals and the changes of the threshold."""
    run = run_of(request, SimulatorForm(request.GET or None))
    return JsonResponse(record(run.trial, run.history, run.replays) if run else {})


def usable(form: SimulatorForm) -> bool:
    """Whether what is asked for can be tried; nothing at all is the usual comparison."""
    return not form.is_bound or form.is_valid()


def run_of(request: DeskRequest, form: SimulatorForm) -> Run | None:
    """What was asked for, replayed once and then remembered; None of a wrong form or an empty history."""
    if not form.is_bound:
        form = SimulatorForm({})
    if not form.is_valid():
        return None
    own = form.cleaned_data["history"] == DESK
    history = of_desk(request.desk, now=request.now) if own else we_the_people()
    if not history.arrivals.weeks:
        return None
    answers = weekly(request.desk, request.today).answers if own else PETITION_ANSWERS
    trial = form.trial((1, None) if own else (*TOLD, None), answers)
    name = f"simulator:{__version__}:{sha256(repr(trial).encode()).hexdigest()}"
    if own:
        return Run(history, trial, kept(request, name, lambda: trial.run(history)))
    replays: dict[str, Replay] | None = cache.get(name)
    if replays is None:
        replays = trial.run(history)
        cache.set(name, replays, SECONDS)
    return Run(history, trial, replays)


def named(policy: str) -> str:
    """What a threshold is called at the end of its curve and in tables."""
    return "Saule" if policy == CONTROLLER else number_words(int(policy))


def panels(run: Run, names: list[str]) -> Iterator[Panel]:
    """The three charts: people answered, promises kept, and what was due and unanswered."""
    series = [replay.weeks for replay in run.replays.values()]
    people: list[list[float | None]] = [list(accumulate(week.people for week in weeks)) for weeks in series]
    backlog: list[list[float | None]] = [[week.backlog for week in weeks] for weeks in series]
    yield panel(
        run, names, people, name="people", title=_("People answered"), note=_("from the beginning until then")
    )
    yield panel(
        run,
        names,
        [shares(weeks) for weeks in series],
        name="kept",
        title=_("Promises kept"),
        note=_("of those whose day was over by then"),
    )
    yield panel(
        run,
        names,
        backlog,
        name="backlog",
        title=_("Due and unanswered"),
        note=_("shared matters, each week"),
    )


def shares(weeks: tuple[Week, ...]) -> list[float | None]:
    """The share of promises kept until each week, in hundredths; None before the first one ended."""
    held = list(accumulate(week.kept for week in weeks))
    broken = list(accumulate(week.late for week in weeks))
    return [100 * k / (k + b) if k + b else None for k, b in zip(held, broken, strict=True)]


def panel(
    run: Run, names: list[str], values: list[list[float | None]], *, name: str, title: str, note: str
) -> Panel:
    """One chart of these values, a list for each threshold, and its table."""
    highest = max((value for line in values for value in line if value is not None), default=0)
    top = 100 if name == "kept" else scale_top(int(highest))
    last = len(values[0]) - 1
    drawing = curves(
        [
            Curve(word, line, KINDS[n])
            for n, (word, line) in enumerate(zip(names, values, strict=True), -len(names))
        ],
        top=top,
        top_word=worded(name, top),
        ends=(month(run, 0), month(run, last)),
        size=SIZE,
    )
    at = [*range(QUARTER - 1, last, QUARTER), last]
    days = [(day(run, week), [worded(name, line[week]) for line in values]) for week in at]
    return Panel(name, title, note, drawing, days)


def worded(name: str, value: float | None) -> str:
    """A figure of a chart in words."""
    if value is None:
        return "–"
    return percent(value, 100) if name == "kept" else number_words(int(value))


def changes(run: Run) -> list[tuple[date, int]]:
    """From which day on the controller had which threshold."""
    replay = run.replays[CONTROLLER]
    return [(day(run, change.week), change.recommendation.value) for change in replay.changes]


def day(run: Run, week: int) -> date:
    """The day on which a week of the history begins."""
    return run.history.first + timedelta(weeks=week)


def month(run: Run, week: int) -> str:
    """The same as month and year, for the foot of a chart."""
    begins = day(run, week)
    return f"{MONTHS_AP[begins.month]} {begins.year}"
