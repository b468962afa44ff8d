"""The months that a report is of, as its address names them."""

from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from saule.promises.board import month_before
from saule.promises.reporting import Span
from saule.web.requests import DeskRequest
from saule.web.words import month_words

PERIODS = {"month": (0, 0), "last": (1, 1), "quarter": (2, 0), "year": (11, 0)}
"""How many months before this one each period begins and ends."""
USUAL = "quarter"
MOST_MONTHS = 24


@dataclass(frozen=True, slots=True)
class Chosen:
    """A span, its code (empty: one's own months) and how it is called."""

    span: Span
    period: str
    words: str

    @property
    def query(self) -> str:
        """What leads to the same span from another page."""
        if self.period:
            return urlencode({"period": self.period})
        return urlencode({"from": f"{self.span.first:%Y-%m}", "to": f"{self.span.last:%Y-%m}"})


def chosen(request: DeskRequest) -> Chosen:
    """The span that the address asks for; three months where it asks for none that can be read."""
    own = own_span(request)
    if own is not None:
        return Chosen(own, "", words_of(own))
    asked = request.GET.get("period", "")
    period = asked if asked in PERIODS else USUAL
    begins, ends = PERIODS[period]
    first, last = month_before(request.today, begins), month_end(month_before(request.today, ends))
    span = Span(first, last, request.today)
    return Chosen(span, period, words_of(span))


def own_span(request: DeskRequest) -> Span | None:
    """The months that somebody typed, the earlier one first and not more than two years of them."""
    first, last = (read_month(request.GET.get(name, "")) for name in ("from", "to"))
    if first is None or last is None:
        return None
    first, last = min(first, last), min(max(first, last), request.today.replace(day=1))
    first = max(min(first, last), month_before(last, MOST_MONTHS - 1))
    return Span(first, month_end(last), request.today)


def read_month(text: str) -> date | None:
    """The first day of “2026-11”; None of anything else."""
    try:
        found = date.fromisoformat(f"{text}-01")
    except ValueError:
        return None
    return found if found.year >= 1970 else None


def month_end(first: date) -> date:
    """The last day of the month that begins on this day."""
    return (first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def words_of(span: Span) -> str:
    """“November 2026”, or “September 2026 to November 2026”."""
    first, last = month_words(span.first), month_words(span.last)
    return first if first == last else _("%(first)s to %(last)s") % {"first": first, "last": last}


def choices() -> list[tuple[str, str]]:
    """The periods with their words."""
    return [
        ("month", _("this month")),
        ("last", _("last month")),
        ("quarter", _("three months")),
        ("year", _("twelve months")),
    ]
