"""Floods: when one address writes far more than a person does, the later mails wait for a person's word.

They are stored like all others, and are neither grouped nor promised nor acknowledged until then. Nobody who
writes much is silenced: letting them in makes of them what they would have been.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db import transaction
from django.db.models import Count, F, Q

from saule.desk.models import Desk, User
from saule.desk.writing import write_rows
from saule.engines.thanks import only_thanks
from saule.matters.counting import matters_of, recount
from saule.matters.indexing import index_stored
from saule.matters.models import Flood, MailClass, Message
from saule.matters.waiting import refresh_waiting

SOON, MOST_SOON = timedelta(minutes=10), 20
DAY, MOST_A_DAY = timedelta(days=1), 100
QUIET = timedelta(days=1)
FLOOD, LET_IN = "flood", "let-in"
"""The reasons in a message's ``class_reason``: it is set aside; it was, and a person let it in."""


class Figures(NamedTuple):
    """Mails of people from an address: of the last minutes, of the last day, and how many set aside."""

    soon: int
    day: int
    marked: int


NONE = Figures(0, 0, 0)


def set_floods_aside(desk: Desk, messages: Sequence[Message], *, now: datetime) -> None:
    """Marks those of these unsaved messages that are too many from their address."""
    people = [m for m in messages if m.address_id and m.mail_class == MailClass.HUMAN and not m.outgoing]
    if not people:
        return
    addresses = {m.address_id for m in people if m.address_id}
    wrote = written_lately(addresses, now)
    running: dict[int, Flood] = {}
    if any(over(pair, len(people)) for pair in [NONE, *wrote.values()]):
        running = {
            flood.address_id: flood
            for flood in Flood.objects.filter(desk=desk, address__in=addresses, last_at__gt=now - QUIET)
        }
        wrote = {key: since_decision(running.get(key), pair, now) for key, pair in wrote.items()}
    count_out(desk, people, wrote, running, now=now)


def written_lately(addresses: set[int], now: datetime) -> dict[int, Figures]:
    """How many mails of people came from each address."""
    rows = Message.objects.filter(address__in=addresses, outgoing=False, received_at__gt=now - DAY)
    rows = rows.filter(Q(mail_class=MailClass.HUMAN) | Q(class_reason=FLOOD)).order_by()
    soon = Count("pk", filter=Q(received_at__gt=now - SOON))
    marked = Count("pk", filter=Q(class_reason=FLOOD))
    found = rows.values_list("address").annotate(soon=soon, day=Count("pk"), marked=marked)
    return {address: Figures(*figures) for address, *figures in found}


def over(figures: Figures, more: int) -> bool:
    """Whether these many, with so many more, are too many, or may be part of a flood that goes on."""
    return bool(figures.marked) or figures.soon + more > MOST_SOON or figures.day + more > MOST_A_DAY


def since_decision(flood: Flood | None, figures: Figures, now: datetime) -> Figures:
    """The same; once a person has let an address in, only what came after that."""
    if flood is None or flood.state != Flood.State.LET_IN:
        return figures if flood is not None else figures._replace(marked=0)
    decided = flood.transitions.order_by("-id").values_list("at", flat=True).first() or flood.since
    rows = Message.objects.filter(
        address=flood.address_id, outgoing=False, mail_class=MailClass.HUMAN, received_at__gt=decided
    )
    return Figures(rows.filter(received_at__gt=now - SOON).count(), rows.count(), 0)


def count_out(
    desk: Desk,
    people: Sequence[Message],
    wrote: dict[int, Figures],
    running: dict[int, Flood],
    *,
    now: datetime,
) -> None:
    """Goes through the messages in order: from where they are too many, each is set aside."""
    more, added = Counter[int](), Counter[int]()
    for message in people:
        key = message.address_id or 0
        more[key] += 1
        flood = running.get(key)
        flows = flood is not None and flood.state != Flood.State.LET_IN
        if flows or over(wrote.get(key, NONE), more[key]):
            if flood is None or not flows:
                flood = Flood.objects.create(
                    desk=desk, address_id=key, since=message.received_at, last_at=message.received_at
                )
                running[key] = flood
            set_aside(message, flood)
            added[flood.pk] += 1
    for flood in running.values():
        if more_of_it := added[flood.pk]:
            facts = {"count": F("count") + more_of_it, "last_at": flood.last_at}
            Flood.objects.filter(pk=flood.pk).update(**facts)


def set_aside(message: Message, flood: Flood) -> None:
    """Marks one message, which is not saved yet."""
    message.mail_class, message.class_reason = MailClass.SPAM, FLOOD
    message.awaits_answer = False
    flood.last_at = max(flood.last_at, message.received_at)


def aside(flood: Flood):  # type: ignore[no-untyped-def]
    """The messages of a flood."""
    return Message.objects.filter(
        address=flood.address_id, class_reason=FLOOD, received_at__range=(flood.since, flood.last_at)
    )


def let_in(flood: Flood, *, by: User, now: datetime, why: str = "") -> int:
    """The mails become what they would have been: grouped, promised, answered. Returns how many.

    Raises IllegalTransition when they are in already.
    """
    with transaction.atomic():
        flood.move_to(Flood.State.LET_IN, by=by, now=now, why=why)
        rows = list(aside(flood).only("said", "text", "subject", "conversation_id"))
        for message in rows:
            words = (message.said or message.text).strip() or message.subject.strip()
            message.mail_class, message.class_reason = MailClass.HUMAN, LET_IN
            message.awaits_answer = bool(words) and not only_thanks(words)
        write_rows(rows, ["mail_class", "class_reason", "awaits_answer"])
        conversations = {message.conversation_id for message in rows}
        refresh_waiting(conversations)
        recount(matters_of(conversations), now=now)
        index_stored([message.pk for message in rows])
    return len(rows)


def keep_aside(flood: Flood, *, by: User, now: datetime, why: str = "") -> None:
    """They stay where they are. What comes on the same day goes there too; a day of quiet ends it."""
    flood.move_to(Flood.State.KEPT, by=by, now=now, why=why)
