"""Merging two matters: find the other one, look at both side by side, then decide."""

from dataclasses import dataclass
from functools import partial
from math import log1p

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from saule.matters import merging as verbs
from saule.matters.models import Matter
from saule.matters.searching import matters_like, matters_named
from saule.web import telling
from saule.web.acts import act
from saule.web.forms import ReversalForm
from saule.web.matters import visible
from saule.web.pages import show
from saule.web.policies import needs
from saule.web.requests import DeskRequest

OFFERED = 8
LIKE = 50


@dataclass(frozen=True, slots=True)
class Side:
    """One of two matters as they stand side by side: enough to see whether they are the same."""

    matter: Matter
    said: list[telling.Said]


def side(matter: Matter) -> Side:
    """The matter with a few of its most telling messages."""
    return Side(matter, telling.telling(matter)[:2])


def offered(request: DeskRequest, words: str, *, but: Matter) -> list[Matter]:
    """The matters one may choose, by the words of their title; before any is typed, the likest first."""
    every = Matter.objects.visible_to(request.membership).current().exclude(pk=but.pk).select_related("kind")
    if words:
        return list(every.filter(matters_named(request.desk, words)).by_strength()[:OFFERED])
    weights = matters_like(request.desk, but.title)
    alike = every.open().in_bulk(sorted(weights, key=lambda key: (-weights[key], key))[:LIKE])
    first = sorted(alike.values(), key=lambda one: -weights[one.pk] * log1p(one.people))[:OFFERED]
    rest = every.open().exclude(pk__in=[matter.pk for matter in first]).by_strength()
    return [*first, *rest[: OFFERED - len(first)]]


@require_http_methods(["GET", "HEAD", "POST"])
@needs("group")
def merging(request: DeskRequest, public_id: str) -> HttpResponse:
    """GET: the finder, then both sides. POST: the first goes into the second."""
    found = visible(request, public_id)
    if request.method == "POST":
        return merge(request, found)
    words = request.GET.get("q", "").strip()[:200]
    wanted = request.GET.get("into", "")
    into = visible(request, wanted) if wanted else None
    return show(
        request,
        "merging",
        matter=found,
        q=words,
        offered=offered(request, words, but=found),
        sides=[side(found), side(into)] if into else [],
        into=into,
        form=ReversalForm(),
    )


def merge(request: DeskRequest, found: Matter) -> HttpResponse:
    """Does it, and leads to the matter that has everything now."""
    wanted = request.POST.get("into", "")
    if not wanted:
        return redirect("merging", found.public_id)
    into = visible(request, wanted)
    why = request.POST.get("why", "")
    verb = partial(verbs.merge, found, into, by=request.user, now=request.now, why=why)
    words = _("Merged: everything is in “%(title)s” now.") % {"title": into.title}
    done = act(request, verb, words)
    return redirect("matter", into.public_id if done else found.public_id)
