"""Linking: a link goes to an address that somebody typed, so that only whoever reads there can follow it.

The row holds no link: that is made when the mail leaves, so that whoever reads the store cannot follow it.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.core.signing import BadSignature, TimestampSigner

from saule.desk.models import Desk, Mailbox, SingleMail
from saule.desk.single_mails import ask_once
from saule.desk.single_mails import take_due as take
from saule.people import gate
from saule.people.addresses import EMAIL, canonical
from saule.people.models import LinkMail

Purpose = LinkMail.Purpose
LINK = "{link}"
"""Stands in a mail's body where its reader finds the link."""
PATHS = {Purpose.CONFIRMATION: "/confirm/", Purpose.PAGE: "/me/"}
KEPT = timedelta(days=7)


def mailbox_for_links(desk: Desk) -> Mailbox | None:
    """The mailbox from which links are sent: the first that is live, else the first, if there is one."""
    mailboxes = list(desk.mailboxes.order_by("pk"))
    return next((one for one in mailboxes if one.live), next(iter(mailboxes), None))


def ask_link(
    desk: Desk,
    value: str,
    *,
    key: str,
    purpose: str,
    about: str,
    subject: str,
    body: str,
    language: str,
    now: datetime,
) -> LinkMail | None:
    """The mail of this key: the one there is, or a new one that waits to be sent to ``value``.

    ``body`` has ``LINK`` where the link is to stand. None where the desk has no mailbox to send from.
    """
    mailbox = mailbox_for_links(desk)
    if mailbox is None:
        return None
    return ask_once(
        LinkMail,
        key,
        subject=subject,
        body=body,
        mailbox=mailbox,
        purpose=purpose,
        about=about,
        value=canonical(EMAIL, value),
        language=language,
        now=now,
    )


def link_for(purpose: str, about: str) -> str:
    """The absolute address of what a link leads to; it says when it was made."""
    return f"{settings.PUBLIC_URL}{PATHS[Purpose(purpose)]}{signer(purpose).sign(about)}"


def read(purpose: str, token: str, *, max_age: timedelta | None = None) -> str | None:
    """What the token of a link is about; None for one that we did not write, or that is older than that."""
    try:
        return signer(purpose).unsign(token, max_age=max_age)
    except BadSignature:
        return None


def signer(purpose: str) -> TimestampSigner:
    """Signs the tokens of one purpose; with a sign that mail programs keep inside a link."""
    return TimestampSigner(sep="~", salt=f"link {purpose}")


def with_link(mail: SingleMail) -> str:
    """The text of a mail as it leaves."""
    if not isinstance(mail, LinkMail):
        return mail.body
    return mail.body.replace(LINK, link_for(mail.purpose, mail.about))


def take_due(*, now: datetime) -> list[LinkMail]:
    """The links to send now, each through the gate and marked as being tried."""
    return take(LinkMail, now=now, gate=through_gate)


def through_gate(mail: LinkMail, now: datetime) -> bool:
    """Whether the gate lets it leave; else its row says until when it waits, or that it never leaves."""
    verdict = gate.clear(
        mail.desk,
        address_value=mail.value,
        channel=EMAIL,
        purpose=gate.LINK,
        automatic=True,
        mail_class_of_last_incoming="",
        mailbox=mail.mailbox,
        delivery_id=mail.public_id,
        now=now,
    )
    if verdict.verdict == "never":
        mail.move_to(mail.State.REFUSED, by=None, now=now, why=verdict.reason_code)
    elif verdict.verdict == "wait":
        LinkMail.objects.filter(pk=mail.pk).update(not_before=verdict.retry_at or now)
    return verdict.verdict == "go"


def forget_links(*, now: datetime) -> int:
    """Deletes the link mails that are older than they are kept; returns how many."""
    deleted = LinkMail.objects.filter(created_at__lt=now - KEPT).delete()[1]
    return deleted.get("people.LinkMail", 0)
