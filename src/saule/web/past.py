"""Past answers beside the editor: the nearest ones are proposed, others are searched, one key puts one in."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from saule.desk.models import Language
from saule.matters import recalling
from saule.matters.items import Item, code
from saule.matters.models import AnswerText, Matter
from saule.matters.recalling import Past
from saule.web.item_panel import named, page_of
from saule.web.policies import needs
from saule.web.requests import DeskRequest

MOST_TYPED = 200


@dataclass(frozen=True, slots=True)
class Recalled:
    """What is shown of past answers: for which item, in which language, what was typed, and the answers;
    ``looked`` whether somebody asked for them.
    """

    code: str
    language: str
    typed: str
    looked: bool
    answers: list[Past]


def recalled(request: DeskRequest, item: Item, language: str) -> dict[str, Any]:
    """What ``parts/past.html`` shows: nothing is looked for until somebody asks, or their browser does."""
    looked, typed = "past" in request.GET, request.GET.get("past", "")[:MOST_TYPED]
    answers = found(request, item, typed, language) if looked else []
    return {"past": Recalled(code(item), language, typed, looked, answers)}


def found(request: DeskRequest, item: Item, typed: str, language: str) -> list[Past]:
    """The answers that hold what was typed; the nearest ones where nothing is."""
    if typed.strip():
        return recalling.searched(request.membership, item, typed, language, now=request.now)
    return recalling.nearest(request.membership, item, language, now=request.now)


@require_safe
@needs("answer")
def past_answers(request: DeskRequest, item: str) -> HttpResponse:
    """The list beside the editor, for the script; others are led to the page with the list in it."""
    about = named(request, item)
    typed, language = request.GET.get("past", "")[:MOST_TYPED], request.GET.get("language", "")
    if not request.htmx:
        return redirect(looked_at(about, typed, language))
    language = language if language in Language.values else request.desk.language
    answers = found(request, about, typed, language)
    past = Recalled(item, language, typed, True, answers)
    return render(request, "web/parts/past_list.html", {"past": past, "today": request.today})


def looked_at(item: Item, typed: str, language: str = "") -> str:
    """The address of an item's page with the past answers that were looked for."""
    query = {"past": typed[:MOST_TYPED]}
    if isinstance(item, Matter) and language:
        query["language"] = language
    return f"{page_of(item)}?{urlencode(query)}#past"


def text_of(request: DeskRequest, what: str) -> AnswerText | None:
    """The text that a button names, of an answer that was sent and that the member may see."""
    if not what.isdecimal():
        return None
    mine = Matter.objects.visible_to(request.membership)
    rows = AnswerText.objects.filter(answer__matter__in=mine, answer__state="sent")
    return rows.filter(pk=int(what[:18])).first()


def joined(body: str, text: str) -> str:
    """A past answer below what is written."""
    return f"{body.rstrip()}\n\n{text}".lstrip() if text else body
