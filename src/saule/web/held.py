"""Held signatures: what was confirmed and is suspicious, in groups that share something, to be decided on."""

from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from saule.desk.errors import SauleError
from saule.desk.models import Event
from saule.engines import doubting
from saule.engines.veiling import hint
from saule.matters import sharing
from saule.matters.merged import family
from saule.matters.models import Confirmation, Matter
from saule.matters.sharing import Group, Trait, counted_alike, groups, trait_of
from saule.matters.vetting import AT_ONCE, REFUSE, held, let_count, outlook, refuse, refused_by, take_back
from saule.web.forms import ReversalForm, WhyForm
from saule.web.matters import visible
from saule.web.pages import attempt, cut, show
from saule.web.policies import needs
from saule.web.requests import DeskRequest
from saule.web.surges import context as surging
from saule.web.veils import hints

LENGTH = 25
ACTS = ("count", "refuse")
ENOUGH = 5
"""From so many on a mail domain tells nobody apart, and is shown as it is."""
DOUBTS = {
    doubting.BURST: gettext_lazy("many within minutes from one part of the net"),
    doubting.SUSTAINED: gettext_lazy("very many within a day from one part of the net"),
    doubting.DOMAIN: gettext_lazy("far more than usual from one mail domain"),
    doubting.PATTERN: gettext_lazy("one of a series of addresses"),
    doubting.DISPOSABLE: gettext_lazy("a mailbox made for minutes"),
    doubting.LOOK_ALIKE: gettext_lazy("a mail domain written to look like another"),
}
NAMES = {
    sharing.NETWORK: gettext_lazy("The same part of the net"),
    sharing.DOMAIN: gettext_lazy("The same mail domain"),
    sharing.PATTERN: gettext_lazy("The same series of addresses"),
    sharing.MINUTE: gettext_lazy("The same minute"),
    sharing.DOUBT: gettext_lazy("The same doubt"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One group, as it is shown: which trait, how it looks, how many, and the link to it."""

    name: str
    word: str
    count: int
    link: str
    here: bool


@dataclass(frozen=True, slots=True)
class Refusal:
    """An act that refused some, and how many of them stand refused."""

    event: Event
    stands: int


@require_http_methods(["GET", "HEAD", "POST"])
@needs("decide fraud")
def held_signatures(request: DeskRequest, public_id: str) -> HttpResponse:
    """GET: what is held. POST: what letting some count, or refusing them, would do; then does it."""
    found = visible(request, public_id)
    asked = request.POST if request.method == "POST" else request.GET
    trait = trait_of(asked.get("share", ""), asked.get("key", ""))
    if request.method != "POST":
        return page(request, found, trait)
    act, _dash, whole = request.POST.get("act", "").partition("-")
    rows = chosen_rows(request, held(found).filter(trait.narrows()), whole=bool(whole))
    if act not in ACTS or not rows.exists():
        messages.error(request, _("Choose the signatures first."))
        return to(found, trait)
    what = outlook(found, rows)
    form = WhyForm(request.POST)
    sure = f"{what.rows}-{what.new}-{what.people}-{what.confirmed}"
    if not form.is_valid() or request.POST.get("sure") != sure:
        picked = [] if whole else list(rows.values_list("public_id", flat=True))
        chosen = {"act": request.POST["act"], "verb": act, "chosen": picked, "sure": sure, "form": form}
        return page(request, found, trait, outlook=what, **chosen)
    return carried_out(request, found, trait, rows, act, form.cleaned_data["why"])


def chosen_rows(request: DeskRequest, rows: QuerySet[Confirmation], *, whole: bool) -> QuerySet[Confirmation]:
    """The whole group, or those of it that were ticked."""
    rows = rows.order_by("pk")
    return rows if whole else rows.filter(public_id__in=request.POST.getlist("chosen")[:AT_ONCE])


def carried_out(
    request: DeskRequest, matter: Matter, trait: Trait, rows: QuerySet[Confirmation], act: str, why: str
) -> HttpResponse:
    """Does it, and says how many it was."""
    verb = let_count if act == "count" else refuse
    try:
        done = verb(rows, by=request.user, now=request.now, why=why)
    except SauleError as error:
        messages.error(request, str(error))
        return to(matter, trait)
    said = (
        _("%(count)s count from now on.") if act == "count" else _("Refused: %(count)s. They count nowhere.")
    )
    messages.success(request, said % {"count": done})
    return to(matter, trait if rows.exists() or act == "refuse" else Trait())


def to(matter: Matter, trait: Trait) -> HttpResponseRedirect:
    """To the page, narrowed as it was."""
    return redirect(link(matter, trait))


def link(matter: Matter, trait: Trait) -> str:
    """The address of the page for one group."""
    query = "" if trait == Trait() else "?" + urlencode({"share": trait.name, "key": trait.key})
    return reverse("held-signatures", args=[matter.public_id]) + query


def page(request: DeskRequest, matter: Matter, trait: Trait, **more: Any) -> HttpResponse:
    """The groups, the signatures of one of them, and the refusals that can be taken back."""
    lines = [line(matter, group, trait) for group in groups(matter)]
    rows = held(matter).filter(trait.narrows()).order_by("asked_at", "pk")
    listing = cut(request, rows, LENGTH)
    context = {"form": WhyForm(), "chosen": (), **more}
    return show(
        request,
        "held",
        matter=matter,
        trait=trait,
        lines=lines,
        here=here(lines, trait),
        listing=listing,
        shown=[(row, hints(request).of(row.value), doubts_in_words(row)) for row in listing],
        counted=counted_alike(matter, trait).count(),
        narrowing=urlencode({"share": trait.name, "key": trait.key}),
        at_once=AT_ONCE,
        refusals=refusals(matter),
        **surging(request, matter),
        **context,
    )


def here(lines: list[Line], trait: Trait) -> str:
    """How the group that one looks at is called."""
    if trait == Trait():
        return _("All that are held")
    shown = next((f"{one.name} – {one.word}" for one in lines if one.here), "")
    return shown or str(NAMES[trait.name])


def line(matter: Matter, group: Group, trait: Trait) -> Line:
    """One group, as it is shown."""
    word = looks(matter, group)
    return Line(
        str(NAMES[group.trait.name]), word, group.count, link(matter, group.trait), group.trait == trait
    )


def looks(matter: Matter, group: Group) -> str:
    """What tells a group from others of the same trait, as far as it may be shown."""
    name, key = group.trait.name, group.trait.key
    if name == sharing.DOUBT:
        return str(DOUBTS.get(key, key))
    first = held(matter).filter(group.trait.narrows()).order_by("asked_at").first()
    if first is None:
        return ""
    if name == sharing.MINUTE:
        return f"{first.asked_at.astimezone(matter.desk.zone):%d/%m %H:%M}"
    if name == sharing.NETWORK:
        return key[:4].upper()
    domain = first.value.rpartition("@")[2]
    domain = domain if group.count >= ENOUGH else hint(domain)
    return domain if name == sharing.DOMAIN else f"{hint(first.value).partition('@')[0]}@{domain}"


def doubts_in_words(row: Confirmation) -> list[str]:
    """What is suspicious about one of them."""
    return [str(DOUBTS.get(code, code)) for code in row.doubts]


def refused_in(matter: Matter) -> QuerySet[Event]:
    """The acts that refused some of a matter, or of one that was merged into it."""
    keys = Matter.objects.filter(pk__in=family(matter)).values("public_id")
    return matter.desk.events.filter(verb=REFUSE, record_id__in=keys)


def refusals(matter: Matter) -> list[Refusal]:
    """What was refused lately and can be taken back."""
    acts = refused_in(matter).select_related("by")[:LENGTH]
    known = [Refusal(act, refused_by(act).count()) for act in acts]
    return [one for one in known if one.stands]


@require_POST
@needs("decide fraud")
def refusal_reversal(request: DeskRequest, public_id: str) -> HttpResponse:
    """Holds again what one act refused."""
    found = visible(request, public_id)
    key = request.POST.get("refusal", "")
    act = refused_in(found).filter(pk=int(key) if key.isdecimal() and len(key) < 19 else 0).first()
    if act is None:
        messages.error(request, _("None of these waits for a decision any more. Look again."))
        return redirect("held-signatures", found.public_id)
    form = ReversalForm(request.POST)
    why = form.cleaned_data["why"] if form.is_valid() else ""
    verb = partial(take_back, act, by=request.user, now=request.now, why=why)
    attempt(request, verb, _("Taken back: they are held again."))
    return redirect("held-signatures", found.public_id)
