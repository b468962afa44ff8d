"""Signing in and out, and the language one reads the desk in."""

from typing import cast

from django.contrib import messages
from django.contrib.auth import authenticate, update_session_auth_hash
from django.contrib.auth import views as auth
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from saule.desk.accounts import change_account, change_password, choose_language
from saule.desk.factoring import factor_of
from saule.desk.models import Membership
from saule.web.forms import LanguageForm
from saule.web.middleware import DESK_IN_SESSION
from saule.web.pages import attempt, show
from saule.web.policies import ANYONE, SIGNED_IN, needs
from saule.web.proving import SigningIn
from saule.web.recent import note_proof
from saule.web.requests import DeskRequest
from saule.web.settings.forms import NameForm, PasswordForm

LANGUAGE_COOKIE = "django_language"
YEAR = 365 * 24 * 3600

signing_in = SigningIn.as_view()
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


@require_http_methods(["GET", "HEAD", "POST"])
@needs(SIGNED_IN)
def account(request: DeskRequest) -> HttpResponse:
    """The member's own page: name, language, and the desks they work at. POST: another name."""
    form = NameForm(request.POST or None, initial={"name": request.user.name})
    if request.method == "POST" and form.is_valid():
        words = form.cleaned_data["name"]
        attempt(request, lambda: change_account(request.user, name=words, now=request.now), _("Changed."))
        return redirect("account")
    theirs = Membership.objects.select_related("desk").filter(user=request.user, ended_at=None)
    return show(
        request,
        "account",
        form=LanguageForm(initial={"language": request.user.language}),
        name_form=form,
        memberships=theirs.order_by("since", "id"),
        factor=factor_of(request.user),
        directories=request.user.identities.all(),
    )


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@needs(SIGNED_IN)
def password(request: DeskRequest) -> HttpResponse:
    """Changes one's password, with the one until now; other sessions end."""
    form = PasswordForm(request.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        # As when signing in: too many wrong ones, and whoever tries is stopped for a while.
        if authenticate(request, username=request.user.email, password=form.cleaned_data["old_password"]):
            change_password(request.user, form.cleaned_data["new_password1"], now=request.now)
            update_session_auth_hash(request, request.user)
            if factor_of(request.user) is None:
                note_proof(request, strong=False)
            messages.success(
                request, _("Changed. Other browsers that you had signed in with are signed out.")
            )
            return redirect("account")
        form.add_error("old_password", _("This is not your password until now."))
    return show(request, "password", form=form)


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
            choose_language(request.user, wanted, now=request.now)
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
