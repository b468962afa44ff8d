"""Which pages show something about persons; and that each showing is written down."""

from collections.abc import Callable
from typing import cast

from django.core.cache import cache
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from saule.desk import looking
from saule.desk.models import Look
from saule.web.requests import DeskRequest

SAME_LOOK = 60
"""Seconds within which the same page again is the same look: parts of pages ask for themselves anew."""

SHOWN = (200, 422)
"""The second: a form that could not be taken, with all that stands around it."""

SHOWS = {
    "overview": "",
    "next": "",
    "matters": "",
    "matter": "matter",
    "history": "matter",
    "merging": "matter",
    "selection": "matter",
    "signatures": "matter",
    "suggestions": "",
    "answer": "matter",
    "sending": "answer",
    "recipients": "answer",
    "outcomes": "answer",
    "unreached": "answer",
    "message": "message",
    "body": "message",
    "reasons": "message",
    "attachment": "attachment",
    "preview": "attachment",
    "enclosure": "enclosure",
    "conversations": "",
    "conversation": "conversation",
    "handed": "",
    "handed-item": "handover",
    "reply": "conversation",
    "trail": "conversation",
    "note": "note",
    "mentions": "",
    "people": "",
    "person": "person",
    "likeness": "person",
    "search": "",
    "promises": "",
    "promise": "promise",
    "past-answers": "",
    "comebacks": "",
    "rereadings": "",
    "rereading": "rereading",
    "outbox": "",
    "delivery": "delivery",
    "floods": "",
    "mailbox": "mailbox",
    "providers": "",
    "provider": "",
    "audit-trail": "",
    "audit-trail-csv": "",
    "looks-csv": "",
    "person-looks": "person",
    "dead-letters": "mailbox",
}
"""The pages that show what people wrote or who they are, and which record each is about; "": a list."""


def keep_looks(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Writes down who was shown a page about persons. What was refused or led elsewhere showed nothing."""

    def middleware(plain: HttpRequest) -> HttpResponseBase:
        response = get_response(plain)
        request = cast(DeskRequest, plain)
        match = request.resolver_match
        if match and match.url_name in SHOWS and response.status_code in SHOWN and request.membership:
            keep(request, match.url_name, [str(value) for value in match.kwargs.values()])
        return response

    return middleware


def keep(request: DeskRequest, page: str, keys: list[str]) -> None:
    """Hands over a look at each record of the page, unless it is the same look still."""
    why = request.GET.get("why", "")
    why = why if why in Look.Why.values else ""
    if not cache.add(f"look:{request.membership.pk}:{page}:{':'.join(keys)}:{why}", True, SAME_LOOK):
        return
    facts = {
        "desk_id": request.desk.pk,
        "by_id": request.user.pk,
        "at": request.now,
        "page": page,
        "why": why,
    }
    looking.SCRIBE.note(
        [Look(record=SHOWS[page], record_id=key[:40] if SHOWS[page] else "", **facts) for key in keys or [""]]
    )
