"""The list of matters, and one matter with what its people write."""

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import Count, F, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from saule.desk.models import Language, Nature
from saule.desk.policies import may
from saule.matters import undoing
from saule.matters.merged import standing_for
from saule.matters.models import Decision, Filing, Matter, Message, Publication, Signature, Suggestion
from saule.matters.models.matters import MatterQuerySet
from saule.matters.searching import matters_holding
from saule.promises.models import Promise
from saule.promises.standing import for_matters
from saule.web import answer_panel, item_panel, peers, rows, suggestions, surges, telling, trail, work_panel
from saule.web.acts import UNDO
from saule.web.entitlement import entitlement
from saule.web.forms import GravityForm, KindForm, TitleForm
from saule.web.keeping import kept
from saule.web.pages import cut, show
from saule.web.policies import needs
from saule.web.requests import DeskRequest
from saule.web.signal_words import signal_words

MATTER_CURVE_DAYS = 60
STATES = {
    "": Q(state__in=("open", "reopened"), waiting__gt=0),
    "open": Q(state__in=("open", "reopened")),
    "answered": Q(state="answered"),
    "lapsed": Q(state="lapsed"),
    "all": ~Q(state="merged"),
}
TABS = ("telling", "letters", "all", "danger")


@dataclass(frozen=True, slots=True)
class Choice:
    """One link of a filter."""

    link: str
    word: str
    here: bool


@dataclass(frozen=True, slots=True)
class Filter:
    """One line of filters: its name in the query, its word, and its links."""

    name: str
    word: str
    choices: list[Choice] = field(default_factory=list)


@require_safe
@needs("see work")
def matters(request: DeskRequest) -> HttpResponse:
    """Matters by strength, with filters that are links."""
    chosen = {
        name: request.GET.get(name, "") for name in ("state", "kind", "nature", "language", "grave", "q")
    }
    listing = cut(request, filtered(request, chosen))
    return show(
        request,
        "matters",
        listing=listing,
        rows=rows.matter_rows(request, list(listing)),
        filters=filters(request, chosen),
        chosen={name: value for name, value in chosen.items() if value},
        narrowed=any(chosen[name] for name in ("kind", "nature", "language", "grave")),
        q=chosen["q"],
    )


def filtered(request: DeskRequest, chosen: dict[str, str]) -> MatterQuerySet:
    """The matters that the member may see and that the filters let through."""
    found: MatterQuerySet = Matter.objects.visible_to(request.membership)
    found = found.filter(STATES.get(chosen["state"], STATES[""]))
    if chosen["kind"]:
        found = found.filter(kind__code=chosen["kind"]) if chosen["kind"] != "-" else found.filter(kind=None)
    if chosen["nature"] in Nature.values:
        found = found.filter(nature=chosen["nature"])
    if chosen["language"] in Language.values:
        found = found.filter(language=chosen["language"])
    if chosen["grave"]:
        found = found.filter(grave=True)
    return found.filter(matters_holding(request.desk, chosen["q"])).select_related("kind").by_strength()


def filters(request: DeskRequest, chosen: dict[str, str]) -> list[Filter]:
    """The filters as links."""
    offered = request.desk.kinds.filter(Q(archived_at=None) | Q(code=chosen["kind"]))
    kinds = [(kind.code, str(kind)) for kind in offered]
    lines = [
        (
            "state",
            _("State"),
            [
                ("", _("waiting")),
                ("open", _("open")),
                ("answered", _("answered")),
                ("lapsed", _("lapsed")),
                ("all", _("all")),
            ],
        ),
        ("kind", _("Kind"), [("", _("all")), *kinds, ("-", _("without a kind"))]),
        ("nature", _("Nature"), [("", _("all")), *[(n.value, str(n.label)) for n in Nature]]),
        ("language", _("Language"), [("", _("all")), *[(c.value, str(c.label)) for c in Language]]),
        ("grave", _("Danger"), [("", _("all")), ("1", _("grave only"))]),
    ]
    return [
        Filter(
            name,
            word,
            [Choice(link(chosen, name, value), text, chosen[name] == value) for value, text in choices],
        )
        for name, word, choices in lines
    ]


def link(chosen: dict[str, str], name: str, value: str) -> str:
    """The query with one filter changed."""
    return "?" + urlencode({key: text for key, text in {**chosen, name: value}.items() if text})


def visible(request: DeskRequest, public_id: str) -> Matter:
    """The matter if the member may see it; else 404, as if it were not there."""
    mine = Matter.objects.visible_to(request.membership).select_related("kind", "publication")
    found = get_object_or_404(mine, public_id=public_id)
    found.desk = request.desk  # known already: not looked up again
    return found


@require_safe
@needs("see work")
def matter(request: DeskRequest, public_id: str) -> HttpResponse:
    """One matter: its facts, what its people write, and the answer beside."""
    found = visible(request, public_id)
    if (heir := heir_of(request, found)) is not None:
        words = _("“%(title)s” was merged into this matter.") % {"title": found.title}
        messages.info(request, words, extra_tags=way_back(request, found))
        return redirect("matter", heir.public_id)
    tab = request.GET.get("show", "")
    tab = tab if tab in TABS else TABS[0]
    context = facts(request, found) | words_of(request, found, tab)
    return show(
        request,
        "matter",
        matter=found,
        tab=tab,
        **context,
        **surges.context(request, found),
        **answer_panel.context(request, found),
        **item_panel.hands(request, found),
        **peers.in_matter(request, found),
        **work_panel.notes(request, found),
    )


def heir_of(request: DeskRequest, matter: Matter) -> Matter | None:
    """Where everything of a merged matter is in the end, if the member may see it."""
    heir = standing_for(matter)
    mine = Matter.objects.visible_to(request.membership)
    return mine.filter(pk=heir.pk).first() if heir is not matter else None


def work_in_sight(request: DeskRequest, matter: Matter) -> bool:
    """Whether the member may see where the work on a matter goes on: there, or where it was merged."""
    return not matter.merged_into_id or heir_of(request, matter) is not None


def way_back(request: DeskRequest, matter: Matter) -> str:
    """What makes a notice offer to undo the merge by which a matter went; nothing if it cannot be undone."""
    act = undoing.merge_of(matter) if may(request.membership, "group") else None
    return f"{UNDO}{act.public_id}" if act else ""


def facts(request: DeskRequest, matter: Matter) -> dict[str, Any]:
    """What stands at the head of a matter."""
    known = kept(request, f"facts-{matter.pk}", lambda: figures(request, matter))
    names = dict(Language.choices)
    promise = Promise.objects.filter(pk=known["promise"]).first()
    return {
        **known,
        "promise": promise,
        "entitlement": entitlement(matter, promise, request.today),
        "public_promise": public_promise(matter),
        "public_page": is_public(matter),
        "speaks": signal_words(matter),
        "languages": [(names.get(code, _("not known")), count) for code, count in known["languages"]],
        "curve_days": MATTER_CURVE_DAYS,
        "asked": asked(request, matter),
        "merge": undoing.merge_of(matter) if matter.merged_into_id else None,
        "title_form": TitleForm(initial={"title": matter.title}),
        "kind_form": KindForm(
            desk=request.desk, now=matter.kind, initial={"kind": matter.kind, "nature": matter.nature}
        ),
        "gravity_form": GravityForm(),
    }


def is_public(matter: Matter) -> bool:
    """Whether everybody may read of a matter."""
    known: Publication | None = getattr(matter, "publication", None)
    return known is not None and known.stands


def public_promise(matter: Matter) -> Promise | None:
    """What is promised to the public about a matter that has earned it."""
    if matter.earned_at is None:
        return None
    return Promise.objects.filter(matter=matter, state__in=Promise.OPEN).first()


def figures(request: DeskRequest, matter: Matter) -> dict[str, Any]:
    """What is counted over all people and messages of a matter: figures and keys."""
    counted = matter.signatures.filter(state__in=Signature.COUNTED)
    promises = Promise.objects.filter(state__in=Promise.OPEN, conversation__messages__filings__matter=matter)
    letters = Filing.objects.filter(matter=matter, message__letter__isnull=False)
    return {
        "due": for_matters([matter], now=request.now)[matter.pk],
        "promise": promises.order_by(F("day").asc(nulls_last=True)).values_list("pk", flat=True).first(),
        "languages": list(counted.values_list("language").annotate(n=Count("id")).order_by("-n")),
        "letters": letters.aggregate(n=Count("message__letter", distinct=True))["n"],
        "curve": rows.curves(request.desk, [matter.pk], request.today, MATTER_CURVE_DAYS).get(matter.pk, ()),
    }


def asked(request: DeskRequest, matter: Matter) -> list[Suggestion]:
    """Other matters that may be one with it: Saule was not sure."""
    about = suggestions.waiting(request).filter(Q(matter=matter) | Q(other=matter))
    shown = ("public_id", "score", "matter__title", "other__title")
    words = ("message__language", "message__said", "message__subject")
    return list(about.select_related("matter", "other", "message").only(*shown, *words)[:3])


def words_of(request: DeskRequest, matter: Matter, tab: str) -> dict[str, Any]:
    """The messages that a tab shows."""
    if tab == "letters":
        copied = kept(request, f"letters-{matter.pk}", lambda: list(telling.letters(matter)))
        listing = cut(request, copied, 10)
        return {"listing": listing, "said": telling.with_copies(list(listing.object_list))}
    if tab in ("all", "danger"):
        listing = cut(request, kept(request, f"{tab}-{matter.pk}", lambda: newest_first(matter, tab)))
        found = Message.objects.defer("html", "references").in_bulk(list(listing.object_list))
        said = telling.with_counts([found[key] for key in listing.object_list])
        return {"listing": listing, "said": said, "choosing": may(request.membership, "group")}
    chosen = kept(request, f"telling-{matter.pk}", lambda: telling.choose(matter))
    return {"said": telling.chosen_ones(chosen)}


def newest_first(matter: Matter, tab: str) -> list[int]:
    """The keys of all messages of a matter, or of those that speak of a danger."""
    inside = Message.objects.filter(filings__matter=matter).order_by("-received_at", "-id")
    if tab == "danger":
        inside = inside.exclude(severity=[])
    return list(inside.values_list("pk", flat=True))


@require_safe
@needs("see work")
def history(request: DeskRequest, public_id: str) -> HttpResponse:
    """What happened to a matter, and who decided."""
    found = visible(request, public_id)
    decisions = Decision.objects.filter(Q(matter=found) | Q(before=found), by__isnull=False, correction=None)
    return show(
        request,
        "matter_history",
        matter=found,
        steps=trail.steps(found, Matter.objects.visible_to(request.membership)),
        listing=cut(
            request, decisions.select_related("by", "message", "matter", "before").order_by("-at", "-id")
        ),
    )
