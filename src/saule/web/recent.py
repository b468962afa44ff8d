"""Recently proved: dangerous acts ask again who somebody is, when they have not said so for a while."""

from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext as _

from saule.web.requests import DeskRequest

PROVED = "proved at"
STRONG = "second factor"
RECENT = timedelta(minutes=30)


def note_proof(request: DeskRequest, *, strong: bool, at: float | None = None) -> None:
    """Somebody has said who they are, just now or at this moment; ``strong``: with more than a password."""
    now = request.now.timestamp()
    request.session[PROVED] = now if at is None else min(at, now)
    request.session[STRONG] = strong or request.session.get(STRONG, False)


def forget_strength(request: DeskRequest) -> None:
    """The second factor with which they came in counts no more."""
    request.session[STRONG] = False


def is_recent(request: DeskRequest) -> bool:
    """Whether they said who they are not long ago."""
    at = request.session.get(PROVED)
    return at is not None and request.now - datetime.fromtimestamp(at, tz=request.now.tzinfo) < RECENT


def is_strong(request: DeskRequest) -> bool:
    """Whether they came in with more than a password."""
    return bool(request.session.get(STRONG))


def ask_again(request: DeskRequest) -> HttpResponse:
    """To the page that asks, and from there back to where the form was: nothing has been changed yet."""
    messages.info(
        request,
        _("This needs to be surely you: sign in once more, then do it again. Nothing has been changed."),
    )
    return redirect(f"{reverse('proof')}?{urlencode({'next': came_from(request)})}")


def came_from(request: DeskRequest) -> str:
    """The page on which the form was; the first page if that is not said."""
    there = request.headers.get("Referer", "")
    return urlsplit(there).path if is_ours(request, there) else "/"


def is_ours(request: DeskRequest, there: str) -> bool:
    """Whether an address is one of ours."""
    return url_has_allowed_host_and_scheme(there, {request.get_host()}, require_https=request.is_secure())


def next_of(request: DeskRequest) -> str:
    """Where to go when it is done."""
    there = request.POST.get("next", "") or request.GET.get("next", "")
    return there if is_ours(request, there) else "/"
