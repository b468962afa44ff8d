"""People: the list, one person with all that happened, and whether two are one."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.db.models import Count, Max, Min
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from saule.desk.models import Language, Look
from saule.desk.policies import sees_all_work
from saule.matters import uniting
from saule.matters.knowing import Circle, circle, newest_seen, people_of, seen_among
from saule.matters.models import Conversation, Matter, Message, Signature
from saule.matters.resembling import Resemblance, resembling, signs_between
from saule.matters.searching import people_holding
from saule.people import likening
from saule.people.detailing import details_of
from saule.people.joining import standing
from saule.people.models import Address, Likeness, Person, PersonJoin
from saule.people.pausing import away
from saule.promises.models import Promise
from saule.web import timeline
from saule.web.caller_panel import calling
from saule.web.keeping import kept
from saule.web.pages import PAGE_LENGTH, attempt, show, sound
from saule.web.people_forms import LikenessForm
from saule.web.policies import needs
from saule.web.requests import DeskRequest

MOST_PAGES = 400
MOST_WAITING = 5


@dataclass(slots=True)
class Row:
    """One person as the list shows them."""

    person: Person
    addresses: list[str]
    conversations: int = 0
    waiting: datetime | None = None
    last: datetime | None = None

    @property
    def address(self) -> str:
        """The first address; empty for somebody without one."""
        return self.addresses[0] if self.addresses else ""


@dataclass(frozen=True, slots=True)
class Likely:
    """Somebody who may be the same person, with where they write from."""

    resemblance: Resemblance
    addresses: list[str]

    @property
    def address(self) -> str:
        """The first address; empty for somebody without one."""
        return self.addresses[0] if self.addresses else ""


@require_safe
@needs("see work")
def people(request: DeskRequest) -> HttpResponse:
    """The people of one's work, the newest first, or those with some words in their name or address."""
    q, matter = request.GET.get("q", "")[:200], of_matter(request)
    found = people_of(request.membership).filter(people_holding(request.desk, q))
    if "matter" in request.GET:
        found = found.filter(signatures__matter=matter, signatures__state__in=Signature.COUNTED)
    number = page_number(request)
    start = (number - 1) * PAGE_LENGTH
    shown = newest_seen(request.membership, found, start=start, count=PAGE_LENGTH + 1)
    return show(
        request,
        "people",
        rows=rows(request, shown[:PAGE_LENGTH]),
        q=q,
        matter=matter,
        newer=number - 1,
        older=number + 1 if len(shown) > PAGE_LENGTH and number < MOST_PAGES else 0,
    )


def of_matter(request: DeskRequest) -> Matter | None:
    """The matter whose people are asked for, if it may be seen."""
    wanted = request.GET.get("matter", "")
    return Matter.objects.visible_to(request.membership).filter(public_id=wanted).first() if wanted else None


def page_number(request: DeskRequest) -> int:
    """The page asked for: counting all of them would take longer than showing one."""
    wanted = request.GET.get("page", "1")
    return min(max(int(wanted), 1), MOST_PAGES) if wanted.isascii() and wanted.isdigit() else 1


def rows(request: DeskRequest, shown: Sequence[Person]) -> list[Row]:
    """What the list shows of these people; three queries however many they are."""
    whose = roots_of([person.pk for person in shown])
    addresses = addresses_of(whose)
    found = {person.pk: Row(person, addresses[person.pk]) for person in shown}
    seen = Conversation.objects.visible_to(request.membership).filter(person__in=whose).order_by()
    figures = seen.values("person").annotate(n=Count("pk"), waits=Min("waiting_since"), last=Max("last_at"))
    for figure in figures:
        row = found[whose[figure["person"]]]
        row.conversations += figure["n"]
        row.waiting = min(filter(None, (row.waiting, figure["waits"])), default=None)
        row.last = max(filter(None, (row.last, figure["last"])), default=None)
    return list(found.values())


def roots_of(keys: Collection[int]) -> dict[int, int]:
    """Everybody who is one of these canonical persons, and which."""
    joined = Person.objects.filter(joined_into__in=keys).values_list("pk", "joined_into")
    return {key: key for key in keys} | {key: root or key for key, root in joined}


def addresses_of(whose: Mapping[int, int]) -> dict[int, list[str]]:
    """Where each of these canonical persons writes from; ``whose``: all who are them."""
    found: dict[int, list[str]] = {root: [] for root in whose.values()}
    for key, value in Address.objects.filter(person__in=whose).order_by("pk").values_list("person", "value"):
        found[whose[key]].append(value)
    return found


def visible(request: DeskRequest, public_id: str) -> Circle:
    """The canonical person behind this id, and theirs, if the member may see them; else 404."""
    found = get_object_or_404(Person, public_id=public_id, desk=request.desk).canonical
    theirs = circle(request.membership, found)
    if found.erased_at is None and (theirs.own or sees_all_work(request.membership)):
        return theirs
    raise Http404


@require_safe
@needs("see work")
def person(request: DeskRequest, public_id: str) -> HttpResponse:
    """One person: who they are, what waits, and all that happened, over all channels."""
    theirs = visible(request, public_id)
    found = theirs.person
    if found.public_id != public_id:
        return redirect("person", found.public_id)
    view = request.GET.get("show", "all")
    view = view if view in timeline.VIEWS else "all"
    after = timeline.read_mark(request.GET.get("after", ""))
    return show(
        request,
        "person",
        person=found,
        **head(theirs),
        stretch=timeline.stretch(theirs, view, after),
        later=after is not None,
        view=view,
        views=[("all", _("everything")), ("said", _("what was said")), ("promises", _("promises"))],
        joined=joined(theirs),
        likely=likely(request, theirs),
        names=dict(Promise.State.choices),
        away=away(theirs.members, today=request.today),
        reasons=[(one.value, one.label) for one in Look.LOOKING],
        **calling(request, theirs.members),
    )


def head(theirs: Circle) -> dict[str, Any]:
    """Who they are, since when, what waits and by when, and in how many matters they count."""
    keys = [key for _since, key in theirs.waits[:MOST_WAITING]]
    shown = Conversation.objects.only("public_id", "subject", "waiting_since")
    waiting = shown.in_bulk(keys) if keys else {}
    promises = Promise.objects.filter(conversation__in=keys, state__in=Promise.OPEN) if keys else []
    by_conversation = {promise.conversation_id: promise for promise in promises}
    counted = Signature.objects.filter(person=theirs.person, state__in=Signature.COUNTED)
    return {
        "addresses": list(Address.objects.filter(person__in=theirs.members).order_by("pk")),
        "details": details_of(theirs.members),
        "language": language_of(theirs),
        "since": theirs.since or theirs.person.created_at,
        "waiting": [(waiting[key], by_conversation.get(key)) for key in keys],
        "more_waiting": len(theirs.waits) > MOST_WAITING,
        "conversations": len(theirs.own),
        "matters": counted.filter(theirs.in_sight).count(),
    }


def language_of(theirs: Circle) -> str:
    """The language they chose, or else wrote in last, in words."""
    wrote = Message.objects.filter(person__in=theirs.members, outgoing=False).order_by("-received_at")
    code = theirs.person.language or wrote.values_list("language", flat=True).first()
    return str(dict(Language.choices).get(code or "", ""))


def joined(theirs: Circle) -> list[tuple[PersonJoin, bool]]:
    """The joins that made them one, the newest first; only that one can be undone now."""
    if len(theirs.members) == 1:
        return []
    found = standing().filter(person__in=theirs.members).select_related("person", "by").order_by("-pk")
    return [(one, place == 0) for place, one in enumerate(found)]


def likely(request: DeskRequest, theirs: Circle) -> list[Likely]:
    """Who may be the same, of those whom the member may see."""
    alike = kept(request, f"alike-{theirs.person.pk}", lambda: signs_of_others(theirs))
    if not alike:
        return []
    people = Person.objects.filter(erased_at=None).in_bulk(list(alike))
    seen, addresses = seen_among(request.membership, list(people)), addresses_of(roots_of(people))
    return [Likely(Resemblance(people[key], alike[key]), addresses[key]) for key in alike if key in seen]


def signs_of_others(theirs: Circle) -> dict[int, tuple[str, ...]]:
    """The keys of those who may be the same, the likeliest first, each with what speaks for it."""
    return {one.person.pk: one.signs for one in resembling(theirs.person, theirs.members)}


@require_http_methods(["GET", "HEAD", "POST"])
@needs("see work", changing="join people")
def likeness(request: DeskRequest, public_id: str, other: str) -> HttpResponse:
    """GET: two persons side by side, with what speaks for their being one. POST: what somebody says of it."""
    circles = visible(request, public_id), visible(request, other)
    one, two = (theirs.person for theirs in circles)
    if one.pk == two.pk:
        messages.info(request, _("These two are one person already."))
        return redirect("person", one.public_id)
    if request.method == "POST":
        return say(request, one, two)
    return show(
        request,
        "likeness",
        one=one,
        other=two,
        signs=signs_between(one, two),
        sides=[side(theirs) for theirs in circles],
        known=likening.of(one, two),
        State=Likeness.State,
        form=LikenessForm(),
    )


def side(theirs: Circle) -> dict[str, Any]:
    """One of the two: who they are, and what they said last."""
    wrote = Message.objects.filter(theirs.theirs("person"), conversation__in=theirs.conversations)
    wrote = wrote.filter(outgoing=False).select_related("conversation").order_by("-received_at", "-pk")
    shown = wrote.only("public_id", "language", "said", "text", "received_at", "conversation__subject")
    return {"person": theirs.person, **head(theirs), "wrote": list(shown[:3])}


def say(request: DeskRequest, one: Person, two: Person) -> HttpResponse:
    """“Same person”, “Not the same”, or what was said is taken back."""
    form = LikenessForm(request.POST)
    if not sound(request, form):
        return redirect("likeness", one.public_id, two.public_id)
    verdict, why = form.cleaned_data["verdict"], form.cleaned_data["why"]
    if verdict == "same":
        return unite(request, one, two, why)
    if verdict == "different":
        likening.decline(one, two, signs_between(one, two), by=request.user, now=request.now)
        messages.success(request, _("Noted: they are two. They are not proposed again."))
    elif known := likening.of(one, two):
        likening.reopen(known, by=request.user, now=request.now)
        messages.success(request, _("Taken back: the two may be compared again."))
    return redirect("likeness", one.public_id, two.public_id)


def unite(request: DeskRequest, one: Person, two: Person, why: str) -> HttpResponse:
    """Joins the one into the other, and leads to the person they are now."""
    signs = signs_between(one, two)

    def verb() -> None:
        uniting.unite(two, one, by=request.user, now=request.now, why=why)
        likening.accept(one, two, signs, by=request.user, now=request.now)

    attempt(request, verb, _("They are one person now, and count once. This can be undone here."))
    return redirect("person", one.public_id)


@require_POST
@needs("join people")
def parting(request: DeskRequest, key: int) -> HttpResponse:
    """Undoes a join: the two are two again."""
    rows = PersonJoin.objects.select_related("person__desk", "into__desk")
    found = get_object_or_404(rows, pk=key, into__desk=request.desk)
    if not seen_among(request.membership, {found.into.canonical.pk}):
        raise Http404
    why = request.POST.get("why", "")

    def verb() -> None:
        uniting.part(found, by=request.user, now=request.now, why=why)
        if known := likening.of(found.person, found.into):
            likening.reopen(known, by=request.user, now=request.now)

    attempt(request, verb, _("They are two persons again, each with what is theirs."))
    return redirect("person", found.into.public_id)
