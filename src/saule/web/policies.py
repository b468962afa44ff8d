"""Who may open which page: every view says what it needs, and ``desk.policies`` says who may."""

from collections.abc import Callable, Iterator, Sequence
from functools import wraps
from typing import Any, NamedTuple, cast

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import URLPattern, URLResolver, reverse
from django_htmx.http import HttpResponseClientRedirect

from saule.desk.factoring import demanded
from saule.desk.policies import MAY, may
from saule.web import recent as recent_proof
from saule.web.requests import DeskRequest

ANYONE = "anyone"
SIGNED_IN = "signed in"

View = Callable[..., HttpResponseBase]


class Row(NamedTuple):
    """One line of the table of pages: the URL's name, its route, and what reading and changing need."""

    name: str
    route: str
    reading: str
    changing: str


def needs(reading: str, *, changing: str = "", recent: bool = False) -> Callable[[View], View]:
    """Guards a view: ``reading`` is an action of ``desk.policies``, or ANYONE, or SIGNED_IN.

    ``changing`` is what any method other than GET and HEAD needs, if it needs more; ``recent``: whoever
    changes something has said not long ago who they are. An unknown action is an error of ours and stops the
    start.
    """
    changing = changing or reading
    for action in (reading, changing):
        if action not in (ANYONE, SIGNED_IN):
            MAY[action]

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            action = reading if request.method in ("GET", "HEAD") else changing
            refusal = refuse(cast(DeskRequest, request), action)
            if refusal is None and recent and request.method not in ("GET", "HEAD"):
                refusal = unless_recent(cast(DeskRequest, request))
            return refusal or view(request, *args, **kwargs)

        guarded.needs = (reading, changing)  # type: ignore[attr-defined]
        guarded.recent = recent  # type: ignore[attr-defined]
        return guarded

    return decorate


def refuse(request: DeskRequest, action: str) -> HttpResponse | None:
    """The answer to somebody who may not; None to somebody who may. Raises PermissionDenied (403)."""
    if action == ANYONE:
        return None
    if not request.user.is_authenticated:
        if request.htmx:
            return HttpResponseClientRedirect(reverse(settings.LOGIN_URL))
        # After signing in one comes back to a page, never to a form's target.
        return redirect_to_login(request.get_full_path() if request.method == "GET" else "/")
    if action != SIGNED_IN and not may(request.membership, action):
        raise PermissionDenied
    if action != SIGNED_IN and demanded(request.membership) and not recent_proof.is_strong(request):
        return lead_to(request, "second-factor")
    return None


def unless_recent(request: DeskRequest) -> HttpResponse | None:
    """To saying once more who one is; None to who has just said so."""
    return None if recent_proof.is_recent(request) else recent_proof.ask_again(request)


def lead_to(request: DeskRequest, page: str) -> HttpResponse:
    """To another page, the whole of it even where a part was asked for."""
    return HttpResponseClientRedirect(reverse(page)) if request.htmx else redirect(page)


def table(patterns: Sequence[URLPattern | URLResolver]) -> Iterator[Row]:
    """Every page and what it needs. A page that says nothing is an error of ours: AttributeError."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from table(pattern.url_patterns)
        else:
            reading, changing = pattern.callback.needs  # type: ignore[attr-defined]
            yield Row(pattern.name or "", str(pattern.pattern), reading, changing)
