"""No card number reaches the store, in whatever part and encoding it came; nothing else changes."""

import base64
import binascii
import os
import quopri
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from saule.channels.email import source
from saule.channels.email.parsing import attachment_content, parse
from saule.channels.email.source import mask_source

CARD = "4111 1111 1111 1111"
MASKED = "**** **** **** 1111"
SIRET = "SIRET 380 129 866 00014"

real = Path(os.environ.get("SAULE_TEST_DATA", Path(__file__).parents[4] / "shared" / "data")) / "mail"
needs_real_mails = pytest.mark.skipif(not real.is_dir(), reason="SAULE_TEST_DATA has no mail folder")

HEAD = b"From: alice@example.org\r\nMessage-ID: <4111111111111111@example.org>\r\nSubject: facture\r\n"


def mail(body: bytes, *fields: str) -> bytes:
    return HEAD + b"".join(f"{field}\r\n".encode() for field in fields) + b"\r\n" + body


def text_mail(content: bytes, encoding: str, charset: str = "utf-8") -> bytes:
    encoded = {
        "8bit": lambda data: data,
        "base64": base64.encodebytes,
        "quoted-printable": quopri.encodestring,
        "x-uuencode": lambda data: (
            b"begin 644 a.txt\n"
            + b"".join(binascii.b2a_uu(data[n : n + 45]) for n in range(0, len(data), 45))
            + b"`\nend\n"
        ),
    }[encoding](content)
    return mail(
        encoded, f"Content-Type: text/plain; charset={charset}", f"Content-Transfer-Encoding: {encoding}"
    )


def everything_in(raw: bytes) -> str:
    """All that can be read in a mail: its bytes, and the content of each of its parts."""
    pieces = [raw]
    try:
        for number in range(1_000):
            pieces.append(attachment_content(raw, number)[1])
    except LookupError:
        return "\n".join(piece.decode("latin-1") for piece in pieces)
    raise AssertionError("a thousand parts")


@pytest.mark.parametrize("encoding", ["8bit", "base64", "quoted-printable", "x-uuencode"])
@pytest.mark.parametrize("charset", ["utf-8", "iso-8859-1", "utf-16-le", "utf-7", "cp037", "shift_jis"])
def test_a_body_in_any_encoding_and_charset_is_masked(encoding, charset):
    words = f"Voici ma carte {CARD}, merci. {SIRET}\n"
    raw = text_mail(words.encode(charset), encoding, charset)
    masked = mask_source(raw)
    incoming = parse(raw, position="1")
    assert masked.cards == 1
    assert incoming.text == f"Voici ma carte {MASKED}, merci. {SIRET}"
    assert incoming.raw == masked.raw
    assert incoming.cards_masked == 1
    assert f"Content-Transfer-Encoding: {encoding}".encode() in masked.raw


def test_a_card_written_with_no_break_spaces_is_masked_in_every_charset():
    for charset in ("utf-8", "iso-8859-1", "cp1252"):
        for encoding in ("8bit", "base64", "quoted-printable"):
            written = f"carte {CARD}".replace(" ", "\u00a0").encode(charset)
            for declared in ("utf-8", "iso-8859-1", "us-ascii", "no-such-charset"):
                masked = mask_source(text_mail(written, encoding, declared))
                assert masked.cards == 1, (charset, encoding, declared)


@pytest.mark.parametrize("encoding", ["8bit", "base64", "quoted-printable", "x-uuencode"])
def test_without_a_card_no_byte_changes(encoding):
    raw = text_mail(f"Été à Nîmes.\n{SIRET}\nFR76 3000 6000 0112 3456 7890 189\n".encode(), encoding)
    assert mask_source(raw).raw is raw


def test_names_of_messages_and_parts_are_never_touched():
    raw = (
        b"Message-ID: <4111111111111111@example.org>\n"
        b"In-Reply-To: <4111111111111111>\n"
        b"References: <4111 1111 1111 1111@x>\n <4111111111111111@y>\n"
        b'Content-Type: multipart/mixed; boundary="=_4111111111111111"\n\n'
        b"4111 1111 1111 1111\n"
        b"--=_4111111111111111\nContent-ID: <4111111111111111>\n\nBonjour\n"
        b"--=_4111111111111111\n\n4111 1111 1111 1111\n--=_4111111111111111--\nfin 4111111111111111\n"
    )
    masked = mask_source(raw)
    kept = re.sub(rb"(?m)^4111 1111 1111 1111$", MASKED.encode(), raw).replace(
        b"fin 4111111111111111", b"fin ************1111"
    )
    assert masked.raw == kept
    assert parse(raw, position="1").text.startswith("Bonjour")


@pytest.mark.parametrize(
    "subject",
    [
        f"carte {CARD}",
        "carte 4111 1111\r\n 1111 1111",
        "=?utf-8?Q?carte_4111_1111_1111_1111?=",
        "=?utf-8?B?" + base64.b64encode(f"été {CARD}".encode()).decode() + "?=",
        "=?utf-8?Q?carte_4111_1111_?=\r\n =?utf-8?Q?1111_1111?=",
        "=?iso-8859-1?Q?4111=A01111=A01111?= 1111",
        "=?utf-8?Q?carte?= 4111 1111 1111 1111",
    ],
)
def test_subjects_are_masked_encoded_or_not(subject):
    raw = f"From: a@example.org\r\nSubject: {subject}\r\nX-Note: {subject}\r\n\r\nBonjour\r\n".encode()
    incoming = parse(raw, position="1")
    assert incoming.subject.endswith("1111")
    assert incoming.subject.count("*") == 12
    assert incoming.cards_masked == 1
    assert mask_source(incoming.raw).cards == 0


def test_a_card_in_the_name_of_a_person_or_a_file_is_masked():
    raw = mail(
        b'--b\r\nContent-Type: application/pdf; name="4111111111111111.pdf"\r\n'
        b"Content-Disposition: attachment; filename*=utf-8''carte%204111%201111%201111%201111.pdf\r\n"
        b"\r\n%PDF\r\n--b--\r\n",
        "Content-Type: multipart/mixed; boundary=b",
        "Reply-To: =?utf-8?Q?Alice_4111111111111111?= <alice@example.org>",
    )
    incoming = parse(raw, position="1")
    assert incoming.attachments[0].name == "carte ____ ____ ____ 1111.pdf"
    assert b"4111111111111111.pdf" not in incoming.raw
    assert b"%204111" not in incoming.raw
    assert b"Alice_4111" not in incoming.raw
    assert mask_source(incoming.raw).cards == 0


@pytest.mark.parametrize(
    ("content_type", "content"),
    [
        ("text/csv; name=a.csv", b"nom;carte\nAlice;4111111111111111\n"),
        ("application/json", b'{"carte": "4111111111111111"}'),
        ("application/xml", b"<carte>4111 1111 1111 1111</carte>"),
        ("text/html", b"<b>4111</b>&nbsp;1111 <i>1111</i> 1111"),
        ("application/octet-stream; name=notes.txt", b"4111-1111-1111-1111"),
        ("application/octet-stream", b"4111-1111-1111-1111"),
        ("text/csv", "carte\t4111111111111111\n".encode("utf-16")),
        ("text/calendar", b"DESCRIPTION:4111 1111 1111 1111"),
    ],
)
@pytest.mark.parametrize("encoding", ["7bit", "base64"])
def test_attachments_that_are_text_are_masked(content_type, content, encoding):
    body = base64.encodebytes(content) if encoding == "base64" else content
    raw = mail(
        b"--b\r\nContent-Type: text/plain\r\n\r\nBonjour\r\n--b\r\nContent-Type: "
        + content_type.encode()
        + b"\r\nContent-Disposition: attachment\r\nContent-Transfer-Encoding: "
        + encoding.encode()
        + b"\r\n\r\n"
        + body
        + b"\r\n--b--\r\n",
        "Content-Type: multipart/mixed; boundary=b",
    )
    incoming = parse(raw, position="1")
    (attachment,) = incoming.attachments
    kept = attachment_content(incoming.raw, attachment.part)[1]
    assert attachment.scanned
    assert incoming.cards_masked == 1
    assert b"411111" not in re.sub(rb"[^0-9]", b"", kept)
    assert len(kept.rstrip(b"\r\n")) == len(content.rstrip(b"\n")) or kept == content


@pytest.mark.parametrize("content_type", ["image/png", "application/zip", "application/pdf", "audio/mpeg"])
def test_what_cannot_be_read_is_left_alone_and_said(content_type):
    raw = mail(
        b"--b\r\n\r\nBonjour\r\n--b\r\nContent-Type: "
        + content_type.encode()
        + b"\r\n\r\n\x00\x01 4111111111111111\r\n--b--\r\n",
        "Content-Type: multipart/mixed; boundary=b",
    )
    (attachment,) = parse(raw, position="1").attachments
    assert not attachment.scanned
    assert mask_source(raw).raw == raw


@pytest.mark.parametrize("encoding", ["8bit", "base64", "quoted-printable"])
def test_a_mail_within_a_mail_is_masked_however_deep(encoding):
    encode = {"8bit": bytes, "base64": base64.encodebytes, "quoted-printable": quopri.encodestring}[encoding]
    raw = text_mail(f"carte {CARD}\n".encode(), "base64")
    for level in range(4):
        part = f"Content-Type: message/rfc822\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n".encode()
        body = b"--b%d\r\n%b%b\r\n--b%d--\r\n" % (level, part, encode(raw), level)
        raw = mail(body, f"Content-Type: multipart/mixed; boundary=b{level}")
    masked = mask_source(raw)
    assert masked.cards == 1
    assert mask_source(masked.raw).raw == masked.raw
    assert parse(raw, position="1").attachments[0].scanned


def test_text_behind_encoded_lines_is_masked_too():
    raw = mail(
        base64.encodebytes(f"carte {CARD}\n".encode()) + b"\n-- \nList of 5500 0000 0000 0004\n",
        "Content-Type: text/plain",
        "Content-Transfer-Encoding: base64",
    )
    incoming = parse(raw, position="1")
    assert incoming.cards_masked == 2
    assert "**** 0004" in incoming.text
    assert "**** 1111" in incoming.text


def test_security_codes_go_even_without_a_card():
    incoming = parse(mail(b"Le cryptogramme est 123.\r\n"), position="1")
    assert incoming.text == "Le cryptogramme est ***."
    assert incoming.cards_masked == 0


def test_the_same_card_in_two_forms_of_a_mail_is_one_card():
    raw = mail(
        b"--b\r\nContent-Type: text/plain\r\n\r\ncarte 4111111111111111\r\n"
        b"--b\r\nContent-Type: text/html\r\n\r\n<p>carte 4111<b>1111</b>11111111</p>\r\n--b--\r\n",
        "Content-Type: multipart/alternative; boundary=b",
    )
    incoming = parse(raw, position="1")
    assert incoming.cards_masked == 1
    assert "4111" not in incoming.html


@pytest.mark.parametrize(
    "raw",
    [
        b"4111 1111 1111 1111",
        b"Content-Type: multipart/mixed; boundary=x\n\n4111 1111 1111 1111\n--y\n",
        b"Content-Type: multipart/mixed\n\n--x\n\n4111 1111 1111 1111\n",
        b"Content-Transfer-Encoding: base64\n\ncarte 4111 1111 1111 1111\n",
        b"Subject: x\nno field 4111111111111111\n\nBonjour",
        b"From 4111 1111 1111 1111\nSubject: x\n\nBonjour",
        b"Content-Type: text/plain; charset=\xff\xfe\n\n\xff 4111 1111 1111 1111 \xfe",
        b"Content-Type: message/rfc822\n\n4111 1111 1111 1111",
        b"Subject: 4111 1111 1111 1111",
    ],
)
def test_broken_mails_are_masked_as_well(raw):
    masked = mask_source(raw)
    assert masked.cards == 1
    assert masked.raw == raw.replace(b"4111 1111 1111 1111", MASKED.encode()).replace(
        b"4111111111111111", b"************1111"
    )


def test_when_nothing_can_be_made_of_a_mail_its_bytes_are_masked(monkeypatch):
    def fail(_raw):
        raise RecursionError

    monkeypatch.setattr(source.structure, "read", fail)
    raw = HEAD + b"\r\ncarte 4111 1111 1111 1111 \xe9\r\n"
    masked = mask_source(raw)
    assert masked.raw == HEAD + b"\r\ncarte **** **** **** 1111 \xe9\r\n"
    assert parse(raw, position="1").warnings == ("unreadable",)


@given(st.binary(max_size=400), st.sampled_from(["8bit", "base64", "quoted-printable"]))
def test_any_bytes_around_a_card_cannot_hide_it(noise, encoding):
    # Digits that adjoin would make a longer number of it, and letters a parcel number.
    noise = re.sub(rb"[0-9+*]", b"", noise)
    raw = text_mail(noise + b"\ncarte 4111 1111 1111 1111\n" + noise, encoding)
    masked = mask_source(raw)
    assert "1111 1111 1111" not in everything_in(masked.raw)
    assert mask_source(masked.raw).raw == masked.raw


@needs_real_mails
def test_real_mails_without_cards_keep_their_bytes():
    changed = []
    for path in sorted(path for path in real.rglob("*") if path.is_file() and path.suffix != ".json"):
        raw = path.read_bytes()
        if mask_source(raw).raw != raw:
            changed.append(path.name)
    assert changed == []
