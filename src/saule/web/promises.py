"""Promises: what is late, what is due, what was kept, and who has no date and why."""

from django.db.models import Count, QuerySet
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from saule.matters.models import Conversation
from saule.promises import standing
from saule.promises.models import Promise
from saule.web.keeping import kept
from saule.web.pages import cut, show
from saule.web.policies import needs
from saule.web.requests import DeskRequest

State = Promise.State
STATES = ("late", "due", "undated", "kept", "moved", "kept_late", "withdrawn")


@require_safe
@needs("see promises")
def promises(request: DeskRequest) -> HttpResponse:
    """The ledger of promises, with denominators."""
    every = Promise.objects.filter(desk=request.desk)
    state = request.GET.get("state", "")
    state = state if state in STATES else "late" if of_state(every, "late").exists() else "due"
    listing = cut(request, of_state(every, state).select_related("conversation__person", "matter"))
    counts = kept(request, "promises", lambda: standing.promise_counts(request.desk))
    undated = kept(request, "undated", lambda: why_undated(every))
    return show(
        request,
        "promises",
        counts=counts,
        total_open=counts.open_dated + counts.open_undated,
        listing=listing,
        state=state,
        states=words_of_states(),
        reasons=[(Promise.Basis(basis).label, count) for basis, count in undated],
        openable=openable(
            request, [promise.conversation_id for promise in listing if promise.conversation_id]
        ),
    )


def why_undated(every: QuerySet[Promise]) -> list[tuple[str, int]]:
    """Why open promises have no date, and how many for each reason, the most frequent first."""
    rows = every.filter(day=None, state__in=Promise.OPEN).values_list("basis").annotate(n=Count("id"))
    return list(rows.order_by("-n", "basis"))


def words_of_states() -> list[tuple[str, str]]:
    """The lists one can look at."""
    return [
        ("late", _("late")),
        ("due", _("to come")),
        ("undated", _("without a date")),
        ("kept", _("kept")),
        ("kept_late", _("kept late")),
        ("moved", _("moved")),
        ("withdrawn", _("withdrawn")),
    ]


def of_state(every: QuerySet[Promise], state: str) -> QuerySet[Promise]:
    """The promises of one list, the most pressing first."""
    if state == "due":
        return every.filter(state=State.GIVEN, day__isnull=False).order_by("day", "id")
    if state == "undated":
        return every.filter(state__in=Promise.OPEN, day=None).order_by("given_at", "id")
    if state == "late":
        return every.filter(state=State.LATE).order_by("day", "id")
    return every.filter(state=state, day__isnull=False).order_by("-day", "-id")


def openable(request: DeskRequest, keys: list[int]) -> frozenset[int]:
    """The conversations among these that the member may read; an auditor sees figures and dates only."""
    mine = Conversation.objects.visible_to(request.membership)
    return frozenset(mine.filter(pk__in=keys).values_list("pk", flat=True))
