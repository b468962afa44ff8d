"""What people answer each other, for staff: a queue to look at, the published rules, and marks.

Whose an answer is is shown to nobody at the desk: they see the name that its writer chose.
"""

from collections.abc import Collection
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from saule.desk.models import PeerModeration
from saule.desk.moderating import moderation_of
from saule.desk.policies import may
from saule.matters import judging
from saule.matters.guarding import Doubt, doubts_in, reference
from saule.matters.models import Matter, PeerAnswer, PeerAnswerTransition
from saule.matters.peers import Told, offered_in, order, told
from saule.promises import peer_words
from saule.web import answer_panel
from saule.web.acts import back_to
from saule.web.pages import attempt, cut, show
from saule.web.policies import needs
from saule.web.requests import DeskRequest

State = PeerAnswer.State
STATES = {
    "": Q(state=State.PROPOSED),
    "shown": Q(state=State.SHOWN),
    "unshown": Q(state__in=(State.REFUSED, State.TAKEN_DOWN)),
    "all": ~Q(state=State.WITHDRAWN),
}
MOST_IN_A_MATTER, MOST_HELPFUL = 20, 3


@dataclass(frozen=True, slots=True)
class Item:
    """An answer as a colleague judges it: what is known of it, the figures in doubt, and its last change."""

    told: Told
    doubts: list[Doubt]
    last: PeerAnswerTransition | None

    @property
    def answer(self) -> PeerAnswer:
        """The answer itself."""
        return self.told.answer


def items(request: DeskRequest, answers: Collection[PeerAnswer]) -> list[Item]:
    """These answers as they are judged, in their order."""
    known = reference(request.desk) if answers else {}
    changes = PeerAnswerTransition.objects.filter(peer_answer__in=answers).select_related("by")
    last = {row.peer_answer_id: row for row in changes.order_by("at", "pk")}
    return [
        Item(
            one,
            doubts_in(one.answer.text, known, desk=request.desk, now=request.now),
            last.get(one.answer.pk),
        )
        for one in told(answers)
    ]


@require_safe
@needs("judge peers")
def peers(request: DeskRequest) -> HttpResponse:
    """The answers that wait for a look, the oldest first; or those of another state, the newest first."""
    state = request.GET.get("state", "")
    state = state if state in STATES else ""
    rows = visible(request).filter(STATES[state]).order_by("at" if not state else "-at", "pk")
    listing = cut(request, rows)
    words = (_("to look at"), _("shown"), _("refused or taken down"), _("all"))
    return show(
        request,
        "peers",
        state=state,
        states=zip(STATES, words, strict=True),
        listing=listing,
        items=items(request, list(listing)),
        moderation=PeerModeration.When(moderation_of(request.desk)).label,
        rules=PeerAnswer.Rule.choices,
    )


def visible(request: DeskRequest) -> QuerySet[PeerAnswer]:
    """The answers in matters that the member may see."""
    return PeerAnswer.objects.visible_to(request.membership).select_related("matter", "desk", "person")


def in_matter(request: DeskRequest, matter: Matter) -> dict[str, Any]:
    """What a matter's page shows: what waits for a look first, then as readers see it; and what the writer of
    the desk's answer may want to put in.
    """
    if not may(request.membership, "judge peers"):
        return {}
    here = answer_panel.family_of(request, matter)
    rows = list(
        visible(request).filter(STATES["all"], matter__in=here).order_by("-at", "-pk")[:MOST_IN_A_MATTER]
    )
    if not rows:
        return {}
    found = sorted(items(request, rows), key=lambda one: (place_of(one.answer), order(one.told)))
    useful = [one.told for one in found if one.answer.state == State.SHOWN and one.told.offered]
    return {"peer_items": found, "peer_rules": PeerAnswer.Rule.choices, "helpful": useful[:MOST_HELPFUL]}


def place_of(answer: PeerAnswer) -> int:
    """What waits for a look comes first, then what is shown."""
    return {State.PROPOSED.value: 0, State.SHOWN.value: 1}.get(answer.state, 2)


def text_of(matter: Matter, public_id: str) -> str:
    """The text of the answer that a button names, if it may be put into the desk's own."""
    return next((one.answer.text for one in offered_in(matter) if one.answer.public_id == public_id), "")


def found(request: DeskRequest, public_id: str) -> PeerAnswer:
    """The answer if its matter may be seen; else 404."""
    return get_object_or_404(visible(request), public_id=public_id)


@require_POST
@needs("judge peers")
def showing(request: DeskRequest, public_id: str) -> HttpResponse:
    """Everybody may read it; also what had been refused or taken down."""
    one = found(request, public_id)
    attempt(request, partial(judging.show, one, by=request.user, now=request.now), _("It is shown now."))
    return back_to(request, "peers")


@require_POST
@needs("judge peers")
def refusal(request: DeskRequest, public_id: str) -> HttpResponse:
    """Nobody reads it (any more), for a published rule; its writer is told."""
    one, why = found(request, public_id), request.POST.get("why", "")
    rule = request.POST.get("rule", "")
    verb = partial(peer_words.refuse, one, rule, by=request.user, now=request.now, why=why)
    attempt(request, verb, _("It is not shown. Its writer is told the rule; you can show it again."))
    return back_to(request, "peers")


@require_POST
@needs("judge peers")
def mark(request: DeskRequest, public_id: str) -> HttpResponse:
    """The desk says that it is correct, or wrong and why."""
    one = found(request, public_id)
    why, sure = request.POST.get("why", ""), request.POST.getlist("sure")
    if request.POST.get("verdict") == "wrong":
        verb = partial(judging.mark_wrong, one, by=request.user, now=request.now, why=why)
        attempt(request, verb, _("Marked as wrong. It stays to be read, with your reason beside it."))
    else:
        verb = partial(judging.mark_correct, one, by=request.user, now=request.now, sure=sure)
        attempt(request, verb, _("Marked as correct: it comes first, and is offered to those who wait."))
    return back_to(request, "peers")


@require_POST
@needs("judge peers")
def mark_reversal(request: DeskRequest, public_id: str) -> HttpResponse:
    """The newest mark is taken back; the one before it counts again."""
    one = found(request, public_id)
    attempt(request, partial(judging.unmark, one, by=request.user, now=request.now), _("Taken back."))
    return back_to(request, "peers")
