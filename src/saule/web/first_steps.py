"""What an owner does first at a new desk: a short list that goes away by itself."""

from dataclasses import dataclass
from datetime import timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from saule.desk.policies import may
from saule.matters.models import Message
from saule.web.requests import DeskRequest

SHOWN_FOR = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do, whether it is done, and the page on which one does it."""

    word: str
    done: bool
    url: str


def first_steps(request: DeskRequest) -> list[Step]:
    """The list, for owners of a desk that is younger than a month; empty once all of it is done."""
    desk = request.desk
    if request.now - desk.created_at > SHOWN_FOR or not may(request.membership, "change settings"):
        return []
    wanted = (
        (_("Say how many answers a week the team can give"), desk.capacities.exists(), "settings"),
        (_("Read the charter and fit its headings"), desk.kinds.filter(archived_at=None).exists(), "charter"),
        (_("Name the address that people write to"), desk.mailboxes.exists(), "mailboxes"),
        (_("Bring in the mail there is"), Message.objects.filter(desk=desk).exists(), "channels"),
        (_("Invite a colleague"), desk.memberships.count() > 1, "invitations"),
    )
    steps = [Step(word, done, reverse(page)) for word, done, page in wanted]
    return steps if not all(step.done for step in steps) else []
