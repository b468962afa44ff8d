"""The reply pane at the foot of a conversation: the draft, what came meanwhile, files, saved replies."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from django.utils.translation import gettext as _

from saule.desk.ids import new_id
from saule.desk.models import Language
from saule.desk.policies import may
from saule.matters import drafting, placeholders, replying, saved_replies
from saule.matters.errors import CannotReply
from saule.matters.guarding import Doubt
from saule.matters.models import Conversation, Delivery, Draft
from saule.matters.reopening import TAKEN_BACK
from saule.promises.models import Promise
from saule.web.figure_panel import Piece
from saule.web.past import recalled
from saule.web.rare import Rare
from saule.web.requests import DeskRequest
from saule.web.words import moment_words

MOST_SAVED = 200
MOST_WINDOWS = 30
STILL_WRITING = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class Leaving:
    """A mail that has not left: the seconds it still waits, and whether it can be called back."""

    delivery: Delivery
    seconds: int
    recallable: bool


@dataclass(frozen=True, slots=True)
class Writing:
    """What the pane shows of the text being written; ``theirs`` is what another window saved, ``doubts``
    the figures that the reference does not have so, ``sure`` those for which the writer stands, and
    ``pieces`` the text with these where they stand.
    """

    body: str
    version: int
    window: str
    draft: Draft | None
    theirs: str = ""
    wrong: str = ""
    doubts: Sequence[Doubt] = ()
    sure: Sequence[str] = ()
    pieces: Sequence[Piece] = ()


def context(
    request: DeskRequest, conversation: Conversation, rare: Rare, writing: Writing | None = None
) -> dict[str, Any]:
    """Everything that ``parts/reply.html`` and the list of waiting mails need."""
    found: dict[str, Any] = {"leaving": leaving(conversation, request.now) if Delivery in rare else []}
    if not may(request.membership, "answer"):
        return found
    draft = drafting.draft_of(conversation, request.user) if Draft in rare else None
    writing = writing or Writing(draft.body if draft else "", draft.version if draft else 0, new_id(), draft)
    to, problem = reachable(conversation)
    return found | {
        "writing": writing,
        "to": to,
        "problem": problem,
        "to_language": dict(Language.choices).get(to.language, "") if to else "",
        "seen": replying.mark(conversation),
        "came": came(request, conversation, draft),
        "kept_words": kept_words(draft, request.today) if draft else "",
        "saved_replies": offered(request, conversation, to) if to else [],
        **recalled(request, conversation, to.language if to else request.desk.language),
        "windows": windows(request, conversation),
        "others_writing": others_writing(request, conversation) if Draft in rare else [],
        "placeholder_words": ", ".join(placeholders.braced(placeholders.PLACEHOLDERS)),
    }


def reachable(conversation: Conversation) -> tuple[replying.To | None, str]:
    """Whom a reply would go to, or in words why to nobody."""
    try:
        return replying.to_whom(conversation), ""
    except CannotReply as error:
        return None, str(error)


def came(request: DeskRequest, conversation: Conversation, draft: Draft | None) -> list[replying.Came]:
    """What the writer has to read: since the page they wrote on, or since they last wrote here."""
    if seen := request.GET.get("seen", ""):
        return replying.came_since(conversation, seen)
    return replying.came_after(conversation, draft.saved_at) if draft and draft.body.strip() else []


def kept_words(draft: Draft, today: date) -> str:
    """“Saved 14:02”."""
    return _("Saved %(time)s") % {"time": moment_words(draft.saved_at, today)}


def promised_day(conversation: Conversation) -> date | None:
    """The date that stands in this conversation."""
    rows = conversation.promises.filter(state=Promise.State.GIVEN)
    return rows.values_list("day", flat=True).first()


def offered(request: DeskRequest, conversation: Conversation, to: replying.To) -> list[tuple[str, str, str]]:
    """The saved replies on offer: their codes, names and texts as they would be put in."""
    known = values(request, conversation, to)
    rows = saved_replies.usable(request.membership).select_related("desk")[:MOST_SAVED]
    fill = partial(placeholders.fill, values=known, neutral=placeholders.neutral_in(conversation))
    return [(one.public_id, one.name, fill(saved_replies.text_in(one, to.language))) for one in rows]


def values(request: DeskRequest, conversation: Conversation, to: replying.To) -> dict[str, str]:
    """What the placeholders become here."""
    day = promised_day(conversation)
    return placeholders.values_for(conversation, to.language, day=day, today=request.today)


def windows(request: DeskRequest, conversation: Conversation) -> str:
    """The windows from which this person has sent something here: what a browser kept of them is old."""
    prefix = drafting.key_of(conversation, request.user, "x")[:-1]
    rows = conversation.deliveries.filter(key__startswith=prefix).order_by("-pk")
    keys = rows.values_list("key", flat=True)[:MOST_WINDOWS]
    return " ".join(key.removeprefix(prefix).partition(".")[0] for key in keys)


def others_writing(request: DeskRequest, conversation: Conversation) -> Sequence[Draft]:
    """Drafts of colleagues here that are not old."""
    rows = conversation.drafts.exclude(author=request.user).exclude(body="")
    return list(rows.filter(saved_at__gte=request.now - STILL_WRITING).select_related("author"))


def leaving(conversation: Conversation, now: datetime) -> list[Leaving]:
    """Mails that have not left, and those that will not; nothing of what was taken back."""
    rows = conversation.deliveries.exclude(state=Delivery.State.SENT)
    rows = rows.exclude(state=Delivery.State.REFUSED, outcome=TAKEN_BACK)
    return [
        Leaving(one, max(0, round((one.not_before - now).total_seconds())), recallable(one))
        for one in rows.select_related("mailbox").prefetch_related(drafting.FILES).order_by("created_at")
    ]


def recallable(delivery: Delivery) -> bool:
    """Whether it is a reply that has not begun to leave."""
    waits = delivery.state in (Delivery.State.WAITING, Delivery.State.DEFERRED)
    return waits and delivery.purpose == Delivery.Purpose.REPLY
