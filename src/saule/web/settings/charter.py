"""The charter: its headings with what one is entitled to, their examples, order and archive."""

from functools import partial
from typing import Any

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from saule.desk.changing import stamp
from saule.desk.charting import (
    FIELDS,
    add_kind,
    archive_kind,
    change_kind,
    reorder,
    restore_kind,
    set_examples,
    text_of,
)
from saule.desk.models import Kind, Language
from saule.promises.board import Entitled
from saule.promises.possible import possible
from saule.web.keeping import kept
from saule.web.pages import attempt, show
from saule.web.policies import needs
from saule.web.requests import DeskRequest
from saule.web.settings import consequences
from saule.web.settings.changing import Change, changed, seen_by, to
from saule.web.settings.forms import HeadingForm
from saule.web.settings.history import lately


@require_safe
@needs("see settings")
def charter(request: DeskRequest) -> HttpResponse:
    """What one is entitled to and what is hoped for, heading by heading."""
    kinds = list(request.desk.kinds.select_related("team").prefetch_related("examples"))
    offered = [kind for kind in kinds if kind.archived_at is None]
    codes = [kind.code for kind in offered]
    known = kept(request, "possible", lambda: possible(request.desk, codes, now=request.now))
    return show(
        request,
        "settings/charter",
        kinds=offered,
        archived=[kind for kind in kinds if kind.archived_at],
        entries=[Entitled(kind, known.get(kind.code)) for kind in offered],
        changes=lately(request.desk, ["change kind"]),
        tab="charter",
    )


@require_http_methods(["GET", "HEAD", "POST"])
@needs("change settings")
def headings(request: DeskRequest) -> HttpResponse:
    """Adds a heading."""

    def verb(values: dict[str, Any]) -> None:
        with transaction.atomic():
            kind = add_kind(request.desk, {n: values[n] for n in FIELDS}, by=request.user, now=request.now)
            set_all_examples(request, kind, values)

    change = Change(
        title=_("A new heading"),
        form=HeadingForm(request.POST or None, desk=request.desk),
        verb=verb,
        back=to("charter"),
        tab="charter",
        button=_("Add"),
        done=_("Added, at the end of the charter."),
    )
    return changed(request, change)


def set_all_examples(request: DeskRequest, kind: Kind, values: dict[str, Any]) -> None:
    """Writes the examples of every language."""
    for language in Language.values:
        lines = values[f"examples_{language}"].splitlines()
        set_examples(kind, language, lines, by=request.user, now=request.now)


def mine(request: DeskRequest, key: int) -> Kind:
    """The desk's heading; else 404."""
    return get_object_or_404(Kind.objects.select_related("team", "desk"), desk=request.desk, pk=key)


@require_http_methods(["GET", "HEAD", "POST"])
@needs("change settings")
def heading(request: DeskRequest, key: int) -> HttpResponse:
    """Changes what the charter says under a heading."""
    kind = mine(request, key)
    now = text_of(kind)

    def verb(values: dict[str, Any]) -> None:
        with transaction.atomic():
            texts = {name: values[name] for name in FIELDS}
            change_kind(kind, texts, seen=seen_by(request), by=request.user, now=request.now)
            set_all_examples(request, kind, values)

    change = Change(
        title=str(kind),
        form=HeadingForm(request.POST or None, initial=now, desk=request.desk),
        verb=verb,
        back=to("charter"),
        tab="charter",
        button=_("Change"),
        done=_("Changed. The way back is under “Changed lately”."),
        consequences=partial(consequences.of_kind, kind),
        seen=stamp(now),
        more={"kind": kind, "archiving": consequences.of_archiving(kind)},
        template="settings/heading",
    )
    return changed(request, change)


@require_POST
@needs("change settings")
def position(request: DeskRequest, key: int) -> HttpResponse:
    """Moves a heading up or down."""
    step = -1 if request.POST.get("to") == "up" else 1
    attempt(request, partial(reorder, mine(request, key), step, by=request.user, now=request.now))
    return redirect("charter")


@require_POST
@needs("change settings")
def archive(request: DeskRequest, key: int) -> HttpResponse:
    """Archives a heading, or brings it back."""
    kind = mine(request, key)
    if request.POST.get("back"):
        verb, done = restore_kind, _("It is offered again.")
    else:
        verb, done = archive_kind, _("Archived. It can be brought back at the foot of the charter.")
    attempt(request, partial(verb, kind, by=request.user, now=request.now), done)
    return redirect("charter")
