"""Watching: whether a worker seems to run, told by the rows it leaves and those it should have seen to."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from saule.desk.models import Desk, Event
from saule.matters.models import Delivery, DeliveryTransition, Message
from saule.promises.models import Promise

PATIENCE = timedelta(minutes=5)
TRACES = ("revise", "tell")


@dataclass(frozen=True, slots=True)
class Watch:
    """When a worker last left a trace at the desk, and since when work waits that it should have done."""

    seen_at: datetime | None
    behind_since: datetime | None
    to_group: int


def watch(desk: Desk, *, now: datetime) -> Watch:
    """The worker as the desk's rows show it. No new trace and nothing behind: a quiet desk, all is well."""
    # In its order, so that it is found in the index of what waits, and not among all messages.
    came = list(Message.objects.filter(desk=desk).to_group().values_list("source__received_at", flat=True))
    due = [moment for moment in (*came, first_due(desk)) if moment and moment <= now - PATIENCE]
    return Watch(seen_at(desk), min(due, default=None), len(came))


def first_due(desk: Desk) -> datetime | None:
    """Since when the oldest mail waits that may leave."""
    # Without those of a dormant mailbox, not with those of a live one: they are found among the few that
    # wait, and not among all that ever went through it.
    dormant = [mailbox for mailbox in desk.mailboxes.all() if not mailbox.live]
    rows = Delivery.objects.to_send().filter(desk=desk).exclude(mailbox__in=dormant)
    return rows.order_by("not_before").values_list("not_before", flat=True).first()


def seen_at(desk: Desk) -> datetime | None:
    """The newest trace: a mail tried, a message grouped, a date given, a round's row in the trail."""
    tried = DeliveryTransition.objects.filter(delivery__desk=desk, by=None)
    grouped = Message.objects.filter(desk=desk, grouped_at__isnull=False)
    noted = Event.objects.filter(desk=desk, by=None, verb__in=TRACES)
    given = Promise.objects.filter(desk=desk)
    newest = [
        tried.order_by("-pk").values_list("at", flat=True).first(),
        grouped.order_by("-pk").values_list("grouped_at", flat=True).first(),
        noted.values_list("at", flat=True).first(),
        given.order_by("-pk").values_list("given_at", flat=True).first(),
    ]
    return max((moment for moment in newest if moment), default=None)
