"""Composing: from a delivery's row to the mail that leaves."""

from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Final

from saule.channels.email.wire import WIRE, WIRE_UTF8, one_line
from saule.desk.models import SingleMail
from saule.matters.delivering import attempted_at
from saule.matters.enclosing import files_of
from saule.matters.models import Delivery
from saule.matters.threading import token_for
from saule.matters.verifying import with_code
from saule.people.addresses import canonical
from saule.people.linking import with_link
from saule.promises.links import unsubscribe_url

# RFC 3834 §5: machines must be able to tell that no person wrote this.
AUTO_SUBMITTED: Final = {
    Delivery.Purpose.ACKNOWLEDGEMENT: "auto-replied",
    Delivery.Purpose.NEWS: "auto-generated",
    Delivery.Purpose.NOTICE: "auto-generated",
    Delivery.Purpose.CODE: "auto-generated",
    Delivery.Purpose.PEER: "auto-generated",
}
UNASKED = (Delivery.Purpose.NEWS, Delivery.Purpose.SOLICITATION)
LONGEST_NAME = 100
PLAIN_FILES = ("text/plain", "text/csv", "text/calendar")


def compose(delivery: Delivery) -> EmailMessage:
    """The mail of this delivery, in plain text with its files, dated when its attempt began.

    The recipient's local part may be outside ASCII; then the server must know SMTPUTF8 (RFC 6531).
    """
    recipient = canonical("email", delivery.address.value)
    mail = EmailMessage(WIRE if recipient.isascii() else WIRE_UTF8)
    mail["From"] = mailbox_address(delivery)
    mail["To"] = named(delivery.person.name, recipient)
    mail["Reply-To"] = reply_address(delivery)
    mail["Subject"] = one_line(delivery.subject)
    mail["Date"] = format_datetime(attempted_at(delivery).astimezone(delivery.desk.zone))
    mail["Message-ID"] = bracketed(delivery.message_id)
    add_thread(mail, delivery)
    add_automatic(mail, delivery)
    mail.set_content(
        with_code(delivery, body_of(delivery)), subtype="plain", charset="utf-8", cte="quoted-printable"
    )
    mail["Content-Language"] = delivery.language
    add_files(mail, delivery)
    return mail


def compose_single(note: SingleMail) -> EmailMessage:
    """What Saule itself writes, dated when its attempt began; no machine is to answer it."""
    name, address = note.recipient
    recipient = canonical("email", address)
    mail = EmailMessage(WIRE if recipient.isascii() else WIRE_UTF8)
    mail["From"] = named(note.desk.name, canonical("email", note.mailbox.address))
    mail["To"] = named(name, recipient)
    mail["Subject"] = one_line(note.subject)
    mail["Date"] = format_datetime(note.not_before.astimezone(note.desk.zone))
    mail["Message-ID"] = bracketed(note.message_id)
    mark_automatic(mail, "auto-generated")
    mail.set_content(with_link(note), subtype="plain", charset="utf-8", cte="quoted-printable")
    mail["Content-Language"] = note.language
    return mail


def mailbox_address(delivery: Delivery) -> Address:
    """Where it comes from, under the mailbox's name."""
    return named(delivery.mailbox.name or delivery.desk.name, canonical("email", delivery.mailbox.address))


def named(name: str, address: str) -> Address:
    """An address with the name shown beside it."""
    local, _at, domain = address.rpartition("@")
    return Address(one_line(name)[:LONGEST_NAME], local, domain)


def reply_address(delivery: Delivery) -> Address:
    """Where an answer goes: the mailbox, with the conversation's token behind a ``+`` (RFC 5233)."""
    local, _at, domain = canonical("email", delivery.mailbox.address).rpartition("@")
    token = token_for(delivery.conversation)
    return named(delivery.mailbox.name or delivery.desk.name, f"{local}+s-{token}@{domain}")


def add_thread(mail: EmailMessage, delivery: Delivery) -> None:
    """In-Reply-To and References (RFC 5322 §3.6.4), as they were fixed when the delivery was asked for."""
    if delivery.in_reply_to:
        mail["In-Reply-To"] = bracketed(delivery.in_reply_to)
    if delivery.references:
        mail["References"] = bracketed(delivery.references)


def bracketed(ids: str) -> str:
    """Ids as a header holds them, each in angle brackets."""
    return " ".join(f"<{one}>" for one in ids.split())


def add_automatic(mail: EmailMessage, delivery: Delivery) -> None:
    """Says that it is automatic, and of what nobody asked for how to stop it (RFC 2369, RFC 8058)."""
    if delivery.automatic:
        mark_automatic(mail, AUTO_SUBMITTED[Delivery.Purpose(delivery.purpose)])
    if delivery.purpose in UNASKED:
        link = unsubscribe_url(delivery.desk, delivery.channel, delivery.address.value)
        mail["List-Unsubscribe"] = f"<{link}>"
        mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"


def mark_automatic(mail: EmailMessage, how: str) -> None:
    """Says to machines that no person wrote this (RFC 3834)."""
    mail["Auto-Submitted"] = how
    # Some answering machines only know this one.
    # Not “All”: a report that the mail could not be delivered is wanted.
    mail["X-Auto-Response-Suppress"] = "DR, RN, NRN, OOF, AutoReply"
    # So that another Saule knows it even where a server on the way drops the headers of the standard.
    mail["X-Saule"] = "automatic"


def add_files(mail: EmailMessage, delivery: Delivery) -> None:
    """The files that go along, under their names (RFC 2231 where a name is not ASCII)."""
    for file in files_of(delivery):
        content = bytes(file.content)
        # Of texts only these are named: a page among the files is not to be laid out as if it were the mail.
        unnamed = file.content_type.startswith(("text/", "message/", "multipart/"))
        named = file.content_type in PLAIN_FILES or not unnamed
        main, _slash, sub = (file.content_type if named else "application/octet-stream").partition("/")
        charset = {"charset": "utf-8"} if main == "text" and is_utf8(content) else {}
        name = one_line(file.name)
        mail.add_attachment(content, maintype=main, subtype=sub, filename=name, params=charset)


def is_utf8(content: bytes) -> bool:
    """Whether a text can be announced as UTF-8."""
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def body_of(delivery: Delivery) -> str:
    """The text, free of what no mail may hold."""
    text = delivery.words.replace("\x00", "").encode("utf-8", "replace").decode("utf-8")
    return text.replace("\r\n", "\n").replace("\r", "\n").rstrip() + "\n"
