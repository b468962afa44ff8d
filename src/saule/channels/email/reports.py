"""Reports about mails of ours: what came back and why (RFC 3464, RFC 3461), and complaints (RFC 5965).

A report is read in the standard's form where it has that, else in the words of the usual servers. It proves
nothing: see `saule.matters.returning`. Ordinary mails never come here.
"""

import re
from collections.abc import Iterable, Iterator
from urllib.parse import unquote

from saule.channels.email import addresses, charsets, report_texts, words
from saule.channels.email.report_words import is_gone, status_in
from saule.channels.email.structure import Part, read
from saule.matters.incoming import Failure, Report

MOST_FAILURES = 500
MOST_IDS = 20
_STATUS_PARTS = frozenset({"message/delivery-status", "message/global-delivery-status"})
_HEADER_PARTS = frozenset({"text/rfc822-headers", "message/rfc822-headers", "message/global-headers"})
_FIELD = re.compile(r"^([A-Za-z][\w-]{0,60})[ \t]*:[ \t]*(.*(?:\n[ \t]+.*)*)", re.MULTILINE)
_ID = re.compile(
    r"^[ \t>]*(?:message-id|original-message-id)[ \t]*:\s*<([^<>\s]{3,250})>", re.IGNORECASE | re.MULTILINE
)
_XTEXT = re.compile(r"\+([0-9A-F]{2})")
_ARRIVED = frozenset({"delivered", "relayed", "expanded"})

Fields = dict[str, str]


def read_report(mail: Part, text: str, *, complaint: bool = False) -> Report:
    """What a mail that is a report says; ``text`` is what a person reads in it."""
    own = list(own_parts(mail))
    failures = _of_complaint(own) if complaint else _failures(mail, own, text)
    ids = tuple(dict.fromkeys(_returned_ids(own, text)))[:MOST_IDS]
    return Report(complaint=complaint, failures=tuple(failures[:MOST_FAILURES]), message_ids=ids)


def own_parts(mail: Part) -> Iterator[Part]:
    """The parts of the report itself, and the mails it returns without what is in them."""
    yield mail
    if not mail.is_message:
        for part in mail.parts:
            yield from own_parts(part)


def _failures(mail: Part, own: Iterable[Part], text: str) -> list[Failure]:
    found = [
        failure for part in own if part.content_type in _STATUS_PARTS for failure in _of_status(part, text)
    ]
    if found:
        return _once(found)
    named = ", ".join(words.header_text(value) for value in mail.values("x-failed-recipients"))
    listed = [one.address for one in addresses.mailboxes(named.encode())]
    return _once(report_texts.failures(text, _not_them(mail), listed))


def _once(found: Iterable[Failure]) -> list[Failure]:
    """Each address once, with the worst that is said of it."""
    by_address: dict[str, Failure] = {}
    for one in found:
        key = one.address.lower()
        known = by_address.get(key)
        if known is None or (one.permanent, one.final) > (known.permanent, known.final):
            by_address[key] = one
    return list(by_address.values())


def _not_them(mail: Part) -> frozenset[str]:
    """The addresses of the report's own header: who reports, and to whom."""
    fields = ("from", "sender", "to", "reply-to", "cc")
    found = (one for name in fields for value in mail.values(name) for one in addresses.mailboxes(value))
    return frozenset(one.address.lower() for one in found if one.address)


def _of_status(part: Part, text: str) -> Iterator[Failure]:
    """The recipients of a delivery status, but those whom the mail reached. Groups: RFC 3464 §2.1."""
    for group in _groups(part.content):
        recipient = _typed(group.get("final-recipient", ""))
        original = _typed(group.get("original-recipient", ""))
        action = group.get("action", "").split("(")[0].strip().lower()
        address = recipient or original or _x_actual(group)
        if address and action not in _ARRIVED:
            yield _judged(group, address, original, action, text)


def _judged(group: Fields, address: str, original: str, action: str, text: str) -> Failure:
    said = group.get("diagnostic-code", "")
    given = status_in(group.get("status", ""))
    status = given if given[2:] not in {"0.0", ""} or not said else status_in(said) or given
    late = action == "delayed"
    # Some servers put their words only into the part for people.
    words_too = said or report_texts.said_of(text, address)
    gone = not late and is_gone(status, f"{words_too} {group.get('x-supplementary-info', '')}")
    return Failure(address=address, original=original, permanent=gone, final=not late, status=status[:12])


def _groups(content: bytes) -> Iterator[Fields]:
    """The groups of fields, separated by blank lines."""
    text = charsets.decode(content).text.replace("\r\n", "\n").replace("\r", "\n")
    for block in re.split(r"\n[ \t]*\n", text):
        fields: Fields = {}
        for match in _FIELD.finditer(block):
            fields.setdefault(match[1].lower(), " ".join(match[2].split()))
        if fields:
            yield fields


def _typed(value: str) -> str:
    """The address in ``rfc822; somebody@example.org``, its xtext decoded (RFC 3461 §4)."""
    kind, mark, rest = value.partition(";")
    rest = rest if mark else kind
    if "+" in rest and _XTEXT.search(rest):
        rest = _XTEXT.sub(lambda match: unquote(f"%{match[1]}"), rest) if "@" not in rest else rest
    found = addresses.mailboxes(rest.encode())
    return next((one.address for one in found if one.address), "")


def _x_actual(group: Fields) -> str:
    return _typed(group.get("x-actual-recipient", ""))


def _of_complaint(own: Iterable[Part]) -> list[Failure]:
    """Whose complaint it is, where the report tells."""
    for part in own:
        if part.content_type == "message/feedback-report":
            for group in _groups(part.content):
                named = (group.get(name, "") for name in ("original-rcpt-to", "removal-recipient"))
                found = [address for value in named if (address := _typed(value))]
                if found:
                    return [Failure(address=found[0])]
    return []


def _returned_ids(own: Iterable[Part], text: str) -> Iterator[str]:
    """The message ids of the mails that come back with the report, whole or in part."""
    for part in own:
        if part.is_message and part.parts:
            yield from _ids_of(part.parts[0])
        elif part.is_message or part.content_type in _HEADER_PARTS:
            yield from _ids_of(read(part.content)[0])
    yield from _ID.findall(text)


def _ids_of(mail: Part) -> Iterator[str]:
    value = words.text_of(mail.value("message-id")[:1_000])
    if match := re.search(r"<([^<>\s]+)>", value):
        yield match[1]
