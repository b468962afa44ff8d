"""The same verb for many conversations at once, with an outcome for each, and undone where it can be."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, NamedTuple

from django.contrib import messages
from django.db import transaction
from django.forms import Form
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from saule.desk.errors import SauleError
from saule.desk.ids import new_id
from saule.desk.models import Team
from saule.matters import assigning, settling, snoozing, tagging
from saule.matters.models import Conversation, Matter
from saule.matters.seeing import workers
from saule.promises import closing
from saule.web import bulk_again, bulk_filing, bulk_undoing
from saule.web.forms import SettlementForm
from saule.web.policies import needs
from saule.web.requests import DeskRequest
from saule.web.work_forms import AssignmentForm, PlacingForm, SnoozeForm, TagForm, own_teams

MOST = 200
MATTERS_PROPOSED = 30
IN_SESSION = "bulk"
Verb = Callable[[Conversation], Any]
"""Acts on one conversation; returns what undoing it will need, or raises SauleError."""


class Refused(NamedTuple):
    """One conversation with which it could not be done: where it is (empty: gone), its subject, and why."""

    public_id: str
    subject: str
    why: str


class AsItWas(SauleError):
    """There was nothing to do: it is so already."""

    code = "as-it-was"


def bar(request: DeskRequest, teams: Sequence[Team], tags: Sequence[str]) -> dict[str, Any]:
    """The forms of the bar over the list."""
    sent, mine = bulk_again.read(request), assigning.code(request.user)
    assignment_form = partial(AssignmentForm, everyone=workers(request.desk), teams=teams)
    matters = Matter.objects.visible_to(request.membership).open().by_strength()
    return {
        "assignment_form": sent.form("assignment", assignment_form, to=mine),
        "tag_form": sent.form("tags", TagForm),
        "known_tags": tags,
        "snooze_form": sent.form("snooze", partial(SnoozeForm, desk=request.desk, today=request.today)),
        "settlement_form": sent.form("settlement", SettlementForm),
        "placing_form": sent.form("filing", PlacingForm),
        "opened": sent.verb,
        "known_matters": matters.values_list("title", flat=True)[:MATTERS_PROPOSED],
    }


def report(request: DeskRequest) -> dict[str, Any] | None:
    """What became of the last act, if the page asks for it; reading it changes nothing."""
    last = request.session.get(IN_SESSION)
    if not last or request.GET.get("done") != last["key"]:
        return None
    return {**last, "refused": [Refused(*one) for one in last["refused"]]}


def back(request: DeskRequest, key: str = "", name_of_key: str = "done") -> HttpResponseRedirect:
    """To the list as it was filtered, with the report (or what is to be shown again) called ``key``."""
    query = QueryDict(request.POST.get("back", "")[:2000], mutable=True)
    for name in ("done", "choose", bulk_again.IN_QUERY):
        query.pop(name, None)
    if key:
        query[name_of_key] = key
    return redirect(f"{reverse('conversations')}{'?' if query else ''}{query.urlencode()}")


def again(request: DeskRequest, verb: str, form: Form) -> HttpResponseRedirect:
    """To the list with everything as it was sent, and what is wrong beside its field."""
    key = bulk_again.keep(request, verb, form, MOST * 2)
    return back(request, key, bulk_again.IN_QUERY)


def chosen(request: DeskRequest) -> list[str]:
    """The conversations that were chosen, each once, in the order of the list; none if there are too many."""
    ids = list(dict.fromkeys(request.POST.getlist("chosen")))
    if not ids:
        messages.error(request, _("Choose at least one conversation."))
    if len(ids) > MOST:
        said = _("At most %(most)s conversations at once; %(here)s were chosen.")
        messages.error(request, said % {"most": MOST, "here": len(ids)})
        return []
    return ids


def carry_out(
    request: DeskRequest, name: str, form: Form, act: Verb, after: Callable[[], None] = lambda: None
) -> HttpResponseRedirect:
    """Acts on each of the chosen ones by itself: one that is refused does not stop the others.

    ``after`` does once for all what each of them would have to do again.
    """
    ids = chosen(request)
    if not ids:
        return again(request, name, form)
    bulk_again.forget(request)
    with transaction.atomic():
        # One transaction around all: two hundred of their own would each wait for the disk.
        done, refused = one_by_one(request, ids, act)
        after()
    return keep(request, name, done, refused)


def one_by_one(request: DeskRequest, ids: list[str], act: Verb) -> tuple[list[list[Any]], list[Refused]]:
    """What undoing each one that was done will need, and those that were refused."""
    mine = Conversation.objects.visible_to(request.membership).filter(public_id__in=ids)
    found = {one.public_id: one for one in mine.select_related("desk", "person")}
    done: list[list[Any]] = []
    refused = []
    for public_id in ids:
        here = found.get(public_id)
        if here is None:
            refused.append(Refused("", public_id[:16], _("It is not there any more.")))
            continue
        try:
            with transaction.atomic():
                done.append([public_id, act(here)])
        except SauleError as error:
            refused.append(Refused(public_id, here.subject, str(error)))
    return done, refused


def keep(
    request: DeskRequest, name: str, done: list[list[Any]], refused: list[Refused], *, undoing: bool = False
) -> HttpResponseRedirect:
    """Keeps the report where the next page finds it, and with it what undoing needs."""
    key = new_id()
    request.session[IN_SESSION] = {
        "key": key,
        "verb": name,
        "words": said(len(done), undoing),
        "done": done,
        "refused": [list(one) for one in refused],
        "undoable": bool(done) and not undoing and name in bulk_undoing.BY_VERB,
    }
    return back(request, key)


def said(count: int, undoing: bool) -> str:
    """How many were done, in words."""
    if undoing:
        text = ngettext("%(count)s undone.", "%(count)s undone.", count)
    else:
        text = ngettext("%(count)s done.", "%(count)s done.", count)
    return text % {"count": count}


@require_POST
@needs("assign")
def assignment(request: DeskRequest) -> HttpResponse:
    """Gives all of them to a colleague, a team or nobody."""
    teams = own_teams(request.desk)
    form = AssignmentForm(request.POST, everyone=workers(request.desk), teams=teams)
    if not form.is_valid():
        return again(request, "assignment", form)

    def give(one: Conversation) -> list[str]:
        before = assigning.code(assigning.holder(one))
        if assigning.assign(one, form.holder, by=request.user, now=request.now) is None:
            raise AsItWas(_("They have it already."))
        return [before, assigning.code(form.holder)]

    return carry_out(request, "assignment", form, give)


@require_POST
@needs("tag")
def tags(request: DeskRequest) -> HttpResponse:
    """Puts a tag on all of them."""
    form = TagForm(request.POST)
    if not form.is_valid():
        return again(request, "tags", form)
    try:
        tag = tagging.find_or_make(request.desk, form.cleaned_data["name"], by=request.user, now=request.now)
    except SauleError as error:
        form.add_error("name", str(error))
        return again(request, "tags", form)

    def put(one: Conversation) -> int:
        if tagging.put(one, tag, by=request.user, now=request.now) is None:
            raise AsItWas(_("The tag is on already."))
        return tag.pk

    return carry_out(request, "tags", form, put)


@require_POST
@needs("snooze")
def snooze(request: DeskRequest) -> HttpResponse:
    """Lets all of them rest until a day."""
    form = SnoozeForm(request.POST, desk=request.desk, today=request.today)
    if not form.is_valid():
        return again(request, "snooze", form)
    why = form.cleaned_data["because"]

    def rest(one: Conversation) -> int:
        return snoozing.snooze(one, form.until, by=request.user, now=request.now, why=why).pk

    return carry_out(request, "snooze", form, rest)


@require_POST
@needs("settle")
def settlement(request: DeskRequest) -> HttpResponse:
    """Says of all of them that they need no answer."""
    form = SettlementForm(request.POST)
    if not form.is_valid():
        return again(request, "settlement", form)
    why = form.cleaned_data["why"]

    settled: set[int] = set()

    def settle(one: Conversation) -> int:
        if one.waiting_since is None:
            raise AsItWas(_("Nobody waits there."))
        settled.add(one.pk)
        return settling.declare(one, by=request.user, now=request.now, why=why).pk

    def follow_up() -> None:
        closing.follow_up(request.desk, settled, by=request.user, now=request.now)

    return carry_out(request, "settlement", form, settle, after=follow_up)


@require_POST
@needs("group")
def filing(request: DeskRequest) -> HttpResponse:
    """Moves all of them into a matter."""
    form = PlacingForm(request.POST)
    if not form.is_valid():
        return again(request, "filing", form)
    try:
        wanted = bulk_filing.find(request.membership, form.cleaned_data["matter"])
    except SauleError as error:
        form.add_error("matter", str(error))
        return again(request, "filing", form)
    move = partial(bulk_filing.move_all, matter=wanted, by=request.user, now=request.now)
    return carry_out(request, "filing", form, move)


@require_POST
@needs("see work")
def reversal(request: DeskRequest) -> HttpResponse:
    """Undoes the last act on many: on each of them that is still as the act left it."""
    last = request.session.get(IN_SESSION)
    if not last or not last["undoable"] or last["key"] != request.POST.get("key"):
        messages.error(request, _("There is nothing to undo any more."))
        return back(request)
    before = dict(last["done"])
    with transaction.atomic():
        undo = bulk_undoing.BY_VERB[last["verb"]]
        done, refused = one_by_one(
            request, list(before), lambda one: undo(request, one, before[one.public_id])
        )
    return keep(request, last["verb"], done, refused, undoing=True)
