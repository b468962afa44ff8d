"""Whatever came over the wire becomes a message that can be read, with what was wrong said in a code."""

import base64
from datetime import UTC, datetime

import pytest
from tests.channels.email.mails import assert_sound, mail, multipart, part

from saule.channels.email.parsing import attachment_content, parse

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
