"""Whether other servers believe the desk's mail, and whom the desk believes about senders."""

from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from saule.channels.email import trusting
from saule.channels.email.lookups import NotLookedUp, ask_dns
from saule.channels.email.models import SigningKey
from saule.channels.email.signing import domain_of, is_published, keys_of, make_keys, sign_with
from saule.desk.models import Mailbox
from saule.web.pages import attempt, show
from saule.web.policies import needs
from saule.web.requests import DeskRequest
from saule.web.settings.accounts import mailbox_of
from saule.web.settings.changing import Change, changed, to


class SigningForm(forms.Form):
    """Whether mails are to be signed, even if the records were not found."""

    on = forms.BooleanField(required=False, widget=forms.HiddenInput)
    anyway = forms.BooleanField(
        label=gettext_lazy("Sign even if no record is found (mail may be refused until it is published)"),
        required=False,
    )


class TrustForm(forms.Form):
    """The name of the mailbox's own server."""

    authserv_id = forms.CharField(
        label=gettext_lazy("Name of your mail server in Authentication-Results"),
        max_length=254,
        required=False,
        help_text=gettext_lazy(
            "Left empty, no such line is believed. It stands in the source text of any mail that you got:"
            " the first word behind “Authentication-Results:”."
        ),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@needs("change settings")
def signing(request: DeskRequest, key: int) -> HttpResponse:
    """GET: the records to publish. POST: makes new keys. No server is asked for showing the page."""
    mailbox = mailbox_of(request, key)
    if request.method == "POST":
        verb = partial(make_keys, mailbox, by=request.user, now=request.now)
        attempt(
            request, verb, _("Made. Nothing is signed until the records are published and you switch it on.")
        )
        return redirect("mailbox-signing", key)
    rows = keys_of(mailbox)
    return show(
        request,
        "settings/signing",
        mailbox=mailbox,
        domain=domain_of(mailbox),
        keys=rows,
        on=[row for row in rows if row.signs_since],
        form=SigningForm(initial={"on": True}),
        tab="channels",
    )


@require_POST
@needs("change settings")
def signature(request: DeskRequest, key: int) -> HttpResponse:
    """Signs from now on with every key that is published, or with none."""
    mailbox, form = mailbox_of(request, key), SigningForm(request.POST)
    given = form.cleaned_data if form.is_valid() else {}
    if not given.get("on"):
        switch(request, mailbox, [], _("Mail is no longer signed. Leave the records published for a week."))
    else:
        switch_on(request, mailbox, anyway=given["anyway"])
    return redirect("mailbox-signing", key)


def switch_on(request: DeskRequest, mailbox: Mailbox, *, anyway: bool) -> None:
    """Looks for the records, and signs with those that are there; ``anyway``: with the first key at least."""
    rows = keys_of(mailbox)
    try:
        look = ask_dns()
        found = [row for row in rows if is_published(row, look)]
        missing = _("The record was not found yet: the DNS may take some hours. Nothing is signed.")
    except NotLookedUp:
        found = []
        missing = _("The record could not be looked up. Nothing is signed.")
    if chosen := found or (rows[:1] if anyway else []):
        switch(request, mailbox, chosen, _("Mail is signed from now on."))
        if not found:
            messages.warning(request, _("The record was not found: publish it now, or mail may be refused."))
    else:
        messages.error(request, missing)


def switch(request: DeskRequest, mailbox: Mailbox, rows: list[SigningKey], done: str) -> None:
    """Signs with these keys, and says so."""
    attempt(request, partial(sign_with, mailbox, rows, by=request.user, now=request.now), done)


@require_http_methods(["GET", "HEAD", "POST"])
@needs("change settings")
def trust(request: DeskRequest, key: int) -> HttpResponse:
    """Names the server whose word on senders is believed."""
    mailbox = mailbox_of(request, key)
    change = Change(
        title=_("Whom to believe about senders: %(address)s") % {"address": mailbox.address},
        intro=_(
            "Your mail server checks whether senders are who they say (DMARC) and writes it into each mail."
            " Anybody can write such a line, so Saule believes only those under the name of your own server."
            " A signature by a sender so recognised counts as confirmed."
        ),
        form=TrustForm(request.POST or None, initial={"authserv_id": mailbox.authserv_id}),
        verb=lambda given: trusting.trust(mailbox, given["authserv_id"], by=request.user, now=request.now),
        back=to("mailbox", mailbox.pk),
        tab="channels",
        button=_("Keep"),
        done=_("Kept. It counts for mail that comes in from now on."),
        more=proposal(mailbox),
        template="settings/trust",
    )
    return changed(request, change)


def proposal(mailbox: Mailbox) -> dict[str, Any]:
    """What the newest mails say, for a person to judge."""
    name, count, of = trusting.proposed(mailbox)
    return {"proposed": name, "proposed_on": count, "looked_at": of}
