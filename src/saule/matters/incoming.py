"""What a channel hands over: one message as it came from the wire, already parsed and masked."""

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class IncomingAttachment:
    """One attached file: its name, type, size in bytes and place in the kept source.

    ``part`` is the index of the MIME part in a depth-first walk, so that the content can be read again from
    the source. ``scanned`` is false where card numbers could not be looked for (images, archives, PDF).
    """

    name: str
    content_type: str
    size: int
    part: int
    scanned: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """One address that a report is about. ``original`` is how the sender wrote it, if the report says so.

    ``final``: this mail never arrives; otherwise the server still tries. ``permanent``: no mail will, because
    of the address itself. ``status`` is the code of RFC 3463, or a reply code of SMTP, or empty.
    """

    address: str
    original: str = ""
    permanent: bool = False
    final: bool = True
    status: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What a machine reports about mails of ours: that they came back, or (``complaint``) are unwanted.

    ``message_ids`` are those of the mails it returns. Nothing in it is proven: anybody can write one.
    """

    complaint: bool = False
    failures: tuple[Failure, ...] = ()
    message_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """One message ready to be received. Every text in it and ``raw`` are free of card numbers.

    ``position`` names the message in its source and makes receiving idempotent; ``said`` is what the person
    wrote now, without quotes, signature and greeting lines of replies; ``text`` is the whole readable body;
    ``html`` is the original HTML body, not yet sanitised (it is sanitised when shown).
    ``mail_class`` is one of ``human``, ``out_of_office``, ``auto_reply``, ``bounce``, ``list``, ``spam``;
    ``class_reason`` is a short code that says what decided it, such as ``auto-submitted`` or ``list-id``.
    ``arrived_at`` is when the desk's own server took it in, where that is known.
    ``return_token`` is that of our own envelope address, to which reports come back; ``report`` is what they
    say.
    ``warnings`` are codes of what was wrong with the original, such as ``no-date`` or ``bad-charset``.
    """

    channel: str
    position: str
    raw: bytes
    sender: str = ""
    sender_name: str = ""
    recipients: tuple[str, ...] = ()
    subject: str = ""
    text: str = ""
    said: str = ""
    html: str = ""
    language: str = ""
    mail_class: str = "human"
    class_reason: str = ""
    sent_at: datetime | None = None
    arrived_at: datetime | None = None
    message_id: str = ""
    in_reply_to: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    reply_token: str = ""
    return_token: str = ""
    report: Report | None = None
    authenticated: bool = False
    attachments: tuple[IncomingAttachment, ...] = field(default_factory=tuple)
    warnings: tuple[str, ...] = ()
    cards_masked: int = 0
