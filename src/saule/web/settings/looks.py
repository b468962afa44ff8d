"""Who looked: each page about a person that somebody was shown, for the owner and the auditor."""

import csv
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import chain
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from saule.desk.looking import KEPT
from saule.desk.models import Event, Look, User
from saule.matters.models import Attachment, Conversation, Delivery, Message, Note
from saule.people.models import Person
from saule.providers.models import Handover
from saule.web.looks import SHOWS
from saule.web.matters import Filter
from saule.web.pages import cut, show
from saule.web.policies import needs
from saule.web.requests import DeskRequest
from saule.web.returns import plain
from saule.web.settings.registers import SINCE, TRAIL_LENGTH, as_links, narrowed
from saule.web.settings.traces import SORTS, Thing
from saule.web.settings.words import LOOKED, RECORD_WORDS
from saule.web.words import trail_word

LIST, EXPORT = "list", "export"
EXPORTS = ("unreached", "attachment", "enclosure", "audit-trail-csv", "looks-csv")


class Seen(NamedTuple):
    """One look in words; ``thing`` is empty when it is gone, or is not for the reader's eyes."""

    look: Look
    page: str
    record: str
    thing: Thing | None


class Line:
    """A file that takes one line and hands it on: nothing is collected."""

    def write(self, text: str) -> str:
        """The line."""
        return text


@require_safe
@needs("see trail")
def looks(request: DeskRequest) -> HttpResponse:
    """Who was shown what, when and why; by whom, what and since when as links."""
    chosen = chosen_in(request)
    listing = cut(request, chosen_looks(request, chosen), TRAIL_LENGTH)
    return show(
        request,
        "settings/looks",
        listing=listing,
        seen=seen(request, list(listing)),
        filters=filters(request, chosen),
        filtered=any(chosen.values()),
        days=KEPT.days,
        tab="looks",
    )


@require_safe
@needs("see trail")
def looks_csv(request: DeskRequest) -> StreamingHttpResponse:
    """The same as a file for a spreadsheet: only keys of what was looked at."""
    rows = chosen_looks(request, chosen_in(request))
    head = [_("When"), _("Who"), _("Page"), _("What it was about"), _("Key"), _("Why"), _("In their words")]
    cells = (
        [stamped(one.at), one.by.name, one.page, one.record, one.record_id, one.why, one.words]
        for one in rows.iterator(chunk_size=1000)
    )
    return as_file("looks", head, cells)


@require_safe
@needs("see trail")
def trail_csv(request: DeskRequest) -> StreamingHttpResponse:
    """The trail of changes as a file, as it is filtered."""
    chosen = {name: request.GET.get(name, "") for name in ("by", "verb", "since")}
    rows = narrowed(request, Event.objects.filter(desk=request.desk).select_related("by"), chosen)
    head = [_("When"), _("Who"), _("What"), _("What it was about"), _("Key"), _("Why")]
    cells = (
        [stamped(one.at), one.by.name if one.by else "Saule", one.verb, one.record, one.record_id, one.why]
        for one in rows.iterator(chunk_size=1000)
    )
    return as_file("trail", head, cells)


@require_safe
@needs("see trail")
def person_looks(request: DeskRequest, public_id: str) -> HttpResponse:
    """Who looked at one person: at their page, their conversations, messages, files and mails."""
    person = get_object_or_404(Person, public_id=public_id, desk=request.desk).canonical
    if person.public_id != public_id:
        raise Http404
    rows = Look.objects.filter(desk=request.desk, record_id__in=keys_of(person)).select_related("by")
    listing = cut(request, rows, TRAIL_LENGTH)
    named = dict(SORTS["person"](request.membership, [person.public_id]))
    return show(
        request,
        "settings/person_looks",
        listing=listing,
        seen=seen(request, list(listing)),
        person=person,
        thing=named.get(person.public_id),
        days=KEPT.days,
        tab="looks",
    )


def keys_of(person: Person) -> list[str]:
    """The opaque keys of a person and of all that is theirs."""
    members = Person.objects.filter(Q(pk=person.pk) | Q(joined_into=person))
    theirs = Conversation.objects.filter(person__in=members)
    sorts: Sequence[QuerySet[Any]] = (
        members,
        theirs,
        Message.objects.filter(conversation__in=theirs),
        Attachment.objects.filter(message__conversation__in=theirs),
        Delivery.objects.filter(conversation__in=theirs),
        Note.objects.filter(conversation__in=theirs),
        Handover.objects.filter(conversation__in=theirs),
    )
    return [key for rows in sorts for key in rows.values_list("public_id", flat=True)]


def chosen_in(request: DeskRequest) -> dict[str, str]:
    """What the filters say."""
    return {name: request.GET.get(name, "") for name in ("by", "what", "since")}


def chosen_looks(request: DeskRequest, chosen: dict[str, str]) -> QuerySet[Look]:
    """The looks that the filters leave; a filter that makes no sense leaves all."""
    rows = Look.objects.filter(desk=request.desk).select_related("by")
    if chosen["by"]:
        rows = rows.filter(by__public_id=chosen["by"])
    what = chosen["what"]
    if what == EXPORT:
        rows = rows.filter(page__in=EXPORTS)
    elif what == LIST:
        rows = rows.filter(record="").exclude(page__in=EXPORTS)
    elif what and what in SHOWS.values():
        rows = rows.filter(record=what).exclude(page__in=EXPORTS)
    if days := SINCE.get(chosen["since"]):
        rows = rows.filter(at__gte=request.now - timedelta(days=days))
    return rows


def seen(request: DeskRequest, rows: Sequence[Look]) -> list[Seen]:
    """These looks with what they were at; a few queries for each sort of record among them."""
    wanted: dict[str, set[str]] = {}
    for look in rows:
        wanted.setdefault(look.record, set()).add(look.record_id)
    things = {
        (record, key): thing
        for record, keys in wanted.items()
        if record in SORTS
        for key, thing in SORTS[record](request.membership, keys)
    }
    return [
        Seen(
            one,
            str(LOOKED.get(one.page, one.page)),
            record_word(one.record) if one.record else "",
            things.get((one.record, one.record_id)),
        )
        for one in rows
    ]


def record_word(record: str) -> str:
    """What a page is about, in a word."""
    return str(RECORD_WORDS.get(record, trail_word(record)))


def filters(request: DeskRequest, chosen: dict[str, str]) -> list[Filter]:
    """The filters as links."""
    people = User.objects.filter(memberships__desk=request.desk).distinct().order_by("name")
    records = sorted((record_word(one), one) for one in set(SHOWS.values()) if one)
    what = [(one, word) for word, one in records] + [(LIST, _("lists and searches")), (EXPORT, _("exports"))]
    lines = {
        "by": (_("Who"), [(one.public_id, one.name) for one in people]),
        "what": (_("What"), what),
        "since": (_("Since"), [("1", _("a day")), ("7", _("a week")), ("30", _("30 days"))]),
    }
    return as_links(lines, chosen)


def stamped(at: datetime) -> str:
    """A moment as spreadsheets read it, in UTC."""
    return f"{at:%Y-%m-%d %H:%M:%S}Z"


def as_file(name: str, head: list[str], cells: Iterator[list[str]]) -> StreamingHttpResponse:
    """Lines as a file that is handed over while it is read."""
    writer = csv.writer(Line())
    lines = (str(writer.writerow([plain(cell) for cell in row])) for row in chain([head], cells))
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response
