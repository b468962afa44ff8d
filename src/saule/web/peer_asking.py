"""From the public page of a matter: answering others, saying what helped, confirmed by a link in a mail."""

from collections.abc import Callable
from functools import wraps

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language, override
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from saule.desk.models import Desk
from saule.desk.opening import matters_board
from saule.matters.confirming import CannotAsk, Wish, ask
from saule.matters.models import PeerAnswer, Publication
from saule.matters.peering import NameOfTheDesk, PeerAnswerNeeded, kept_name, kept_text
from saule.matters.peers import told
from saule.matters.publishing import published
from saule.web.joining import said
from saule.web.origins import network_of
from saule.web.peer_panel import PeerForm
from saule.web.policies import ANYONE, needs
from saule.web.public import language_of
from saule.web.requests import DeskRequest
from saule.web.status import hidden

WISHES = ("with_rank", "outlives")


class AddressForm(forms.Form):
    """Where the link goes."""

    value = forms.EmailField(
        label=_("Your mail address"),
        max_length=320,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        help_text=_("A link goes there, so that everybody counts once. It is shown to nobody."),
    )


class AskingForm(PeerForm, AddressForm):
    """An answer to others by somebody who has no page here yet."""

    field_order = ("text", "shown_name", "with_rank", "outlives", "value")


Page = Callable[..., HttpResponse]


def outside(page: Page) -> Callable[..., HttpResponse]:
    """Finds the desk whose matters are public, and speaks the reader's language."""

    @wraps(page)
    def found(request: DeskRequest, public_id: str, key: str) -> HttpResponse:
        desk = get_object_or_404(Desk, public_id=public_id)
        if not matters_board(desk).is_open:
            raise Http404
        with override(language_of(request, desk)), timezone.override(desk.zone):
            return hidden(page(request, desk, key))

    return found


@require_http_methods(["GET", "HEAD", "POST"])
@needs(ANYONE)
@outside
def peer_asking(request: DeskRequest, desk: Desk, key: str) -> HttpResponse:
    """An answer to the others in a public matter."""
    publication = get_object_or_404(published(desk), matter__public_id=key)
    form = AskingForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        wish = Wish(
            purpose="peer",
            value=typed["value"],
            language=get_language() or desk.language,
            matter=publication.matter,
            shown_name=typed["shown_name"],
            text=typed["text"],
            network=network_of(request, desk),
            details={name: "yes" for name in WISHES if typed[name]},
        )
        if row := asked(request, publication, wish, form):
            return redirect(said(desk.public_id, row, wish.language))
    return page(request, publication, "peer_asking", form=form, rules=PeerAnswer.Rule.choices)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(ANYONE)
@outside
def endorsement_asking(request: DeskRequest, desk: Desk, key: str) -> HttpResponse:
    """“This helped me”, of an answer that everybody can read."""
    answer = get_object_or_404(PeerAnswer.objects.shown().select_related("desk"), desk=desk, public_id=key)
    publication = get_object_or_404(published(desk), matter=answer.matter_id)
    form = AddressForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        value, language = form.cleaned_data["value"], get_language() or desk.language
        wish = Wish(
            purpose="endorse",
            value=value,
            language=language,
            matter=publication.matter,
            peer_answer=answer,
            network=network_of(request, desk),
        )
        if row := asked(request, publication, wish, form):
            return redirect(said(desk.public_id, row, language))
    return page(request, publication, "endorsement_asking", form=form, told=told([answer])[0], answer=answer)


def asked(request: DeskRequest, publication: Publication, wish: Wish, form: forms.Form) -> str:
    """The opaque id of the wish whose link is on the way; empty where the form says what is wrong."""
    try:
        if wish.purpose == "peer":
            kept_text(wish.text, wish.language)
            kept_name(wish.shown_name, publication.desk)
        title = publication.title_in(wish.language)
        return ask(publication.desk, wish, title=title, now=request.now).public_id
    except PeerAnswerNeeded as error:
        form.add_error("text", str(error))
    except NameOfTheDesk as error:
        form.add_error("shown_name", str(error))
    except CannotAsk as error:
        form.add_error(error.field or None, str(error))
    return ""


def page(request: DeskRequest, publication: Publication, template: str, **more: object) -> HttpResponse:
    """A page about a public matter that is of this reader alone."""
    language = get_language() or publication.desk.language
    known = {"the_desk": publication.desk, "title": publication.title_in(language), "page_language": language}
    context = {**known, "matter": publication.matter, "today": publication.desk.local_date(request.now)}
    return render(request, f"web/{template}.html", {**context, **more})
