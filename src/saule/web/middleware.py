"""Finds the desk and the membership of whoever asks, their language, and the time, once per request."""

from collections.abc import Callable
from datetime import tzinfo
from typing import cast

from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.utils.cache import patch_cache_control, patch_vary_headers

from saule.desk.models import Membership
from saule.web.requests import DeskRequest

DESK_IN_SESSION = "desk"
OF_ONE_READER = ("cookie", "hx-request")


def membership_of(request: HttpRequest) -> Membership | None:
    """The membership that the signed-in person works under: the desk they chose, or their first."""
    if not request.user.is_authenticated:
        return None
    theirs = Membership.objects.select_related("desk").filter(user=request.user, ended_at=None)
    chosen = request.session.get(DESK_IN_SESSION)
    memberships = list(theirs.order_by("since", "id"))
    found = next((m for m in memberships if m.desk.public_id == chosen), next(iter(memberships), None))
    if found is not None:
        found.user = request.user  # known already: not looked up again
    return found


def keep_private(request: HttpRequest, response: HttpResponse) -> None:
    """Pages for signed-in people stay out of every cache; parts and whole pages are told apart."""
    if request.user.is_authenticated and not response.has_header("Cache-Control"):
        patch_cache_control(response, private=True, no_store=True)
    patch_vary_headers(response, ("HX-Request", "Cookie"))


def open_to_caches(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[..., HttpResponse]:
    """What a page lets everybody keep is the same for everybody: its copies do not depend on a cookie."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if "public" in response.get("Cache-Control", "") and response.has_header("Vary"):
            names = (name.strip() for name in response["Vary"].split(","))
            response["Vary"] = ", ".join(name for name in names if name.lower() not in OF_ONE_READER)
        return response

    return middleware


class DeskMiddleware:
    """Sets ``request.membership`` (None if there is none) and ``request.now``, and the language."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, plain: HttpRequest) -> HttpResponse:
        """Answers one request."""
        request = cast(DeskRequest, plain)
        request.now = timezone.now()
        request.membership = membership_of(request)  # type: ignore[assignment]
        if request.user.is_authenticated:
            translation.activate(request.user.language)
            request.LANGUAGE_CODE = translation.get_language()
        with timezone.override(self.place(request)):
            response = self.get_response(request)
        keep_private(request, response)
        return response

    def place(self, request: DeskRequest) -> tzinfo:
        """Puts the request at its desk, and returns the time zone there."""
        if request.membership is None:
            return timezone.get_default_timezone()
        request.desk = request.membership.desk
        request.today = request.desk.local_date(request.now)
        return request.desk.zone
