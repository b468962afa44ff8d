"""Items: what one answer is written to, a conversation or a matter; their codes, and whether they wait."""

from datetime import datetime
from typing import Any, TypeVar

from django.db.models import Exists, Model, OuterRef, QuerySet

from saule.desk.models import Membership
from saule.matters.models import Conversation, Delivery, HandOver, Lease, Matter, Skip

Item = Conversation | Matter
Row = TypeVar("Row", bound=Model)
GOING = (Delivery.State.WAITING, Delivery.State.DEFERRED, Delivery.State.ATTEMPTING)


def about(item: Item) -> dict[str, Any]:
    """How a row names the item that it is about."""
    return {"matter": item} if isinstance(item, Matter) else {"conversation": item}


def code(item: Item) -> str:
    """The item as addresses name it: ``m-…`` for a matter, ``c-…`` for a conversation."""
    return f"{'m' if isinstance(item, Matter) else 'c'}-{item.public_id}"


def visible_item(membership: Membership, code: str) -> Item | None:
    """The item that a code names, if the member may see it."""
    sort, _dash, public_id = code.partition("-")
    named = {"public_id": public_id}
    if sort == "m":
        return Matter.objects.visible_to(membership).filter(**named).first()
    return Conversation.objects.visible_to(membership).filter(**named).first() if sort == "c" else None


def item_of(row: Lease | HandOver | Skip) -> Item:
    """What a row is about."""
    return row.matter or row.conversation  # type: ignore[return-value]  # the store holds that it is one


def answered_already() -> Exists:
    """Of a conversation: an answer is on its way that will end its wait."""
    written = (Delivery.Purpose.REPLY, Delivery.Purpose.ANSWER)
    rows = Delivery.objects.filter(conversation=OuterRef("pk"), purpose__in=written, state__in=GOING)
    return Exists(rows.filter(beside=False))


def waits(item: Item) -> bool:
    """Whether the item still wants an answer, as things stand now."""
    if isinstance(item, Matter):
        return Matter.objects.open().filter(pk=item.pk).exists()
    return Conversation.objects.waiting().filter(~answered_already(), pk=item.pk).exists()


def waits_since(item: Item) -> datetime:
    """When this wait began: what was skipped or handed over before it was about another one."""
    if isinstance(item, Matter):
        last = item.transitions.order_by("-at", "-id").values_list("at", flat=True).first()
        return last or item.opened_at
    fresh = Conversation.objects.values_list("waiting_since", "opened_at").get(pk=item.pk)
    return fresh[0] or fresh[1]


def of_item(rows: QuerySet[Row], item: Item) -> QuerySet[Row]:
    """The rows that are about the item."""
    return rows.filter(**about(item))
