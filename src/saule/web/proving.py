"""Saying who one is: the second step of signing in, and once more before what is dangerous."""

from typing import cast

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import authenticate, login
from django.contrib.auth import views as auth
from django.contrib.auth.forms import AuthenticationForm
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, override
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from saule.desk import factoring
from saule.desk.errors import SauleError
from saule.desk.models import User
from saule.web.forms import SignInForm
from saule.web.pages import show
from saule.web.policies import ANYONE, SIGNED_IN, needs
from saule.web.recent import next_of, note_proof
from saule.web.requests import DeskRequest

HALF = "half signed in"
HALF_SECONDS = 600
BACKEND = "django.contrib.auth.backends.ModelBackend"


class CodeForm(forms.Form):
    """A code of the authenticator, or one on paper."""

    code = forms.CharField(
        label=gettext_lazy("Code"),
        max_length=20,
        help_text=gettext_lazy("The six digits that your authenticator shows now, or a recovery code."),
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "autofocus": True, "autocapitalize": "none", "size": 14}
        ),
    )


class AgainForm(forms.Form):
    """One's password, once more."""

    password = forms.CharField(
        label=gettext_lazy("Password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password", "autofocus": True}),
    )


class SigningIn(auth.LoginView):
    """Address and password; whoever has a second factor is asked for it before they are in."""

    template_name = "account/sign_in.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        """The password is right."""
        request = cast(DeskRequest, self.request)
        return come_in(request, form.get_user(), self.get_success_url())


def come_in(
    request: DeskRequest, user: User, there: str, *, strong: bool = False, at: float | None = None
) -> HttpResponse:
    """Signs somebody in, or asks for their second factor first, unless they have come in as ``strong``.

    ``at``: when they proved it, if that was not just now.
    """
    if not strong and factoring.factor_of(user) is not None:
        request.session[HALF] = {"user": user.public_id, "at": request.now.timestamp(), "next": there}
        return redirect("second-step")
    sign_in(request, user, strong=strong, at=at)
    return redirect(there)


def sign_in(request: DeskRequest, user: User, *, strong: bool, at: float | None = None) -> None:
    """The session is theirs from now on."""
    request.session.pop(HALF, None)
    login(request, user, backend=BACKEND)
    note_proof(request, strong=strong, at=at)


def half_of(request: DeskRequest) -> tuple[User, str] | None:
    """Who has given their password and not their code yet, and where they wanted to go."""
    half = request.session.get(HALF)
    if not half or request.now.timestamp() - half["at"] > HALF_SECONDS:
        return None
    user = User.objects.filter(public_id=half["user"], is_active=True).first()
    known = user is not None and factoring.factor_of(user) is not None
    return (user, half["next"]) if user is not None and known else None


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@needs(ANYONE)
def second_step(request: DeskRequest) -> HttpResponse:
    """After the password: a code of the authenticator, or one on paper."""
    half = half_of(request)
    if half is None:
        return redirect(settings.LOGIN_URL)
    user, there = half
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and proved(request, form, user):
        sign_in(request, user, strong=True)
        return redirect(there)
    return render(request, "account/second_step.html", {"form": form, "half": user})


def proved(request: DeskRequest, form: forms.Form, user: User) -> bool:
    """Whether the code in a form is right; says what is wrong, and how many are left on paper."""
    try:
        paper = factoring.prove(user, form.cleaned_data["code"], now=request.now)
    except SauleError as error:
        form.add_error("code", str(error))
        return False
    if paper:
        left = factoring.codes_left(user)
        with override(user.language):
            words = ngettext("%(count)s recovery code is left.", "%(count)s recovery codes are left.", left)
            messages.warning(request, words % {"count": left})
    return True


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@needs(SIGNED_IN)
def proof(request: DeskRequest) -> HttpResponse:
    """Who one is, once more: by code for who has a second factor, else by password."""
    there, by_code = next_of(request), factoring.factor_of(request.user) is not None
    form: forms.Form = (CodeForm if by_code else AgainForm)(request.POST or None)
    if request.method == "POST" and form.is_valid() and known(request, form, by_code=by_code):
        note_proof(request, strong=by_code)
        return redirect(there)
    return show(
        request,
        "proof",
        form=form,
        by_code=by_code,
        next=there,
        directory=directory_again(request, there),
        has_password=request.user.has_usable_password(),
    )


def known(request: DeskRequest, form: forms.Form, *, by_code: bool) -> bool:
    """Whether it is them. Wrong passwords count as when signing in."""
    if by_code:
        return proved(request, form, request.user)
    if authenticate(request, username=request.user.email, password=form.cleaned_data["password"]):
        return True
    form.add_error("password", _("This is not your password."))
    return False


def directory_again(request: DeskRequest, there: str) -> str:
    """Where to sign in once more at the organisation's directory, for who came from there."""
    if not settings.SAULE_OIDC or not request.user.identities.exists():
        return ""
    return f"{reverse('directory')}?{urlencode({'next': there})}"
