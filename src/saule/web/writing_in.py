"""Writing to the desk from its public pages: one's words, the public matters nearest to them, one's address.

Nothing is kept before the last step: the words go along in the forms. What comes of it is a mail with a link.
"""

from dataclasses import dataclass
from datetime import timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from saule.desk.ids import new_id
from saule.desk.models import Desk
from saule.desk.opening import matters_board
from saule.matters.confirming import CannotAsk, Wish, ask, check_length
from saule.matters.models import Confirmation
from saule.matters.nearing import known_of, near
from saule.promises.showing import Shown, gathered
from saule.web.asked_fields import AskedFields
from saule.web.joining import outside, said
from saule.web.origins import network_of, refuse_other_sites
from saule.web.policies import ANYONE, needs
from saule.web.requests import DeskRequest
from saule.web.shown.copies import copy_of
from saule.web.shown.doors import language_wanted

WORDS, NEAR, ADDRESS = "words", "near", "address"
LOOKED = timedelta(minutes=2)
"""How old may be what words are compared with: it is the same for all who write."""


class WordsForm(forms.Form):
    """What somebody wants to write."""

    subject = forms.CharField(
        label=_("What is it about?"), required=False, help_text=_("A few words. You can leave this out.")
    )
    text = forms.CharField(
        label=_("Your message"),
        help_text=_("Only the desk reads it: it is not published."),
        widget=forms.Textarea({"rows": 8}),
    )

    def clean_subject(self) -> str:
        """Short enough."""
        return fitting("subject", self.cleaned_data["subject"])

    def clean_text(self) -> str:
        """Short enough."""
        return fitting("text", self.cleaned_data["text"])


def fitting(name: str, text: str) -> str:
    """The text, if its field can hold it."""
    try:
        check_length(name, text)
    except CannotAsk as error:
        raise ValidationError(str(error)) from error
    return text


class SendForm(WordsForm, AskedFields):
    """The words that were typed before, and to whom the answer goes; ``website`` is there for machines."""

    value = forms.EmailField(
        label=_("Your electronic address"),
        help_text=_(
            "To confirm that the message is yours, and to send you the answer. It is shown to nobody."
        ),
        max_length=320,
        widget=forms.EmailInput({"autocomplete": "email"}),
    )
    website = forms.CharField(
        label=_("Leave this empty"),
        required=False,
        widget=forms.TextInput({"autocomplete": "off", "tabindex": "-1"}),
    )


@dataclass(frozen=True, slots=True)
class Nearest:
    """A public matter that may be the same, in the reader's language or the one there is."""

    one: Shown
    language: str
    title: str
    summary: str


@csrf_exempt  # nothing comes of it but a mail; see ``origins``
@require_http_methods(["GET", "HEAD", "POST"])
@needs(ANYONE)
def writing_in(request: DeskRequest, public_id: str) -> HttpResponseBase:
    """GET: an empty form. POST: the step after the one that was filled in, or that one with what is wrong."""
    desk = Desk.objects.filter(public_id=public_id).first()
    if desk is None or not matters_board(desk).is_open:
        raise Http404
    language, chosen = language_wanted(request)
    language = language or desk.language
    with override(language), timezone.override(desk.zone):
        if request.method != "POST":
            return step(request, desk, WORDS, WordsForm())
        refuse_other_sites(request)
        form = WordsForm(request.POST.dict())
        if not form.is_valid():
            return step(request, desk, WORDS, form)
        row = sent(request, desk, language) if request.POST.get("step") == "send" else None
        if isinstance(row, str):
            return redirect(said(public_id, row, language if chosen else ""))
        return row or next_step(request, desk, form, language)


def next_step(request: DeskRequest, desk: Desk, form: WordsForm, language: str) -> HttpResponse:
    """After the words what is near; after that, or where nothing is, the address."""
    wanted, typed = request.POST.get("step", ""), form.cleaned_data
    if wanted == WORDS:
        return step(request, desk, WORDS, WordsForm(initial=typed))
    if wanted != ADDRESS and (found := nearest(request, desk, typed, language)):
        carried = f"{typed['subject']}\n\n{typed['text']}".strip()
        return step(request, desk, NEAR, form, nearest=found, carried=carried)
    return step(request, desk, ADDRESS, SendForm(initial=typed, desk=desk))


def nearest(request: DeskRequest, desk: Desk, typed: dict[str, str], language: str) -> list[Nearest]:
    """The public matters that may be the same, as everybody sees them."""
    known = copy_of(f"near:{desk.public_id}", lambda: known_of(desk), now=request.now, new=LOOKED)
    found = gathered(near(desk, known, typed["subject"], typed["text"]), now=request.now)
    return [
        Nearest(one, one.language_in(language), one.title_in(language), one.summary_in(language))
        for one in found
    ]


def sent(request: DeskRequest, desk: Desk, language: str) -> HttpResponse | str:
    """Asks for the link; returns the opaque id of the wish, or the page that says what is wrong.

    A machine that fills what people do not see hears the same, and nothing comes of it.
    """
    form = SendForm(request.POST.dict(), desk=desk)
    if form.is_valid():
        typed = form.cleaned_data
        if typed["website"]:
            return new_id()
        wish = Wish(
            purpose=Confirmation.Purpose.WRITE,
            language=language,
            network=network_of(request, desk),
            details=form.answers(),
            **{name: typed[name] for name in ("value", "subject", "text")},
        )
        try:
            return ask(desk, wish, now=request.now).public_id
        except CannotAsk as error:
            form.add_error(error.field or None, str(error))
    return step(request, desk, ADDRESS, form)


def step(request: DeskRequest, desk: Desk, name: str, form: forms.Form, **more: object) -> HttpResponse:
    """The page of one step."""
    status = 422 if form.errors else 200
    known = {"step": name, "form": form, "today": desk.local_date(request.now)}
    return outside(request, desk, "writing_in", status=status, **known, **more)
