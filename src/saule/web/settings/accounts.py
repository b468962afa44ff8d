"""Where a mailbox’s mail comes from: connected, tested, paused; its aliases; mails that could not come in."""

from functools import partial
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from saule.channels.email import accounts, dead, hosts
from saule.channels.email.models import Account, Folder, Security
from saule.desk.aliasing import add_alias, remove_alias
from saule.desk.models import Mailbox, MailboxAlias
from saule.web.pages import attempt, cut, show, sound
from saule.web.policies import needs
from saule.web.requests import DeskRequest
from saule.web.settings.changing import Change, changed, to

LONGEST_FOLDERS = 2_000


class AccountForm(forms.Form):
    """The server that a mailbox's mail is fetched from."""

    host = forms.CharField(
        label=gettext_lazy("Server for incoming mail (IMAP)"),
        max_length=253,
        help_text=gettext_lazy("As your host writes it in its help, such as imap.example.org."),
    )
    port = forms.IntegerField(label=gettext_lazy("Port"), min_value=1, max_value=65_535)
    security = forms.ChoiceField(label=gettext_lazy("Protection"), choices=Security.choices)
    user = forms.CharField(
        label=gettext_lazy("User"), max_length=254, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    password = forms.CharField(
        label=gettext_lazy("Password of the mailbox"),
        strip=False,
        required=False,
        max_length=4096,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )
    folders = forms.CharField(
        label=gettext_lazy("Folders to read, one a line"),
        required=False,
        max_length=LONGEST_FOLDERS,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy(
            "INBOX is where mail comes in. Name others only if rules of your own sort mail into them."
        ),
    )
    sent = forms.CharField(
        label=gettext_lazy("Folder of sent mail"),
        required=False,
        max_length=200,
        help_text=gettext_lazy(
            "Answers that were sent from another program are read there. Left empty: found by itself."
        ),
    )

    def __init__(self, *args: Any, known: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].required = not known
        self.fields["password"].help_text = (
            _("Left empty: the one known stays. It is kept encrypted and never shown.")
            if known
            else _("It is kept encrypted and never shown.")
        )

    def clean_folders(self) -> list[str]:
        """The names, each once."""
        lines = (line.strip() for line in self.cleaned_data["folders"].splitlines())
        return list(dict.fromkeys(line for line in lines if line))


class AliasForm(forms.Form):
    """Another address whose mail arrives in the same mailbox."""

    address = forms.EmailField(label=gettext_lazy("Another address of this mailbox"), max_length=254)


def mailbox_of(request: DeskRequest, key: int) -> Mailbox:
    """The mailbox that is meant."""
    return get_object_or_404(Mailbox, desk=request.desk, pk=key)


def account_of(request: DeskRequest, key: int) -> Account:
    """How its mail is fetched."""
    rows = Account.objects.select_related("mailbox__desk")
    return get_object_or_404(rows, mailbox__desk=request.desk, mailbox=key)


def initial(mailbox: Mailbox, account: Account | None) -> dict[str, Any]:
    """What the form shows first: what is known, or what the address tells."""
    if account is None:
        host = hosts.guess(mailbox.address)
        return {
            "host": host.server if host else "",
            "port": 993,
            "security": Security.TLS,
            "user": hosts.user_of(mailbox.address, host),
            "folders": "INBOX",
        }
    named = {role: [one.name for one in account.folders.filter(role=role)] for role in Folder.Role.values}
    known = {name: getattr(account, name) for name in accounts.SERVER}
    return {**known, "folders": "\n".join(named["inbox"]), "sent": "".join(named["sent"][:1])}


@require_http_methods(["GET", "HEAD", "POST"])
@needs("change settings")
def connection(request: DeskRequest, key: int) -> HttpResponse:
    """Connects a mailbox to its server, or changes how. The server is asked before anything is kept."""
    mailbox = mailbox_of(request, key)
    account = Account.objects.filter(mailbox=mailbox).first()
    form = AccountForm(request.POST or None, initial=initial(mailbox, account), known=account is not None)
    host = hosts.guess(mailbox.address)
    change = Change(
        title=_("Receive the mail of %(address)s") % {"address": mailbox.address},
        intro=_(
            "Saule reads this mailbox on its server. It marks, moves and deletes nothing there, and receiving"
            " sends nothing: whether mail leaves is another switch."
        ),
        form=form,
        verb=partial(connect, request, mailbox, account),
        back=to("mailbox", mailbox.pk),
        tab="channels",
        button=_("Test and connect"),
        more={
            "host": host,
            "own_domain": hosts.OWN_DOMAIN if host is None and account is None else (),
            "mailbox": mailbox,
        },
        done=_("Connected. What is on the server now comes in as history; nobody is told anything for it."),
        template="settings/connection",
    )
    return changed(request, change)


def connect(request: DeskRequest, mailbox: Mailbox, account: Account | None, values: dict[str, Any]) -> None:
    """Asks the server, then keeps what it was asked with."""
    password = values["password"] or (account.password if account else "")
    accounts.probe(values, password)
    accounts.connect(mailbox, values, values["password"], by=request.user, now=request.now)


@require_POST
@needs("change settings")
def trial(request: DeskRequest, key: int) -> HttpResponse:
    """Tests the connection as it is kept, and has the worker try at once."""
    account = account_of(request, key)

    def verb() -> None:
        accounts.test(account)
        accounts.try_now(account)

    attempt(request, verb, _("The server answers, and every folder is there."))
    return redirect("mailbox", key)


@require_POST
@needs("change settings")
def pause(request: DeskRequest, key: int) -> HttpResponse:
    """Stops fetching, or goes on with it."""
    account = account_of(request, key)
    if account.paused_at:
        verb, done = accounts.resume, _("Mail is fetched again. What came meanwhile comes in.")
    else:
        verb, done = accounts.pause, _("Paused. What comes meanwhile waits on the server.")
    attempt(request, lambda: verb(account, by=request.user, now=request.now), done)
    return redirect("mailbox", key)


@require_safe
@needs("change settings")
def dead_letters(request: DeskRequest, key: int) -> HttpResponse:
    """The mails that could not come in, and why."""
    account = account_of(request, key)
    rows = account.dead_letters.filter(replayed_at=None).select_related("folder").order_by("-at", "-pk")
    return show(
        request,
        "settings/dead_letters",
        mailbox=account.mailbox,
        listing=cut(request, rows),
        reasons={code: words() for code, words in dead.REASONS.items()},
        tab="channels",
    )


@require_POST
@needs("change settings")
def replay(request: DeskRequest, key: int) -> HttpResponse:
    """Tries one dead letter again, or all of them."""
    account = account_of(request, key)
    if letter := request.POST.get("letter", ""):
        one = get_object_or_404(account.dead_letters, pk=int(letter) if letter.isdecimal() else 0)
        verb = partial(dead.replay, one, by=request.user, now=request.now)
        attempt(request, verb, _("It came in."))
        return redirect("dead-letters", key)
    came, stayed = dead.replay_all(account, by=request.user, now=request.now)
    text = ngettext("%(count)s mail came in.", "%(count)s mails came in.", came) % {"count": came}
    more = ngettext("%(count)s did not.", "%(count)s did not.", stayed) % {"count": stayed}
    attempt(request, lambda: None, f"{text} {more}" if stayed else text)
    return redirect("dead-letters", key)


@require_POST
@needs("change settings")
def aliases(request: DeskRequest, key: int) -> HttpResponse:
    """Adds an alias."""
    mailbox, form = mailbox_of(request, key), AliasForm(request.POST)
    if sound(request, form):
        verb = partial(add_alias, mailbox, form.cleaned_data["address"], by=request.user, now=request.now)
        attempt(request, verb, _("Added. Mail from there counts as the desk’s own."))
    return redirect("mailbox", key)


@require_POST
@needs("change settings")
def alias_removal(request: DeskRequest, key: int) -> HttpResponse:
    """Takes an alias away."""
    alias = get_object_or_404(MailboxAlias, mailbox__desk=request.desk, pk=key)
    mailbox = alias.mailbox_id
    attempt(request, partial(remove_alias, alias, by=request.user, now=request.now), _("Removed."))
    return redirect("mailbox", mailbox)
