"""How the channels fare: what came in, what left, what is stuck, and what to do about it."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max
from django.http import HttpResponse
from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from saule.desk.models import Desk, Mailbox
from saule.matters.models import Delivery, Message, Source
from saule.web.keeping import kept_each
from saule.web.pages import show
from saule.web.policies import needs
from saule.web.requests import DeskRequest
from saule.web.words import number_words
from saule.worker.watching import Watch, watch

State = Delivery.State
FLOODS_SHOWN = 5
COUNTED = (State.WAITING, State.DEFERRED, State.UNCERTAIN, State.REFUSED)
Mails = dict[str, tuple[int, datetime | None]]


@dataclass(frozen=True, slots=True)
class Health:
    """One mailbox: whether it is live, when mail last left, and how many mails are in which state."""

    mailbox: Mailbox
    live: bool
    sent_at: datetime | None
    counts: list[tuple[str, str, int]]
    advice: list[str]


@require_safe
@needs("see settings")
def channels(request: DeskRequest) -> HttpResponse:
    """Each mailbox and the worker, in plain words."""
    watched = watch(request.desk, now=request.now)
    return show(
        request,
        "settings/channels",
        mailboxes=healths(request),
        watched=watched,
        worker_advice=worker_advice(watched, request.now),
        last_in=last_in(request.desk),
        floods=list(request.desk.floods.undecided().select_related("address__person")[:FLOODS_SHOWN]),
        tab="channels",
    )


def healths(request: DeskRequest) -> list[Health]:
    """How each mailbox fares."""
    mailboxes = list(request.desk.mailboxes.order_by("pk"))
    known = kept_each(request, "mails", [mailbox.pk for mailbox in mailboxes], mails)
    return [health(mailbox, known[mailbox.pk]) for mailbox in mailboxes]


def mails(mailboxes: list[int]) -> dict[int, Mails]:
    """Of each mailbox, by state: how many mails are in it, and when the last of them left."""
    rows = Delivery.objects.filter(mailbox__in=mailboxes).order_by().values_list("mailbox", "state")
    found: dict[int, Mails] = {key: {} for key in mailboxes}
    for key, state, count, last in rows.annotate(n=Count("id"), last=Max("sent_at")):
        found[key][state] = (count, last)
    return found


def health(mailbox: Mailbox, found: Mails) -> Health:
    """How one mailbox fares."""
    known = {state: count for state, (count, _last) in found.items()}
    sent = found.get(State.SENT, (0, None))[1]
    counts = [(state.value, str(state.label), known.get(state, 0)) for state in COUNTED]
    return Health(mailbox, mailbox.live, sent, counts, advice(known, live=mailbox.live))


def advice(found: dict[str, int], *, live: bool) -> list[str]:
    """What to do about the mails of one mailbox."""
    said = []
    if not live and found.get(State.WAITING):
        text = ngettext(
            "%(count)s mail waits for the mailbox to be switched live.",
            "%(count)s mails wait for the mailbox to be switched live.",
            found[State.WAITING],
        )
        said.append(text % {"count": number_words(found[State.WAITING])})
    if found.get(State.UNCERTAIN):
        said.append(_("Of some mails nobody knows whether they left: a person must decide."))
    if found.get(State.DEFERRED):
        said.append(_("The mail server has put some mails off: they are tried again by themselves."))
    if found.get(State.REFUSED):
        said.append(_("Some mails were refused. Each says why; an address may be wrong."))
    return said


def last_in(desk: Desk) -> tuple[datetime | None, datetime | None]:
    """When mail was last taken in, and the date that the newest mail carries."""
    came = Source.objects.filter(desk=desk).order_by("-pk").values_list("received_at", flat=True).first()
    newest = Message.objects.filter(desk=desk, outgoing=False).order_by("-received_at")
    return came, newest.values_list("sent_at", flat=True).first()


def worker_advice(watched: Watch, now: datetime) -> list[str]:
    """Whether the worker seems to run, and what to do if it does not."""
    if watched.behind_since is None:
        return []
    start = _("Start it: ./saule worker (./saule serve brings one along).")
    if watched.seen_at is None:
        return [_("The worker has not run yet, and work waits for it."), start]
    return [
        _("The worker has left no trace for %(time)s, and work waits for it.")
        % {"time": timesince(watched.seen_at, now, depth=1)},
        start,
    ]
