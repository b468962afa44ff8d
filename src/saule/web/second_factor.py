"""One's second factor: set up with a picture or by typing, new recovery codes, taken away."""

from functools import partial
from io import BytesIO
from urllib.parse import quote, urlencode

import segno
from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from saule.desk import factoring
from saule.desk.errors import SauleError
from saule.engines import one_time
from saule.web.pages import attempt, show
from saule.web.policies import SIGNED_IN, needs
from saule.web.proving import CodeForm, proved
from saule.web.recent import forget_strength, is_strong, note_proof
from saule.web.requests import DeskRequest


class FirstCodeForm(forms.Form):
    """The first code of an authenticator that is being set up."""

    code = forms.CharField(
        label=gettext_lazy("The six digits it shows now"),
        max_length=10,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "size": 10}),
    )


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@needs(SIGNED_IN, recent=True)
def second_factor(request: DeskRequest) -> HttpResponse:
    """Sets it up, or says that it stands; without it one is asked for a code. Looking makes no secret."""
    if factoring.factor_of(request.user) is not None:
        return standing(request)
    if request.method != "POST":
        return show(request, "second_factor", demanded=factoring.demanded(request.membership))
    form = FirstCodeForm(request.POST if "code" in request.POST else None)
    if form.is_valid():
        try:
            codes = factoring.confirm(request.user, form.cleaned_data["code"], now=request.now)
        except SauleError as error:
            form.add_error("code", str(error))
        else:
            note_proof(request, strong=True)
            return show(request, "recovery_codes", codes=codes)
    return setting_up(request, form)


def setting_up(request: DeskRequest, form: FirstCodeForm) -> HttpResponse:
    """The secret as a picture and in letters, and the field for the first code."""
    secret = factoring.secret_of(factoring.begin(request.user, now=request.now))
    desk = request.membership.desk.name if request.membership else "Saule"
    typed = one_time.written(secret)
    return show(
        request,
        "second_factor",
        form=form,
        picture=picture(address_of(secret, request.user.email, desk)),
        typed=" ".join(typed[at : at + 4] for at in range(0, len(typed), 4)),
        demanded=factoring.demanded(request.membership),
    )


def address_of(secret: bytes, account: str, issuer: str) -> str:
    """What an authenticator reads from the picture: the secret, and what to call it."""
    words = {
        "secret": one_time.written(secret),
        "issuer": issuer,
        "digits": one_time.DIGITS,
        "period": one_time.STEP,
    }
    return f"otpauth://totp/{quote(f'{issuer}:{account}')}?{urlencode(words, quote_via=quote)}"


def picture(words: str) -> SafeString:
    """The words as a square that a telephone reads: a drawing in the page, dark on white by night too."""
    out = BytesIO()
    segno.make(words, error="m").save(
        out,
        kind="svg",
        xmldecl=False,
        svgns=True,
        omitsize=True,
        border=4,
        light="#fff",
        svgclass="code",
        lineclass=None,
    )
    return mark_safe(out.getvalue().decode())  # noqa: S308 - our own drawing of a code


def standing(request: DeskRequest) -> HttpResponse:
    """What stands; or, for who came in by password alone, the code that is missing."""
    form = CodeForm(request.POST or None)
    asked = request.method == "POST" and not is_strong(request)
    if asked and form.is_valid() and proved(request, form, request.user):
        note_proof(request, strong=True)
        return redirect("account")
    return show(
        request,
        "second_factor_stands",
        form=form,
        strong=is_strong(request),
        left=factoring.codes_left(request.user),
        demanded=factoring.demanded(request.membership),
    )


@require_POST
@needs(SIGNED_IN, recent=True)
def recovery_codes(request: DeskRequest) -> HttpResponse:
    """New codes for paper, shown once."""
    if factoring.factor_of(request.user) is None:
        return redirect("second-factor")
    return show(request, "recovery_codes", codes=factoring.new_codes(request.user, now=request.now))


@require_POST
@needs(SIGNED_IN, recent=True)
def second_factor_removal(request: DeskRequest) -> HttpResponse:
    """Takes one's own second factor away, unless the desk asks for one."""
    if factoring.demanded(request.membership):
        messages.error(request, _("The desk asks for a second factor: you cannot be without one."))
        return redirect("second-factor")
    verb = partial(factoring.remove, request.user, now=request.now)
    if attempt(request, verb, _("Taken away: your password alone lets you in.")):
        forget_strength(request)
    return redirect("account")
