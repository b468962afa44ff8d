"""What an owner changes about providers: who they are, terms, prices, answers, weights, handing on."""

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from saule.desk.inviting import Invited, invite
from saule.desk.models import Role
from saule.providers import contracting, ranking, securing
from saule.providers.contracting import version_on
from saule.providers.models import Provider
from saule.providers.questions import QUESTIONS
from saule.web.context import forget_gauge
from saule.web.policies import needs
from saule.web.requests import DeskRequest
from saule.web.settings import links
from saule.web.settings.changing import Change, changed, to
from saule.web.settings.provider_forms import (
    AgentForm,
    OverflowForm,
    PricesForm,
    ProviderForm,
    QuestionsForm,
    TermsForm,
    WeightsForm,
)
from saule.web.settings.providers import mine

HOW = ("mode", "relevance_weight", "security_weight", "lowest_rank", "take_hours")


@require_http_methods(["GET", "HEAD", "POST"])
@needs("change settings")
def new_provider(request: DeskRequest) -> HttpResponse:
    """Adds a provider."""

    def verb(values: dict[str, Any]) -> None:
        contracting.add_provider(request.desk, **values, by=request.user, now=request.now)
        forget_gauge(request.desk)

    change = Change(
        title=_("Add a provider"),
        intro=_("An outside team that answers for the desk. It gets a team of the same name."),
        form=ProviderForm(request.POST or None),
        verb=verb,
        back=to("providers"),
        tab="providers",
        button=_("Add"),
        done=_("Added. State its terms and prices, and put the questions of data security to it."),
    )
    return changed(request, change)


@require_http_methods(["GET", "HEAD", "POST"])
@needs("change settings")
def provider_terms(request: DeskRequest, public_id: str) -> HttpResponse:
    """A new version of what a provider may be handed."""
    one = mine(request, public_id)
    now = version_on(list(one.terms.all()), request.today)
    form = TermsForm(request.POST or None, initial=TermsForm.of(now), desk=request.desk)

    def verb(values: dict[str, Any]) -> None:
        wanted, days = TermsForm.wanted(values), {"starts": values["starts"], "ends": values["ends"]}
        contracting.state_terms(one, wanted, **days, by=request.user, now=request.now)

    return changed(request, about(one, _("What %(name)s may be handed"), form, verb))


@require_http_methods(["GET", "HEAD", "POST"])
@needs("change settings")
def provider_prices(request: DeskRequest, public_id: str) -> HttpResponse:
    """A new version of the prices."""
    one = mine(request, public_id)
    now = version_on(list(one.prices.all()), request.today)
    form = PricesForm(request.POST or None, initial=PricesForm.of(now))

    def verb(values: dict[str, Any]) -> None:
        paid, days = PricesForm.paid(values), {"starts": values["starts"], "ends": values["ends"]}
        contracting.state_prices(one, paid, **days, by=request.user, now=request.now)

    return changed(request, about(one, _("What %(name)s is paid"), form, verb))


@require_http_methods(["GET", "HEAD", "POST"])
@needs("change settings")
def provider_questionnaire(request: DeskRequest, public_id: str) -> HttpResponse:
    """What a provider answers about data security."""
    one = mine(request, public_id)
    form = QuestionsForm(request.POST or None, known=securing.answers(one))

    def verb(values: dict[str, Any]) -> None:
        for question in QUESTIONS:
            code = question.code
            given = {"evidence": values[f"{code}_evidence"], "dated": values[f"{code}_dated"]}
            securing.answer_question(one, code, values[code], **given, by=request.user, now=request.now)

    return changed(request, about(one, _("Data security at %(name)s"), form, verb))


def about(one: Provider, title: str, form: Any, verb: Any) -> Change:
    """A change of one provider."""
    return Change(
        title=title % {"name": one.name},
        intro=_("What stood before stays for the days before."),
        form=form,
        verb=verb,
        back=to("provider", one.public_id),
        tab="providers",
        button=_("State it"),
        done=_("Stated."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@needs("change settings", recent=True)
def provider_agents(request: DeskRequest, public_id: str) -> HttpResponse:
    """Invites somebody of a provider; the link is shown on this answer only."""
    one, made = mine(request, public_id), list[Invited]()

    def verb(values: dict[str, Any]) -> None:
        email, name = values["email"], values["name"]
        role, by, now = Role.PROVIDER_AGENT, request.user, request.now
        made.append(invite(request.desk, email, name, role, [one.team], by=by, now=now))

    change = about(one, _("Invite somebody of %(name)s"), AgentForm(request.POST or None), verb)
    change.intro = _("They see what is handed to their team, without names, and nothing else.")
    change.button, change.done = _("Invite"), ""
    response = changed(request, change)
    return links.shown(request, made[0].membership, made[0].token) if made else response


@require_http_methods(["GET", "HEAD", "POST"])
@needs("change settings")
def question_weights(request: DeskRequest) -> HttpResponse:
    """How much each question of data security counts at this desk."""
    weights = securing.weights(request.desk)
    change = Change(
        title=_("How much each question counts"),
        intro=_("From 0 (not at all) to 10. What is not answered is worth nothing."),
        form=WeightsForm(request.POST or None, weights=weights),
        verb=lambda values: securing.state_weights(request.desk, values, by=request.user, now=request.now),
        back=to("providers"),
        tab="providers",
        button=_("Change"),
        done=_("Changed. Ranks follow it at once."),
    )
    return changed(request, change)


@require_http_methods(["GET", "HEAD", "POST"])
@needs("change settings")
def overflow_rule(request: DeskRequest) -> HttpResponse:
    """How work is handed on while the desk runs hot."""
    now = ranking.rule(request.desk)
    values = {name: getattr(now, name) for name in HOW}

    def verb(typed: dict[str, Any]) -> None:
        ranking.state_rule(request.desk, OverflowForm.how(typed), by=request.user, now=request.now)

    change = Change(
        title=_("Handing work on"),
        intro=_("The promises stand: people are told nothing else, and what is not taken comes back."),
        form=OverflowForm(request.POST or None, initial=values),
        verb=verb,
        back=to("providers"),
        tab="providers",
        button=_("Change"),
        done=_("Changed."),
    )
    return changed(request, change)
