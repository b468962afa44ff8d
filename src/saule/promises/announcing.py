"""Announcing: people whose support a correction moved are told once, in plain words, and can step out.

They hear of it with the news of the next beat, in the same mail, and of several moves only of the last. It is
urgent by its nature where the answer may come before that beat: whoever wants to be answered by themselves
has to know in time, and is told at once; though after a while, so that what is undone reaches nobody.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, Max, Min, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce
from django.template.loader import render_to_string

from saule.desk.calendar import day_in_words
from saule.desk.models import Desk, Language, Mailbox
from saule.desk.rhythm import beats_of
from saule.matters.asking import ask_writer
from saule.matters.models import Answer, Delivery, Message, SupportMove
from saule.matters.outside import Together, together
from saule.promises.links import status_url
from saule.promises.models import Promise
from saule.promises.telling import grouped, language_for, last_of_person, mailbox_to_tell_from

GRACE = timedelta(minutes=15)
LONGEST_GRACE = timedelta(hours=2)
BATCH = 200
WHO = Coalesce("person__joined_into", "person")


@dataclass(frozen=True, slots=True)
class Moved:
    """What a mail says of one conversation: with how many others it is answered now (0: with nobody)."""

    move: SupportMove
    last: Message
    others: int
    title: str


def announce_due(desk: Desk, *, now: datetime) -> int:
    """Asks for the notices that cannot wait for the next beat; returns how many.

    Nothing while the desk only rehearses.
    """
    mailbox = mailbox_to_tell_from(desk)
    if mailbox is None:
        return 0
    pressing = urgent(desk, now=now).annotate(who=WHO).values("who")
    keys = list(ready(desk, now=now).filter(who__in=pressing).order_by("first").values_list("who", flat=True))
    return sum(1 for who in keys[:BATCH] if announce(desk, who, mailbox, now=now))


def untold(desk: Desk) -> QuerySet[SupportMove]:
    """The moves that nobody was told of yet, by corrections that stand."""
    rows = SupportMove.objects.filter(correction__desk=desk, told_at=None, spared="")
    return rows.filter(correction__undone_by=None).order_by()


def ready(desk: Desk, *, now: datetime) -> QuerySet[Any, Any]:
    """The canonical persons (``who``) whose moves have rested long enough to be told."""
    people: QuerySet[Any, Any] = (
        untold(desk).annotate(who=WHO).values("who").annotate(first=Min("at"), last=Max("at"))
    )
    return people.filter(Q(last__lte=now - GRACE) | Q(first__lte=now - LONGEST_GRACE))


def urgent(desk: Desk, *, now: datetime) -> QuerySet[SupportMove]:
    """The moves of which the next beat would tell too late: an answer is in approval, or promised before."""
    beat = desk.local_date(beats_of(desk).following(now))
    written = Answer.objects.filter(
        matter=OuterRef("matter"), state__in=(Answer.State.PROPOSED, Answer.State.APPROVED)
    )
    soon = Promise.objects.filter(
        conversation=OuterRef("conversation"), state__in=Promise.OPEN, day__lte=beat
    )
    return untold(desk).filter(Exists(written) | Exists(soon))


def announce(desk: Desk, who: int, mailbox: Mailbox, *, now: datetime) -> Delivery | None:
    """One mail to one canonical person about all that moved; None if there is nothing to tell them."""
    with transaction.atomic():
        moved = take(desk, who, now=now)
        return write(moved, who, mailbox, now=now) if moved else None


def take(desk: Desk, who: int, *, now: datetime) -> list[Moved]:
    """What there is to tell a canonical person of moves that have rested long enough; from now on told."""
    if not ready(desk, now=now).filter(who=who).exists():
        return []
    locked = SupportMove.objects.select_for_update(of=("self",)).filter(pk__in=untold(desk).values("pk"))
    theirs = locked.filter(Q(person=who) | Q(person__joined_into=who)).order_by("at", "pk")
    moves = list(theirs.select_related("conversation__desk", "conversation__person", "correction"))
    moved = [one for one in (moved_of(move) for move in latest(moves)) if one is not None]
    telling = {one.move.conversation_id for one in moved}
    told = [move.pk for move in moves if move.conversation_id in telling]
    SupportMove.objects.filter(pk__in=told).update(told_at=now)
    return moved


def latest(moves: Iterable[SupportMove]) -> Iterable[SupportMove]:
    """The last move of each conversation; what came before it is not worth a word."""
    found: dict[int, SupportMove] = {move.conversation_id: move for move in moves}
    return found.values()


def moved_of(move: SupportMove) -> Moved | None:
    """What there is to tell of a move; None, and a note why, where there is nothing."""
    last = last_of_person(move.conversation)
    found: Together | None = None
    reason = reason_to_spare(move, last)
    if not reason and last is not None:
        language = Language(language_for(move.conversation, last)).value
        found = next(
            (one for one in together(move.conversation, language) if one.matter == move.matter), None
        )
        reason = "moved_on" if found is None else "" if found.others or was_told(move) else "alone"
    if reason or found is None or last is None:
        same = SupportMove.objects.filter(conversation=move.conversation, told_at=None, spared="")
        same.filter(at__lte=move.at).update(spared=reason)
        return None
    return Moved(move, last, found.others, found.title)


def reason_to_spare(move: SupportMove, last: Message | None) -> str:
    """Why somebody need not be told; empty if they must be, as far as one sees without the matter."""
    if move.conversation.waiting_since is None:
        return "answered"
    if last is None or last.address is None:
        return "no_address"
    # History is not answered by mail: who was never told a date hears nothing of its order either.
    return "never_told" if move.conversation.imported and not dated(move) else ""


def dated(move: SupportMove) -> bool:
    """Whether the person was ever told of this conversation by mail."""
    return Promise.objects.filter(conversation=move.conversation, told_by__isnull=False).exists()


def was_told(move: SupportMove) -> bool:
    """Whether the person believes to be with others, because they were told so."""
    rows = SupportMove.objects.filter(conversation=move.conversation, told_at__isnull=False)
    return rows.exclude(pk=move.pk).exists()


def write(moved: Sequence[Moved], who: int, mailbox: Mailbox, *, now: datetime) -> Delivery | None:
    """Asks for the mail, in the conversation that moved last."""
    newest = moved[-1]
    conversation, last = newest.move.conversation, newest.last
    assert conversation.person is not None  # noqa: S101 -- it is a person's support that moved
    assert last.address is not None  # noqa: S101 -- who has none was spared
    language = Language(language_for(conversation, last)).value
    context = {"moves": lines(moved, language, now=now), "desk": conversation.desk.name}
    return ask_writer(
        last,
        key=f"support:{newest.move.correction.public_id}:{conversation.person.public_id}",
        purpose=Delivery.Purpose.NOTICE,
        person=conversation.person,
        mailbox=mailbox,
        language=language,
        body=render_to_string(f"mail/together.{language}.txt", context).strip() + "\n",
        now=now,
    )


def lines(
    moved: Sequence[Moved], language: str, *, now: datetime, silent: Collection[int] = ()
) -> list[dict[str, Any]]:
    """What a mail says of each move; of the dates in the ``silent`` conversations it speaks elsewhere."""
    days = promised([one.move.conversation_id for one in moved if one.move.conversation_id not in silent])
    return [line(one, days.get(one.move.conversation_id), language, now=now) for one in moved]


def line(one: Moved, day: date | None, language: str, *, now: datetime) -> dict[str, Any]:
    """What a mail says of one move, and of the date that stays."""
    desk = one.move.conversation.desk
    today = desk.local_date(now)
    return {
        "received": day_in_words(desk.local_date(one.last.received_at), language, today=today),
        "others": one.others,
        "count": grouped(one.others, language),
        "title": one.title,
        "day": day_in_words(day, language, today=today) if day else "",
        "link": status_url(one.move.conversation),
    }


def promised(conversations: Sequence[int]) -> dict[int, date]:
    """The dates that people were told by mail and that still stand."""
    rows = Promise.objects.filter(conversation__in=conversations, state=Promise.State.GIVEN)
    rows = rows.filter(day__isnull=False, told_by__isnull=False)
    return {key: day for key, day in rows.values_list("conversation", "day") if key and day}
