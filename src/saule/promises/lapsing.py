"""Lapsing: below the threshold, the day on which a matter ends is said beforehand; then all are told once."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.template.loader import render_to_string

from saule.desk.calendar import Calendar, day_in_words
from saule.desk.models import Desk, Language, Mailbox
from saule.matters.asking import ask_writer
from saule.matters.because import LAPSED
from saule.matters.models import Conversation, Delivery, Filing, Matter, MatterTransition, Settlement
from saule.matters.models.matters import DUE
from saule.promises.closing import follow_up
from saule.promises.links import status_url
from saule.promises.telling import (
    grouped,
    language_for,
    last_of_person,
    mailbox_to_tell_from,
    only_signed,
)
from saule.promises.thresholds import limits

BATCH = 20


def say_when(desk: Desk, *, now: datetime) -> int:
    """Sets the day on which each matter below its threshold lapses; returns how many.

    Only where people can be told of it: not while the desk rehearses.
    """
    if mailbox_to_tell_from(desk) is None:
        return 0
    below = desk.matters.open().filter(threshold__gt=1, earned_at=None, lapses_on=None, waiting__gt=0)
    keys = list(below.below_threshold().values_list("pk", flat=True))
    if not keys:
        return 0
    day = Calendar(desk).next_working_day(desk.local_date(now) + timedelta(limits(desk).lapse_days))
    return Matter.objects.filter(pk__in=keys, lapses_on=None).update(lapses_on=day)


def lapse_due(desk: Desk, *, now: datetime) -> int:
    """The matters whose day has come are looked at again: they lapse, unless they are due by now.

    Returns how many lapsed.
    """
    mailbox = mailbox_to_tell_from(desk)
    if mailbox is None:
        return 0
    rows = desk.matters.filter(lapses_on__lte=desk.local_date(now)).order_by("lapses_on", "pk")
    keys = list(rows.values_list("pk", flat=True)[:BATCH])
    return sum(1 for pk in keys if lapse(pk, mailbox, now=now))


def lapse(pk: int, mailbox: Mailbox, *, now: datetime) -> MatterTransition | None:
    """One matter lapses: nobody waits in it any more, and all who did are told. None if it is due or over."""
    with transaction.atomic():
        matter = Matter.objects.select_for_update().get(pk=pk)
        Matter.objects.filter(pk=pk).update(lapses_on=None)
        if not matter.is_open or Matter.objects.filter(DUE, pk=pk).exists():
            return None
        conversations = waiting_for_it(matter)
        matter.move_to(Matter.State.LAPSED, by=None, now=now, why=LAPSED)
        step: MatterTransition = matter.transitions.latest("pk")
        Settlement.objects.bulk_create(
            Settlement(conversation=one, at=now, by=None, why=LAPSED) for one in conversations
        )
        follow_up(matter.desk, {one.pk for one in conversations}, by=None, now=now)
        for one in conversations:
            tell(one, matter, step, mailbox, now=now)
        return step


def waiting_for_it(matter: Matter) -> Sequence[Conversation]:
    """The conversations in which somebody waits for an answer to this matter and to no other that stands."""
    elsewhere = Filing.objects.filter(
        message__conversation=OuterRef("pk"), matter__state__in=(Matter.State.OPEN, Matter.State.REOPENED)
    ).exclude(matter=matter)
    rows = Conversation.objects.waiting().filter(messages__filings__matter=matter).filter(~Exists(elsewhere))
    return list(rows.select_related("desk", "person").distinct().order_by("pk"))


def tell(
    conversation: Conversation, matter: Matter, step: MatterTransition, mailbox: Mailbox, *, now: datetime
) -> Delivery | None:
    """Asks for the mail that says so; None to whom nobody ever wrote, or who has no address."""
    last = last_of_person(conversation)
    if conversation.imported or conversation.person is None or last is None or last.address is None:
        return None
    language = Language(language_for(conversation, last)).value
    desk = conversation.desk
    context = {
        "received": day_in_words(desk.local_date(last.received_at), language, today=desk.local_date(now)),
        "confirmed": grouped(matter.confirmed, language),
        "threshold": grouped(matter.threshold, language),
        "signed": only_signed(conversation),
        "link": status_url(conversation),
        "desk": desk.name,
    }
    return ask_writer(
        last,
        key=f"lapsed:{step.pk}:{conversation.public_id}",
        purpose=Delivery.Purpose.NEWS,
        person=conversation.person,
        mailbox=mailbox,
        language=language,
        body=render_to_string(f"mail/lapsed.{language}.txt", context).strip() + "\n",
        now=now,
    )
