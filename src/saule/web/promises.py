"""Promises: what is late, due, or kept, and who has no date and why; each by itself, and how it is moved."""

from collections.abc import Iterator
from copy import copy
from datetime import date, datetime
from typing import Any

from django import forms
from django.db.models import Count, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_safe

from saule.desk.policies import may
from saule.matters.models import Conversation, Matter
from saule.promises import standing
from saule.promises.errors import DayNotPossible
from saule.promises.models import Promise
from saule.promises.moving import day_after, earlier_in, move, why_not
from saule.web.keeping import kept
from saule.web.pages import cut, show
from saule.web.policies import needs
from saule.web.requests import DeskRequest
from saule.web.settings.changing import Change, changed, to
from saule.web.settings.forms import DayField
from saule.web.words import day_words, number_words

State = Promise.State
STATES = ("late", "due", "undated", "kept", "moved", "kept_late", "withdrawn")


class MoveForm(forms.Form):
    """Another day for a promise, and why."""

    day = DayField(label=gettext_lazy("The new day"))
    why = forms.CharField(
        label=gettext_lazy("Why?"),
        max_length=300,
        help_text=gettext_lazy("It stays in the books of the desk: people read the new day, not the reason."),
    )

    def __init__(self, *args: Any, promise: Promise, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.promise, self.now = promise, now

    def clean_day(self) -> date:
        """A day on which an answer can be promised instead."""
        try:
            return day_after(self.promise, self.cleaned_data["day"], now=self.now)
        except DayNotPossible as error:
            raise forms.ValidationError(str(error)) from error


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


@require_http_methods(["GET", "HEAD", "POST"])
@needs("see promises", changing="move promises")
def promise(request: DeskRequest, public_id: str) -> HttpResponse:
    """GET: one promise, with what came before it. POST: what moving it would do; then moves it."""
    rows = Promise.objects.filter(desk=request.desk).select_related("desk", "conversation__person", "matter")
    found = get_object_or_404(rows, public_id=public_id)
    context: dict[str, Any] = {
        "promise": found,
        "line": list(line(found)),
        "conversation": seen_conversation(request, found),
        "matter": seen_matter(request, found),
    }
    if not may(request.membership, "move promises") or found.state not in Promise.OPEN:
        return show(request, "promise", **context)
    if hindrance := why_not(found, now=request.now):
        return show(request, "promise", hindrance=hindrance, **context)
    return changed(request, change_of(request, found, context))


def change_of(request: DeskRequest, found: Promise, context: dict[str, Any]) -> Change:
    """The form that moves a promise."""
    return Change(
        title=_("Move the date"),
        form=MoveForm(request.POST or None, initial={"day": found.day}, promise=found, now=request.now),
        verb=lambda values: move(found, **values, by=request.user, now=request.now),
        back=to("promises"),
        tab="",
        button=_("Move it"),
        done=_("Moved. The old date stays in the books beside the new one."),
        consequences=lambda values, _names: follows(request, found, values),
        more=context,
        template="promise",
    )


def follows(request: DeskRequest, found: Promise, values: dict[str, Any]) -> list[str]:
    """What follows from moving a promise to another day."""
    said = [
        _("The new day is %(day)s.") % {"day": day_words(values["day"], request.today)},
        _("This date counts as moved, and the new one cannot be moved again."),
    ]
    if found.matter_id is None:
        told = _("They hear of it with the next news, or at once if that would come too late.")
        return [*said, told if found.told_by_id else _("They were not told the old date by mail.")]
    people = len(earlier_in(replaced(found, values["day"]), now=request.now))
    text = ngettext(
        "%(count)s person in it has an earlier date: it moves too, and they hear of it in time.",
        "%(count)s people in it have an earlier date: it moves too, and they hear of it in time.",
        people,
    )
    none = _("Nobody in this matter has an earlier date that can be moved.")
    return [*said, text % {"count": number_words(people)} if people else none]


def replaced(found: Promise, day: date) -> Promise:
    """The promise as it would be with another day; not saved."""
    other = copy(found)
    other.day = day
    return other


def line(found: Promise) -> Iterator[Promise]:
    """What this promise followed, one after the other, the last one first."""
    before = found.follows
    while before is not None:
        yield before
        before = before.follows


def seen_conversation(request: DeskRequest, found: Promise) -> Conversation | None:
    """The conversation in which it was given, for those who may read it."""
    mine = Conversation.objects.visible_to(request.membership)
    seen: Conversation | None = mine.filter(promises=found).select_related("person").first()
    return seen


def seen_matter(request: DeskRequest, found: Promise) -> Matter | None:
    """The matter that it promises an answer to, for those who may see it."""
    return Matter.objects.visible_to(request.membership).filter(promises=found).first()
