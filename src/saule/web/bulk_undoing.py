"""Undoing what was done to many conversations: each only if it is still as the act left it."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from saule.desk.errors import SauleError
from saule.desk.models import Team, User
from saule.matters import assigning, filing, settling, snoozing, tagging
from saule.matters.assigning import Holder
from saule.matters.models import Conversation, Decision
from saule.promises import closing
from saule.web.requests import DeskRequest

Undo = Callable[[DeskRequest, Conversation, Any], None]


class ChangedSince(SauleError):
    """Somebody did something else with it since: undoing would undo that too."""

    code = "changed-since"

    def __init__(self) -> None:
        super().__init__(_("Somebody changed it since."))


def assignment(request: DeskRequest, one: Conversation, codes: list[str]) -> None:
    """Gives it back to who had it."""
    before, after = codes
    to = holder_of(request, before)
    assigning.assign(one, to, by=request.user, now=request.now, instead_of=after)


def holder_of(request: DeskRequest, code: str) -> Holder:
    """The colleague or team that a code names. Raises ChangedSince when they are gone."""
    sort, _dash, key = code.partition("-")
    found: Holder = None
    if sort == "user":
        found = User.objects.filter(public_id=key).first()
    elif sort == "team":
        found = Team.objects.filter(desk=request.desk, pk=int(key)).first()
    if code and found is None:
        raise ChangedSince
    return found


def tags(request: DeskRequest, one: Conversation, key: int) -> None:
    """Takes the tag off again."""
    tag = request.desk.tags.filter(pk=key).first()
    if tag is None or not tagging.take_off(one, tag, by=request.user, now=request.now):
        raise ChangedSince


def snooze(request: DeskRequest, one: Conversation, key: int) -> None:
    """Wakes it, unless it was snoozed anew or woke."""
    if not one.snoozes.filter(pk=key, ended_at=None).exists():
        raise ChangedSince
    snoozing.wake(one, by=request.user, now=request.now)


def settlement(request: DeskRequest, one: Conversation, key: int) -> None:
    """Whoever waited there waits again, unless it was taken back or something came since."""
    if [settled.pk for settled in settling.settled_by(one)] != [key]:
        raise ChangedSince
    closing.take_back(one, by=request.user, now=request.now)


def placed(request: DeskRequest, one: Conversation, keys: list[int]) -> None:
    """Puts its messages back where they were."""
    decisions = Decision.objects.filter(pk__in=keys, message__conversation=one).order_by("-pk")
    for decision in decisions.select_related("message__desk", "matter", "before"):
        filing.undo(decision, by=request.user, now=request.now)


BY_VERB: dict[str, Undo] = {
    "assignment": assignment,
    "tags": tags,
    "snooze": snooze,
    "settlement": settlement,
    "filing": placed,
}
"""The verbs that can be undone."""
