"""Who an answer goes to, one by one: what each would read, whose name is not known, who is left out."""

from dataclasses import dataclass
from functools import partial

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from saule.matters.apart import lacking, put_together, set_apart
from saule.matters.audience import Recipient, recipients
from saule.matters.models import Answer
from saule.people.models import Person
from saule.web import answer_panel
from saule.web.answers import answer_of
from saule.web.pages import attempt, cut, show
from saule.web.policies import needs
from saule.web.requests import DeskRequest
from saule.web.words import number_words

LACKING, APART = "lacking", "apart"


@dataclass(frozen=True, slots=True)
class Row:
    """One recipient; ``lacks``: no name is known of them, and the text speaks of one."""

    recipient: Recipient
    lacks: bool


@require_http_methods(["GET", "HEAD", "POST"])
@needs("answer")
def list_of_recipients(request: DeskRequest, public_id: str) -> HttpResponse:
    """GET: the people, with filters that are links. POST: some are left out, or taken in again."""
    answer = answer_of(request, public_id)
    found = recipients(answer_panel.people_of(request, answer.matter, answer))
    without = {one.person.pk for one in lacking(answer, found)}
    if request.method == "POST":
        return choose(request, answer, found, without)
    view, q = request.GET.get("show", ""), request.GET.get("q", "")[:200].strip().casefold()
    rows = [
        Row(one, one.person.pk in without) for one in found if view != LACKING or one.person.pk in without
    ]
    if q:
        rows = [
            row
            for row in rows
            if q in row.recipient.person.name.casefold() or q in row.recipient.address.value
        ]
    apart = list(answer.apart.filter(ended_at=None).select_related("person", "by").order_by("-at", "-id"))
    return show(
        request,
        "recipients",
        answer=answer,
        matter=answer.matter,
        listing=cut(request, rows if view != APART else []),
        apart=apart,
        total=len(found),
        lacking=len(without),
        view=view,
        q=request.GET.get("q", "")[:200],
        open=answer.state != Answer.State.SENT,
    )


def choose(request: DeskRequest, answer: Answer, found: list[Recipient], without: set[int]) -> HttpResponse:
    """Leaves out those who are ticked, or all who lack something; or takes some in again."""
    if back := request.POST.getlist("back"):
        people = list(Person.objects.filter(desk=request.desk, public_id__in=back))
        verb = partial(put_together, answer, people, by=request.user, now=request.now)
        attempt(request, verb, _("They get this answer after all."))
        return redirect("recipients", answer.public_id)
    ticked = set(request.POST.getlist("person"))
    everybody = "lacking" in request.POST
    chosen = [
        one.person
        for one in found
        if (everybody and one.person.pk in without) or one.person.public_id in ticked
    ]
    verb = partial(set_apart, answer, chosen, by=request.user, now=request.now)
    text = ngettext(
        "%(count)s person is left out of this answer and goes on waiting for a personal one.",
        "%(count)s people are left out of this answer and go on waiting for a personal one.",
        len(chosen),
    )
    attempt(request, verb, text % {"count": number_words(len(chosen))} if chosen else _("Nobody was ticked."))
    return redirect("recipients", answer.public_id)
