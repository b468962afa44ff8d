"""The outbox: every mail that was sent or waits, in full, as it leaves."""

from functools import partial

from django.db.models import Exists, OuterRef
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from saule.channels.email.composing import body_of, compose
from saule.desk.policies import sees_all_work
from saule.matters import delivering
from saule.matters.enclosing import files_of
from saule.matters.models import Conversation, Delivery
from saule.web.forms import VerdictForm
from saule.web.keeping import kept
from saule.web.many import Many, count_up_to
from saule.web.pages import attempt, cut, show, sound
from saule.web.policies import needs
from saule.web.requests import DeskRequest
from saule.web.returns import reason


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
        head=[(word, str(mail[name])) for name, word in read],
        headers=[(name, str(value)) for name, value in mail.items()],
        body=body_of(found),
        files=files_of(found),
        transitions=found.transitions.select_related("by"),
        returns=[(row, reason(row)) for row in came_back],
        returned=any(row.final for row in came_back),
        names=dict(Delivery.State.choices),
        form=VerdictForm(),
    )


@require_POST
@needs("decide deliveries")
def verdict(request: DeskRequest, public_id: str) -> HttpResponse:
    """A person decides about a mail of which it is not known whether it left."""
    found, form = get_object_or_404(mine(request), public_id=public_id), VerdictForm(request.POST)
    if sound(request, form):
        verb = partial(delivering.decide, found, **form.cleaned_data, by=request.user, now=request.now)
        attempt(request, verb, _("Decided."))
    return redirect("delivery", public_id)
