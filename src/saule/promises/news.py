"""News: those who wait hear where things stand at a steady beat, in one mail, and only if there is something
to say: their date has changed or is over, there is one now, they are answered together with others or by
themselves now, or they have heard nothing for long.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.template.loader import render_to_string

from saule.desk.calendar import day_in_words
from saule.desk.models import Desk, Language, Mailbox
from saule.desk.rhythm import Beats, beats_of
from saule.matters.asking import ask_writer
from saule.matters.delivering import ABOUT_DATES
from saule.matters.models import Delivery, Message
from saule.people.joining import everybody_who_is, members
from saule.people.models import Person
from saule.people.owning import Rhythm, rhythm_of
from saule.promises import announcing, peer_words
from saule.promises.acknowledging import TO_TELL
from saule.promises.announcing import Moved
from saule.promises.lines import place_in_words
from saule.promises.links import status_url, unsubscribe_url
from saule.promises.models import Beat, Promise, PromiseTransition
from saule.promises.queueing import Queue
from saule.promises.telling import (
    MISSED,
    cause_in_words,
    grouped,
    known_before,
    language_for,
    lapsing_words,
    last_of_person,
    mailbox_to_tell_from,
    only_signed,
    reason_in_words,
    tell_moved,
)

BATCH = 200
TOO_LATE = timedelta(hours=24)
"""A beat that no worker told within so long is let go: the next one says what there is to say."""
WHO = Coalesce("person__joined_into", "person")
State = Promise.State


@dataclass(frozen=True, slots=True)
class News:
    """What one mail says of one conversation: its promise, the one that the person knows of, and the kind of
    news: ``dated``, ``moved``, ``undated``, ``late`` or ``standing``.
    """

    promise: Promise
    known: Promise | None
    what: str
    last: Message


def tell_in_time(promise: Promise, *, now: datetime, known: Promise | None = None) -> Delivery | None:
    """Tells a person at once that their date has changed, if no beat lies before the date they know of.

    Else the next beat tells them, with whatever else there is to say by then.
    """
    old = known or promise.follows
    if old is None or old.day is None:
        return None
    if promise.person and rhythm_of(everybody_who_is(promise.person)) == Rhythm.ANSWER:
        return None
    beat = beats_of(promise.desk).following(now)
    if promise.desk.local_date(beat) < old.day:
        return None
    return tell_moved(promise, now=now, known=known)


def tell_news(desk: Desk, *, now: datetime) -> int:
    """Asks for the mails of the last beat, a batch of people at a time; returns how many were looked at.

    Nothing while the desk only rehearses. Whoever dies in between begins where the last batch ended, and
    nobody gets two mails of one beat.
    """
    mailbox, beats = mailbox_to_tell_from(desk), beats_of(desk)
    at = beats.last(now)
    if mailbox is None or now - at > TOO_LATE or (beats.since and beats.since > at):
        return 0
    beat = Beat.objects.filter(desk=desk, at=at).first() or Beat(desk=desk, at=at)
    if beat.done_at is not None:
        return 0
    people = next_people(desk, beats, beat, now=now)
    queue = Queue.of(desk) if people else Queue(())
    told = sum(1 for who in people if tell(desk, who, beats, beat, mailbox, queue, now=now))
    note(beat, people, told, now=now)
    return len(people)


def note(beat: Beat, people: Sequence[int], told: int, *, now: datetime) -> None:
    """Writes down how far the telling of a beat has come."""
    done = now if len(people) < BATCH else None
    reached = people[-1] if people else beat.reached
    row, _made = Beat.objects.get_or_create(desk=beat.desk, at=beat.at)
    Beat.objects.filter(pk=row.pk).update(reached=reached, mails=F("mails") + told, done_at=done)


def next_people(desk: Desk, beats: Beats, beat: Beat, *, now: datetime) -> list[int]:
    """The canonical persons after the last one reached to whom there may be something to say."""
    dates: QuerySet[Any, Any] = to_tell(desk, quiet_since=beats.silence(beat.at)).annotate(who=WHO)
    keys: set[int] = set()
    for rows in (dates.values("who").distinct(), announcing.ready(desk, now=now)):
        keys |= set(rows.filter(who__gt=beat.reached).order_by("who").values_list("who", flat=True)[:BATCH])
    return sorted(keys)[:BATCH]


def to_tell(desk: Desk, *, quiet_since: datetime) -> QuerySet[Promise]:
    """The open promises that people may hear of: untold changes, dates that are over, a silence too long.

    Only of conversations of which they have heard before: the acknowledgement comes first.
    """
    about = Delivery.objects.filter(conversation=OuterRef("conversation"), purpose__in=ABOUT_DATES)
    last = about.exclude(MISSED).order_by("-created_at").values("created_at")[:1]
    overdue = PromiseTransition.objects.filter(
        promise=OuterRef("pk"), to_state=State.LATE, at__gt=OuterRef("last")
    )
    rows = desk.promises.filter(
        state__in=Promise.OPEN, person__isnull=False, conversation__waiting_since__isnull=False
    )
    rows = rows.annotate(last=Subquery(last)).filter(last__isnull=False)
    changed = Q(follows__isnull=False) & TO_TELL
    return rows.filter(changed | Q(last__lte=quiet_since) | Exists(overdue))


def tell(
    desk: Desk, who: int, beats: Beats, beat: Beat, mailbox: Mailbox, queue: Queue, *, now: datetime
) -> Delivery | None:
    """One mail to one person about all there is to say that they want to hear; None if there is nothing."""
    wished = rhythm_of(members(Person.objects.get(pk=who)))
    if wished == Rhythm.ANSWER:
        return None
    with transaction.atomic():
        rows = to_tell(desk, quiet_since=beats.silence(beat.at)).filter(
            Q(person=who) | Q(person__joined_into=who)
        )
        parts = ("desk", "told_by", "follows", "conversation__desk", "conversation__person__joined_into")
        promises = list(rows.select_related(*parts).order_by("conversation__last_at", "pk"))
        news = [one for one in map(news_of, promises) if one is not None]
        if wished == Rhythm.DATES:
            news = [one for one in news if one.what != "standing"]
        moved = announcing.take(desk, who, now=now) if wished == Rhythm.EACH else []
        if not news and not moved:
            return None
        helped = peer_words.take(desk, who, now=now)
        return write(news, moved, who, beats, beat, mailbox, queue, helped=helped, now=now)


def news_of(promise: Promise) -> News | None:
    """What there is to say of a promise; None for a date that is again the one they were told."""
    conversation = promise.conversation
    last = last_of_person(conversation) if conversation else None
    if last is None or last.address is None:
        return None
    known = known_before(promise)
    what = kind_of_news(promise, known)
    if what == "same" and known is not None:
        Promise.objects.filter(pk=promise.pk).update(told_by=known.told_by_id)
        return None
    return News(promise, known, what, last)


def kind_of_news(promise: Promise, known: Promise | None) -> str:
    """In what way a promise is news to somebody who knows of another one, or of none."""
    if promise.state == State.LATE:
        return "late" if known and known.day else "standing"
    if known is None or known.pk == promise.pk:
        return "dated" if known is None and promise.day else "standing"
    if promise.day == known.day:
        return "same"
    if promise.day is None:
        return "undated"
    return "moved" if known.day else "dated"


def write(
    news: Sequence[News],
    moved: Sequence[Moved],
    who: int,
    beats: Beats,
    beat: Beat,
    mailbox: Mailbox,
    queue: Queue,
    *,
    helped: int,
    now: datetime,
) -> Delivery:
    """Asks for the mail, in the conversation that went on last; its key makes a second one impossible."""
    last = news[-1].last if news else moved[-1].last
    person = Person.objects.get(pk=who)
    language = Language(language_for(last.conversation, last)).value
    delivery = ask_writer(
        last,
        key=f"news:{beats.desk.local_date(beat.at).isoformat()}:{person.public_id}",
        purpose=Delivery.Purpose.NEWS,
        person=person,
        mailbox=mailbox,
        language=language,
        body=body(news, moved, language, beats, queue, helped=helped, now=now),
        now=now,
    )
    fresh = [one.promise.pk for one in news if one.known is None or one.known.pk != one.promise.pk]
    Promise.objects.filter(pk__in=fresh).update(told_by=delivery)
    return delivery


def body(
    news: Sequence[News],
    moved: Sequence[Moved],
    language: str,
    beats: Beats,
    queue: Queue,
    *,
    helped: int,
    now: datetime,
) -> str:
    """The mail’s words; ``helped`` by their answers are so many people, for which they are thanked."""
    desk, address = beats.desk, (news or moved)[-1].last.address
    about = {one.promise.conversation_id or 0 for one in news}
    today = desk.local_date(now)
    context = {
        "lines": list(lines(news, language, queue, today)),
        "helped": grouped(helped, language) if helped else "",
        "moves": announcing.lines(moved, language, now=now, silent=about),
        "news_day": day_in_words(desk.local_date(beats.following(now)), language, today=today),
        "stop": unsubscribe_url(desk, address.channel, address.value) if address else "",
        "desk": desk.name,
    }
    return render_to_string(f"mail/news.{language}.txt", context).strip() + "\n"


def lines(news: Iterable[News], language: str, queue: Queue, today: date) -> Iterator[dict[str, str]]:
    """What the mail says of each conversation."""
    for one in news:
        promise, conversation = one.promise, one.promise.conversation
        if conversation is None:
            continue
        late, before = promise.state == State.LATE, one.known.day if one.known else None
        day = None if late else promise.day
        case = queue.cases.get(conversation.pk)
        since = promise.desk.local_date(conversation.waiting_since or conversation.last_at)
        yield {
            "what": one.what,
            "received": day_in_words(since, language, today=today),
            "day": day_in_words(day, language, today=today) if day else "",
            "before": day_in_words(before, language, today=today) if before else "",
            "cause": cause_in_words(promise, language),
            "later": "yes" if before and day and day > before else "",
            "reason": reason_in_words("over" if late else promise.basis, language),
            **({} if day else lapsing_words(promise, language, today=today)),
            "place": place_in_words(queue.ahead(case.unit), language) if case and case.due else "",
            "signed": "yes" if only_signed(conversation) else "",
            "link": status_url(conversation),
        }
