"""The doors of one's own page: whose it is, in which language, and that nobody else keeps a copy."""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from saule.desk.models import Language
from saule.people.linking import Purpose, read
from saule.people.models import Address
from saule.people.owning import owner_of
from saule.web.requests import DeskRequest
from saule.web.status import asked, hidden

VALID = timedelta(hours=2)


def theirs(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Finds the address of the link, and speaks its person's language in the desk's time zone."""

    @wraps(view)
    def opened(request: DeskRequest, token: str, **named: str) -> HttpResponse:
        address = owner_of(read(Purpose.PAGE, token, max_age=VALID) or "")
        if address is None:
            return over(request)
        with override(language_of(request, address)), timezone.override(address.desk.zone):
            response = hidden(view(request, token, address, **named))
        if isinstance(response, HttpResponseRedirect) and "?" not in response["Location"]:
            response["Location"] += asked(request)
        return response

    return opened


def over(request: DeskRequest) -> HttpResponse:
    """What stands there for a link that is not ours, or whose time is over."""
    words = _("This link is not complete, or its two hours are over. Ask for a new one: it takes a minute.")
    return hidden(render(request, "web/own/over.html", {"reason": words}, status=404))


def language_of(request: DeskRequest, address: Address) -> str:
    """The language asked for on the page, else the person's, else the desk's."""
    wanted = request.GET.get("language", "")
    return wanted if wanted in Language.values else address.person.canonical.language or address.desk.language
