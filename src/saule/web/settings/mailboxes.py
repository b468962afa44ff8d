"""The desk's mailboxes: added, renamed, switched live and back, removed while they are new."""

from functools import partial

from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from saule.desk.mailboxing import add_mailbox, remove_mailbox, rename_mailbox
from saule.desk.models import Mailbox
from saule.desk.stating import switch
from saule.matters.models import Delivery
from saule.web.forms import SwitchForm
from saule.web.pages import attempt, show, sound
from saule.web.policies import needs
from saule.web.requests import DeskRequest
from saule.web.settings.changing import Change, changed, to
from saule.web.settings.forms import MailboxForm, MailboxNameForm

SHOWN_MAILS = 10


@require_http_methods(["GET", "HEAD", "POST"])
@needs("change settings")
def mailboxes(request: DeskRequest) -> HttpResponse:
    """Adds an address of the desk."""
    change = Change(
        title=_("Add a mailbox"),
        intro=_("It starts in rehearsal: nothing leaves from it until an owner switches it live."),
        form=MailboxForm(request.POST or None),
        verb=lambda values: add_mailbox(request.desk, **values, by=request.user, now=request.now),
        back=to("settings"),
        tab="settings",
        button=_("Add"),
        done=_("Added, in rehearsal: nothing leaves from it."),
    )
    return changed(request, change)


@require_http_methods(["GET", "HEAD", "POST"])
@needs("see settings", changing="switch live", recent=True)
def mailbox(request: DeskRequest, key: int) -> HttpResponse:
    """GET: what would leave from this mailbox. POST: switches it live, or back to rehearsal."""
    found = get_object_or_404(Mailbox, desk=request.desk, pk=key)
    waiting = found.deliveries.to_send()
    form = SwitchForm(request.POST or None, initial={"live": not found.live})
    if request.method == "POST" and form.is_valid():
        return switched(request, found, form, waiting.count())
    names = dict(Delivery.Purpose.choices)
    counts = waiting.values_list("purpose").annotate(n=Count("id")).order_by("purpose")
    return show(
        request,
        "settings/mailbox",
        mailbox=found,
        live=found.live,
        total=waiting.count(),
        purposes=[(names[purpose], count) for purpose, count in counts],
        mails=waiting.select_related("person", "address")[:SHOWN_MAILS],
        switches=found.switches.select_related("by").order_by("-at", "-id")[:20],
        form=form,
        name_form=MailboxNameForm(initial={"name": found.name}),
        removable=not found.switches.exists() and not found.deliveries.exists(),
    )


def switched(request: DeskRequest, found: Mailbox, form: SwitchForm, would_leave: int) -> HttpResponse:
    """Switches, and says what it means."""
    live, why = form.cleaned_data["live"], form.cleaned_data["why"]
    verb = partial(
        switch, found, live=live, would_leave=would_leave, by=request.user, now=request.now, why=why
    )
    done = _("Live: mail leaves from here now.") if live else _("Rehearsing: nothing leaves from here.")
    attempt(request, verb, done)
    return redirect("mailbox", found.pk)


@require_POST
@needs("change settings")
def name(request: DeskRequest, key: int) -> HttpResponse:
    """Renames a mailbox."""
    found, form = get_object_or_404(Mailbox, desk=request.desk, pk=key), MailboxNameForm(request.POST)
    if sound(request, form):
        words = form.cleaned_data["name"]
        attempt(
            request,
            lambda: rename_mailbox(found, words, by=request.user, now=request.now),
            _("Renamed."),
        )
    return redirect("mailbox", key)


@require_POST
@needs("change settings")
def removal(request: DeskRequest, key: int) -> HttpResponse:
    """Removes a mailbox from which nothing was ever to leave."""
    found = get_object_or_404(Mailbox, desk=request.desk, pk=key)
    verb = partial(remove_mailbox, found, by=request.user, now=request.now)
    gone = attempt(request, verb, _("Removed."))
    return redirect("settings") if gone else redirect("mailbox", key)
