"""The board's list: searched, narrowed and ordered by links, and cut into pages."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.core.paginator import Page
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from saule.engines.wordforms import forms
from saule.promises.showing import Shown, Stage, holds
from saule.web.many import Pages
from saule.web.matters import Choice, Filter, link

LENGTH = 20
QUERY = ("q", "stage", "kind", "order", "page")
LONGEST_QUERY = 200
OPEN = (Stage.GATHERING, Stage.DUE)
ORDERS: dict[str, Callable[[Shown], Any]] = {
    "": lambda one: (one.stage not in OPEN, -one.people, one.public_id),
    "new": lambda one: (-one.since.timestamp(), one.public_id),
    "moved": lambda one: (-one.changed_at.timestamp(), one.public_id),
    "soon": lambda one: (one.promise or date.max, one.stage not in OPEN, -one.people, one.public_id),
}
"""What each order sorts by; the empty one is the first that is shown."""


def chosen_in(query: Mapping[str, str]) -> dict[str, str]:
    """What a reader chose; what is not known counts as not chosen."""
    stage = query["stage"] if query["stage"] in list(Stage) else ""
    order = query["order"] if query["order"] in ORDERS else ""
    return {"q": query["q"].strip()[:LONGEST_QUERY], "stage": stage, "kind": query["kind"], "order": order}


def listed(matters: Sequence[Shown], chosen: Mapping[str, str], page: str) -> Page[Shown]:
    """The page of the list that a reader asked for; the nearest one that exists."""
    words = forms(chosen["q"])
    found = [
        one
        for one in matters
        if (not chosen["stage"] or one.stage == chosen["stage"])
        and (not chosen["kind"] or one.kind == chosen["kind"])
        and (not words or holds(one, words))
    ]
    return Pages(sorted(found, key=ORDERS[chosen["order"]]), LENGTH).get_page(page)


def filters(matters: Iterable[Shown], chosen: dict[str, str], language: str) -> list[Filter]:
    """The filters and the orders as links; headings only where there are several."""
    kinds = sorted({(one.kind, one.kind_names[language]) for one in matters if one.kind}, key=lambda k: k[1])
    lines = [
        ("stage", _("State"), [("", _("all")), *stages()]),
        ("kind", _("About"), [("", _("all")), *kinds] if len(kinds) > 1 else []),
        ("order", pgettext("how a list is sorted", "Order"), orders()),
    ]
    return [
        Filter(
            name, word, [Choice(link(chosen, name, code), text, chosen[name] == code) for code, text in of]
        )
        for name, word, of in lines
        if of
    ]


def stages() -> list[tuple[str, str]]:
    """Where a matter may stand."""
    return [
        (Stage.GATHERING, pgettext("matters", "gathering signatures")),
        (Stage.DUE, pgettext("matters", "answer due")),
        (Stage.ANSWERED, pgettext("matters", "answered")),
        (Stage.LAPSED, pgettext("matters", "closed")),
    ]


def orders() -> list[tuple[str, str]]:
    """What the list may be sorted by."""
    return [
        ("", _("most people")),
        ("new", _("newest")),
        ("moved", _("latest news")),
        ("soon", _("answer soonest")),
    ]


def page_links(listing: Page[Shown], chosen: dict[str, str]) -> dict[str, str]:
    """The links to the pages before and after; empty where there is none."""
    before = str(listing.number - 1) if listing.has_previous() else ""
    after = str(listing.number + 1) if listing.has_next() else ""
    return {
        "before": link(chosen, "page", before) if before else "",
        "after": link(chosen, "page", after) if after else "",
    }
