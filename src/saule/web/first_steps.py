"""What an owner does first at a new desk: a short list that goes away by itself."""

from dataclasses import dataclass
from datetime import timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from saule.desk.models import Desk
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
    boxes = list(desk.mailboxes.order_by("pk"))
    box, live = next(iter(boxes), None), any(one.live for one in boxes)
    messages = Message.objects.filter(desk=desk)
    switching = reverse("mailbox", args=[box.pk]) if box else reverse("mailboxes")
    wanted = (
        (_("Say how many answers a week the team can give"), desk.capacities.exists(), reverse("capacity")),
        (_("Read the charter and fit its headings"), has_headings(desk), reverse("charter")),
        (_("Name the address that people write to"), box is not None, reverse("mailboxes")),
        (_("Bring in the mail there is"), messages.exists(), reverse("channels")),
        (_("Invite a first colleague"), desk.memberships.count() > 1, reverse("invitations")),
        (_("Read what would leave, then switch the mailbox live"), live, switching),
    )
    steps = [Step(word, done, url) for word, done, url in wanted]
    return steps if not all(step.done for step in steps) else []


def has_headings(desk: Desk) -> bool:
    """Whether the charter says something."""
    return desk.kinds.filter(archived_at=None).exists()
