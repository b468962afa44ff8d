"""Calibration: how many dates were kept, by month, heading, queue and basis; also as files."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from io import StringIO
from math import ceil

from django.http import HttpResponse, JsonResponse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from saule.desk.models import Desk
from saule.promises.calibration import TOGETHER, UNCHOSEN, Book, Calibration, as_data, calibration
from saule.promises.models import Promise
from saule.promises.predicting import LEVEL
from saule.web.keeping import kept
from saule.web.pages import show
from saule.web.policies import needs
from saule.web.requests import DeskRequest
from saule.web.returns import plain
from saule.web.words import short_month

WIDTH, LEFT, TOP, BOTTOM = 320, 40, 12, 140
"""The chart; left of it stand the shares at its top and at its foot."""
SHOWN_MONTHS, NAMED_MONTHS = 12, 4
LOWEST = 0.5
"""The chart begins here: shares below are drawn at its foot."""


@dataclass(frozen=True, slots=True)
class Mark:
    """One month in the chart: its place, the share kept, the interval around it, and its name if it fits."""

    x: float
    y: float
    low: float
    high: float
    label: str


@require_safe
@needs("see promises")
def calibrated(request: DeskRequest) -> HttpResponse:
    """The tables, and the months as a small chart."""
    found = book(request)
    months = [one for one in found.months if one.ended][-SHOWN_MONTHS:]
    return show(
        request,
        "calibration",
        book=found,
        marks=list(marks(months)),
        chart={"width": WIDTH, "left": LEFT, "top": TOP, "bottom": BOTTOM, "level": height(found.level)},
        tables=tables(request.desk, found),
    )


@require_safe
@needs("see promises")
def as_json(request: DeskRequest) -> JsonResponse:
    """The same figures for machines."""
    return JsonResponse(as_data(book(request)))


@require_safe
@needs("see promises")
def as_csv(request: DeskRequest) -> HttpResponse:
    """The same figures as a file for a spreadsheet."""
    file = StringIO()
    writer = csv.writer(file)
    names = ("given", "without_date", "undated_share", "ended", "kept", "moved", "coverage", "low", "high")
    writer.writerow(["by", "name", *names])
    data = as_data(book(request))
    groups = {"all": [data["all"]], **{by: data[by] for by in ("months", "kinds", "queues", "bases")}}
    for by, rows in groups.items():
        for row in rows:  # type: ignore[attr-defined]
            values = ("" if row[name] is None else row[name] for name in names)
            writer.writerow([by, plain(row["name"]), *values])
    response = HttpResponse("\ufeff" + file.getvalue(), content_type="text/csv; charset=utf-8")
    name = slugify(_("dates kept")) or "dates"
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def book(request: DeskRequest) -> Book:
    """The figures, counted once for as long as nothing changes."""
    return kept(request, "calibration", lambda: calibration(request.desk, level=LEVEL, today=request.today))


def tables(desk: Desk, found: Book) -> Iterator[tuple[str, str, list[Calibration]]]:
    """Each table with its title and the head of its first column, its rows named in words."""
    headings = {kind.code: str(kind) for kind in desk.kinds.all()}
    kinds = sorted(found.kinds, key=lambda one: -one.given)
    queues = {
        **headings,
        TOGETHER: _("all headings together, for want of answers of their own"),
        UNCHOSEN: _("none: too few answers were known"),
    }
    bases = {str(basis): label for basis, label in Promise.Basis.choices}
    yield (
        _("By month in which they were given"),
        _("Month"),
        [replace(one, name=month_in_words(one.name)) for one in reversed(found.months)],
    )
    yield (
        _("By heading"),
        _("Heading"),
        [replace(one, name=headings.get(one.name, one.name) or _("without a heading")) for one in kinds],
    )
    yield (
        _("By the queue within which the way of predicting was chosen"),
        _("Queue"),
        [replace(one, name=queues.get(one.name, one.name)) for one in found.queues],
    )
    yield (
        _("By what the dates rested on"),
        _("Basis"),
        [replace(one, name=str(bases.get(one.name, one.name))) for one in found.bases],
    )


def month_in_words(month: str) -> str:
    """“Nov. 2026” of “2026-11”."""
    return short_month(date.fromisoformat(f"{month}-01"))


def marks(months: list[Calibration]) -> Iterator[Mark]:
    """Where each month stands in the chart; the last is named, and of the others those that fit."""
    apart = (WIDTH - LEFT) / max(len(months), 1)
    every = ceil(len(months) / NAMED_MONTHS)
    for place, one in enumerate(months):
        low, high = one.interval
        is_named = (len(months) - 1 - place) % every == 0
        yield Mark(
            x=round(LEFT + apart * (place + 0.5), 1),
            y=height(one.coverage or 0.0),
            low=height(low),
            high=height(high),
            label=month_in_words(one.name) if is_named else "",
        )


def height(share: float) -> float:
    """The place of a share between the foot and the top of the chart."""
    return round(BOTTOM - (max(share, LOWEST) - LOWEST) / (1 - LOWEST) * (BOTTOM - TOP), 1)
