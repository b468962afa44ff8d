"""Signing in and out, and the language one reads the desk in."""

from typing import cast

from django.contrib import messages
from django.contrib.auth import views as auth
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_http_methods, require_POST

from saule.desk.models import Language, Membership
from saule.web.forms import LanguageForm, SignInForm
from saule.web.middleware import DESK_IN_SESSION
from saule.web.pages import show
from saule.web.policies import ANYONE, SIGNED_IN, needs
from saule.web.requests import DeskRequest

LANGUAGE_COOKIE = "django_language"
YEAR = 365 * 24 * 3600

signing_in = auth.LoginView.as_view(
    template_name="account/sign_in.html", authentication_form=SignInForm, redirect_authenticated_user=True
)
signing_out = auth.LogoutView.as_view()


def attempted_name(request: HttpRequest, credentials: dict[str, str] | None = None) -> str:
    """The address that somebody tries to sign in with, as addresses are compared."""
    typed = (credentials or {}).get("username") or request.POST.get("username") or ""
    return typed.strip().lower()


@needs(ANYONE)
def sign_in(request: HttpRequest) -> HttpResponse:
    """Address and password; throttled per account and address of the network."""
    return cast(HttpResponse, signing_in(request))


@require_POST
@needs(SIGNED_IN)
def sign_out(request: HttpRequest) -> HttpResponse:
    """Ends the session."""
    return signing_out(request)


@require_http_methods(["GET", "HEAD"])
@needs(SIGNED_IN)
def account(request: DeskRequest) -> HttpResponse:
    """The member's own page: language, and the desks they work at."""
    theirs = Membership.objects.select_related("desk").filter(user=request.user, ended_at=None)
    form = LanguageForm(initial={"language": request.user.language})
    return show(request, "account", form=form, memberships=theirs.order_by("since", "id"))


@require_POST
@needs(ANYONE)
def language(request: DeskRequest) -> HttpResponse:
    """Chooses the language: of the account when signed in, of the browser otherwise."""
    form = LanguageForm(request.POST)
    there = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(there, {request.get_host()}, require_https=request.is_secure()):
        there = "/"
    response = redirect(there)
    if form.is_valid():
        wanted = form.cleaned_data["language"]
        response.set_cookie(
            LANGUAGE_COOKIE, wanted, max_age=YEAR, samesite="Lax", httponly=True, secure=request.is_secure()
        )
        if request.user.is_authenticated:
            request.user.language = Language(wanted)
            request.user.save(update_fields=["language"])
            with override(wanted):
                messages.success(request, _("The desk speaks English to you from now on."))
    return response


@require_POST
@needs(SIGNED_IN)
def desk(request: DeskRequest) -> HttpResponse:
    """Chooses the desk one works at."""
    wanted = request.POST.get("desk", "")
    if Membership.objects.filter(user=request.user, ended_at=None, desk__public_id=wanted).exists():
        request.session[DESK_IN_SESSION] = wanted
    return redirect("overview")
