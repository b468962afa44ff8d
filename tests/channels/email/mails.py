"""Mails as they come over the wire, for tests: put together, and what holds of every one that was read."""

from saule.channels.email.parsing import attachment_content
from saule.matters.incoming import Incoming

HEAD = (
    "From: Alice Martin <alice@example.org>\r\nTo: Mairie <contact@mairie.example>\r\n"
    "Subject: La ligne 12\r\n"
    "Date: Sat, 21 Nov 2026 10:00:00 +0100\r\nMessage-ID: <1@example.org>\r\n"
)


def mail(body: str | bytes, *fields: str, head: str = HEAD) -> bytes:
    content = body.encode() if isinstance(body, str) else body
    return head.encode() + b"".join(f"{field}\r\n".encode() for field in fields) + b"\r\n" + content


def multipart(kind: str, *parts: bytes, fields: tuple[str, ...] = ()) -> bytes:
    body = b"".join(b"--b\r\n" + part + b"\r\n" for part in parts) + b"--b--\r\n"
    return mail(body, f"Content-Type: multipart/{kind}; boundary=b", *fields)


def part(content_type: str, content: bytes | str, *fields: str) -> bytes:
    data = content.encode() if isinstance(content, str) else content
    return (
        "".join(f"{field}\r\n" for field in (f"Content-Type: {content_type}", *fields)).encode()
        + b"\r\n"
        + data
    )


def fields_of(incoming: Incoming) -> list[str]:
    """Every text that may stand in a header, a list or a log."""
    names = [attachment.name for attachment in incoming.attachments]
    types = [attachment.content_type for attachment in incoming.attachments]
    one_line = [
        incoming.sender,
        incoming.sender_name,
        incoming.subject,
        incoming.message_id,
        incoming.language,
    ]
    ids = [*incoming.in_reply_to, *incoming.references]
    return [*one_line, *incoming.recipients, *ids, *names, *types, incoming.reply_token, *incoming.warnings]


def assert_sound(incoming: Incoming) -> None:
    """What every message must keep to, however broken the mail was."""
    assert "unreadable" not in incoming.warnings
    for value in fields_of(incoming):
        assert value.isprintable() or not any(ord(letter) < 32 or ord(letter) == 127 for letter in value)
        value.encode()
    for text in (incoming.text, incoming.said, incoming.html):
        assert "\x00" not in text
        assert "\r" not in text
        text.encode()
    assert len(incoming.text) <= 1_000_000
    for attachment in incoming.attachments[:20]:
        attachment_content(incoming.raw, attachment.part)


PIECES = [
    b"\n", b"\r\n", b"\r", b" ", b"\t", b":", b";", b"=", b'"', b"<", b">", b"--", b"--a", b"--a--", b"\x00",
    b"\xff", b"\xc3\xa9", b"a", b"From: ", b"Subject: ", b"Date: ", b"Received: ;", b"Content-Type: ",
    b"multipart/mixed; boundary=a", b"multipart/alternative; boundary=a", b"text/html", b"text/plain",
    b"message/rfc822", b"message/delivery-status", b"; charset=utf-16", b"; charset=utf-7",
    b"Content-Transfer-Encoding: base64", b"Content-Transfer-Encoding: quoted-printable",
    b"Content-Transfer-Encoding: uuencode", b"begin 644 x\n", b"=?utf-8?Q?=C3?=", b"=?utf-16?B?2AA=?=",
    b"filename*0*=utf-8''%FF", b"filename*=", b"Content-Disposition: attachment; ", b"&#xD800;",
    b"4111 1111 1111 1111", b"=41=", b"QUJD", b"; format=flowed", b"<blockquote>",
]  # fmt: skip
