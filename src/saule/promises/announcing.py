"""Announcing: people whose support a correction moved are told once, in plain words, and can step out.

They are told only after a while, so that what is corrected again or undone at once reaches nobody; and of
several moves in that time they hear in one mail.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Max, Min, Q, QuerySet
from django.db.models.functions import Coalesce
from django.template.loader import render_to_string

from saule.desk.calendar import day_in_words
from saule.desk.models import Desk, Language, Mailbox
from saule.matters.asking import ask_writer
from saule.matters.models import Delivery, Message, SupportMove
from saule.matters.outside import Together, together
from saule.promises.links import status_url
from saule.promises.models import Promise
from saule.promises.telling import language_for, last_of_person, mailbox_to_tell_from

GRACE = timedelta(minutes=15)
LONGEST_GRACE = timedelta(hours=2)
BATCH = 200
NARROW = "\u202f"
WHO = Coalesce("person__joined_into", "person")


@dataclass(frozen=True, slots=True)
class News:
    """What one mail says of one conversation: with how many others it is answered now (0: with nobody)."""

    move: SupportMove
    last: Message
    others: int
    title: str


def announce_due(desk: Desk, *, now: datetime) -> int:
    """Asks for the notices that are owed; returns how many. Nothing while the desk only rehearses."""
    mailbox = mailbox_to_tell_from(desk)
    if mailbox is None:
        return 0
    people = untold(desk).annotate(who=WHO).values("who").annotate(first=Min("at"), last=Max("at"))
    ready = people.filter(Q(last__lte=now - GRACE) | Q(first__lte=now - LONGEST_GRACE)).order_by("first")
    keys = list(ready.values_list("who", flat=True)[:BATCH])
    return sum(1 for who in keys if announce(desk, who, mailbox, now=now))


def untold(desk: Desk) -> QuerySet[SupportMove]:
    """The moves that nobody was told of yet, by corrections that stand."""
    rows = SupportMove.objects.filter(correction__desk=desk, told_at=None, spared="")
    return rows.filter(correction__undone_by=None).order_by()


def announce(desk: Desk, who: int, mailbox: Mailbox, *, now: datetime) -> Delivery | None:
    """One mail to one canonical person about all that moved; None if there is nothing to tell them."""
    with transaction.atomic():
        locked = SupportMove.objects.select_for_update(of=("self",)).filter(pk__in=untold(desk).values("pk"))
        theirs = locked.filter(Q(person=who) | Q(person__joined_into=who)).order_by("at", "pk")
        moves = list(theirs.select_related("conversation__desk", "conversation__person", "correction"))
        news = [one for one in (news_of(move) for move in latest(moves)) if one is not None]
        telling = {one.move.conversation_id for one in news}
        told = [move.pk for move in moves if move.conversation_id in telling]
        SupportMove.objects.filter(pk__in=told).update(told_at=now)
        return write(news, who, mailbox, now=now) if news else None


def latest(moves: Iterable[SupportMove]) -> Iterable[SupportMove]:
    """The last move of each conversation; what came before it is not worth a word."""
    found: dict[int, SupportMove] = {move.conversation_id: move for move in moves}
    return found.values()


def news_of(move: SupportMove) -> News | None:
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
    return News(move, last, found.others, found.title)


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


def write(news: Sequence[News], who: int, mailbox: Mailbox, *, now: datetime) -> Delivery | None:
    """Asks for the mail, in the conversation that moved last."""
    newest = news[-1]
    conversation, last = newest.move.conversation, newest.last
    assert conversation.person is not None  # noqa: S101 -- it is a person's support that moved
    assert last.address is not None  # noqa: S101 -- who has none was spared
    language = Language(language_for(conversation, last)).value
    return ask_writer(
        last,
        key=f"support:{newest.move.correction.public_id}:{conversation.person.public_id}",
        purpose=Delivery.Purpose.NOTICE,
        person=conversation.person,
        mailbox=mailbox,
        language=language,
        body=body(news, language, now=now),
        now=now,
    )


def body(news: Sequence[News], language: str, *, now: datetime) -> str:
    """The mail’s words."""
    desk = news[-1].move.conversation.desk
    today = desk.local_date(now)
    days = promised([one.move.conversation_id for one in news])
    lines = [
        {
            "received": day_in_words(desk.local_date(one.last.received_at), language, today=today),
            "others": one.others,
            "count": f"{one.others:,}".replace(",", NARROW if language == "fr" else ","),
            "title": one.title,
            "day": day_in_words(days[key], language, today=today) if key in days else "",
            "link": status_url(one.move.conversation),
        }
        for one in news
        for key in [one.move.conversation_id]
    ]
    return (
        render_to_string(f"mail/together.{language}.txt", {"lines": lines, "desk": desk.name}).strip() + "\n"
    )


def promised(conversations: Sequence[int]) -> dict[int, date]:
    """The dates that people were told by mail and that still stand."""
    rows = Promise.objects.filter(conversation__in=conversations, state=Promise.State.GIVEN)
    rows = rows.filter(day__isnull=False, told_by__isnull=False)
    return {key: day for key, day in rows.values_list("conversation", "day") if key and day}
