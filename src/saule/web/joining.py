"""Joining: somebody outside signs a matter, gets a link by mail, and counts once they followed it.

What is said, and what is sent, is the same whether the address is known here or not.
"""

from typing import Any

from django import forms
from django.conf import settings
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy, override
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from saule.desk.errors import SauleError
from saule.desk.ids import new_id
from saule.desk.models import Desk, Language
from saule.desk.opening import matters_board
from saule.matters.confirming import CannotAsk, LinkIsOver, Wish, ask, confirm, find
from saule.matters.models import Confirmation, Matter, Publication
from saule.people.linking import LINK, Purpose, link_for, read
from saule.people.models import LinkMail
from saule.web.origins import network_of, refuse_other_sites
from saule.web.policies import ANYONE, needs
from saule.web.requests import DeskRequest
from saule.web.shown.doors import Elsewhere, Gone, language_wanted, publication_of
from saule.web.status import hidden

SIGN = Confirmation.Purpose.SIGN


class SignForm(forms.Form):
    """Somebody asks for the same: their address, and what they want to add.

    ``website`` is there for machines: people do not see it.
    """

    value = forms.EmailField(
        label=gettext_lazy("Your electronic address"),
        help_text=gettext_lazy(
            "To confirm that you count as one person, and to send you the answer. It is shown to nobody."
        ),
        max_length=320,
        widget=forms.EmailInput({"autocomplete": "email"}),
    )
    shown_name = forms.CharField(
        label=gettext_lazy("A name to show"),
        help_text=gettext_lazy(
            "Shown to everybody beside this matter. It need not be your own; empty, you sign without a name."
        ),
        required=False,
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    text = forms.CharField(
        label=gettext_lazy("In your own words"),
        help_text=gettext_lazy("What the title does not say. Only the desk reads it."),
        required=False,
        widget=forms.Textarea({"rows": 4}),
    )
    website = forms.CharField(
        label=gettext_lazy("Leave this empty"),
        required=False,
        widget=forms.TextInput({"autocomplete": "off", "tabindex": "-1"}),
    )

    def wish(self, publication: Publication, language: str, network: bytes) -> Wish:
        """What was typed, as a wish."""
        typed = {name: self.cleaned_data[name] for name in ("value", "shown_name", "text")}
        return Wish(purpose=SIGN, matter=publication.matter, language=language, network=network, **typed)


@csrf_exempt  # the form stands on a page of which everybody keeps a copy: see ``origins``
@require_http_methods(["GET", "HEAD", "POST"])
@needs(ANYONE)
def signing(request: DeskRequest, public_id: str, key: str) -> HttpResponseBase:
    """GET: the form by itself. POST: the mail with the link leaves, or the form says what is wrong."""
    desk = Desk.objects.filter(public_id=public_id).first()
    if desk is None or not matters_board(desk).is_open:
        raise Http404
    if request.method == "POST":
        refuse_other_sites(request)
    language, asked = language_wanted(request)
    language = language or desk.language
    with override(language), timezone.override(desk.zone):
        try:
            publication = publication_of(desk, key)
        except (Gone, Elsewhere):
            return redirect("public-matter", public_id, key)
        if not publication.matter.is_open:
            return redirect("public-matter", public_id, key)
        form = form_of(request)
        if form.is_valid() and (row := asked_for(request, form, publication, language)):
            return redirect(said(public_id, row, language if asked else ""))
        context = {"publication": publication, "title": publication.title_in(language), "form": form}
        return outside(request, desk, "joining", status=422 if form.errors else 200, **context)


def form_of(request: DeskRequest) -> SignForm:
    """What was typed here; or, before that, what was written on the page that led here."""
    if request.method == "POST" and "carried" in request.POST:
        return SignForm(initial={"text": request.POST.get("text", "")})
    return SignForm(request.POST.dict() if request.method == "POST" else None)


def said(public_id: str, row: str, language: str) -> str:
    """The address of the page that says to look into one's mails."""
    return reverse("asked-for", args=[public_id, row]) + (f"?lang={language}" if language else "")


def asked_for(request: DeskRequest, form: SignForm, publication: Publication, language: str) -> str:
    """Asks for the link; returns the opaque id of the wish, empty where the form says what is wrong.

    A machine that fills what people do not see hears the same, and nothing comes of it.
    """
    if form.cleaned_data["website"]:
        return new_id()
    desk = publication.desk
    try:
        wish = form.wish(publication, language, network_of(request, desk))
        return ask(desk, wish, title=publication.title_in(language), now=request.now).public_id
    except CannotAsk as error:
        form.add_error(error.field or None, str(error))
    return ""


@require_safe
@needs(ANYONE)
def asked_for_page(request: DeskRequest, public_id: str, row: str) -> HttpResponse:
    """Look into your mails. The same for everybody; in the demo, with the mail that would have left."""
    desk = Desk.objects.filter(public_id=public_id).first()
    if desk is None:
        raise Http404
    with override(language_wanted(request)[0] or desk.language):
        return outside(request, desk, "asked_for", mail=mail_in_demo(desk, row))


def mail_in_demo(desk: Desk, row: str) -> dict[str, str]:
    """What would stand in the mail, where no mail leaves because it is a demonstration."""
    mail = LinkMail.objects.filter(desk=desk, about=row).first() if settings.SAULE_DEMO else None
    if mail is None:
        return {}
    link = link_for(mail.purpose, mail.about)
    before, _link, after = mail.body.partition(LINK)
    path = link.removeprefix(settings.PUBLIC_URL)
    return {"subject": mail.subject, "before": before, "link": link, "path": path, "after": after}


@csrf_exempt  # the token in the link is the right to; it needs no cookie
@require_http_methods(["GET", "HEAD", "POST"])
@needs(ANYONE)
def confirmation(request: DeskRequest, token: str) -> HttpResponseBase:
    """GET: what is to be confirmed, and a button; mail programs look at links, so it changes nothing.
    POST: it counts.
    """
    try:
        row = find(read(Purpose.CONFIRMATION, token), now=request.now)
    except LinkIsOver as error:
        return hidden(render(request, "web/unknown_link.html", {"reason": str(error)}, status=404))
    language = request.GET.get("lang", "")
    with override(language if language in Language.values else row.language):
        if request.method == "POST":
            refuse_other_sites(request)
            try:
                confirm(row, now=request.now)
            except SauleError as error:
                return outside(request, row.desk, "unknown_link", status=409, reason=str(error), known=True)
            return redirect(request.get_full_path())
        return outside(request, row.desk, "confirmation", row=row, **about(row), token=token)


def about(row: Confirmation) -> dict[str, Any]:
    """The public page behind what is confirmed, if there is one, and what it is called."""
    matter = row.matter
    if matter is None:
        return {"title": row.subject, "page": None}
    while matter.merged_into is not None:
        matter = matter.merged_into
    shown = Publication.objects.standing().filter(matter=matter).first()
    title = shown.title_in(get_language() or "fr") if shown else row.subject
    return {"title": title, "page": shown, "matter": matter}


def outside(
    request: DeskRequest, desk: Desk, template: str, *, status: int = 200, **context: Any
) -> HttpResponse:
    """A page of which nobody else keeps a copy."""
    known = {"the_desk": desk, "page_language": get_language()}
    return hidden(render(request, f"web/{template}.html", {**known, **context}, status=status))


def supporters(matter: Matter, most: int) -> list[str]:
    """The names that people chose to show beside a matter, the newest first."""
    rows = matter.signatures.filter(state="confirmed").exclude(shown_name="")
    return list(rows.order_by("-since", "-pk").values_list("shown_name", flat=True)[:most])
