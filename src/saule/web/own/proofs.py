"""The proof of an erasure, which names nobody; and the erasure that a colleague carries out for somebody."""

from datetime import timedelta
from functools import partial
from typing import Any

from django.conf import settings
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from saule.desk.calendar import day_in_words
from saule.desk.models import Desk, Language
from saule.people.erasing import ask_erasure, erase
from saule.people.models import ErasedPlace, ErasureProof, Person
from saule.people.register import PERSONAL, RECORDS
from saule.web.forms import WhyForm
from saule.web.pages import attempt, show, sound
from saule.web.policies import ANYONE, needs
from saule.web.requests import DeskRequest
from saule.web.settings.words import FIELDS
from saule.web.settings.words import RECORDS as CALLED
from saule.web.status import hidden


@require_safe
@needs(ANYONE)
def proof(request: DeskRequest, public_id: str) -> HttpResponse:
    """Every place that was touched, and what stays and why, to be read and kept."""
    found = get_object_or_404(ErasureProof.objects.select_related("desk"), public_id=public_id)
    wanted = request.GET.get("language", "")
    with (
        override(wanted if wanted in Language.values else found.language),
        timezone.override(found.desk.zone),
    ):
        context = {
            "the_desk": found.desk,
            "today": found.desk.local_date(request.now),
            "proof": found,
            "lines": lines(found),
            "unreached": unreached(found),
            "page_language": get_language(),
        }
        return hidden(render(request, "web/own/proof.html", context))


@require_safe
@needs(ANYONE)
def proof_json(request: DeskRequest, public_id: str) -> HttpResponse:
    """The same for programs."""
    found = get_object_or_404(ErasureProof.objects.select_related("desk"), public_id=public_id)
    with override(found.language):
        content = {
            "schema": "saule.erasure/1",
            "proof": found.public_id,
            "desk": found.desk.name,
            "asked_at": found.asked_at.isoformat(),
            "asked_by": "colleague" if found.asked_by_id else "person",
            "why": found.why,
            "done_at": found.done_at.isoformat() if found.done_at else None,
            "places": lines(found),
            "unreached": unreached(found),
        }
    return hidden(JsonResponse(content, json_dumps_params={"ensure_ascii": False, "indent": 1}))


def lines(found: ErasureProof) -> list[dict[str, Any]]:
    """The places in words, those that were emptied first."""
    order = list(ErasedPlace.Done)
    rows = sorted(found.places.all(), key=lambda row: (order.index(ErasedPlace.Done(row.done)), row.pk))
    return [
        {
            "place": row.place,
            "called": called(row.place),
            "done": row.done,
            "said": str(row.get_done_display()),
            "count": row.count,
            "because": because(row),
        }
        for row in rows
    ]


def called(place: str) -> str:
    """A place as people call it."""
    others = {
        "file.outbox": _("mails to you that lay in files"),
        "file.journal": _("the journal of the store"),
        "memory.pages": _("copies of pages"),
        "memory.grouping": _("what the program remembered to put messages together"),
    }
    if place in others:
        return others[place]
    record, _dot, column = place.removeprefix("shared.").rpartition(".")
    if place in CALLED:
        return str(CALLED[place])
    if place in RECORDS:
        return str(RECORDS[place].what) or place
    named = str(CALLED.get(record, record))
    return f"{named}: {FIELDS.get(column, column)}"


def because(row: ErasedPlace) -> str:
    """Why something stays."""
    if row.done != ErasedPlace.Done.KEPT:
        return ""
    entry = PERSONAL.get(row.place) or RECORDS.get(row.place)
    return str(entry.end.because) if entry and entry.end else ""


def unreached(found: ErasureProof) -> list[str]:
    """What no program of ours can reach, and until when it may hold something."""
    with timezone.override(found.desk.zone):
        until = found.desk.local_date(found.asked_at + timedelta(days=settings.SAULE_BACKUP_DAYS))
    return [
        _("Backups made before may hold it until %(day)s; then the last of them is overwritten.")
        % {"day": day_in_words(until, get_language() or "fr", today=until)},
        _("The organisation’s own mailbox holds your mails as they came: they are not read in again."),
        _("What other people wrote themselves, and what you were sent, lies with them and with you."),
    ]


@require_http_methods(["GET", "HEAD", "POST"])
@needs("erase", recent=True)
def staff_erasure(request: DeskRequest, public_id: str) -> HttpResponse:
    """GET: what an erasure does. POST: an owner erases somebody who asked for it, and says why."""
    desk: Desk = request.desk
    found = get_object_or_404(Person.objects.filter(desk=desk, joined_into=None), public_id=public_id)
    form = WhyForm(request.POST or None)
    if request.method == "POST" and request.POST.get("sure") == "yes" and sound(request, form):
        verb = partial(
            ask_erasure,
            found,
            by=request.membership.user,
            now=request.now,
            language=found.language or desk.language,
            why=form.cleaned_data["why"],
        )
        if attempt(request, verb):
            erase(ErasureProof.objects.get(person=found), now=request.now)
            return redirect("erasure-proof", found.erasure.public_id)
    return show(request, "own/staff_erasure", person=found, form=form, missing=request.method == "POST")
