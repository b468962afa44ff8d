"""The figures of a report as files: the same numbers as on the page, with what they are of."""

import csv
from collections.abc import Iterator
from io import StringIO
from typing import Any

from django.http import HttpResponse, JsonResponse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from saule.engines.middles import Middle
from saule.matters.rereading import QUESTIONS, Reread
from saule.promises.carrying import Carried
from saule.promises.reporting import Line
from saule.web.policies import needs
from saule.web.reports import Table, read, tables
from saule.web.requests import DeskRequest
from saule.web.returns import plain

Record = dict[str, Any]


@require_safe
@needs("see figures")
def as_json(request: DeskRequest) -> JsonResponse:
    """The figures for machines."""
    found = read(request)
    return JsonResponse(
        {
            "first": found.report.span.first,
            "last": found.report.span.last,
            "days": found.report.days,
            "rows": list(records(tables(request, found.report))),
            "reread": reread(found.report.reread),
        }
    )


@require_safe
@needs("see figures")
def as_csv(request: DeskRequest) -> HttpResponse:
    """The figures as a file for a spreadsheet."""
    found = read(request)
    file = StringIO()
    rows = list(records(tables(request, found.report)))
    writer = csv.DictWriter(file, ["by", "name", *figures(Line())])
    writer.writeheader()
    for row in rows:
        writer.writerow({name: "" if value is None else value for name, value in row.items()})
    response = HttpResponse("\ufeff" + file.getvalue(), content_type="text/csv; charset=utf-8")
    called = _("report")
    name = slugify(f"{called} {found.report.span.first:%Y-%m} {found.report.span.last:%Y-%m}")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def records(shown: list[Table]) -> Iterator[Record]:
    """One record for each line of each table."""
    for table in shown:
        for name, line in table.lines:
            yield {"by": table.code, "name": plain(name), **figures(line)}


def figures(line: Line) -> Record:
    """All figures of a line; None where there is nothing that they could be of."""
    answers = line.answers
    return {
        "answered": answers.closed,
        "too_young": answers.young,
        "over": answers.over,
        "ended": answers.ended,
        "wrote_again": answers.repeated,
        "objected": answers.objected,
        **share("relevance", answers.ended, answers.over, answers.interval),
        "settled": line.settled.closed,
        "settled_over": line.settled.over,
        "settled_too_early": line.settled.came_back,
        **middle("contacts_per_ended", line.closings.per_ended),
        **middle("median_wait_days", line.wait),
        "promises_over": line.promised,
        "promises_kept": line.kept,
        **share("promises_share", line.kept, line.promised, line.interval),
        **peers(line.peers),
        "arrived": line.arrived,
        "waiting": line.waiting,
    }


def peers(found: Carried | None) -> Record:
    """How many left the queue by a peer's answer, of all who did or were answered; None where not known."""
    one = found or Carried()
    return {
        "left_by_peer": one.people if found else None,
        "left_by_peer_back": one.back if found else None,
        **share("peers_share", one.people, one.of, one.interval),
    }


def share(name: str, part: int, whole: int, interval: tuple[float, float]) -> Record:
    """A share with its interval."""
    values = (part / whole, *interval) if whole else (None, None, None)
    return dict(zip((name, f"{name}_low", f"{name}_high"), map(rounded, values), strict=True))


def middle(name: str, found: Middle | None) -> Record:
    """A middle with its interval."""
    values = found or (None, None, None)
    return dict(zip((name, f"{name}_low", f"{name}_high"), map(rounded, values), strict=True))


def rounded(value: float | None) -> float | None:
    """Four places say more than enough."""
    return None if value is None else round(value, 4)


def reread(found: Reread) -> Record:
    """What readers said, question by question."""
    said: Record = {"drawn": found.drawn, "read": found.read}
    for name in QUESTIONS:
        one, both = found.said[name], found.agreement[name]
        said[name] = {
            "yes": one.yes,
            "no": one.no,
            "unsure": one.unsure,
            **share("share", one.yes, one.told, one.interval),
            "read_by_two": both.both,
            **share("agreement", both.same, both.both, both.interval),
        }
    return said
