"""Verifying a caller: a one-time code goes to an address that is known to be theirs; they read it out.

The code is kept nowhere: it is a keyed digest of its row's id, so that the store alone does not tell it and
no page can show it. It goes through the gate as an automatic mail, and is put in as the mail leaves.
"""

import hmac
from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from saule.desk.errors import SauleError
from saule.desk.ids import keyed_digest, new_id
from saule.desk.models import Language, User, log
from saule.matters.asking import ask
from saule.matters.models import CallerCode, CallerTry, Conversation, Delivery, Message, Signature
from saule.matters.models.calling import CODE_LASTS
from saule.people.models import Address, Person

MOST_TRIES = 5
MOST_FOR_ONE = 3
MOST_BY_ONE = 20
AN_HOUR = timedelta(hours=1)
HIDDEN = "··· ···"
"""Stands in the row of the mail where its reader finds the code."""


class CannotVerify(SauleError):
    """No code can be sent, or none be tried any more: the text says why."""

    code = "cannot-verify"


def known_addresses(members: Collection[int]) -> QuerySet[Address]:
    """The addresses of these persons of which something says that they are theirs.

    A mail from there that passed DMARC, an answer to a mail of ours that only its reader could thread, or a
    signature confirmed by a link sent there.
    """
    wrote = Message.objects.filter(address=OuterRef("pk"), outgoing=False)
    ours = Message.objects.filter(
        desk=OuterRef("desk"),
        outgoing=True,
        message_id=OuterRef("in_reply_to"),
        conversation__person=OuterRef("person"),
    )
    answered = wrote.exclude(in_reply_to="").filter(Exists(ours))
    signed = Signature.objects.filter(
        state=Signature.State.CONFIRMED, evidence__message__address=OuterRef("pk"), person=OuterRef("person")
    )
    rows = Address.objects.filter(person__in=members, channel="email")
    return rows.filter(Exists(wrote.filter(authenticated=True)) | Exists(answered) | Exists(signed))


def send_code(
    address: Address, *, conversation: Conversation | None = None, by: User, now: datetime
) -> CallerCode:
    """Asks for a mail with a code to an address; the conversation is where it is noted, else their newest.

    Raises CannotVerify when too many were asked for, or nothing can be sent there.
    """
    with transaction.atomic():
        person = Person.objects.select_for_update(of=("self",)).get(pk=address.person_id).canonical
        refuse_too_many(person, by=by, now=now)
        place = conversation or newest(address)
        mailbox = address.desk.mailboxes.order_by("pk").first()
        if place is None or mailbox is None:
            raise CannotVerify(_("Nothing can be sent to this address."))
        public_id, language = new_id(), language_of(person, address)
        delivery = ask(
            address.desk,
            key=f"code:{public_id}",
            purpose=Delivery.Purpose.CODE,
            conversation=place,
            person=person,
            address=address,
            mailbox=mailbox,
            language=language,
            subject=place.subject,
            body=words(address.desk.name, language),
            now=now,
        )
        facts = {"person": person, "address": address, "conversation": place, "delivery": delivery}
        code = CallerCode.objects.create(
            desk=address.desk, public_id=public_id, asked_at=now, by=by, expires_at=now + CODE_LASTS, **facts
        )
        log(address.desk, "send caller code", person, by=by, now=now)
    return code


def refuse_too_many(person: Person, *, by: User, now: datetime) -> None:
    """Raises CannotVerify when enough codes went to them lately, or were asked for by this colleague."""
    lately = CallerCode.objects.filter(asked_at__gt=now - AN_HOUR)
    theirs = lately.filter(Q(person=person) | Q(person__joined_into=person))
    if theirs.count() >= MOST_FOR_ONE or lately.filter(by=by).count() >= MOST_BY_ONE:
        raise CannotVerify(_("Enough codes were sent within this hour. Verify the caller in another way."))


def newest(address: Address) -> Conversation | None:
    """The last conversation with this address."""
    rows = Conversation.objects.filter(messages__address=address).order_by("-last_at", "-pk")
    return rows.first()


def language_of(person: Person, address: Address) -> str:
    """The language they read: as they chose, else as they wrote last, else the desk's."""
    wrote = Message.objects.filter(address=address, outgoing=False).order_by("-received_at")
    found = person.language or wrote.values_list("language", flat=True).first()
    return found if found in Language.values else address.desk.language


def words(desk: str, language: str) -> str:
    """The mail, with the place of the code."""
    context = {"desk": desk, "code": HIDDEN, "minutes": int(CODE_LASTS.total_seconds() // 60)}
    return render_to_string(f"mail/caller_code.{language}.txt", context).strip() + "\n"


def digits(public_id: str) -> str:
    """The six digits of a code."""
    return f"{int.from_bytes(keyed_digest('caller code', public_id, size=8)) % 1_000_000:06d}"


def with_code(delivery: Delivery, text: str) -> str:
    """The text of a mail as it leaves: with its code, if it carries one."""
    if delivery.purpose != Delivery.Purpose.CODE:
        return text
    shown = digits(delivery.key.removeprefix("code:"))
    return text.replace(HIDDEN, f"{shown[:3]} {shown[3:]}")


def try_code(code: CallerCode, typed: str, *, by: User, now: datetime) -> bool:
    """What the caller read out, as the colleague typed it; whether it is right. Each try is a row.

    Raises CannotVerify when the code is over, was used, or was tried too often.
    """
    said = "".join(sign for sign in typed if sign.isascii() and sign.isdigit())
    with transaction.atomic():
        held = CallerCode.objects.select_for_update(of=("self",)).get(pk=code.pk)
        tries = list(held.tries.all())
        if any(one.right for one in tries):
            raise CannotVerify(_("This code was used already."))
        if held.expires_at <= now:
            raise CannotVerify(_("This code is over: it holds for ten minutes. Send another."))
        if len(tries) >= MOST_TRIES:
            raise CannotVerify(_("This code was tried too often. Send another, or verify in another way."))
        right = hmac.compare_digest(said, digits(held.public_id))
        CallerTry.objects.create(code=held, at=now, by=by, right=right)
        verb = "verify caller" if right else "refuse caller"
        log(held.desk, verb, held.conversation, by=by, now=now)
    return right


def tries_left(code: CallerCode) -> str:
    """How often it can still be tried, in words."""
    left = max(0, MOST_TRIES - code.tries.count())
    return ngettext("%(count)s try is left.", "%(count)s tries are left.", left) % {"count": left}


def open_code(members: Collection[int], *, now: datetime) -> CallerCode | None:
    """The code that these persons may be reading out right now."""
    rows = CallerCode.objects.filter(person__in=members, expires_at__gt=now)
    rows = rows.exclude(tries__right=True).select_related("address", "delivery")
    return next((one for one in rows[:MOST_FOR_ONE] if one.tries.count() < MOST_TRIES), None)


def known_at(codes: QuerySet[CallerCode]) -> QuerySet[CallerTry]:
    """When these codes were read out rightly, the newest first."""
    return CallerTry.objects.filter(code__in=codes, right=True).select_related("by").order_by("-at")
