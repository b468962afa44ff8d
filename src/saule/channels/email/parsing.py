"""From the bytes of a mail to what the domain receives: decoded, classed, free of card numbers.

Never raises, whatever the bytes are: each thing that was wrong becomes a warning code, and the masked bytes
are always kept. The codes:

- ``unreadable``: nothing could be made of the mail but its bytes;
- ``bad-header``, ``broken-mime``, ``bad-charset``: damage that was read around;
- ``truncated``, ``too-deep``, ``too-many-parts``: a limit was met;
- ``no-date``, ``bad-date``: see `saule.channels.email.dates`; ``no-message-id``; ``no-sender``.
"""

import re
from collections.abc import Collection, Iterable
from typing import Any

from saule.channels.email import (
    addresses,
    attachments,
    bodies,
    charsets,
    classing,
    dates,
    quoting,
    reports,
    structure,
    words,
)
from saule.channels.email.addresses import Mailbox
from saule.channels.email.authentication import dmarc_passes
from saule.channels.email.headers import LONGEST_VALUE, Headers
from saule.channels.email.source import MaskedSource, mask_source
from saule.channels.email.structure import Part
from saule.engines.masking import mask_cards
from saule.matters.incoming import Incoming, IncomingAttachment

CHANNEL = "email"
MOST_IDS = 100
LONGEST_ID = 998  # a line of a mail, RFC 5322 §2.1.1
LONGEST_SUBJECT = 1_000
_RECIPIENT_FIELDS = ("to", "cc", "delivered-to", "x-original-to", "envelope-to")
_SENDER_FIELDS = ("from", "sender", "reply-to", "return-path")
_ID = re.compile(r"<([^<>]*)>")
# “Message from Ann <ann@example.org> of Friday <id>” (RFC 822 §4.6.2): what follows a name is no id.
_WHOSE = re.compile(r"\bfrom\b[^<>]*<[^<>]*>", re.IGNORECASE)
_COMMENT = re.compile(r"\([^()]*\)")
_SPACE = re.compile(r"\s+")
_REPLY_TOKEN = re.compile(r"\+s-([a-z0-9]{10,40})@")
_RETURN_TOKEN = re.compile(r"\+b-([a-z0-9]{10,40})@")
_LANGUAGE = re.compile(r"([a-z]{2})(?:[-_,;\s]|\Z)", re.IGNORECASE)
_REPORTS = frozenset({"message/delivery-status", "message/global-delivery-status"})


class NoSuchPart(LookupError):
    """A mail does not have the part that was asked for."""

    code = "no-such-part"


def parse(raw: bytes, *, position: str, authserv_id: str = "", ours: Collection[str] = ()) -> Incoming:
    """One mail, as it came from the wire or a mailbox file.

    ``position`` names it in its source. ``authserv_id`` is the name under which the desk's own mail server
    writes Authentication-Results; without it nobody counts as authenticated. ``ours`` are the desk's
    addresses in lower case: see `saule.channels.email.classing.classify`.
    """
    source = mask_source(raw)
    try:
        return _incoming(source, source.mail or structure.read(source.raw)[0], position, authserv_id, ours)
    except Exception:  # noqa: BLE001 — a mail that nobody foresaw is stored as it is, marked, and never lost
        return _unreadable(source, position)


def attachment_content(raw: bytes, part: int) -> tuple[str, bytes]:
    """The content type and the decoded content of one part of a kept mail, by its depth-first index.

    Raises NoSuchPart when the mail has none of that index.
    """
    mail, _warnings = structure.read(raw)
    for one in mail.walk():
        if one.index == part:
            return one.content_type, one.content
    raise NoSuchPart(part)


def _incoming(
    source: MaskedSource, mail: Part, position: str, authserv_id: str, ours: Collection[str]
) -> Incoming:
    warnings = set(source.warnings)
    parts = bodies.sort(mail)
    body, charset = bodies.read(parts), bodies.charset_for_headers(mail, parts)
    headers = Headers(mail, charset)
    envelope = _envelope(mail, charset, warnings)
    text = mask_cards(body.text).text
    return Incoming(
        channel=CHANNEL,
        position=position,
        raw=source.raw,
        text=text,
        said=quoting.separate(text, html=body.html).said,
        html=body.html,
        authenticated=dmarc_passes(headers, authserv_id),
        attachments=tuple(_attachment(part, charset, source) for part in parts.attached),
        warnings=tuple(sorted(warnings | body.warnings)),
        cards_masked=source.cards,
        **envelope,
        **_class(mail, headers, envelope, text, ours),
    )


def _class(
    mail: Part, headers: Headers, envelope: dict[str, Any], text: str, ours: Collection[str]
) -> dict[str, Any]:
    """Who wrote it, a person or which machine, and what says so."""
    classified = classing.classify(
        headers,
        subject=envelope["subject"],
        text=text,
        content_type=words.header_text(mail.value("content-type")),
        has_report_part=_has_report(mail),
        sender=envelope["sender"],
        ours=ours,
    )
    facts: dict[str, Any] = {"mail_class": classified.mail_class, "class_reason": classified.reason}
    complaint = classified.reason == "feedback-report"
    if complaint or classified.mail_class == classing.BOUNCE:
        facts["report"] = reports.read_report(mail, text, complaint=complaint)
    return facts


def _envelope(mail: Part, charset: str, warnings: set[str]) -> dict[str, Any]:
    """What the header says of the mail: who, to whom, when, about what, in answer to what."""
    sender = _sender(mail, charset, warnings)
    recipients = _recipients(mail)
    message_id = _ids([mail.value("message-id")])[:1]
    people = frozenset(one.lower() for one in (sender.address, *recipients))
    sent_at, warning = dates.sent_at(mail.value("date"), mail.values("received"))
    warnings |= {warning} - {""}
    if not message_id:
        warnings.add("no-message-id")
    return {
        "sender": sender.address,
        "sender_name": sender.name,
        "recipients": recipients,
        "subject": words.header_text(mail.value("subject")[:LONGEST_VALUE], charset)[:LONGEST_SUBJECT],
        "language": _language(mail),
        "sent_at": sent_at,
        "message_id": "".join(message_id),
        "in_reply_to": _ids(mail.values("in-reply-to"), people),
        "references": _ids(mail.values("references"), people),
        "reply_token": _token(_REPLY_TOKEN, recipients),
        "return_token": _token(_RETURN_TOKEN, recipients),
    }


def _unreadable(source: MaskedSource, position: str) -> Incoming:
    text = charsets.clean(source.raw[: bodies.LONGEST].decode("latin-1"))
    return Incoming(
        channel=CHANNEL,
        position=position,
        raw=source.raw,
        text=text,
        warnings=("unreadable",),
        cards_masked=source.cards,
    )


def _sender(mail: Part, charset: str, warnings: set[str]) -> Mailbox:
    """Who wrote: the first in From; when nobody can be read there, who else the header names."""
    for name in _SENDER_FIELDS:
        found = addresses.mailboxes(mail.value(name), charset)
        if name != "from":
            warnings.add("no-sender")
        if any(mailbox.address for mailbox in found):
            return next(mailbox for mailbox in found if mailbox.address)
        if found:
            return found[0]
    return Mailbox("", "")


def _recipients(mail: Part) -> tuple[str, ...]:
    """Every address the mail names as a recipient, once, in the order of the fields."""
    values = (value for name in _RECIPIENT_FIELDS for value in mail.values(name))
    found = (mailbox.address for value in values for mailbox in addresses.mailboxes(value))
    return tuple(dict.fromkeys(filter(None, found)))[: addresses.MOST_ADDRESSES]


def _token(pattern: re.Pattern[str], recipients: Iterable[str]) -> str:
    """The token of our own reply address, which leads back to a conversation; or of our envelope address."""
    for address in recipients:
        if match := pattern.search(address.lower()):
            return match[1]
    return ""


def _ids(values: Iterable[bytes], people: Collection[str] = ()) -> tuple[str, ...]:
    """The message ids in these values, without brackets and white space, each once; garbage is left out, and
    the addresses of ``people``: some programs name whom they answer, and two threads would seem to be one.

    Of more than a hundred, the first and the last ones are kept: they are the root and the nearest.
    """
    found: dict[str, None] = {}
    for value in values:
        text = charsets.clean(words.text_of(value[:LONGEST_VALUE]))
        written = _ID.findall(_WHOSE.sub("", text)) or _ID.findall(text)
        if not written:
            bare = _COMMENT.sub(" ", text).split()
            written = bare if all("@" in word for word in bare) else []
        for one in written:
            plain = _SPACE.sub("", one).strip("<>")
            if plain and len(plain) <= LONGEST_ID and plain.lower() not in people:
                found[plain] = None
    ids = tuple(found)
    return ids if len(ids) <= MOST_IDS else (ids[0], *ids[-(MOST_IDS - 1) :])


def _language(mail: Part) -> str:
    """The language the mail says it is in (RFC 3282), as two letters; empty when it does not say."""
    match = _LANGUAGE.match(words.header_text(mail.value("content-language")[:100]))
    return match[1].lower() if match else ""


def _has_report(mail: Part) -> bool:
    """Whether a delivery status is a part of the mail itself, and not of a mail attached to it."""
    if mail.content_type in _REPORTS:
        return True
    return not mail.is_message and any(_has_report(part) for part in mail.parts)


def _attachment(part: Part, charset: str, source: MaskedSource) -> IncomingAttachment:
    return IncomingAttachment(
        name=attachments.name_of(part, charset),
        content_type=part.content_type,
        size=part.size,
        part=part.index,
        scanned=part.index not in source.unscanned,
    )
