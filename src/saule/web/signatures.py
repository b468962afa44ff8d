"""The signatures of a matter: who supports it, and the decisions by which some are set aside as nobody's."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.db.models import Min, QuerySet
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from saule.desk.errors import SauleError
from saule.matters.models import Matter, SettingAside, Signature
from saule.matters.setting_aside import Effect, effect, put_back, set_aside
from saule.matters.sharing import ALL, Trait, counted_alike, trait_of
from saule.web import surges
from saule.web.forms import ReversalForm, WhyForm
from saule.web.matters import visible
from saule.web.pages import attempt, cut, show
from saule.web.policies import needs
from saule.web.requests import DeskRequest

LENGTH = 50
MOST = 500


@require_http_methods(["GET", "HEAD", "POST"])
@needs("see work", changing="decide fraud")
def signatures(request: DeskRequest, public_id: str) -> HttpResponse:
    """GET: who supports the matter. POST: what setting the chosen ones aside would do; then does it."""
    found = visible(request, public_id)
    if request.method != "POST":
        return page(request, found)
    chosen = chosen_keys(request, found)
    form = WhyForm(request.POST)
    if not chosen:
        messages.error(request, _("Choose the signatures first."))
        return redirect("signatures", public_id)
    what = effect(found, chosen)
    if not form.is_valid() or request.POST.get("sure") != sureness(what):
        return page(request, found, chosen=chosen, effect=what, sure=sureness(what), form=form)
    try:
        decision = set_aside(found, chosen, by=request.user, now=request.now, why=form.cleaned_data["why"])
    except SauleError as error:
        messages.error(request, str(error))
    else:
        done = _(
            "Set aside: %(count)s. In a quarter of an hour they are told; until then they can be put back"
            " unheard."
        )
        messages.success(request, done % {"count": decision.signatures.count()})
    return redirect("signatures", public_id)


def chosen_keys(request: DeskRequest, matter: Matter) -> list[int]:
    """The signatures that were ticked, or all that count and share what a group of held ones does."""
    if request.POST.get("whole"):
        return list(counted_alike(matter, shared(request.POST)).order_by("pk").values_list("pk", flat=True))
    return [int(key) for key in request.POST.getlist("chosen")[:MOST] if key.isdecimal() and len(key) < 19]


def shared(asked: QueryDict) -> Trait:
    """The trait that a query names."""
    return trait_of(asked.get("share", ""), asked.get("key", ""))


def sureness(what: Effect) -> str:
    """What tells one effect from another: whoever confirms has seen this one."""
    return f"{what.signatures}-{what.people}-{what.confirmed}-{int(what.loses)}"


def page(request: DeskRequest, matter: Matter, **more: Any) -> HttpResponse:
    """The list, narrowed as asked, and the decisions so far."""
    asked = {name: request.GET.get(name, "").strip()[:100] for name in ("state", "domain")}
    trait = shared(request.POST if request.method == "POST" else request.GET)
    rows = narrowed(matter, asked)
    if trait.name != ALL:
        rows = rows.filter(pk__in=counted_alike(matter, trait).values("pk"))
    listing = cut(request, rows, LENGTH)
    decisions = matter.settings_aside.select_related("by", "ended_by").prefetch_related("signatures")
    context = {"form": WhyForm(), "chosen": (), **more}
    return show(
        request,
        "signatures",
        matter=matter,
        listing=listing,
        asked=asked,
        trait=trait,
        whole=request.POST.get("whole", ""),
        states=Signature.State.choices,
        decisions=list(decisions[:LENGTH]),
        reversal=ReversalForm(),
        **surges.context(request, matter),
        **context,
    )


def narrowed(matter: Matter, asked: dict[str, str]) -> QuerySet[Signature]:
    """The signatures of one state or mail domain, the newest first."""
    rows = matter.signatures.select_related("person").annotate(address=Min("person__addresses__value"))
    if asked["state"] in Signature.State.values:
        rows = rows.filter(state=asked["state"])
    if asked["domain"]:
        rows = rows.filter(person__addresses__value__iendswith=f"@{asked['domain'].lstrip('@')}")
    return rows.order_by("-since", "-pk")


@require_POST
@needs("decide fraud")
def setting_aside_reversal(request: DeskRequest, public_id: str) -> HttpResponse:
    """Puts the signatures that a decision set aside back."""
    mine = Matter.objects.visible_to(request.membership)
    found = get_object_or_404(SettingAside.objects.filter(matter__in=mine), public_id=public_id)
    form = ReversalForm(request.POST)
    why = form.cleaned_data["why"] if form.is_valid() else ""
    verb = partial(put_back, found, by=request.user, now=request.now, why=why)
    attempt(request, verb, _("Put back: they count again."))
    return redirect("signatures", found.matter.public_id)
