"""From a note of the story to the bytes of an RFC 5322 message, as its writer's program makes them."""

import base64
import binascii
import html
import textwrap
from collections.abc import Iterable
from datetime import datetime
from functools import partial
from random import Random

from saule.demo.notes import OFFICE, OFFICE_HOST, OFFICE_NAME, Attachment, Note
from saule.demo.quoting import full_text

WEEK = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
YEAR = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
PROGRAMS = {
    "webmail": "Courrielo Webmail 7.2",
    "phone": "iPhone Mail (22B91)",
    "desktop": "Martinet 128.4.0",
    "windows": "Lavande Messagerie 16.0",
    "latin": "Boitelo Web 3",
    "html": "Pigeonnier 5.1",
}
CHARSETS = {"latin": "iso-8859-1", "windows": "windows-1252"}
Q_SIGNS = [chr(byte) if byte < 128 and chr(byte).isalnum() else f"={byte:02X}" for byte in range(256)]
Q_SIGNS[32] = "_"
Part = tuple[list[str], bytes]


def stamp(when: datetime) -> str:
    """Return an RFC 5322 date."""
    day = f"{WEEK[when.weekday()]}, {when.day:02d} {YEAR[when.month - 1]} {when.year}"
    return f"{day} {when:%H:%M:%S} {when:%z}"


def encoded_words(text: str, charset: str, base64_words: bool) -> str:
    """Return ``text`` for a header: itself if ASCII, else RFC 2047 encoded words on folded lines."""
    if text.isascii():
        return text
    words, current, size = [], b"", 0.0
    for char in text:
        data = char.encode(charset)
        cost = len(data) * 4 / 3 if base64_words or char.isascii() else len(data) * 3
        if size + cost > 54:
            words.append(current)
            current, size = b"", 0.0
        current += data
        size += cost
    return "\r\n ".join(_word(data, charset, base64_words) for data in [*words, current])


def _word(data: bytes, charset: str, base64_words: bool) -> str:
    if base64_words:
        return f"=?{charset}?B?{base64.b64encode(data).decode()}?="
    return f"=?{charset}?Q?{''.join(Q_SIGNS[byte] for byte in data)}?="


def mailbox(name: str, address: str, charset: str, base64_words: bool) -> str:
    """Return a header's ``name <address>``."""
    if not name:
        return address
    shown = encoded_words(name, charset, base64_words)
    if name.isascii() and not all(char.isalnum() or char in " -'" for char in name):
        shown = f'"{name}"'
    return f"{shown} <{address}>"


def charset_for(text: str, client: str) -> str:
    """Return the narrowest charset that the mail program and the text agree on."""
    charset = CHARSETS.get(client, "utf-8")
    try:
        text.encode(charset)
    except UnicodeEncodeError:
        return "utf-8"
    return charset


def fitted(text: str, client: str) -> str:
    """Return ``text`` with the signs that an old charset lacks put in its own way."""
    if client in CHARSETS:
        text = text.replace("\u202f", "\u00a0")
    if client == "latin":
        text = text.replace("’", "'").replace("œ", "oe").replace("€", "euros").replace("“", '"')
        text = text.replace("”", '"').replace("–", "-").replace("…", "...")
    return text


def text_part(text: str, charset: str, encoding: str, subtype: str = "plain") -> Part:
    """Return the headers and the encoded body of a text part."""
    data = text.encode(charset, "replace")
    head = [f'Content-Type: text/{subtype}; charset="{charset}"', f"Content-Transfer-Encoding: {encoding}"]
    if encoding == "base64":
        body = base64.encodebytes(data)
    elif encoding == "quoted-printable":
        body = binascii.b2a_qp(data, istext=True)
    else:
        body = data
    return head, _crlf(body)


def _crlf(data: bytes) -> bytes:
    data = data.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
    return data if data.endswith(b"\r\n") else data + b"\r\n"


def file_part(file: Attachment) -> Part:
    """Return the part of an attached file."""
    name = file.name if file.name.isascii() else encoded_words(file.name, "utf-8", True)
    head = [
        f'Content-Type: {file.content_type}; name="{name}"',
        "Content-Transfer-Encoding: base64",
        f'Content-Disposition: attachment; filename="{name}"',
    ]
    return head, _crlf(base64.encodebytes(file.content))


def multipart(subtype: str, parts: Iterable[Part], boundary: str) -> Part:
    """Return parts put together in a multipart of one kind."""
    body = b""
    for head, content in parts:
        body += f"--{boundary}\r\n".encode() + "\r\n".join(head).encode() + b"\r\n\r\n" + content
    body += f"--{boundary}--\r\n".encode()
    return [f'Content-Type: multipart/{subtype}; boundary="{boundary}"'], body


def as_html(text: str) -> str:
    """Return plain text as the HTML a mail program would have written."""
    blocks = []
    for block in text.split("\n\n"):
        lines = html.escape(block.strip("\n"), quote=False).split("\n")
        if all(line.startswith("&gt;") for line in lines):
            inner = "<br>\n".join(line.removeprefix("&gt;").strip() for line in lines)
            blocks.append(f'<blockquote style="border-left:1px solid #ccc">{inner}</blockquote>')
        else:
            blocks.append("<p>" + "<br>\n".join(lines) + "</p>")
    return "<html><head></head><body>\n" + "\n".join(blocks) + "\n</body></html>\n"


def body_part(note: Note, rng: Random) -> Part:
    """Return the whole body of a message, attachments included."""
    if note.ready is not None:
        return note.ready
    client = "webmail" if note.ours else note.person.client
    text = fitted(full_text(note), client) + "\n"
    charset = charset_for(text, client)
    encoding = "base64" if client == "phone" and rng.random() < 0.3 else "quoted-printable"
    if client == "desktop":
        text, encoding = _wrapped(text), "7bit" if text.isascii() else "8bit"
    boundary = f"=_{rng.getrandbits(64):016x}"
    if client == "html":
        part = text_part(as_html(text), charset, encoding, "html")
    elif client in ("webmail", "windows") and not note.ours:
        both = (text_part(text, charset, encoding), text_part(as_html(text), charset, encoding, "html"))
        part = multipart("alternative", both, boundary)
    else:
        part = text_part(text, charset, encoding)
    if note.attachments:
        part = multipart("mixed", [part, *map(file_part, note.attachments)], boundary + "x")
    return part


def _wrapped(text: str) -> str:
    wrap = partial(textwrap.fill, width=74, break_long_words=False, break_on_hyphens=False)
    return "\n".join(line if line.startswith(">") else wrap(line) for line in text.split("\n"))


def trace(note: Note, rng: Random) -> list[str]:
    """Return the lines that the town hall's mail server put on top of a message that came in."""
    address = "" if note.mail_class == "bounce" else note.from_address
    host = note.from_address.rpartition("@")[2]
    number = f"{rng.choice(('192.0.2', '198.51.100', '203.0.113'))}.{rng.randint(2, 250)}"
    result = rng.choices(("pass", "fail", "none"), (30, 1, 1) if note.mail_class != "spam" else (2, 5, 3))[0]
    return [
        f"Return-Path: <{address}>",
        f"Received: from out{rng.randint(1, 9)}.{host} ([{number}])\r\n by mx.{OFFICE_HOST} with ESMTPS"
        f" id {rng.getrandbits(40):010x}\r\n for <{OFFICE}>; {stamp(note.when)}",
        f"Authentication-Results: mx.{OFFICE_HOST};\r\n spf={result} smtp.mailfrom={host};"
        f"\r\n dmarc={result} header.from={host}",
    ]


def head(note: Note, rng: Random) -> list[str]:
    """Return the header lines of a message, but for those of its body."""
    client = "webmail" if note.ours else note.person.client
    words = note.person.client not in ("latin", "desktop")
    charset = CHARSETS.get(client, "utf-8") if charset_for(note.subject, client) != "utf-8" else "utf-8"
    names = "utf-8" if charset_for(note.from_name, client) == "utf-8" else charset
    receiver = (note.person.shown, note.person.address) if note.ours else ("", OFFICE)
    if not note.ours and rng.random() < 0.3:
        receiver = (OFFICE_NAME, OFFICE)
    lines = [] if note.ours else trace(note, rng)
    lines += [
        f"From: {mailbox(note.from_name, note.from_address, names, words)}",
        f"To: {mailbox(*receiver, 'utf-8', words)}",
    ]
    if "no-subject" not in note.flaws:
        lines.append(f"Subject: {encoded_words(fitted(note.subject, client), charset, words)}")
    if "no-date" not in note.flaws:
        lines.append(f"Date: {stamp(note.when)}")
    if "no-message-id" not in note.flaws:
        lines.append(f"Message-ID: <{note.message_id}>")
    lines += threading(note)
    if not note.ours and note.person.key:
        lines.append(f"X-Mailer: {PROGRAMS[client]}")
    return lines + [f"{name}: {value}" for name, value in note.headers]


def threading(note: Note) -> list[str]:
    """Return In-Reply-To and References of a reply (RFC 5322, 3.6.4)."""
    if note.answers is None:
        return []
    chain: list[str] = []
    earlier: Note | None = note.answers
    while earlier is not None:
        chain.insert(0, f"<{earlier.message_id}>")
        earlier = earlier.answers
    return [f"In-Reply-To: {chain[-1]}", "References: " + "\r\n ".join(chain)]


def render(note: Note, rng: Random) -> bytes:
    """Return the whole message."""
    part_head, body = body_part(note, rng)
    lines = [*head(note, rng), "MIME-Version: 1.0", *part_head]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body
