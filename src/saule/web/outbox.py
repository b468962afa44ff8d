"""The outbox: every mail that was sent or waits, in full, as it leaves."""

from functools import partial
from typing import Any

from django.db.models import Exists, OuterRef
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from saule.channels.email.composing import body_of, compose
from saule.desk.policies import sees_all_work
from saule.matters import delivering
from saule.matters.enclosing import files_of
from saule.matters.models import Conversation, Delivery
from saule.matters.outcomes import sentence, words_of
from saule.matters.undelivered import NOT_OURS_TO_FORCE, causes, other_addresses, retriable
from saule.web.forms import VerdictForm
from saule.web.keeping import kept
from saule.web.many import Many, count_up_to
from saule.web.pages import attempt, cut, show, sound
from saule.web.policies import needs
from saule.web.requests import DeskRequest
from saule.web.returns import reason
from saule.web.veils import shown
from saule.web.words import number_words


def mine(request: DeskRequest):  # type: ignore[no-untyped-def]
    """The mails of the conversations that the member may see."""
    rows = Delivery.objects.filter(desk=request.desk)
    if sees_all_work(request.membership):
        return rows
    # Row by row, so that a page needs only as many as it shows.
    seen = Conversation.objects.visible_to(request.membership).filter(pk=OuterRef("conversation"))
    return rows.filter(Exists(seen))


@require_safe
@needs("see work")
def outbox(request: DeskRequest) -> HttpResponse:
    """The list, the newest first."""
    state = request.GET.get("state", "")
    rows, mailboxes = mine(request), list(request.desk.mailboxes.all())
    chosen = next((one for one in mailboxes if str(one.pk) == request.GET.get("mailbox")), None)
    if chosen:
        rows = rows.filter(mailbox=chosen)
    place = f"outbox-{request.membership.pk}-{chosen.pk if chosen else 0}"
    counts = kept(
        request, place, lambda: {s: count_up_to(rows.filter(state=s)) for s in Delivery.State.values}
    )
    total = Many(sum(counts.values()), more=any(count.more for count in counts.values()))
    if state in Delivery.State.values:
        rows = rows.filter(state=state)
    rows = rows.select_related("person", "address").order_by("-created_at", "-id")
    return show(
        request,
        "outbox",
        listing=cut(request, rows, count=counts.get(state, total)),
        state=state,
        mailbox=chosen,
        states=[(s.value, s.label, counts[s.value]) for s in Delivery.State if counts[s.value]],
        total=total,
        rehearsing=[mailbox for mailbox in mailboxes if not mailbox.live],
        causes=[
            (cause, words_of(cause), count, VerdictForm(auto_id=f"id_{number}_%s"))
            for number, (cause, count) in enumerate(causes(mine(request)))
        ]
        if state == Delivery.State.UNCERTAIN
        else [],
    )


@require_safe
@needs("see work")
def delivery(request: DeskRequest, public_id: str) -> HttpResponse:
    """One mail in full: what its reader sees, the headers as they leave, and what became of it."""
    rows = mine(request).select_related(
        "desk", "mailbox", "person", "address", "conversation", "answer__matter"
    )
    found = get_object_or_404(rows, public_id=public_id)
    mail, came_back = compose(found), found.returns.select_related("message").order_by("at", "id")
    read = (("From", _("From")), ("To", _("To")), ("Subject", _("Subject")))
    return show(
        request,
        "delivery",
        delivery=found,
        head=[(word, veiled(request, found, mail[name])) for name, word in read],
        headers=[(name, veiled(request, found, value)) for name, value in mail.items()],
        body=body_of(found),
        files=files_of(found),
        transitions=found.transitions.select_related("by"),
        returns=[(row, reason(row)) for row in came_back],
        returned=any(row.final for row in came_back),
        names=dict(Delivery.State.choices),
        form=VerdictForm(),
        **what_else(found, lost=any(row.final for row in came_back)),
        evidence=evidence(found, request) if found.state == Delivery.State.UNCERTAIN else (),
    )


def veiled(request: DeskRequest, found: Delivery, value: object) -> str:
    """A header field in which the reader's address is as this colleague may see it."""
    address = found.address.value
    return str(value).replace(address, shown(request, address, found.person))


def what_else(found: Delivery, *, lost: bool) -> dict[str, Any]:
    """What can be done about a mail that has not arrived: try it again, or elsewhere."""
    gone = lost or (found.state == Delivery.State.REFUSED and found.outcome not in NOT_OURS_TO_FORCE)
    again = gone or found.state == Delivery.State.DEFERRED
    return {
        "lost": gone,
        "retriable": again and retriable(Delivery.objects.filter(pk=found.pk)).exists(),
        "others": other_addresses(found) if gone else [],
    }


def evidence(found: Delivery, request: DeskRequest) -> list[tuple[str, str]]:
    """What is known of a mail of which nobody knows whether it left."""
    tried = delivering.last_attempt(found)
    since = tried or found.created_at
    wrote = found.conversation.messages.filter(outgoing=False, received_at__gt=since).count()
    return [
        (_("Tried"), f"{localtime(tried):%Y-%m-%d %H:%M:%S %Z}" if tried else "–"),
        (_("Message-ID"), found.message_id),
        (_("Last words"), sentence(found) or "–"),
        (_("Came back"), _("yes") if found.returns.exists() else _("no")),
        (_("Messages here since"), number_words(wrote)),
    ]


@require_POST
@needs("decide deliveries")
def verdict(request: DeskRequest, public_id: str) -> HttpResponse:
    """A person decides about a mail of which it is not known whether it left."""
    found, form = get_object_or_404(mine(request), public_id=public_id), VerdictForm(request.POST)
    if sound(request, form):
        verb = partial(delivering.decide, found, **form.cleaned_data, by=request.user, now=request.now)
        attempt(request, verb, _("Decided."))
    return redirect("delivery", public_id)
