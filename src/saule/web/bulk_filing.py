"""Moving whole conversations into a matter that somebody names."""

import re
from datetime import datetime

from django.utils.translation import gettext as _

from saule.desk.errors import SauleError
from saule.desk.models import Membership, User
from saule.matters import filing
from saule.matters.models import Conversation, Matter
from saule.matters.searching import matters_named

ADDRESS = re.compile(r"/matters/([-\w]{1,16})\b")


class NoSuchMatter(SauleError):
    """No matter is called this, or several are."""

    code = "no-such-matter"


class NothingToMove(SauleError):
    """None of the conversation's messages can go into the matter: they are there, or are a machine's."""

    code = "nothing-to-move"


def find(membership: Membership, words: str) -> Matter:
    """The matter that the member may see of this address or title. Raises NoSuchMatter."""
    mine = Matter.objects.visible_to(membership).current().select_related("desk")
    if address := ADDRESS.search(words):
        found = list(mine.filter(public_id=address[1]))
    else:
        titled = list(mine.filter(title__iexact=words.strip())[:2])
        found = titled or list(mine.filter(matters_named(membership.desk, words))[:2])
    if not found:
        raise NoSuchMatter(_("No matter is called this. Nothing was moved."))
    if len(found) > 1:
        raise NoSuchMatter(_("Several matters are called this: give the address of one. Nothing was moved."))
    return found[0]


def move_all(conversation: Conversation, *, matter: Matter, by: User, now: datetime) -> list[int]:
    """Files all that the person wrote in the conversation under the matter; returns the decisions."""
    decisions = []
    for message in conversation.messages.from_people().order_by("received_at", "pk"):
        places = [row.matter for row in message.filings.select_related("matter").order_by("pk")]
        if matter not in places:
            before = places[0] if places else None
            decisions.append(filing.move(message, matter, by=by, now=now, before=before).pk)
    if not decisions:
        raise NothingToMove(_("Everything in it that a person wrote is in this matter already."))
    return decisions
