"""Reports: what the desk's work came to, by month, team, member and heading; where other figures are."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.cache import cache
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from saule.desk.models import Desk, User
from saule.desk.policies import may
from saule.matters.models import Answer, Rereading
from saule.matters.rereading import Agreement, Said
from saule.promises.reporting import Line, Report, bands, report
from saule.web.charts import Range, ranges
from saule.web.pages import show
from saule.web.policies import needs
from saule.web.report_spans import Chosen, choices, chosen
from saule.web.requests import DeskRequest
from saule.web.words import month_words, number_words, short_month

SECONDS = 60
NAMED_MONTHS = 4


@dataclass(frozen=True, slots=True)
class Read:
    """A report with the span that was asked for and when it was counted."""

    chosen: Chosen
    report: Report
    at: datetime


@dataclass(frozen=True, slots=True)
class Table:
    """One table: its code for files, its title, the head of its first column, and its lines by name.

    ``beside``: what arrives and who waits is known for its lines.
    """

    code: str
    title: str
    head: str
    lines: list[tuple[str, Line]]
    beside: bool = False

    @property
    def says_something(self) -> bool:
        """Whether it has a line that is of something: teams that nobody made are none."""
        return any(line.key is not None for _name, line in self.lines)


@dataclass(frozen=True, slots=True)
class Question:
    """One question to readers: what they said, and how far two of them agree."""

    words: str
    said: Said
    agreement: Agreement


@require_safe
@needs("see figures")
def reports(request: DeskRequest) -> HttpResponse:
    """The figures, and the way to the others."""
    found = read(request)
    one = found.report
    every = tables(request, one)
    return show(
        request,
        "reports",
        found=found,
        report=one,
        periods=choices(),
        tables=[table for table in every[1:] if table.says_something],
        carried=carried(every),
        chart=list(months_chart(one)),
        waits=waits(one.all),
        questions=questions(one),
        authors=authors(request, one),
        to_read=Rereading.objects.to_read(request.membership).count(),
    )


def read(request: DeskRequest) -> Read:
    """The figures of the span that was asked for; they need not be newer than a minute.

    What somebody has just decided here shows at once: each decision is a row of the trail.
    """
    asked = chosen(request)
    newest = request.desk.events.values_list("pk", flat=True).first()
    key = f"report:{request.desk.public_id}:{asked.span.first}:{asked.span.last}:{request.today}:{newest}"
    known = cache.get(key)
    if not isinstance(known, tuple):
        known = (report(request.desk, asked.span, now=request.now), request.now)
        cache.set(key, known, SECONDS)
    return Read(asked, *known)


def tables(request: DeskRequest, one: Report) -> list[Table]:
    """All tables that the reader may see. Of members, agents see themselves."""
    desk = request.desk
    kinds = {kind.pk: str(kind) for kind in desk.kinds.all()}
    teams = dict(desk.teams.values_list("pk", "name"))
    months = [(month_words(line.key), line) for line in one.months]
    by_team = named(one.teams, teams, _("without a team"))
    by_kind = named(one.kinds, kinds, _("without a heading"))
    return [
        Table("all", _("In all"), "", [(_("all"), one.all)], beside=True),
        Table("months", _("By month"), _("Month"), months),
        Table("teams", _("By team"), _("Team"), by_team, beside=True),
        Table("members", _("By member"), _("Member"), members(request, one.members)),
        Table("kinds", _("By heading"), _("Heading"), by_kind, beside=True),
        Table("answers", _("Answers to many"), _("Matter"), answers(desk, one.answers)),
    ]


def carried(some: Iterable[Table]) -> list[tuple[str, Line]]:
    """The months and the headings in which somebody left the queue by another person's answer."""
    lines = [pair for table in some if table.code in ("months", "kinds") for pair in table.lines]
    return [(name, line) for name, line in lines if line.peers and line.peers.people]


def named(lines: Iterable[Line], names: Mapping[Any, str], other: str) -> list[tuple[str, Line]]:
    """Lines with their names, in the order of these; what belongs to nobody comes last."""
    some = list(lines)
    known = [(names[line.key], line) for line in some if line.key in names]
    return sorted(known, key=lambda pair: pair[0]) + [(other, one) for one in some if one.key not in names]


def members(request: DeskRequest, lines: Iterable[Line]) -> list[tuple[str, Line]]:
    """The members whose figures the reader may see."""
    everybody = may(request.membership, "see members’ figures")
    seen = [line for line in lines if everybody or line.key == request.user.pk]
    names = dict(User.objects.filter(pk__in=[line.key for line in seen]).values_list("pk", "name"))
    return named(seen, names, "")


def answers(desk: Desk, lines: Iterable[Line]) -> list[tuple[str, Line]]:
    """The answers to most people, by the titles of their matters."""
    some = list(lines)
    rows = Answer.objects.filter(desk=desk, pk__in=[line.key for line in some])
    titles = dict(rows.values_list("pk", "matter__title"))
    return [(titles.get(line.key) or _("Without a title"), line) for line in some]


def months_chart(one: Report) -> Iterable[Range]:
    """The share of each month that ended there, of those of which it is known."""
    known = [line for line in one.months if line.answers.over]
    points = [(short_month(line.key), line.answers.share or 0.0, line.answers.interval) for line in known]
    return ranges(points, NAMED_MONTHS)


def waits(line: Line) -> list[tuple[str, int, int]]:
    """How many waited how long: words, how many, and how many in a hundred of the most."""
    found = bands(line.waits)
    most = max((count for *_band, count in found), default=0)
    return [
        (wait_words(low, high), count, round(100 * count / most) if most else 0) for low, high, count in found
    ]


def wait_words(low: int, high: int | None) -> str:
    """“the same day”, “1 to 2 days”, “more than 40 days”."""
    if high == 0:
        return _("the same day")
    if high is None:
        return _("more than %(days)s days") % {"days": number_words(low - 1)}
    return _("%(low)s to %(high)s days") % {"low": number_words(low), "high": number_words(high)}


def question_words() -> dict[str, str]:
    """The three questions to a reader."""
    return {
        "right": _("Is what it says right?"),
        "fitting": _("Does it answer the question?"),
        "humane": _("Is it humane?"),
    }


def questions(one: Report) -> list[Question]:
    """What readers said in all."""
    said, agreement = one.reread.said, one.reread.agreement
    return [Question(words, said[name], agreement[name]) for name, words in question_words().items()]


def authors(request: DeskRequest, one: Report) -> list[tuple[str, list[Said]]]:
    """What readers said of the answers of each author whose figures the reader of the page may see."""
    found = one.reread.authors
    if not may(request.membership, "see members’ figures"):
        found = {key: said for key, said in found.items() if key == request.user.pk}
    names = dict(User.objects.filter(pk__in=found).values_list("pk", "name"))
    return [(names[key], list(found[key].values())) for key in sorted(found, key=lambda key: names[key])]
