"""Until when things are kept: as the register says or for fewer days, what is over soon, and what went."""

from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any

from django import forms
from django.db.models import Sum
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from saule.people.lifetimes import FEWEST_DAYS, days_at, limited, over, shorten
from saule.people.personal import CONTACT_EXPIRY
from saule.people.register import PERSONAL
from saule.web.pages import show
from saule.web.policies import needs
from saule.web.requests import DeskRequest
from saule.web.settings.changing import Change, changed, to
from saule.web.settings.words import RECORDS
from saule.web.words import number_words

YEAR = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Line:
    """One record: what the register allows, what the desk keeps, what is over soon, and what went."""

    label: str
    record: str
    expiry: str
    most: int
    days: int
    coming: int
    gone: int

    @property
    def shorter(self) -> bool:
        """Whether the desk keeps it for less than it might."""
        return self.days < self.most


class DaysForm(forms.Form):
    """For how many days a record is kept."""

    def __init__(self, *args: Any, most: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        limits = {"least": number_words(FEWEST_DAYS), "most": number_words(most)}
        self.fields["days"] = forms.IntegerField(
            label=_("Kept for so many days"),
            min_value=FEWEST_DAYS,
            max_value=most,
            help_text=_("From %(least)s to %(most)s: the register allows no more.") % limits,
        )


@require_safe
@needs("see registers")
def lifetimes(request: DeskRequest) -> HttpResponse:
    """Each record that a day ends, with its days."""
    last = request.desk.purge_rounds.order_by("-day").first()
    return show(
        request,
        "settings/lifetimes",
        lines=lines(request, last.coming if last else {}),
        last=last,
        day=request.today,
        tab="registers",
        part="lifetimes",
    )


def lines(request: DeskRequest, coming: dict[str, int]) -> list[Line]:
    """The records in the order in which people meet them; two queries."""
    since = request.now - YEAR
    rows = request.desk.purged.filter(at__gte=since).order_by().values_list("record")
    gone = dict(rows.annotate(Sum("count")))
    days, order = days_at(request.desk), list(RECORDS)
    found = sorted(limited().items(), key=lambda one: order.index(one[0]) if one[0] in order else len(order))
    return [
        Line(
            label,
            str(RECORDS.get(label, label)),
            expiry_of(label),
            about.lifetime.days or 0,
            days[label],
            coming.get(label, 0),
            gone.get(label, 0),
        )
        for label, about in found
    ]


def expiry_of(label: str) -> str:
    """Until when, in the register's words."""
    said = (entry.expiry for name, entry in PERSONAL.items() if name.rpartition(".")[0] == label)
    return str(next(said, CONTACT_EXPIRY))


@require_http_methods(["GET", "HEAD", "POST"])
@needs("change settings")
def lifetime(request: DeskRequest, label: str) -> HttpResponse:
    """Keeps one record for fewer days, or as long as the register allows again."""
    about = limited().get(label)
    if about is None:
        raise Http404
    now = days_at(request.desk)[label]

    def verb(values: dict[str, Any]) -> None:
        shorten(request.desk, label, values["days"], by=request.user, now=request.now)

    change = Change(
        title=_("How long: %(record)s") % {"record": RECORDS.get(label, label)},
        intro=expiry_of(label),
        form=DaysForm(request.POST or None, initial={"days": now}, most=about.lifetime.days or 0),
        verb=verb,
        back=to("lifetimes"),
        tab="registers",
        button=_("Change"),
        done=_("Changed. What is over now goes with the next round of the worker."),
        consequences=partial(consequences, request, label, now),
    )
    return changed(request, change)


def consequences(
    request: DeskRequest, label: str, before: int, values: dict[str, Any], _names: list[str]
) -> list[str]:
    """How much goes at once, for good."""
    ended = [over(request.desk, label, days, request.now).count() for days in (values["days"], before)]
    count = max(0, ended[0] - ended[1])
    if not count:
        return [_("Nothing goes at once.")]
    text = ngettext(
        "%(count)s row goes within a day, for good: nobody can bring it back.",
        "%(count)s rows go within a day, for good: nobody can bring them back.",
        count,
    )
    return [text % {"count": number_words(count)}]
