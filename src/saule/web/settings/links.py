"""The links that let colleagues in: shown once, renewed, withdrawn."""

from dataclasses import dataclass
from datetime import datetime
from functools import partial

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from saule.desk import factoring
from saule.desk.errors import SauleError
from saule.desk.inviting import VALID_FOR, renew, revoke
from saule.desk.models import Membership
from saule.web.pages import attempt, show
from saule.web.policies import needs
from saule.web.requests import DeskRequest


@dataclass(frozen=True, slots=True)
class LinkState:
    """Where a colleague's link stands: whether they have a password, and until when a link is valid."""

    joined: bool
    until: datetime | None


def state(membership: Membership, now: datetime) -> LinkState:
    """Where the link stands."""
    valid = membership.invitations.filter(used_at=None, revoked_at=None, expires_at__gt=now)
    until = valid.order_by("-expires_at").values_list("expires_at", flat=True).first()
    return LinkState(membership.user.has_usable_password(), until)


def shown(request: DeskRequest, membership: Membership, token: str) -> HttpResponse:
    """The link, this once: only a digest of it is kept. Without a token there is nothing to hand over."""
    path = reverse("invitation", args=[token]) if token else ""
    return show(
        request,
        "settings/link",
        member=membership,
        address=f"{settings.PUBLIC_URL}{path}" if token else "",
        until=request.now + VALID_FOR,
        tab="staff",
    )


@require_POST
@needs("change settings", recent=True)
def link(request: DeskRequest, key: int) -> HttpResponse:
    """Gives a new link, or withdraws the one there is."""
    rows = Membership.objects.select_related("user", "desk")
    found = get_object_or_404(rows, desk=request.desk, pk=key)
    if request.POST.get("withdraw"):
        attempt(
            request,
            lambda: revoke(found, by=request.user, now=request.now),
            _("Withdrawn: the link opens nothing any more."),
        )
        return redirect("member", key)
    try:
        token = renew(found, by=request.user, now=request.now)
    except SauleError as error:
        messages.error(request, str(error))
        return redirect("member", key)
    return shown(request, found, token)


@require_POST
@needs("change settings", recent=True)
def factor_removal(request: DeskRequest, key: int) -> HttpResponse:
    """Takes the second factor of a colleague away who has lost it, if their account is of this desk only."""
    rows = Membership.objects.select_related("user", "desk")
    found = get_object_or_404(rows, desk=request.desk, pk=key)
    verb = partial(factoring.remove_lost, found, by=request.user, now=request.now)
    attempt(request, verb, _("Taken away: they set up another when they come in."))
    return redirect("member", key)
