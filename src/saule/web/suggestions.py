"""Where Saule is not sure: one question at a time, answered with one key."""

import re
from dataclasses import dataclass
from functools import partial

from django.db.models import F, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from saule.matters import suggesting
from saule.matters.models import Correction, Matter, Message, Suggestion
from saule.matters.models.corrections import SuggestionQuerySet
from saule.web.acts import act
from saule.web.pages import show
from saule.web.policies import needs
from saule.web.requests import DeskRequest
from saule.web.telling import heart

SHOWN = 900
BESIDE = 2


DONE = {
    (False, True): lambda: _("They are one matter now."),
    (False, False): lambda: _("They are kept apart."),
    (True, True): lambda: _("It stays one matter."),
    (True, False): lambda: _("They are two matters now."),
}
"""What came of an answer: by whether one matter was to be two, and whether they belong together."""


@dataclass(frozen=True, slots=True)
class Half:
    """One side of the question: the matter, its words with what both have marked, and a few words more.

    ``part`` is how many of its messages are meant (0: all).
    """

    matter: Matter
    message: Message | None
    words: SafeString
    more: list[Message]
    part: int = 0


def waiting(request: DeskRequest) -> SuggestionQuerySet:
    """The open questions about matters that the member sees, both of them; the surest first."""
    rows: SuggestionQuerySet = Suggestion.objects.open().in_sight(request.membership)
    return rows.filter(desk=request.desk).order_by("-score", "pk")


@require_safe
@needs("group")
def suggestions(request: DeskRequest) -> HttpResponse:
    """The question asked for, or the next one after the one that was skipped or answered.

    An answer that was undone is asked about again at once.
    """
    rows = waiting(request).select_related("matter__kind", "other__kind", "message", "like")
    asked = request.GET.get("answered", "")
    before = request.GET.get("after", asked)
    after = Suggestion.objects.filter(desk=request.desk, public_id=before).first()
    here = rows.filter(public_id=request.GET.get("at", asked)).first()
    if here is None and after is not None:
        later = Q(score__lt=after.score) | Q(score=after.score, pk__gt=after.pk)
        here = rows.filter(later).first()
    here = here or rows.first()
    return show(
        request,
        "suggestions",
        suggestion=here,
        halves=halves(here) if here else [],
        shared=here.facts.get("shared", []) if here else [],
        left=rows.count(),
        last=last_answer(request),
    )


def halves(suggestion: Suggestion) -> list[Half]:
    """Both sides: what was compared, with the shared phrases marked; of one matter, its part and its rest."""
    shared = [str(phrase) for phrase in suggestion.facts.get("shared", [])]
    keys = suggestion.facts.get("messages", [])
    here = Message.objects.filter(filings__matter=suggestion.matter)
    part = here.filter(pk__in=keys) if keys else here
    mine = half(suggestion.matter, suggestion.message, part, shared, len(keys))
    if suggestion.other is None:
        return [half(suggestion.matter, None, here.exclude(pk__in=keys), []), mine]
    there = Message.objects.filter(filings__matter=suggestion.other)
    return [mine, half(suggestion.other, suggestion.like, there, shared)]


def half(
    matter: Matter, message: Message | None, inside: QuerySet[Message], shared: list[str], part: int = 0
) -> Half:
    """One side; the first message of the matter where none is named any more."""
    inside = inside.defer("html", "references").order_by("received_at", "pk")
    message = message or inside.first()
    more = list(inside.filter(letter=None).exclude(pk=message.pk)[:BESIDE]) if message else []
    text = heart(message.said or message.text or message.subject)[:SHOWN] if message else ""
    return Half(matter, message, marked(text, shared), more, part)


def marked(text: str, phrases: list[str]) -> SafeString:
    """The text with these phrases marked, however they are written there."""
    wanted = [r"\W+".join(map(re.escape, phrase.split())) for phrase in phrases if phrase.strip()]
    if not wanted:
        return SafeString(escape(text))
    pieces = re.split(f"({'|'.join(wanted)})", text, flags=re.IGNORECASE)
    html = "".join(
        f"<mark>{escape(piece)}</mark>" if at % 2 else escape(piece) for at, piece in enumerate(pieces)
    )
    return mark_safe(html)  # noqa: S308 every piece is escaped


def last_answer(request: DeskRequest) -> Correction | None:
    """The member's own newest answer that stands: what “undo” takes back."""
    rows = Correction.objects.filter(desk=request.desk, by=request.user, undone_by=None)
    return rows.filter(suggestions__correction=F("pk")).order_by("-at", "-pk").first()


@require_POST
@needs("group")
def suggestion(request: DeskRequest, public_id: str) -> HttpResponse:
    """Together or apart; then the next question."""
    rows = Suggestion.objects.filter(desk=request.desk).in_sight(request.membership)
    found = get_object_or_404(rows, public_id=public_id)
    together = request.POST.get("verdict") == "together"
    # Of one matter Saule thinks that it is two: together is then what it did not think.
    verb = suggesting.decline if together is found.splits else suggesting.accept
    act(request, partial(verb, found, by=request.user, now=request.now), DONE[found.splits, together]())
    return redirect(f"{reverse('suggestions')}?answered={found.public_id}")
