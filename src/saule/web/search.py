"""Searching everything: what was typed, what was found of each sort, and filters that are links."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from urllib.parse import urlencode

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from saule.engines.queries import MOST_TERMS, SHORTEST_BEGINNING, Query, understand
from saule.matters import indexing
from saule.matters.narrowing import FILTERS, Narrowing, allowed
from saule.matters.searching import FINDERS, READ, Found, Search
from saule.web.matters import Choice, Filter
from saule.web.pages import cut, show
from saule.web.policies import needs
from saule.web.requests import DeskRequest
from saule.web.search_days import DaysForm
from saule.web.search_hits import Hit, hits
from saule.web.words import date_words, number_words

SHOWN = {"matters": 3, "people": 3, "answers": 3, "messages": 8}
SPANS = (7, 30, 365)
MOST_SHOWN = 200


@dataclass(frozen=True, slots=True)
class Tab:
    """One sort of record: its name in the address, its word, its link, and how many were found."""

    name: str
    word: str
    link: str
    count: str
    here: bool


@dataclass(frozen=True, slots=True)
class Group:
    """The best of one sort."""

    tab: Tab
    hits: list[Hit]
    more: bool


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter that is set: what it says, and the link that takes it away."""

    word: str
    value: str
    without: str


@dataclass(frozen=True)
class Asked:
    """What the address asks for."""

    text: str
    tab: str
    values: dict[str, str]
    days: DaysForm

    @property
    def since(self) -> date | None:
        """The first day, if one is asked for that can be used."""
        return self.days.cleaned_data.get("since")

    @property
    def until(self) -> date | None:
        """The last day, likewise."""
        return self.days.cleaned_data.get("until")

    @property
    def parts(self) -> dict[str, str]:
        """The address's query again, without the page."""
        days = {"since": self.since, "until": self.until}
        written = {name: day.isoformat() for name, day in days.items() if day}
        parts = {"q": self.text, "in": self.tab, **self.values, **written}
        return {name: value for name, value in parts.items() if value}

    def link(self, **changes: str) -> str:
        """The page with some parts changed."""
        parts = {**self.parts, **changes}
        return "?" + urlencode({name: value for name, value in parts.items() if value})


@require_safe
@needs("see work")
def search(request: DeskRequest) -> HttpResponse:
    """What holds the words typed: the best of everything, or all of one sort."""
    asked = read(request)
    query = understand(asked.text)
    looking = Search(request.membership, query, narrowing(request, asked))
    found = {name: find(looking) for name, find in FINDERS.items()}
    tabs = [tab(asked, name, found.get(name)) for name in ("", *FINDERS)]
    listing = cut(request, found[asked.tab].keys) if asked.tab else None
    return show(
        request,
        "search",
        asked=asked,
        q=asked.text,
        query=query,
        tabs=tabs,
        listing=listing,
        hits=hits(asked.tab, list(listing.object_list), looking) if listing else [],
        groups=[] if asked.tab else groups(looking, found, tabs),
        anything=any(one.keys for one in found.values()),
        filters=filters(request, asked),
        days=asked.days,
        chips=chips(request, asked),
        notices=notices(query, asked, found),
    )


def read(request: DeskRequest) -> Asked:
    """What the address asks for; what it may not ask for is left out; of days it is said."""
    get = request.GET
    text = get.get("q", "").replace("\x00", " ").strip()
    sort = get.get("in", "")
    values = {name: get.get(name, "") for name in (one.name for one in FILTERS)}
    days = DaysForm(get)
    days.full_clean()
    return Asked(
        text=text,
        tab=sort if sort in FINDERS else "",
        values=allowed(request.membership, values),
        days=days,
    )


def narrowing(request: DeskRequest, asked: Asked) -> Narrowing:
    """The filters, with days as they begin and end at the desk."""

    def begin(day: date | None) -> datetime | None:
        return datetime.combine(day, time(), tzinfo=request.desk.zone) if day else None

    until = asked.until + timedelta(days=1) if asked.until else None
    return Narrowing(request.membership, asked.values, begin(asked.since), begin(until))


def tab(asked: Asked, name: str, found: Found | None) -> Tab:
    """The tab of one sort, or of all."""
    word = {
        "": _("Everything"),
        "matters": _("Matters"),
        "conversations": _("Conversations"),
        "messages": _("Messages"),
        "people": _("People"),
        "answers": _("Answers"),
    }[name]
    count = counted(found) if found else ""
    return Tab(name, word, asked.link(**{"in": name}), count, asked.tab == name)


def counted(found: Found) -> str:
    """How many there are, as far as they are counted."""
    if found.more:
        return _("more than %(count)s") % {"count": number_words(MOST_SHOWN)}
    return number_words(len(found.keys))


def groups(looking: Search, found: dict[str, Found], tabs: list[Tab]) -> list[Group]:
    """The best of each sort, as far as something was found."""
    by_name = {one.name: one for one in tabs}
    return [
        Group(by_name[name], hits(name, found[name].keys[:most], looking), len(found[name].keys) > most)
        for name, most in SHOWN.items()
        if found[name].keys
    ]


def filters(request: DeskRequest, asked: Asked) -> list[Filter]:
    """The filters as links; those without a choice are left out."""
    lines = []
    for one in FILTERS:
        choices = one.choices(request.membership)
        if choices:
            here = asked.values.get(one.name, "")
            links = [
                Choice(asked.link(**{one.name: value}), word, here == value)
                for value, word in [("", _("all")), *choices]
            ]
            lines.append(Filter(one.name, str(one.word), links))
    return [*lines, spans(request, asked)]


def spans(request: DeskRequest, asked: Asked) -> Filter:
    """The last days, weeks and months as links."""
    words = {7: _("last 7 days"), 30: _("last 30 days"), 365: _("last year")}
    links = [Choice(asked.link(since="", until=""), _("any day"), not (asked.since or asked.until))]
    for days in SPANS:
        since = request.today - timedelta(days=days)
        here = asked.since == since and asked.until is None
        links.append(Choice(asked.link(since=since.isoformat(), until=""), words[days], here))
    return Filter("since", _("Date"), links)


def chips(request: DeskRequest, asked: Asked) -> list[Chip]:
    """The filters that are set."""
    found = [
        Chip(
            str(one.word),
            dict(one.choices(request.membership))[asked.values[one.name]],
            asked.link(**{one.name: ""}),
        )
        for one in FILTERS
        if one.name in asked.values
    ]
    for name, day in (("since", asked.since), ("until", asked.until)):
        if day:
            words = span_words(name) % {"day": date_words(day, request.today)}
            found.append(Chip("", words, asked.link(**{name: ""})))
    return found


def span_words(name: str) -> str:
    """How the first or the last day is said; a whole sentence, for French puts an article between."""
    if name == "since":
        return pgettext("a filter", "Since %(day)s")
    return pgettext("a filter", "Until %(day)s")


def notices(query: Query, asked: Asked, found: dict[str, Found]) -> list[str]:
    """What the reader should know about how the words were read."""
    said = []
    if asked.text and not query:
        said.append(_("There is no word to look for in this. Type at least one word."))
    if query.more:
        said.append(_("Only the first %(count)s words were looked for.") % {"count": MOST_TERMS})
    for short in query.short:
        said.append(
            _("“%(word)s” was read as a whole word: a beginning needs at least %(count)s letters.")
            % {"word": short, "count": SHORTEST_BEGINNING}
        )
    if found["messages"].partial:
        words = _(
            "Only the newest %(count)s messages with these words were held against the filters. "
            "Add a word or a date."
        )
        said.append(words % {"count": number_words(READ)})
    if query and not indexing.complete():
        said.append(_("Older messages are still being made searchable: they will be found later."))
    return said
