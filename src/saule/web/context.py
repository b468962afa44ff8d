"""What every page's frame needs: where one may go, how many wait there, and the gauge."""

from dataclasses import dataclass
from typing import Any, cast

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from saule import __version__
from saule.desk.models import Desk
from saule.desk.policies import may
from saule.matters.models import Conversation, Delivery, Matter
from saule.matters.noting import unseen_calls
from saule.promises.flow import Load, load
from saule.promises.models import Promise
from saule.web.keeping import kept
from saule.web.many import Many, count_up_to
from saule.web.requests import DeskRequest

GAUGE_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Place:
    """One line of the rail: the URL's name, its word and drawing, what it needs, and a figure beside it."""

    url: str
    word: str
    icon: str
    needs: str
    count: int = 0
    late: bool = False


def places(request: DeskRequest) -> list[Place]:
    """Where the member may go, in the rail's order."""
    figures = kept(request, "rail", lambda: counts(request.desk))
    every = [
        Place("handed", _("Handed to you"), "next", "see handed"),
        Place("next", _("Next"), "next", "see work"),
        Place("matters", _("Matters"), "matters", "see work", figures["matters"]),
        Place("conversations", _("Conversations"), "conversations", "see work", figures["conversations"]),
        Place("promises", _("Promises"), "promises", "see promises", figures["promises"], late=True),
        Place("public", _("Public"), "public", "see promises"),
        Place("mentions", _("Mentions"), "mentions", "see work", unseen_calls(request.membership)),
        Place("people", _("People"), "people", "see work"),
        Place("outbox", _("Outbox"), "outbox", "see work", figures["outbox"], late=True),
        Place("reports", _("Reports"), "reports", "see figures"),
        Place("settings", _("Settings"), "settings", "see settings"),
        Place("registers", _("Registers"), "settings", "see registers"),
    ]
    mine = [place for place in every if may(request.membership, place.needs)]
    # The registers are a page of the settings: a line of their own only for those who see nothing else there.
    hidden = "registers" if may(request.membership, "see settings") else ""
    return [place for place in mine if place.url != hidden]


def counts(desk: Desk) -> dict[str, Many]:
    """How many matters want an answer, conversations wait for one, promises are late, and mails wait for a
    person's decision: killed between the wire and the row.
    """
    return {
        "matters": count_up_to(Matter.objects.open().filter(desk=desk, waiting__gt=0)),
        "conversations": count_up_to(Conversation.objects.filter(desk=desk).waiting()),
        "promises": count_up_to(desk.promises.filter(state=Promise.State.LATE)),
        "outbox": count_up_to(Delivery.objects.filter(desk=desk, state=Delivery.State.UNCERTAIN)),
    }


def gauge(request: DeskRequest) -> Load:
    """The gauge of the head line; it need not be newer than a minute."""
    key = gauge_key(request.desk)
    known = cache.get(key)
    if not isinstance(known, Load):
        known = load(request.desk, now=request.now)
        cache.set(key, known, GAUGE_SECONDS)
    return known


def gauge_key(desk: Desk) -> str:
    """Under which the gauge is kept."""
    return f"gauge:{desk.public_id}"


def able_key(desk: Desk) -> str:
    """Under which it is kept what the team can answer today."""
    return f"able:{desk.public_id}"


def forget_gauge(desk: Desk) -> None:
    """Who has just stated the capacity sees at once what it makes."""
    cache.delete_many([gauge_key(desk), able_key(desk)])


WITHIN = {
    "answers": "matters",
    "messages": "matters",
    "notes": "mentions",
    "peers": "public",
    "suggestions": "matters",
    "rereadings": "reports",
}
"""How addresses begin that belong to a line of another name."""


def section(path: str) -> str:
    """The line of the rail that a page belongs to."""
    first = path.split("/")[1]
    return WITHIN.get(first, first)


def frame(plain: HttpRequest) -> dict[str, Any]:
    """The frame's context; nothing is counted unless the frame is shown."""
    request = cast(DeskRequest, plain)
    context: dict[str, Any] = {"version": __version__, "base": "web/frame.html", "oidc": settings.SAULE_OIDC}
    if getattr(request, "htmx", None):
        context["base"] = "web/part.html"
    membership = getattr(request, "membership", None)
    if membership is None:
        return context
    return context | {
        "membership": membership,
        "desk": membership.desk,
        "today": request.today,
        "section": section(request.path),
        "places": SimpleLazyObject(lambda: places(request)),
        "gauge": SimpleLazyObject(lambda: gauge(request)),
        "can": {name: may(membership, phrase) for name, phrase in CAN.items()},
    }


CAN = {
    "see_work": "see work",
    "see_handed": "see handed",
    "see_figures": "see figures",
    "see_settings": "see settings",
    "see_registers": "see registers",
    "see_trail": "see trail",
    "group": "group",
    "answer": "answer",
    "settle": "settle",
    "note": "note",
    "tag": "tag",
    "assign": "assign",
    "snooze": "snooze",
    "approve": "approve",
    "verify_callers": "verify callers",
    "judge_gravity": "judge gravity",
    "join_people": "join people",
    "judge_peers": "judge peers",
    "unveil": "unveil",
    "erase": "erase",
    "publish": "publish",
    "decide_deliveries": "decide deliveries",
    "decide_floods": "decide floods",
    "decide_fraud": "decide fraud",
    "decide_comebacks": "decide comebacks",
    "change_settings": "change settings",
    "write_saved_replies": "write saved replies",
    "keep_facts": "keep facts",
    "keep_tags": "keep tags",
    "plan_staff": "plan staff",
    "lead_providers": "lead providers",
    "switch_live": "switch live",
}
