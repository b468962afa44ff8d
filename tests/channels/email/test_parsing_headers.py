"""What stands in the head of a mail is read as it was meant: people, subjects, dates, names of files."""

import base64
from datetime import UTC, datetime

import pytest
from tests.channels.email.mails import assert_sound, fields_of, mail, multipart, part

from saule.channels.email.parsing import NoSuchPart, attachment_content, parse


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
    for whose in (
        "Message from Ann <ann@x.example> of Friday <4@x>",
        "<4@x>; from ann <ann@x.example> on Friday",
    ):
        assert parse(mail("x", f"In-Reply-To: {whose}"), position="1").in_reply_to == ("4@x",)
    assert parse(mail("x", "In-Reply-To: from <4@x>"), position="1").in_reply_to == ("4@x",)
    assert parse(mail("x", "In-Reply-To: ann@x.example's message of Friday"), position="1").in_reply_to == ()
    assert parse(mail("x", "In-Reply-To: 4@x 5@x"), position="1").in_reply_to == ("4@x", "5@x")
    whom = "From: ann@x.example\nTo: Bob@X.example\nReferences: <bob@x.example> <4@x> <ann@x.example>\n"
    assert parse(f"{whom}\nBonjour".encode(), position="1").references == ("4@x",)
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
    below = "Received: from x.example by mx.mairie.example; Sat, 21 Nov 2026 10:00:00 +0000"
    signed = "Authentication-Results: mx.mairie.example; dkim=pass header.d=example.org"
    assert parse(mail("x", signed, passed), position="1", authserv_id="mx.mairie.example").authenticated
    for fields in ((failed, passed), (signed, below, passed), (passed, "From: Mallory <alice@example.org>")):
        assert not parse(mail("x", *fields), position="1", authserv_id="mx.mairie.example").authenticated
