"""Asking for the link to one's own page: whoever asks hears the same words, known or not."""

from django import forms
from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext_lazy, override
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from saule.desk.models import Desk
from saule.people.addresses import EMAIL, canonical
from saule.people.linking import LINK, Purpose, ask_link, link_for
from saule.people.models import Address, AddressClaim
from saule.people.owning import handle_of
from saule.web.policies import ANYONE, needs
from saule.web.public import language_of
from saule.web.requests import DeskRequest
from saule.web.status import hidden

AGAIN_SECONDS = 600
"""Asking again within so long is asking once."""


class AskingForm(forms.Form):
    """At which desk, and under which address."""

    desk = forms.ModelChoiceField(
        Desk.objects.order_by("name"), to_field_name="public_id", label=gettext_lazy("To whom did you write?")
    )
    address = forms.EmailField(
        label=gettext_lazy("Your electronic address"),
        help_text=gettext_lazy("The one you write from, or signed with."),
        widget=forms.EmailInput({"autocomplete": "email"}),
        max_length=320,
    )

    @property
    def several(self) -> bool:
        """Whether there is a desk to choose."""
        return Desk.objects.count() > 1


@require_http_methods(["GET", "HEAD", "POST"])
@needs(ANYONE)
def asking(request: DeskRequest) -> HttpResponse:
    """GET: where one types one's address. POST: the link leaves for it, if it is known."""
    first = Desk.objects.filter(public_id=request.GET.get("desk", "")).first() or Desk.objects.first()
    if first is None:
        return redirect("overview")
    with override(language_of(request, first)):
        data = request.POST.dict() if request.method == "POST" else None
        form = AskingForm({"desk": first.public_id, **data} if data else None, initial={"desk": first})
        link = ""
        if sent := form.is_valid():
            link = send(request, form.cleaned_data["desk"], form.cleaned_data["address"])
        context = {"the_desk": first, "form": form, "sent": sent, "page_language": get_language()}
        return hidden(render(request, "web/own/asking.html", {**context, "demo_link": link}))


def send(request: DeskRequest, desk: Desk, value: str) -> str:
    """Sends the link to a known address; in the demo, where no mail leaves, returns it."""
    rows = Address.objects.filter(desk=desk, channel=EMAIL, value=canonical(EMAIL, value))
    address = rows.select_related("person__joined_into").first()
    if address is None or address.person.canonical.erased_at:
        return ""
    return send_link(
        request, desk, address.value, address, address.person.canonical.language or desk.language
    )


def send_link(
    request: DeskRequest, desk: Desk, value: str, about: Address | AddressClaim, language: str
) -> str:
    """One mail with the link to a page, or to the proof of another address."""
    handle = handle_of(about)
    with override(language):
        named = {"desk": desk.name, "link": LINK}
        ask_link(
            desk,
            value,
            key=f"page:{handle}:{int(request.now.timestamp()) // AGAIN_SECONDS}",
            purpose=Purpose.PAGE,
            about=handle,
            subject=_("Your page at %(desk)s") % named,
            body=(body_for_page() if isinstance(about, Address) else body_for_claim()) % named,
            language=language,
            now=request.now,
        )
    return link_for(Purpose.PAGE, handle).removeprefix(settings.PUBLIC_URL) if settings.SAULE_DEMO else ""


def body_for_page() -> str:
    """What the mail with the link to one's own page says."""
    return _(
        "Hello,\n\nthis link opens your page: your messages, the dates you were given, and all that is held"
        " about you.\n\n%(link)s\n\nIt works for two hours. If you did not ask for it, you need not do"
        " anything: without this mail nobody can open your page.\n\n%(desk)s\n"
    )


def body_for_claim() -> str:
    """What the mail says that proves another address."""
    return _(
        "Hello,\n\nsomebody says that this address is theirs too. If that is you, open this link and confirm"
        " it.\n\n%(link)s\n\nIt works for two hours. If it was not you, you need not do anything.\n\n"
        "%(desk)s\n"
    )
