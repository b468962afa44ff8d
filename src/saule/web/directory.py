"""Signing in at the organisation's own directory: there, and back."""

from dataclasses import asdict
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from saule.desk.errors import SauleError
from saule.desk.federating import NotInvited, recognise
from saule.desk.models import User
from saule.web import directory_client
from saule.web.directory_client import LEEWAY, Asked, DirectoryFailed
from saule.web.policies import ANYONE, needs
from saule.web.proving import come_in
from saule.web.recent import next_of
from saule.web.requests import DeskRequest

ASKED = "asked the directory"
STRONG = frozenset({"mfa", "otp", "hwk", "swk", "sc", "fpt", "face"})
"""What a directory says of how somebody signed in there when it was with more than a password (RFC 8176)."""


@require_safe
@needs(ANYONE)
def directory(request: DeskRequest) -> HttpResponse:
    """To the directory, which sends back."""
    if not settings.SAULE_OIDC:
        return refused(request, DirectoryFailed(_("No directory is set up here.")))
    asked = Asked.anew()
    try:
        there = directory_client.discover()
    except DirectoryFailed as error:
        return refused(request, error)
    request.session[ASKED] = {**asdict(asked), "next": next_of(request), "at": request.now.timestamp()}
    again = request.user.is_authenticated
    return HttpResponseRedirect(directory_client.way_there(there, asked, way_back(), again=again))


@require_safe
@needs(ANYONE)
def directory_return(request: DeskRequest) -> HttpResponse:
    """Back from the directory: in, if a desk has invited whom it means."""
    kept = request.session.pop(ASKED, None)
    if not settings.SAULE_OIDC or kept is None or request.GET.get("state") != kept["state"]:
        return refused(
            request, DirectoryFailed(_("This sign-in was not begun here, or is over: begin again."))
        )
    there, begun = kept.pop("next"), kept.pop("at")
    if "error" in request.GET:
        return refused(request, DirectoryFailed(_("The directory did not let you in.")))
    try:
        user, said = who(request, Asked(**kept))
        proved_at = when(said, begun, again=request.user.is_authenticated)
    except SauleError as error:
        return refused(request, error)
    strong = bool(STRONG.intersection(said.get("amr") or ()))
    return come_in(request, user, there, strong=strong, at=proved_at)


def who(request: DeskRequest, asked: Asked) -> tuple[User, dict[str, Any]]:
    """Whom the directory means, and what else it says of how they came in there."""
    said = directory_client.claims(
        directory_client.discover(), asked, request.GET.get("code", ""), way_back()
    )
    user = recognise(
        settings.SAULE_OIDC["issuer"],
        str(said["sub"]),
        str(said.get("email", "")),
        verified=said.get("email_verified") in (True, "true"),
        now=request.now,
    )
    if request.user.pk not in (None, user.pk):
        raise NotInvited(_("That was somebody else. Sign out first."))
    return user, said


def when(said: dict[str, Any], begun: float, *, again: bool) -> float | None:
    """When they signed in at the directory, if it says so: it may have let them through unasked.

    ``again``: they are in already, and prove once more who they are. Raises DirectoryFailed when that was
    before they were sent there, whatever became of the address on its way through the browser.
    """
    at = said.get("auth_time")
    at = float(at) if isinstance(at, int | float) else None
    if again and (at is None or at < begun - LEEWAY):
        raise DirectoryFailed(
            _("The directory did not ask you again who you are. Sign out here and there, then sign in.")
        )
    return at


def refused(request: DeskRequest, error: SauleError) -> HttpResponse:
    """Back to signing in, with the reason in words."""
    messages.error(request, str(error))
    return redirect(settings.LOGIN_URL)


def way_back() -> str:
    """Where the directory sends back to; the directory knows it by heart."""
    return f"{settings.PUBLIC_URL}{reverse('directory-return')}"
