"""No mail is too broken or too hostile to become a message, and none holds the reader up."""

import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from tests.channels.email.mails import HEAD, PIECES, assert_sound, mail, multipart, part

from saule.channels.email import parsing
from saule.channels.email.parsing import parse


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


@settings(max_examples=400)
@given(st.lists(st.sampled_from(PIECES), max_size=60).map(b"".join))
@example(
    b"Content-Type: multipart/mixed; boundary=a\n\n--a\nContent-Type: multipart/mixed; boundary=a\n\n--a\n"
)
def test_mails_put_together_at_random_become_messages(raw):
    incoming = parse(raw, position="1")
    assert_sound(incoming)
    assert parse(incoming.raw, position="1").raw == incoming.raw
