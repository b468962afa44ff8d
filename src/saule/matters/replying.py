"""Replying: one person's letter to one person, in their thread, with a moment to take it back."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import connection, transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from saule.desk.errors import NotAllowed
from saule.desk.models import Language, Mailbox, Membership, log
from saule.desk.policies import may
from saule.matters import guarding, leasing, placeholders
from saule.matters.asking import ask
from saule.matters.delivering import held
from saule.matters.drafting import draft_of, hold, key_of, sent_from, sent_in
from saule.matters.errors import CannotReply, SomethingCame, TooLate
from saule.matters.models import Conversation, Delivery, Draft, MailClass, Message
from saule.matters.outcomes import words_of
from saule.matters.reopening import TAKEN_BACK
from saule.people import gate
from saule.people.addresses import address_digest
from saule.people.models import Address, Person

WRITTEN_BY_US = (Delivery.Purpose.REPLY, Delivery.Purpose.ANSWER)
NOT_GONE = (
    Delivery.State.WAITING,
    Delivery.State.DEFERRED,
    Delivery.State.ATTEMPTING,
    Delivery.State.UNCERTAIN,
)


@dataclass(frozen=True, slots=True)
class To:
    """Whom a reply goes to: where, in which language, from which mailbox."""

    person: Person
    address: Address
    mailbox: Mailbox
    language: str


@dataclass(frozen=True, slots=True)
class Came:
    """What the writer has not read: a message of the person, or what a colleague answered."""

    who: str
    text: str
    language: str
    at: datetime
    ours: bool


def to_whom(conversation: Conversation) -> To:
    """Who is written to from here. Raises CannotReply with the reason when nobody can be."""
    last = last_received(conversation)
    if last is None or last.address is None or last.person is None:
        raise CannotReply(_("Nobody who can be written to has written here."))
    mailbox = conversation.desk.mailboxes.order_by("pk").first()
    if mailbox is None:
        raise CannotReply(_("The desk has no mailbox to answer from. Add one in the settings."))
    address = last.address
    digest = address_digest(conversation.desk, address.channel, address.value)
    reason = gate.never(conversation.desk, digest, address.value, address.channel, False, last.mail_class)
    if reason:
        raise CannotReply(words_of(reason))
    person = last.person.canonical
    language = person.language or last.language or conversation.desk.language
    return To(person, address, mailbox, Language(language).value)


def last_received(conversation: Conversation) -> Message | None:
    """The last message that a person wrote here, or else the last one that came."""
    rows = conversation.messages.filter(outgoing=False, address__isnull=False)
    rows = rows.select_related("address", "person").order_by("-received_at", "-id")
    rows = rows.only("conversation", "address", "person", "mail_class", "language")
    return rows.filter(mail_class=MailClass.HUMAN).first() or rows.first()


def mark(conversation: Conversation) -> str:
    """What somebody who looks at the conversation now has seen; for ``seen``."""
    newest = "(SELECT MAX(id) FROM {} WHERE conversation_id = %s)"
    tables = (Message._meta.db_table, Delivery._meta.db_table)
    with connection.cursor() as cursor:
        # Two figures of two tables in one short question: it is on every page of a conversation.
        cursor.execute(f"SELECT {', '.join(map(newest.format, tables))}", [conversation.pk] * len(tables))
        message, delivery = cursor.fetchone()
    return f"{message or 0}-{delivery or 0}"


def came_since(conversation: Conversation, seen: str) -> list[Came]:
    """What came after ``seen`` (see ``mark``); with a mark that nobody gave, everything."""
    message, _dash, delivery = seen.partition("-")
    after, queued = (int(n) if n.isdecimal() and len(n) < 19 else 0 for n in (message, delivery))
    # What left since, but was seen waiting, is nothing new.
    known = Q(delivery__pk__lte=queued)
    messages = conversation.messages.filter(pk__gt=after).exclude(known)
    return came(conversation, messages, conversation.deliveries.filter(pk__gt=queued))


def came_after(conversation: Conversation, moment: datetime) -> list[Came]:
    """What came after a moment: for a draft that one comes back to."""
    messages = conversation.messages.filter(received_at__gt=moment)
    messages = messages.exclude(delivery__created_at__lte=moment)
    return came(conversation, messages, conversation.deliveries.filter(created_at__gt=moment))


def came(conversation: Conversation, messages: QuerySet[Message], waiting: QuerySet[Delivery]) -> list[Came]:
    """People's messages, and what people here answered, whether it has left yet or not."""
    person = conversation.person.canonical.name if conversation.person else ""
    written = (
        messages.exclude(automatic=True).filter(mail_class=MailClass.HUMAN).order_by("received_at", "id")
    )
    found = [
        Came(
            conversation.desk.name if one.outgoing else person,
            one.said or one.text,
            one.language,
            one.received_at,
            one.outgoing,
        )
        for one in written
    ]
    queued = waiting.filter(purpose__in=WRITTEN_BY_US, state__in=NOT_GONE).order_by("created_at", "id")
    found += [Came(conversation.desk.name, one.body, one.language, one.created_at, True) for one in queued]
    return found


def reply(
    conversation: Conversation,
    *,
    by: Membership,
    now: datetime,
    seen: str,
    window: str = "",
    day: date | None = None,
    sure: Collection[str] = (),
) -> Delivery:
    """Sends the writer's draft to the person, with its files, once the desk's delay is over.

    ``seen`` is what the writer had read (``mark``), ``window`` tells one written reply from the next (sending
    twice from one window is sending once), ``day`` the date that is promised here, ``sure`` the figures for
    which the writer stands (see `guarding`). Raises SomethingCame when the writer has to read something
    first, FiguresInDoubt for a figure, CannotReply for all other reasons; the draft is kept.
    """
    if not may(by, "answer"):
        raise NotAllowed(_("Your role does not allow you to answer."))
    return write_out(conversation, by=by, now=now, seen=seen, window=window, day=day, sure=sure)


def write_out(
    conversation: Conversation,
    *,
    by: Membership,
    now: datetime,
    seen: str,
    window: str = "",
    day: date | None = None,
    sure: Collection[str] = (),
    below: str = "",
) -> Delivery:
    """As ``reply``, for callers that have seen to it that the writer may; ``below`` stands under the text."""
    with transaction.atomic():
        hold(conversation)
        if known := sent_from(conversation, by.user, window):
            return known
        if came_since(conversation, seen):
            raise SomethingCame(_("Something came while you were writing. Nothing was sent: read it first."))
        draft, to = written_draft(conversation, by), to_whom(conversation)
        body = filled(draft, to.language, day=day, today=by.desk.local_date(now))
        stated = guarding.check_reply(draft.body, desk=by.desk, sure=sure, now=now)
        body = f"{body.rstrip()}\n\n{below}" if below else body
        delivery = queue(conversation, to, body, key=new_key(conversation, by, window), now=now)
        guarding.note_reply(delivery, *stated, by=by.user, now=now)
        draft.enclosures.update(delivery=delivery, draft=None)
        draft.delete()
        leasing.answered(conversation, now=now)
        log(by.desk, "reply", delivery, by=by.user, now=now, conversation=conversation.public_id)
    return delivery


def written_draft(conversation: Conversation, by: Membership) -> Draft:
    """What this person wrote here. Raises CannotReply when there is nothing to read."""
    draft = draft_of(conversation, by.user)
    if draft is None or not draft.body.strip():
        raise CannotReply(_("Nothing is written yet."))
    return draft


def filled(draft: Draft, language: str, *, day: date | None, today: date) -> str:
    """The text as it leaves. Raises CannotReply when a placeholder is unknown or empty."""
    values = placeholders.values_for(draft.conversation, language, day=day, today=today)
    if words := placeholders.unfit(draft.body, values):
        raise CannotReply(words)
    return placeholders.fill(draft.body, values, neutral=placeholders.neutral_in(draft.conversation))


def queue(conversation: Conversation, to: To, body: str, *, key: str, now: datetime) -> Delivery:
    """One row of the outbox that nothing sends before the delay is over."""
    return ask(
        conversation.desk,
        key=key,
        purpose=Delivery.Purpose.REPLY,
        conversation=conversation,
        person=to.person,
        address=to.address,
        mailbox=to.mailbox,
        language=to.language,
        subject=conversation.subject,
        body=body,
        not_before=now + timedelta(seconds=conversation.desk.undo_seconds),
        now=now,
    )


def new_key(conversation: Conversation, by: Membership, window: str) -> str:
    """The window's key; a further one when a reply of it was taken back."""
    before = sent_in(conversation, by.user, window).count()
    key = key_of(conversation, by.user, window)
    return f"{key}.{before}" if before else key


def take_back(delivery: Delivery, *, by: Membership, now: datetime) -> Draft:
    """Calls a reply back before it leaves; its text and files are a draft again, of whoever called it back.

    What they began to write meanwhile stays below it. Raises TooLate once it is leaving.
    """
    if not may(by, "answer"):
        raise NotAllowed(_("Your role does not allow you to answer."))
    with transaction.atomic():
        # The delivery first, as whoever records a sending does: two who wait for each other wait for ever.
        delivery = held(delivery)
        hold(delivery.conversation)
        if delivery.purpose != Delivery.Purpose.REPLY:
            raise CannotReply(_("Only a reply can be taken back here."))
        if delivery.state == Delivery.State.REFUSED and delivery.outcome == TAKEN_BACK:
            return restored(delivery, "", by=by, now=now)
        if delivery.state not in (Delivery.State.WAITING, Delivery.State.DEFERRED):
            raise TooLate(_("It is too late to take this back: it has left, or is leaving."))
        delivery.move_to(Delivery.State.REFUSED, by=by.user, now=now, why=TAKEN_BACK, outcome=TAKEN_BACK)
        draft = restored(delivery, delivery.body, by=by, now=now)
        delivery.enclosures.update(draft=draft, delivery=None)
        log(by.desk, "take reply back", delivery, by=by.user, now=now)
    return draft


def restored(delivery: Delivery, body: str, *, by: Membership, now: datetime) -> Draft:
    """The draft with ``body`` at its head."""
    draft, _made = Draft.objects.get_or_create(
        conversation=delivery.conversation, author=by.user, defaults={"saved_at": now}
    )
    if body:
        draft.body = f"{body}\n\n{draft.body}".strip() if draft.body.strip() else body
        draft.version, draft.saved_at = draft.version + 1, now
        draft.save(update_fields=["body", "version", "saved_at"])
    return draft
