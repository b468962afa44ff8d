"""The page behind an invitation: a colleague chooses name and password, and is signed in."""

from django.contrib import messages
from django.contrib.auth import authenticate, logout
from django.http import HttpResponse
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from saule.desk.inviting import InvitationOver, accept, find
from saule.desk.models import Invitation
from saule.web.pages import show
from saule.web.policies import ANYONE, needs
from saule.web.proving import come_in
from saule.web.requests import DeskRequest
from saule.web.settings.forms import JoiningForm


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@needs(ANYONE)
def invitation(request: DeskRequest, token: str) -> HttpResponse:
    """GET: the form. POST: sets name and password and signs in; the link is used up."""
    try:
        found = find(token, now=request.now)
    except InvitationOver as error:
        return over(request, error, token)
    user = found.membership.user
    form = JoiningForm(found.membership, request.POST or None, initial={"name": user.name})
    if request.method == "POST" and form.is_valid():
        return joined(request, form, token)
    return page(request, found, form)


def page(request: DeskRequest, found: Invitation, form: JoiningForm) -> HttpResponse:
    """The form, never cached and never named to other sites."""
    response = show(
        request,
        "invitation",
        form=form,
        the_desk=found.membership.desk,
        member=found.membership,
        again=found.membership.user.has_usable_password(),
    )
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = "no-referrer"
    return response


def joined(request: DeskRequest, form: JoiningForm, token: str) -> HttpResponse:
    """Takes the invitation up and signs in, by code too for who has a second factor; whoever was signed in in
    this browser is signed out.
    """
    try:
        user = accept(
            token,
            form.cleaned_data["name"],
            form.cleaned_data["new_password1"],
            language=translation.get_language(),
            now=request.now,
        )
    except InvitationOver as error:
        return over(request, error, token)
    logout(request)
    response = come_in(request, user, reverse("overview"))
    with translation.override(user.language):
        messages.success(
            request, _("Welcome. You sign in with your address %(email)s.") % {"email": user.email}
        )
    return response


def over(request: DeskRequest, error: InvitationOver, token: str) -> HttpResponse:
    """Says why the link opens nothing. Links that nobody gave count as wrong passwords do: too many, and
    whoever tries is stopped for a while.
    """
    unknown = error.reason == "unknown"
    if unknown:
        authenticate(request, username="invitation", password=token)
    return show(request, "invitation_over", status=404 if unknown else 410, reason=str(error))
