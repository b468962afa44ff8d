"""The register of personal fields, record by record, and the trail with its filters."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from saule.desk.models import Event, User
from saule.people.register import PERSONAL, PersonalField
from saule.web.keeping import kept
from saule.web.matters import Choice, Filter
from saule.web.pages import cut, show
from saule.web.policies import needs
from saule.web.requests import DeskRequest
from saule.web.settings.traces import traces
from saule.web.settings.words import FIELDS, RECORDS
from saule.web.words import deed, trail_word

SINCE = {"": None, "1": 1, "7": 7, "30": 30}
SAULE = "saule"
TRAIL_LENGTH = 50


@dataclass(frozen=True, slots=True)
class Line:
    """Fields of one record that are kept for one purpose, on one basis, as long, for the same eyes."""

    words: str
    codes: str
    entry: PersonalField


@require_safe
@needs("see registers")
def registers(request: DeskRequest) -> HttpResponse:
    """What is kept about persons: why, on what basis, until when, and who sees it."""
    return show(
        request, "settings/registers", records=records(), day=request.today, tab="registers", part="register"
    )


def records() -> list[tuple[str, list[Line]]]:
    """The register by record, in the order in which people meet them."""
    rows = [(name.rpartition(".")[0], name.rpartition(".")[2], entry) for name, entry in PERSONAL.items()]
    order = {record: number for number, record in enumerate(RECORDS)}
    rows.sort(key=lambda row: (order.get(row[0], len(order)), row[0]))
    return [
        (str(RECORDS.get(record, record)), lines((name, entry) for _record, name, entry in group))
        for record, group in groupby(rows, key=lambda row: row[0])
    ]


def lines(fields: Iterable[tuple[str, PersonalField]]) -> list[Line]:
    """The fields of one record, those that say the same together."""
    alike: dict[tuple[str, ...], list[tuple[str, PersonalField]]] = {}
    for name, entry in fields:
        same = (str(entry.purpose), str(entry.basis), str(entry.expiry), str(entry.seen_by))
        alike.setdefault(same, []).append((name, entry))
    return [
        Line(
            ", ".join(dict.fromkeys(str(FIELDS.get(name, name)) for name, _entry in found)),
            ", ".join(name for name, _entry in found),
            found[0][1],
        )
        for found in alike.values()
    ]


@require_safe
@needs("see trail")
def trail(request: DeskRequest) -> HttpResponse:
    """Who did what, when and why; by whom, by verb and since when as links."""
    chosen = {name: request.GET.get(name, "") for name in ("by", "verb", "since")}
    rows = Event.objects.filter(desk=request.desk).select_related("by")
    listing = cut(request, narrowed(request, rows, chosen), TRAIL_LENGTH)
    return show(
        request,
        "settings/trail",
        listing=listing,
        traces=traces(request.membership, list(listing)),
        filters=filters(request, chosen),
        filtered=any(chosen.values()),
        tab="trail",
    )


def narrowed(request: DeskRequest, rows: QuerySet[Event], chosen: dict[str, str]) -> QuerySet[Event]:
    """The rows that the filters leave; a filter that makes no sense leaves all."""
    if chosen["by"]:
        rows = rows.filter(by=None) if chosen["by"] == SAULE else rows.filter(by__public_id=chosen["by"])
    if chosen["verb"]:
        rows = rows.filter(done(request, chosen["verb"]))
    if days := SINCE.get(chosen["since"]):
        rows = rows.filter(at__gte=request.now - timedelta(days=days))
    return rows


def deeds(request: DeskRequest) -> dict[str, list[tuple[str, str]]]:
    """What the trail of the desk holds, as it calls it: with the verbs, and the records they were done to."""
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    rows = Event.objects.filter(desk=request.desk).order_by()
    for verb, record in rows.values_list("verb", "record").distinct():
        found[deed(verb, record)].append((verb, record))
    return found


def done(request: DeskRequest, what: str) -> Q:
    """The rows of which the trail says this; none if it never does."""
    pairs = deeds(request).get(what, [])
    return (
        Q(*(Q(verb=verb, record=record) for verb, record in pairs), _connector=Q.OR) if pairs else Q(pk=None)
    )


def filters(request: DeskRequest, chosen: dict[str, str]) -> list[Filter]:
    """The filters as links."""
    events = Event.objects.filter(desk=request.desk, by__isnull=False).order_by()
    known = kept(request, "actors", lambda: list(events.values_list("by", flat=True).distinct()))
    people = User.objects.filter(pk__in=known).order_by("name")
    said = sorted(((what, trail_word(what)) for what in deeds(request)), key=lambda pair: pair[1])
    lines = {
        "by": (_("By"), [*((one.public_id, one.name) for one in people), (SAULE, "Saule")]),
        "verb": (_("What"), said),
        "since": (_("Since"), [("1", _("a day")), ("7", _("a week")), ("30", _("30 days"))]),
    }
    return as_links(lines, chosen)


def as_links(
    lines: Mapping[str, tuple[str, Sequence[tuple[str, str]]]], chosen: dict[str, str]
) -> list[Filter]:
    """Each line of choices, "all" before them, as links that change this one filter."""
    return [
        Filter(
            name,
            word,
            [
                Choice(link(chosen, name, value), text, chosen[name] == value)
                for value, text in [("", _("all")), *choices]
            ],
        )
        for name, (word, choices) in lines.items()
    ]


def link(chosen: dict[str, str], name: str, value: str) -> str:
    """The page with one filter changed."""
    kept = {key: one for key, one in {**chosen, name: value}.items() if one}
    return f"?{urlencode(kept)}"
