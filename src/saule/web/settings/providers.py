"""Providers: all of them with their ranks, one with everything that is known, and what waits for a leader."""

from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from saule.desk.errors import SauleError
from saule.providers import answering, handing, issuing, ranking, securing
from saule.providers.contracting import version_on, volume
from saule.providers.models import FigureStop, Handover, PriceRules, Provider, Statement, Stop, Terms
from saule.providers.models.work import WITH_THEM
from saule.providers.questions import QUESTIONS
from saule.providers.ranking import Rank
from saule.web import statement_words
from saule.web.forms import ReversalForm, WhyForm
from saule.web.pages import attempt, show, sound
from saule.web.policies import needs
from saule.web.requests import DeskRequest

MOST_SHOWN = 30
MOST_STOPS = 20


@dataclass(frozen=True, slots=True)
class Row:
    """One provider of the list."""

    provider: Provider
    rank: Rank
    stop: Stop | None
    volume: int
    room: int
    with_them: int


def mine(request: DeskRequest, public_id: str) -> Provider:
    """The desk's provider; else 404."""
    rows = Provider.objects.filter(desk=request.desk).select_related("team")
    found = get_object_or_404(rows, public_id=public_id)
    found.desk = request.desk
    return found


@require_safe
@needs("see settings")
def providers(request: DeskRequest) -> HttpResponse:
    """All of them, what Saule proposes to hand on, and the figures that wait for a leader."""
    rows = [row(request, one) for one in request.desk.providers.select_related("desk", "team")]
    rows.sort(key=lambda one: (one.stop is not None, -(one.rank.value or 0), one.provider.name))
    proposed = Handover.objects.filter(provider__desk=request.desk, state=Handover.State.PROPOSED)
    proposed = proposed.select_related("provider", "conversation__person")
    return show(
        request,
        "settings/providers",
        rows=rows,
        rule=ranking.rule(request.desk),
        hot=request.desk.overheatings.filter(ended_at=None).first(),
        proposed=list(proposed[:MOST_SHOWN]),
        proposed_count=proposed.count(),
        waiting=waiting_figures(request),
        why_form=ReversalForm(auto_id="decline_%s"),
        tab="providers",
    )


def row(request: DeskRequest, one: Provider) -> Row:
    """What the list says of one provider."""
    return Row(
        one,
        ranking.rank(one, now=request.now),
        ranking.standing_stop(one),
        volume(one, request.today),
        handing.room(one, now=request.now),
        one.handovers.filter(state__in=WITH_THEM).count(),
    )


def waiting_figures(request: DeskRequest) -> list[FigureStop]:
    """What agents of providers have asked a leader about."""
    rows = FigureStop.objects.filter(handover__provider__desk=request.desk, decided_at=None)
    rows = rows.filter(asked_at__isnull=False, handover__state=Handover.State.CHECKING)
    return list(rows.select_related("handover__provider", "handover__conversation", "by")[:MOST_SHOWN])


@require_safe
@needs("see settings")
def provider(request: DeskRequest, public_id: str) -> HttpResponse:
    """One provider: contract, prices, security, rank with its reasons, stops, statements, work."""
    one = mine(request, public_id)
    terms, prices = list(one.terms.prefetch_related("kinds")), list(one.prices.all())
    figures = one.handovers.filter(figure_stops__isnull=False).count()
    return show(
        request,
        "settings/provider",
        provider=one,
        row=row(request, one),
        agents=one.team.memberships.filter(ended_at=None).select_related("user").order_by("user__name"),
        terms=[(item, holds(item, request.today)) for item in terms],
        prices=[(item, holds(item, request.today), price_words(item)) for item in prices],
        terms_now=version_on(terms, request.today),
        prices_now=version_on(prices, request.today),
        security=security(one),
        stops=list(one.stops.select_related("by", "lifted_by")[:MOST_STOPS]),
        statements=statements(one),
        months=issuing.months_to_state(one, now=request.now)[:12],
        work=work(one),
        figure_stops=figures,
        stop_form=WhyForm(auto_id="stop_%s"),
        tab="providers",
    )


def holds(item: Terms | PriceRules, day: date) -> bool:
    """Whether a version holds on a day."""
    return version_on([item], day) is not None


def price_words(rules: PriceRules) -> str:
    """A version of the prices in a sentence."""
    return statement_words.rule(issuing.said(rules))


def security(one: Provider) -> list[dict[str, Any]]:
    """Each question with its weight and its answer."""
    known, weights = securing.answers(one), securing.weights(one.desk)
    found = []
    for question in QUESTIONS:
        answer = known.get(question.code)
        words = next((c.words for c in question.choices if answer and c.code == answer.choice), "")
        worth = question.worth(answer.choice) if answer else None
        found.append(
            {
                "question": question.words,
                "answer": answer,
                "words": words,
                "weight": weights[question.code],
                "worth": None if worth is None else round(100 * worth),
            }
        )
    return found


def statements(one: Provider) -> list[tuple[Statement, str, str]]:
    """The statements that were issued, with what is to be paid."""
    rows = one.statements.select_related("corrected_by")
    for statement in rows:
        statement.provider = one
    return [(row, statement_words.title(row), statement_words.money(row.total)) for row in rows]


def work(one: Provider) -> list[Handover]:
    """What the provider has now, and what it answered last."""
    rows = one.handovers.select_related("conversation", "taken_by", "answered_by")
    now = list(rows.filter(state__in=WITH_THEM)[:MOST_SHOWN])
    return now + list(rows.filter(state=Handover.State.ANSWERED).order_by("-answered_at")[:MOST_STOPS])


@require_POST
@needs("lead providers")
def provider_stop(request: DeskRequest, public_id: str) -> HttpResponse:
    """Nothing is handed to the provider any more."""
    one, form = mine(request, public_id), WhyForm(request.POST)
    if sound(request, form):
        why = form.cleaned_data["why"]
        verb = partial(ranking.stop, one, by=request.user, now=request.now, why=why)
        attempt(request, verb, _("Stopped. What they have already they may finish."))
    return redirect("provider", public_id)


@require_POST
@needs("lead providers")
def provider_stop_reversal(request: DeskRequest, public_id: str) -> HttpResponse:
    """Lifts the stop, with a reason."""
    one, form = mine(request, public_id), WhyForm(request.POST)
    if sound(request, form):
        why = form.cleaned_data["why"]
        verb = partial(ranking.lift, one, by=request.user, now=request.now, why=why)
        attempt(request, verb, _("Lifted. Saule leaves this decision alone for 30 days."))
    return redirect("provider", public_id)


@require_POST
@needs("lead providers")
def overflow_proposals(request: DeskRequest) -> HttpResponse:
    """A leader hands on what Saule proposes, or not."""
    rows = Handover.objects.filter(provider__desk=request.desk, state=Handover.State.PROPOSED)
    rows = rows.filter(public_id__in=request.POST.getlist("chosen"))
    chosen = list(rows.select_related("provider__desk", "provider__team", "conversation"))
    if not chosen:
        messages.error(request, _("Nothing was chosen, or somebody has decided already."))
    elif request.POST.get("then") == "decline":
        why = request.POST.get("why", "")
        count = handing.decline(chosen, by=request.user, now=request.now, why=why)
        say(request, ngettext("%(n)s is not handed on.", "%(n)s are not handed on.", count), count)
    else:
        hand_all(request, chosen)
    return redirect("providers")


def hand_all(request: DeskRequest, chosen: list[Handover]) -> None:
    """Hands each of these on; says of those that cannot be why."""
    done, wrong = 0, dict[str, None]()
    for one in chosen:
        try:
            handing.hand(one, by=request.user, now=request.now)
            done += 1
        except SauleError as error:
            wrong[str(error)] = None
    say(request, ngettext("%(n)s is handed on.", "%(n)s are handed on.", done), done)
    for words in wrong:
        messages.error(request, words)


def say(request: DeskRequest, words: str, count: int) -> None:
    """How many, if there are any."""
    if count:
        messages.success(request, words % {"n": count})


@require_POST
@needs("lead providers")
def handed_recall(request: DeskRequest, public_id: str) -> HttpResponse:
    """A leader takes a conversation back from a provider."""
    rows = Handover.objects.select_related("provider__desk", "provider__team", "conversation")
    one = get_object_or_404(rows, provider__desk=request.desk, public_id=public_id)
    verb = partial(handing.recall, one, by=request.membership, now=request.now)
    attempt(request, verb, _("Taken back. Nobody has it now."))
    return redirect("provider", one.provider.public_id)


@require_POST
@needs("lead providers")
def figure_stop(request: DeskRequest, key: int) -> HttpResponse:
    """A leader takes over a reply whose figures are in doubt, or gives it back with a word."""
    rows = FigureStop.objects.select_related("handover__provider__team", "handover__conversation", "by")
    stop = get_object_or_404(rows, handover__provider__desk=request.desk, pk=key)
    over = request.POST.get("then") == "over"
    why = request.POST.get("why", "")
    verb = partial(answering.decide, stop, taken_over=over, by=request.membership, now=request.now, why=why)
    done = _("It is yours: their text is your draft.") if over else _("Given back, with your word.")
    if attempt(request, verb, done) and over:
        return redirect("conversation", stop.handover.conversation.public_id)
    return redirect("providers")
