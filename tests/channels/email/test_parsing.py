"""Whatever came over the wire becomes a message that can be read, with what was wrong said in a code."""

import base64
import json
import os
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from saule.channels.email import parsing, structure
from saule.channels.email.parsing import NoSuchPart, attachment_content, parse
from saule.matters.incoming import Incoming

real = Path(os.environ.get("SAULE_TEST_DATA", Path(__file__).parents[4] / "shared" / "data")) / "mail"
needs_real_mails = pytest.mark.skipif(not real.is_dir(), reason="SAULE_TEST_DATA has no mail folder")

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


# The ordinary mail.


def test_an_ordinary_mail():
    raw = mail(
        "Bonjour,\r\n\r\nLa ligne 12 est coupée.\r\n\r\n-- \r\nAlice\r\n",
        "Content-Type: text/plain; charset=utf-8",
        "Content-Transfer-Encoding: 8bit",
        "Cc: bob@Example.ORG",
        "In-Reply-To: <0@example.org>",
        "References: <a@example.org> <0@example.org>",
        "Content-Language: fr-FR",
    )
    incoming = parse(raw, position="imap:1:7")
    assert incoming.channel == "email"
    assert incoming.position == "imap:1:7"
    assert incoming.raw == raw
    assert (incoming.sender, incoming.sender_name) == ("alice@example.org", "Alice Martin")
    assert incoming.recipients == ("contact@mairie.example", "bob@example.org")
    assert incoming.subject == "La ligne 12"
    assert incoming.text == "Bonjour,\n\nLa ligne 12 est coupée.\n\n-- \nAlice"
    assert "coupée" in incoming.said
    assert "Alice" not in incoming.said
    assert incoming.sent_at == datetime(2026, 11, 21, 9, tzinfo=UTC)
    assert incoming.message_id == "1@example.org"
    assert incoming.in_reply_to == ("0@example.org",)
    assert incoming.references == ("a@example.org", "0@example.org")
    assert incoming.language == "fr"
    assert incoming.mail_class == "human"
    assert incoming.warnings == ()


def test_the_text_form_is_read_and_the_html_form_kept():
    raw = multipart("alternative", part("text/plain", "Bonjour"), part("text/html", "<p>Bonjour</p>"))
    incoming = parse(raw, position="1")
    assert (incoming.text, incoming.html, incoming.attachments) == ("Bonjour", "<p>Bonjour</p>", ())


def test_html_alone_becomes_readable_text():
    source = (
        "<html><head><title>x</title><style>p {color: red}</style></head><body><!-- caché -->"
        "<p>Bonjour&nbsp;!</p><p>Deux<br>lignes   et\n plus</p><ul><li>un</li><li>deux</li></ul>"
        "<div style='display:none'>espion</div><table><tr><td>a</td><td>b</td></tr></table>"
        "<blockquote>cité<br>encore</blockquote>"
        '<img src="cid:1" alt="un plan"><script>alert("x")</script>1 &lt; 2</body></html>'
    )
    incoming = parse(mail(source, "Content-Type: text/html; charset=utf-8"), position="1")
    assert incoming.html == source
    assert incoming.text == (
        "Bonjour\u00a0!\n\nDeux\nlignes et plus\n\n- un\n- deux\n\na b\n\n> cité\n> encore\n\nun plan1 < 2"
    )


def test_an_empty_text_form_gives_way_to_the_html_form():
    raw = multipart("alternative", part("text/plain", " \r\n"), part("text/html", "<p>Bonjour</p>"))
    assert parse(raw, position="1").text == "Bonjour"


def test_texts_in_a_row_are_one_text_and_named_ones_are_attached():
    raw = multipart(
        "mixed",
        part("text/plain", "Bonjour"),
        part("image/png", "x", "Content-ID: <i>"),
        part("text/plain", "et merci"),
        part("text/plain; name=notes.txt", "des notes"),
    )
    incoming = parse(raw, position="1")
    assert incoming.text == "Bonjour\net merci"
    assert [(one.name, one.part, one.size) for one in incoming.attachments] == [
        ("part-2.png", 2, 1),
        ("notes.txt", 4, 9),
    ]


def test_flowed_text_is_put_together():
    raw = mail(
        "Une longue \r\nphrase.\r\n> citée \r\n> aussi\r\n From here\r\n-- \r\nAlice\r\n",
        "Content-Type: text/plain; charset=utf-8; format=flowed",
    )
    assert parse(raw, position="1").text == "Une longue phrase.\n> citée aussi\nFrom here\n-- \nAlice"
    raw = mail("abc \r\ndef\r\n", "Content-Type: text/plain; format=flowed; delsp=yes")
    assert parse(raw, position="1").text == "abcdef"


def test_a_mail_attached_to_a_mail_is_one_attachment():
    inner = mail("dedans", head="Subject: =?utf-8?Q?=C3=A9t=C3=A9?=\r\n")
    raw = multipart("mixed", part("text/plain", "Voir ci-joint"), part("message/rfc822", inner))
    incoming = parse(raw, position="1")
    assert incoming.text == "Voir ci-joint"
    (attachment,) = incoming.attachments
    assert (attachment.name, attachment.content_type, attachment.size) == (
        "été.eml",
        "message/rfc822",
        len(inner),
    )
    assert attachment_content(raw, attachment.part) == ("message/rfc822", inner)


def test_a_bounce_is_classed_by_its_report():
    raw = multipart(
        "report; report-type=delivery-status",
        part("text/plain", "Sorry"),
        part("message/delivery-status", "Action: failed\r\nStatus: 5.1.1\r\n"),
        part("message/rfc822", mail("Bonjour")),
        fields=("Auto-Submitted: auto-replied",),
    )
    assert parse(raw, position="1").mail_class == "bounce"


# Charsets.


@pytest.mark.parametrize(
    ("declared", "actual"),
    [
        ("utf-8", "utf-8"),
        ("iso-8859-1", "cp1252"),
        ("iso-8859-1", "utf-8"),
        ("us-ascii", "utf-8"),
        ("us-ascii", "cp1252"),
        ("utf-8", "cp1252"),
        ("iso-8859-15", "iso-8859-15"),
        ("x-unknown", "utf-8"),
        ("x-unknown", "cp1252"),
        ("rot13", "utf-8"),
        ("unicode_escape", "utf-8"),
        ("", "utf-8"),
        ("", "cp1252"),
        ("utf-7", "utf-7"),
        ("unicode-1-1-utf-7", "utf-7"),
        ("utf-16", "utf-16"),
        ("utf-16", "utf-8"),
        ("macintosh", "mac_roman"),
        ('"UTF8"', "utf-8"),
        ("x-windows-1252", "cp1252"),
        ("cp-850", "cp850"),
    ],
)
def test_charsets_declared_rightly_and_wrongly(declared, actual):
    words = (
        "L’été à Nîmes, c’est 30 € la journée…"
        if actual.startswith(("utf", "cp1252"))
        else "L'été à Nîmes, où"
    )
    content = words.encode(actual)
    fields = (f"Content-Type: text/plain; charset={declared}" if declared else "Content-Type: text/plain",)
    encoded = base64.encodebytes(content)
    incoming = parse(mail(encoded, *fields, "Content-Transfer-Encoding: base64"), position="1")
    assert incoming.text == words


@pytest.mark.parametrize(
    ("codec", "words"),
    [
        ("shift_jis", "今後、広告をご希望されない方はこちらへお知らせください。"),
        ("euc-jp", "送信先のメールボックスが一杯のため、送信できませんでした。"),
        ("gb2312", "我们的国家是一个很大的国家，这里有很多人，他们在这里生活和工作。"),
        ("big5", "我們的國家是一個很大的國家，這裡有很多人，他們在這裡生活和工作。"),
        ("euc-kr", "이 메일은 고객님의 편지함이 가득 차서 전달되지 않았습니다. 다시 보내 주시기 바랍니다."),
        ("koi8-r", "Добрый день, почему автобус больше не ходит по нашей улице?"),
        ("cp1251", "Добрый день, почему автобус больше не ходит по нашей улице?"),
        ("iso-2022-jp", "送信先のメールボックスが一杯です"),
    ],
)
def test_other_scripts_are_read_declared_or_not(codec, words):
    for declared in (codec, "us-ascii", "x-unknown"):
        raw = mail(words.encode(codec), f"Content-Type: text/plain; charset={declared}")
        assert parse(raw, position="1").text == words


@pytest.mark.parametrize("declared", ["gb2312", "us-ascii", ""])
def test_a_header_in_bare_bytes_is_in_the_charset_of_the_text(declared):
    """Its own bytes do not say, but the text does: by its label, or by being long enough to tell."""
    text = "我们的国家是一个很大的国家，这里有很多人，他们在这里生活和工作。"
    label = f"; charset={declared}" if declared else ""
    raw = (
        'From: "洪武" <hong@example.org>\nSubject: 台湾集团\nMIME-Version: 1.0\n'
        f"Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain{label}\n\n{text}\n"
        '--b\nContent-Type: image/png\nContent-Disposition: attachment; filename="电脑.png"\n\n0\n--b--\n'
    ).encode("gb2312")
    incoming = parse(raw, position="1")
    assert (incoming.subject, incoming.sender_name, incoming.text) == ("台湾集团", "洪武", text)
    assert [one.name for one in incoming.attachments] == ["电脑.png"]


def test_a_header_in_bare_utf8_is_that_whatever_the_text_is_in():
    head = "Subject: Où est l’été ?\nContent-Type: text/plain; charset=gb2312\n\n".encode()
    assert parse(head + "我们的国家".encode("gb2312"), position="1").subject == "Où est l’été ?"


def test_a_wrong_charset_is_said():
    wrong = mail("été".encode("cp1252"), "Content-Type: text/plain; charset=utf-8")
    assert parse(wrong, position="1").warnings == ("bad-charset",)
    right = mail("été".encode("cp1252"), "Content-Type: text/plain; charset=iso-8859-1")
    assert parse(right, position="1").warnings == ()


def test_the_charset_of_html_may_stand_in_it():
    source = '<meta charset="windows-1251"><p>Где автобус?</p>'
    raw = mail(source.encode("cp1251"), "Content-Type: text/html")
    assert parse(raw, position="1").text == "Где автобус?"


def test_controls_and_lone_surrogates_are_taken_out():
    raw = mail(b"a\x00b\x07c\x1b[31m\x85\xed\xa0\x80d", "Content-Type: text/plain; charset=utf-8")
    assert_sound(parse(raw, position="1"))
    raw = mail(b"x +2AA- y", "Content-Type: text/plain; charset=utf-7")
    assert_sound(parse(raw, position="1"))
    raw = mail("a&#xD800;&#0;b&#7;c", "Content-Type: text/html")
    assert_sound(parse(raw, position="1"))


# Headers.


@pytest.mark.parametrize(
    ("written", "name", "address"),
    [
        ("alice@example.org", "", "alice@example.org"),
        ("<alice@Example.ORG>", "", "alice@example.org"),
        ("Alice@Example.org", "", "Alice@example.org"),
        ('"Martin, Alice" <alice@example.org>', "Martin, Alice", "alice@example.org"),
        ("alice@example.org (Alice Martin)", "Alice Martin", "alice@example.org"),
        ("=?utf-8?Q?=C3=89lo=C3=AFse?= <e@example.org>", "Éloïse", "e@example.org"),
        ("=?utf-8?B?w4lsb8OvcQ==?=\r\n =?utf-8?B?c2U=?= <e@example.org>", "Éloïqse", "e@example.org"),
        ('"=?utf-8?Q?=C3=89lo=C3=AFse?=" <e@example.org>', "Éloïse", "e@example.org"),
        ("'Alice' <alice@example.org>", "Alice", "alice@example.org"),
        ("alice@example.org <alice@example.org>", "", "alice@example.org"),
        ("Alice alice@example.org", "", "alice@example.org"),
        ("Alice <alice@example.org", "Alice", "alice@example.org"),
        ("Alice <alice @ example.org>", "Alice", ""),
        ("Alice", "Alice", ""),
        ("MAILER-DAEMON", "MAILER-DAEMON", ""),
        ("undisclosed-recipients:;", "", ""),
        ("Amis: alice@example.org, bob@example.org;", "", "alice@example.org"),
        ("Alice <bob@example.org> <alice@example.org>", "Alice", "bob@example.org"),
        ('"a b"@example.org', "", '"a b"@example.org'),
        ("<@relay.example:alice@example.org>", "", "alice@example.org"),
        ("Zoé <zoé@exämple.org>", "Zoé", "zoé@exämple.org"),
    ],
)
def test_who_wrote(written, name, address):
    incoming = parse(mail("x", head=f"From: {written}\r\n"), position="1")
    assert (incoming.sender_name, incoming.sender) == (name, address)


def test_recipients_are_everybody_the_mail_names_once():
    head = (
        "From: a@example.org\r\nTo: Mairie <contact@Mairie.example>,\r\n b@example.org\r\n"
        "To: c@example.org\r\n"
        "Cc: contact@mairie.example\r\nDelivered-To: boite@mairie.example\r\nX-Original-To: d@example.org\r\n"
    )
    assert parse(mail("x", head=head), position="1").recipients == (
        "contact@mairie.example",
        "b@example.org",
        "c@example.org",
        "boite@mairie.example",
        "d@example.org",
    )


def test_our_own_reply_address_leads_back():
    token = "abcdef0123456789"
    for field in ("To", "Delivered-To"):
        raw = mail("x", f"{field}: Mairie <Contact+S-{token.upper()}@mairie.example>")
        assert parse(raw, position="1").reply_token == token
    for wrong in ("contact+s-abc@mairie.example", "contact+x@mairie.example", "s-abcdef0123456789@x.example"):
        assert parse(mail("x", f"Cc: {wrong}"), position="1").reply_token == ""


@pytest.mark.parametrize(
    ("written", "subject"),
    [
        ("=?iso-8859-1?Q?=C9t=E9_=E0_N=EEmes?=", "Été à Nîmes"),
        ("=?utf-8?B?w4l0w6k=?= 2026", "Été 2026"),
        ("=?utf-8?Q?=C3?=\r\n =?utf-8?Q?=89t=C3=A9?=", "Été"),
        ("=?UTF-8*fr?Q?=C3=89t=C3=A9?=", "Été"),
        ("=?utf-8?Q?deux mots?=", "deux mots"),
        ("=?x-unknown?Q?=C3=89t=C3=A9?=", "Été"),
        ("=?utf-8?B?w4l0w6k?=", "Été"),
        ("Été 8 bits", "Été 8 bits"),
        ("une ligne\r\n\tpliée", "une ligne pliée"),
        ("=?utf-8?Q?a?= =?broken", "a =?broken"),
        ("=?=?=?=", "=?=?=?="),
        ("", ""),
    ],
)
def test_subjects(written, subject):
    assert (
        parse(mail("x", head=f"From: a@example.org\r\nSubject: {written}\r\n"), position="1").subject
        == subject
    )


def test_nothing_can_be_injected_into_a_header():
    raw = mail(
        b"--b\r\nContent-Type: text/plain; name*=utf-8''a%0D%0AX-Evil:%20y.txt\r\n"
        b"Content-Disposition: attachment\r\n\r\nx\r\n--b--",
        "Content-Type: multipart/mixed; boundary=b",
        "In-Reply-To: <a\rb\x00c@example.org>",
        "References: <x\x0by@example.org>",
        head=(
            "From: =?utf-8?Q?Alice=0D=0ABcc:_evil@example.org?= <alice@example.org>\r\n"
            "To: =?utf-8?Q?a=0Ab?= <x\x01y@example.org>\r\n"
            "Subject: =?utf-8?Q?Bonjour=0D=0A=0D=0ABcc:_evil@example.org=00?=\rX-Evil: y\r\n"
            "Message-ID: <1\n @example.org>\r\n"
        ),
    )
    incoming = parse(raw, position="1")
    assert_sound(incoming)
    for value in fields_of(incoming):
        assert "\r" not in value
        assert "\n" not in value
    assert incoming.sender_name == "Alice Bcc: evil@example.org"
    assert incoming.subject == "Bonjour Bcc: evil@example.org X-Evil: y"
    assert incoming.message_id == "1@example.org"


@pytest.mark.parametrize(
    ("written", "message_id"),
    [
        ("<1@example.org>", "1@example.org"),
        ("  <1@example.org> (added by relay)", "1@example.org"),
        ("1@example.org", "1@example.org"),
        ("<a b@example.org>", "ab@example.org"),
        ("<>", ""),
        ("", ""),
        ("<" + "x" * 2_000 + "@example.org>", ""),
    ],
)
def test_message_ids(written, message_id):
    incoming = parse(mail("x", head=f"From: a@example.org\r\nMessage-ID: {written}\r\n"), position="1")
    assert incoming.message_id == message_id
    assert ("no-message-id" in incoming.warnings) == (not message_id)


def test_a_mail_without_id_or_sender_says_so():
    incoming = parse(b"Subject: x\n\nBonjour", position="1")
    assert incoming.warnings == ("no-date", "no-message-id", "no-sender")
    assert (incoming.sender, incoming.message_id, incoming.text) == ("", "", "Bonjour")
    incoming = parse(b"Return-Path: <a@example.org>\n\nBonjour", position="1")
    assert incoming.sender == "a@example.org"
    assert "no-sender" in incoming.warnings


def test_garbage_among_references_is_left_out_and_long_threads_keep_their_ends():
    written = 'References: junk <1@x> "Re: <2@x>" , <> <1@x>\r\n <3\r\n @x>'
    assert parse(mail("x", written), position="1").references == ("1@x", "2@x", "3@x")
    old = 'In-Reply-To: Your message of "Sat, 21 Nov" <4@x> (Alice\'s message)'
    assert parse(mail("x", old), position="1").in_reply_to == ("4@x",)
    many = "References: " + "\r\n ".join(f"<{number}@x>" for number in range(500))
    found = parse(mail("x", many), position="1").references
    assert len(found) == 100
    assert (found[0], found[-1]) == ("0@x", "499@x")


RECEIVED = "Received: from a by b; Sat, 21 Nov 2026 10:00:00 +0100"


@pytest.mark.parametrize(
    ("fields", "expected", "warnings"),
    [
        (("Date: Sat, 21 Nov 2026 10:00:00 +0100",), (2026, 11, 21, 9), ()),
        (("Date: 21 Nov 26 10:00 +0100 (CET)",), (2026, 11, 21, 9), ()),
        (("Date: Sat, 21 Nov 2026 10:00:00",), (2026, 11, 21, 10), ()),
        ((RECEIVED,), (2026, 11, 21, 9), ("no-date",)),
        (("Date: yesterday", RECEIVED), (2026, 11, 21, 9), ("bad-date",)),
        (("Date: Thu, 1 Jan 1970 00:00:00 +0000", RECEIVED), (2026, 11, 21, 9), ("bad-date",)),
        (("Date: Fri, 1 Jan 2038 00:00:00 +0000", RECEIVED), (2026, 11, 21, 9), ("bad-date",)),
        (("Date: Sun, 22 Nov 2026 20:00:00 +0000", RECEIVED), (2026, 11, 22, 20), ()),
        (("Date: Mon, 99 Foo 99999 99:99:99 +9999",), None, ("bad-date",)),
        (("Date: Sat, 21 Nov 99999999999 10:00:00 +0000",), None, ("bad-date",)),
        (("Date: Sat, 21 Nov 2026 10:00:00 +9900",), (2026, 11, 21, 10), ()),
        (("Date: ",), None, ("no-date",)),
        ((), None, ("no-date",)),
    ],
)
def test_dates(fields, expected, warnings):
    head = "From: a@example.org\r\nMessage-ID: <1@x>\r\n" + "".join(f"{field}\r\n" for field in fields)
    incoming = parse(mail("x", head=head), position="1")
    assert incoming.sent_at == (datetime(*expected, tzinfo=UTC) if expected else None)
    assert incoming.warnings == warnings


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        (('Content-Disposition: attachment; filename="plan du quartier.pdf"',), "plan du quartier.pdf"),
        (("Content-Disposition: attachment; filename*=utf-8'fr'%C3%A9t%C3%A9.pdf",), "été.pdf"),
        (
            (
                "Content-Disposition: attachment; filename*0*=iso-8859-1''%E9t;",
                " filename*1*=%E9; filename*2=.pdf",
            ),
            "été.pdf",
        ),
        (('Content-Disposition: attachment; filename="=?utf-8?Q?=C3=A9t=C3=A9?=.pdf"',), "été.pdf"),
        (("Content-Disposition: attachment; filename=plan du quartier.pdf",), "plan du quartier.pdf"),
        (("Content-Disposition: attachment; filename=été.pdf",), "été.pdf"),
        (('Content-Disposition: attachment; filename="../../etc/passwd"',), "passwd"),
        (('Content-Disposition: attachment; filename="C:\\\\temp\\\\plan.pdf"',), "plan.pdf"),
        (('Content-Disposition: attachment; filename="a\x00b\tc.pdf"',), "ab c.pdf"),
        (('Content-Disposition: attachment; filename="\u202efdp.exe"',), "fdp.exe"),
        (('Content-Disposition: attachment; filename=".."',), "part-1.pdf"),
        (("Content-Disposition: attachment",), "part-1.pdf"),
        (('Content-Disposition: attachment; filename="' + "x" * 500 + '.pdf"',), "x" * 196 + ".pdf"),
    ],
)
def test_names_of_attachments(fields, name):
    incoming = parse(multipart("mixed", part("application/pdf", "%PDF", *fields)), position="1")
    assert [attachment.name for attachment in incoming.attachments] == [name]


def test_the_content_of_an_attachment_can_be_read_again():
    content = bytes(range(256))
    raw = multipart(
        "mixed",
        part("text/plain", "Bonjour"),
        part("application/zip", base64.encodebytes(content), "Content-Transfer-Encoding: base64"),
    )
    (attachment,) = parse(raw, position="1").attachments
    assert attachment.size == 256
    assert attachment_content(raw, attachment.part) == ("application/zip", content)
    with pytest.raises(NoSuchPart):
        attachment_content(raw, 99)


# Who vouches for the sender.


@pytest.mark.parametrize(
    ("result", "passes"),
    [
        ("mx.mairie.example; dmarc=pass header.from=example.org", True),
        ("mx.mairie.example 1; spf=pass; dmarc = pass (p=none) header.from=example.org", True),
        ("MX.Mairie.example; dmarc=pass header.from=example.org", True),
        ("mx.mairie.example; dmarc=fail header.from=example.org", False),
        ("mx.mairie.example; dmarc=pass header.from=evil.example", False),
        ("mx.mairie.example; dmarc=pass", False),
        ("mx.evil.example; dmarc=pass header.from=example.org", False),
        ("mx.mairie.example; spf=fail (; dmarc=pass header.from=example.org)", False),
        ('mx.mairie.example; spf=fail reason="; dmarc=pass header.from=example.org"', False),
        ("mx.mairie.example; x-dmarc=pass header.from=example.org", False),
    ],
)
def test_only_our_own_server_vouches_for_a_sender(result, passes):
    raw = mail("x", f"Authentication-Results: {result}")
    assert parse(raw, position="1", authserv_id="mx.mairie.example").authenticated is passes
    assert parse(raw, position="1").authenticated is False


def test_a_second_voucher_or_a_second_sender_does_not_count():
    passed = "Authentication-Results: mx.mairie.example; dmarc=pass header.from=example.org"
    failed = "Authentication-Results: mx.mairie.example; dmarc=fail header.from=example.org"
    for fields in ((failed, passed), (passed, "From: Mallory <alice@example.org>")):
        assert not parse(mail("x", *fields), position="1", authserv_id="mx.mairie.example").authenticated


# Hostile and broken mails.


def test_a_mail_cut_off_anywhere_is_still_read():
    whole = multipart(
        "alternative",
        part("text/plain; charset=utf-8", "La ligne 12 est coupée.", "Content-Transfer-Encoding: 8bit"),
        part("text/html", "<p>La ligne 12 est coupée.</p>"),
    )
    for length in range(len(whole)):
        incoming = parse(whole[:length], position="1")
        assert_sound(incoming)
        if length > whole.index("coupée".encode()) + 6:
            assert "La ligne 12 est coup" in incoming.text


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (b"", ""),
        (b"\x00\x01\x02", ""),
        (b"Bonjour", "Bonjour"),
        (b"\n\n\n", ""),
        (b"From: a@x\nBonjour sans ligne vide", "Bonjour sans ligne vide"),
        (b"Subject: x\ndamaged line\nContent-Type: text/html\n\n<p>Bonjour</p>", "Bonjour"),
        (b"Content-Type: multipart/mixed\n\n--x\n\nBonjour\n--x--", "--x\n\nBonjour\n--x--"),
        (b"Content-Type: multipart/mixed; boundary=x\n\nBonjour\n", "Bonjour"),
        (b"Content-Type: multipart/mixed; boundary=x\n\n--x\n\nBonjour", "Bonjour"),
        (b"Content-Type: nonsense\n\nBonjour", "Bonjour"),
        (b"Content-Type: text/plain charset=utf-8\n\n\xc3\xa9", "é"),
        (b"Content-Transfer-Encoding: base64\n\nBonjour, ceci est clair.", "Bonjour, ceci est clair."),
        (b"Content-Transfer-Encoding: base64\n\nQm9u\nam91cg\n", "Bonjour"),
        (b"Content-Transfer-Encoding: base64\n\nQm9u=\nam91cg==\n", "Bonjour"),
        (b"Content-Transfer-Encoding: quoted-printable\n\nBon=\njour =C3=A9 =ZZ =", "Bonjour é =ZZ"),
        (b"Content-Transfer-Encoding: nonsense\n\nBonjour", "Bonjour"),
        (b"From a@x Sat Jan  3 01:05:34 2026\nSubject: x\n\nBonjour", "Bonjour"),
        (b"Content-Type: text/plain; charset=utf-8\n\n<html><p>Bonjour</p></html>", "Bonjour"),
    ],
)
def test_damage_is_read_around(raw, text):
    incoming = parse(raw, position="1")
    assert_sound(incoming)
    assert incoming.text == text


def test_deep_nesting_stops_at_a_limit():
    raw = b"Bonjour"
    for level in range(300):
        raw = b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n%b\n--b%d--\n" % (
            level,
            level,
            raw,
            level,
        )
    incoming = parse(raw, position="1")
    assert_sound(incoming)
    assert "too-deep" in incoming.warnings
    assert "Bonjour" in incoming.text
    raw = b"Bonjour"
    for _level in range(300):
        raw = b"Content-Type: message/rfc822\n\n" + raw
    assert_sound(parse(raw, position="1"))


def test_a_mail_of_too_many_parts_stops_at_a_limit():
    raw = multipart("mixed", part("text/plain", "Bonjour"), *[part("image/png", "x")] * 3_000)
    incoming = parse(raw, position="1")
    assert_sound(incoming)
    assert "too-many-parts" in incoming.warnings
    assert incoming.text == "Bonjour"
    assert len(incoming.attachments) < 1_000


def test_a_gigantic_header_is_cut_and_the_body_found():
    head = HEAD + "".join(f"X-Line-{number}: {'x' * 500}\r\n" for number in range(4_000))
    incoming = parse(mail("Bonjour", head=head), position="1")
    assert (incoming.text, incoming.subject) == ("Bonjour", "La ligne 12")
    assert "truncated" in incoming.warnings
    incoming = parse(mail("Bonjour", "X-Long: " + "x" * 3_000_000), position="1")
    assert incoming.text == "Bonjour"


def test_a_gigantic_text_is_cut():
    incoming = parse(mail("été " * 1_000_000, "Content-Type: text/plain; charset=utf-8"), position="1")
    assert len(incoming.text) == 1_000_000
    assert incoming.warnings == ("truncated",)


@pytest.mark.parametrize(
    "raw",
    [
        b"Content-Type: multipart/mixed; boundary=a\n\n" + b"--a\n" * 100_000,
        b"Content-Type: multipart/mixed; boundary=a\n\n" + b"x--a" * 100_000,
        b"Content-Type: text/html\n\n" + b"<a" * 200_000,
        b"Content-Type: text/html\n\n" + b"<b>" * 150_000,
        b"Content-Type: text/html\n\n" + b"<blockquote>" * 30_000 + b"x<br>" * 1_000,
        b"Content-Type: text/html\n\n" + b"<!--" * 100_000,
        b'Content-Type: text/html\n\n<a "' + b' <a "' * 80_000,
        b"Content-Type: text/html\n\n" + b"&" * 400_000,
        b"Content-Type: text/plain; " + b'a="' * 15_000 + b"\n\nx",
        b"Content-Type: text/plain; " + b"a*0*=x;" * 7_000 + b"\n\nx",
        b"From: " + b"(" * 100_000 + b"\n\nx",
        b"From: " + b'"' * 100_000 + b"\n\nx",
        b"From: " + b"a@" * 50_000 + b"\n\nx",
        b"To: " + b"a@x," * 50_000 + b"\n\nx",
        b"Subject: " + b"=?utf-8?Q?" * 10_000 + b"\n\nx",
        b"Subject: " + b"=?utf-8?Q?a?= " * 7_000 + b"\n\nx",
        b"Subject:" + b"\n " * 100_000 + b"\n\nx",
        b"References: " + b"<" * 100_000 + b"\n\nx",
        b"Authentication-Results: x; " + b"(" * 100_000 + b"\n\nx",
        b"Content-Transfer-Encoding: base64\n\n" + b"A\n" * 200_000,
        b"Content-Transfer-Encoding: base64\n\n" + b"=A" * 200_000,
        b"Content-Type: text/plain; charset=utf-8\n\n" + b"\xff" * 400_000,
        b"Content-Type: text/plain; format=flowed\n\n" + b"> \n" * 130_000,
        b"a" * 400_000,
        b"a\n" * 200_000,
        b"a:\n" * 150_000,
    ],
    ids=range(26),
)
def test_nothing_makes_reading_slow(raw, monkeypatch):
    # What was said now is another module's work, with its own tests.
    monkeypatch.setattr(
        parsing.quoting, "separate", lambda text, html="": parsing.quoting.Separated(text, "", "")
    )
    start = time.process_time()
    incoming = parse(raw, position="1", authserv_id="x")
    assert time.process_time() - start < 3
    assert "unreadable" not in incoming.warnings


def test_a_mistake_of_ours_loses_no_mail(monkeypatch):
    def fail(*_args, **_kwargs):
        raise KeyError

    monkeypatch.setattr(parsing.bodies, "read", fail)
    incoming = parse(mail("coupée\x00", "X-Card: 4111 1111 1111 1111"), position="1")
    assert incoming.warnings == ("unreadable",)
    assert "coupÃ©e" in incoming.text
    assert "4111" not in incoming.text
    assert incoming.raw.endswith("coupée\x00".encode())
    assert incoming.cards_masked == 1


@settings(max_examples=300)
@given(st.binary(max_size=2_000))
def test_any_bytes_become_a_message(raw):
    assert_sound(parse(raw, position="1"))


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


@settings(max_examples=400)
@given(st.lists(st.sampled_from(PIECES), max_size=60).map(b"".join))
@example(
    b"Content-Type: multipart/mixed; boundary=a\n\n--a\nContent-Type: multipart/mixed; boundary=a\n\n--a\n"
)
def test_mails_put_together_at_random_become_messages(raw):
    incoming = parse(raw, position="1")
    assert_sound(incoming)
    assert parse(incoming.raw, position="1").raw == incoming.raw


# Real mails.


def real_mails() -> list[Path]:
    files = (path for path in real.rglob("*") if path.is_file() and path.suffix != ".json")
    return sorted(path for path in files if path.name not in {"LICENSE", "SOURCE.txt", "COPYING"})


@needs_real_mails
def test_every_real_mail_is_read_without_mojibake():
    mojibake = ("Ã©", "Ã¨", "Ã¼", "â€™", "Â ", "ï»¿")
    # The first lines of this one are in no charset at all.
    senseless = {"008"}
    for path in real_mails():
        raw = path.read_bytes()
        incoming = parse(raw, position=path.name)
        assert_sound(incoming)
        names = [attachment.name for attachment in incoming.attachments]
        for text in (incoming.subject, incoming.sender_name, incoming.text, incoming.html, *names):
            assert "\ufffd" not in text or b"\xef\xbf\xbd" in raw or path.name in senseless, path
            assert not any(sign in text for sign in mojibake), path


@needs_real_mails
@given(st.data())
@settings(max_examples=150, deadline=None)
def test_real_mails_with_damage_are_read(data):
    path = data.draw(st.sampled_from([path for path in real_mails() if path.stat().st_size < 30_000]))
    raw = bytearray(path.read_bytes())
    for _change in range(data.draw(st.integers(1, 6))):
        place = data.draw(st.integers(0, len(raw)))
        length = data.draw(st.integers(0, 200))
        raw[place : place + length] = data.draw(st.sampled_from(PIECES) | st.binary(max_size=20))
    assert_sound(parse(bytes(raw), position="1"))


def expected_parts(path: Path) -> list[tuple[str, str]]:
    """What another parser found: for each part its sort, and its text when it is one."""
    found = []
    for one in json.loads(path.read_text())["parts"]:
        body = one["body"]
        sort = body if isinstance(body, str) else next(iter(body))
        found.append((sort, body[sort] if sort in {"Text", "Html"} else ""))
    return found


def our_parts(mail: structure.Part) -> list[structure.Part]:
    found = [mail]
    if not mail.is_message:
        for inner in mail.parts:
            found += our_parts(inner)
    return found


@needs_real_mails
def test_well_formed_mails_have_the_parts_that_another_parser_finds():
    folder = real / "stalwart-mail-parser" / "resources" / "eml"
    compared = 0
    for path in sorted(
        [*folder.glob("rfc/*.eml"), *folder.glob("legacy/*.eml"), *folder.glob("thirdparty/*.eml")]
    ):
        expected = expected_parts(path.with_suffix(".json"))
        ours = our_parts(structure.read(path.read_bytes())[0])
        if path.stem == "015" and path.parent.name == "thirdparty":
            continue  # its parts are cut off; the other parser stops before, we find two more
        assert len(ours) == len(expected), path
        for one, (sort, text) in zip(ours, expected, strict=True):
            assert (sort == "Multipart") == one.content_type.startswith("multipart/"), path
            if (
                text.strip()
                and "\ufffd" not in text
                and "begin 6" not in text
                and "\0" not in text
                and "invalid" not in text
            ):
                warnings: set[str] = set()
                assert parsing.bodies.text_of(one, warnings).split() == text.split(), path
                compared += 1
    assert compared > 100
