"""Confirming: what somebody outside asks for counts once they followed the link in a mail.

Whoever types an address need not be who reads there. So nothing comes of a wish but one mail with a link,
until that was followed; and the mail, and every page, are the same whether the address is known or not.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import transaction
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from saule.desk.errors import SauleError
from saule.desk.models import Desk
from saule.matters import cosigning, doubting, peer_acts, writing_in
from saule.matters.models import Confirmation, Matter, PeerAnswer
from saule.matters.peering import visible
from saule.people.addresses import EMAIL, can_be_written_to, canonical, is_machine
from saule.people.linking import LINK, Purpose, ask_link
from saule.people.models import LinkMail, Person

State = Confirmation.State
KEPT = timedelta(hours=48)
"""So long a link can be followed."""
AT_ONCE = 500
LONGEST = {"shown_name": 60, "subject": 200, "text": 5000}

ACTS: dict[str, Callable[[Confirmation, datetime], Person]] = {
    Confirmation.Purpose.SIGN: cosigning.cosign,
    Confirmation.Purpose.WRITE: writing_in.write,
    Confirmation.Purpose.PEER: peer_acts.answer,
    Confirmation.Purpose.ENDORSE: peer_acts.endorse,
}
"""What comes of each purpose once it is confirmed, and whose it is."""


class CannotAsk(SauleError):
    """It cannot be asked for as it was typed; ``field`` names what is at fault."""

    code = "cannot-ask"

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field


class LinkIsOver(SauleError):
    """The link leads to nothing any more."""

    code = "link-over"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What somebody outside typed, and from which part of the net."""

    purpose: str
    value: str
    language: str
    matter: Matter | None = None
    peer_answer: PeerAnswer | None = None
    shown_name: str = ""
    subject: str = ""
    text: str = ""
    network: bytes = b""
    details: dict[str, str] = field(default_factory=dict)


def ask(desk: Desk, wish: Wish, *, title: str = "", now: datetime) -> Confirmation:
    """Keeps the wish, and asks for the mail with its link; ``title`` is what the mail calls it.

    Raises CannotAsk for what nothing can come of, or when too much comes from one part of the net. What makes
    it suspicious is kept beside it and told nobody. A mailbox that got many links today gets no more of them.
    """
    check(wish)
    if doubting.comes_too_often(wish.network, now=now):
        raise CannotAsk(
            _("Very many requests come from your connection just now. Nothing of yours is lost: try again in"
              " a quarter of an hour.")
        )  # fmt: skip
    sign = doubting.look_at(desk, wish.value, wish.matter, network=wish.network, now=now)
    with transaction.atomic():
        row = Confirmation.objects.create(
            desk=desk,
            purpose=wish.purpose,
            matter=wish.matter,
            peer_answer=wish.peer_answer,
            value=canonical(EMAIL, wish.value),
            shown_name=" ".join(visible(wish.shown_name).split()),
            language=wish.language,
            subject=" ".join((wish.subject or title).split())[: LONGEST["subject"]],
            text=wish.text.replace("\x00", "").strip(),
            details=wish.details,
            network=wish.network,
            alike=sign.alike,
            domain=sign.domain,
            pattern=sign.pattern,
            doubts=sign.doubts,
            asked_at=now,
        )
        if not sign.had_enough:
            mail(row, title, now=now)
    return row


def check(wish: Wish) -> None:
    """Raises CannotAsk for an address that cannot be written to, and for what is too long."""
    value = canonical(EMAIL, wish.value)
    if not can_be_written_to(EMAIL, value) or is_machine(EMAIL, value):
        raise CannotAsk(
            _("Nothing can be sent to this address. Look whether it is written rightly."), "value"
        )
    for name in LONGEST:
        check_length(name, getattr(wish, name))


def check_length(name: str, text: str) -> None:
    """Raises CannotAsk for what is too long for its field."""
    if len(text.strip()) > (most := LONGEST[name]):
        words = _("This is too long: at most %(count)s characters. Nothing is lost: shorten it.")
        raise CannotAsk(words % {"count": most}, name)


def mail(row: Confirmation, title: str, *, now: datetime) -> LinkMail | None:
    """Asks for the mail with the link, in the language in which the wish was typed."""
    name = f"mail/confirm_{row.purpose}.{row.language}.txt"
    words = render_to_string(name, {"desk": row.desk.name, "title": title, "link": LINK})
    subject, _newline, body = words.strip().partition("\n")
    return ask_link(
        row.desk,
        row.value,
        key=f"confirm:{row.public_id}",
        purpose=Purpose.CONFIRMATION,
        about=row.public_id,
        subject=subject,
        body=f"{body.strip()}\n",
        language=row.language,
        now=now,
    )


def find(public_id: str | None, *, now: datetime) -> Confirmation:
    """What a link is about. Raises LinkIsOver when it is not there any more, or was not followed in time."""
    row = Confirmation.objects.select_related("desk", "matter").filter(public_id=public_id).first()
    if row is None or (row.state == State.ASKED and row.asked_at + KEPT <= now):
        raise LinkIsOver(_("This link is over: it holds for two days. Ask for it once more."))
    return row


def confirm(row: Confirmation, *, now: datetime) -> Confirmation:
    """Whoever reads at the address wants it. A signature counts, or is held where it is suspicious; what has
    words is read by a person anyway.

    Confirming again changes nothing.
    """
    with transaction.atomic():
        held = (
            Confirmation.objects.select_for_update(of=("self",))
            .select_related("desk", "matter")
            .get(pk=row.pk)
        )
        if held.state != State.ASKED:
            return held
        if held.doubts and held.purpose == Confirmation.Purpose.SIGN:
            return held.move_to(
                State.HELD, by=None, now=now, confirmed_at=now, why=" ".join(held.doubts)[:300]
            )
        return carry_out(held, now=now)


def carry_out(row: Confirmation, *, now: datetime, why: str = "", by: object = None) -> Confirmation:
    """What was asked for is done. The caller holds the row. The address is known now: it is kept once."""
    person = ACTS[row.purpose](row, now)
    at = row.confirmed_at or now
    kept = {"person": person, "confirmed_at": at, "value": "", "text": "", "subject": "", "details": {}}
    return row.move_to(State.CONFIRMED, by=by, now=now, why=why, **kept)


def forget_unfollowed(*, now: datetime) -> int:
    """Deletes what nobody confirmed in time, with the mail and its address; returns how many."""
    over = Confirmation.objects.filter(state=State.ASKED, asked_at__lte=now - KEPT)
    some = dict(over.values_list("pk", "public_id")[:AT_ONCE])
    with transaction.atomic():
        LinkMail.objects.filter(purpose=Purpose.CONFIRMATION, about__in=some.values()).delete()
        Confirmation.objects.filter(pk__in=some, state=State.ASKED).delete()
    return len(some)
