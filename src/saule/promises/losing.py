"""Losing: after a decision about fraud its people are told, and so is whoever loses a date by it."""

from datetime import datetime

from django.db import transaction
from django.template.loader import render_to_string

from saule.desk.calendar import day_in_words
from saule.desk.models import Desk, Language, Mailbox
from saule.matters.asking import ask_writer
from saule.matters.earning import GRACE
from saule.matters.models import Conversation, Delivery, Earning, Message, SetAside
from saule.promises.because import LOST
from saule.promises.links import status_url
from saule.promises.models import Promise
from saule.promises.moving import follow
from saule.promises.predicting import Forecaster
from saule.promises.telling import language_for, mailbox_to_tell_from

BATCH = 200
NO_MESSAGE, PUT_BACK = "no_message", "put_back"


def tell_set_aside(desk: Desk, *, now: datetime) -> int:
    """Tells those whose signatures were set aside, once, with the reason; returns how many.

    Only after a while, so that what is taken back at once reaches nobody, and never while the desk rehearses.
    """
    mailbox = mailbox_to_tell_from(desk)
    if mailbox is None:
        return 0
    # Whom to tell is asked of those rows alone: they are few, and the desk's matters many.
    rows = SetAside.objects.filter(told_at=None, spared="").order_by("pk")
    fields = ("pk", "decision__at", "decision__matter__desk")
    waiting = [pk for pk, at, of in rows.values_list(*fields) if of == desk.pk and at <= now - GRACE]
    keys = waiting[:BATCH]
    return sum(1 for pk in keys if tell_one(pk, mailbox, now=now))


def tell_one(pk: int, mailbox: Mailbox, *, now: datetime) -> Delivery | None:
    """The mail to one person; None, and a note why, if there is nobody to write to or nothing to say."""
    with transaction.atomic():
        row = (
            SetAside.objects.select_for_update(of=("self",))
            .select_related("decision__matter__desk", "signature")
            .get(pk=pk)
        )
        last = last_evidence(row)
        if row.decision.ended_at is not None or last is None:
            row.spared = PUT_BACK if row.decision.ended_at is not None else NO_MESSAGE
            row.save(update_fields=["spared"])
            return None
        row.told_at = now
        row.save(update_fields=["told_at"])
        return write(row, last, mailbox, now=now)


def last_evidence(row: SetAside) -> Message | None:
    """The last message with which the person signed, if it has an address to answer to."""
    rows = Message.objects.filter(evidence__signature=row.signature, address__isnull=False)
    found = rows.select_related("conversation__desk", "conversation__person", "address", "person")
    return found.filter(conversation__imported=False).order_by("-received_at", "-pk").first()


def write(row: SetAside, last: Message, mailbox: Mailbox, *, now: datetime) -> Delivery | None:
    """Asks for the mail."""
    conversation: Conversation = last.conversation
    if conversation.person is None:
        return None
    language = Language(language_for(conversation, last)).value
    desk = conversation.desk
    context = {
        "received": day_in_words(desk.local_date(last.received_at), language, today=desk.local_date(now)),
        "why": row.decision.why,
        "link": status_url(conversation),
        "desk": desk.name,
    }
    return ask_writer(
        last,
        key=f"aside:{row.pk}",
        purpose=Delivery.Purpose.NOTICE,
        person=conversation.person,
        mailbox=mailbox,
        language=language,
        body=render_to_string(f"mail/set_aside.{language}.txt", context).strip() + "\n",
        now=now,
    )


def end_lost_dates(desk: Desk, *, now: datetime) -> int:
    """The dates that people had in matters which lost what they had earned: each is followed by “no date”,
    with the reason, and whoever knew it is told; returns how many.
    """
    lost = Earning.objects.filter(because=Earning.Because.FRAUD)
    rows_of = lost.values_list("matter", "at", "matter__desk", "matter__earned_at")
    matters = [pk for pk, at, of, earned in rows_of if of == desk.pk and earned is None and at <= now - GRACE]
    if not matters:
        return 0
    dated = desk.promises.filter(state__in=Promise.OPEN, day__isnull=False, conversation__isnull=False)
    rows = dated.filter(conversation__messages__filings__matter__in=matters).distinct()
    promises = list(rows.select_related("conversation", "person", "desk", "told_by").order_by("pk"))
    if not promises:
        return 0
    forecaster = Forecaster.at(desk, now=now)
    return sum(1 for promise in promises if end_date(promise, forecaster, now=now))


def end_date(promise: Promise, forecaster: Forecaster, *, now: datetime) -> bool:
    """Whether this date fell away; not if the conversation is also about something that is due."""
    case = forecaster.queue.cases.get(promise.conversation_id or 0)
    if case is None or case.due:
        return False
    follow(promise, forecaster.forecast(case), by=None, now=now, why=LOST)
    return True
