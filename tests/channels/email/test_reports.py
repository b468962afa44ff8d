"""Reports are read: who did not get the mail, whether the address is gone, and which mail it was."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from saule.channels.email.parsing import parse
from saule.channels.email.report_words import is_gone
from saule.channels.email.reports import read_report
from saule.channels.email.structure import read
from saule.matters.incoming import Report

DSN = """From: MAILER-DAEMON@mx.example.net
To: contact+b-0123456789abcdefabcdefgh@mairie.example
Subject: Undelivered Mail Returned to Sender
Message-ID: <dsn@mx.example.net>
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

This is the mail system. Your message could not be delivered.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.net

Original-Recipient: rfc822;Marie@example.org
Final-Recipient: rfc822; box17@inner.example.org
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 <box17@inner.example.org>: User unknown

Final-Recipient: rfc822; paul@example.org
Action: delayed
Status: 4.4.1
Diagnostic-Code: smtp; connection timed out

Final-Recipient: rfc822; anne@example.org
Action: failed
Status: 5.2.2
Diagnostic-Code: smtp; 552 5.2.2 Mailbox full

Final-Recipient: rfc822; zoe@example.org
Action: delivered
Status: 2.0.0

--b
Content-Type: message/rfc822

From: contact@mairie.example
Message-ID: <one.two@mairie.example>
Subject: Re: Piscine

Bonjour
--b--
"""
COMPLAINT = """From: feedback@provider.example
To: contact@mairie.example
Subject: FW: news
Content-Type: multipart/report; report-type=feedback-report; boundary="b"

--b
Content-Type: text/plain

This is an abuse report.
--b
Content-Type: message/feedback-report

Feedback-Type: abuse
Version: 1
Original-Rcpt-To: <marie@example.org>

--b
Content-Type: text/rfc822-headers

Message-ID: <one.two@mairie.example>
--b--
"""
QMAIL = """From: MAILER-DAEMON@mx.example.net
To: contact@mairie.example
Subject: failure notice
Return-Path: <>

Hi. This is the qmail-send program at mx.example.net.
I'm afraid I wasn't able to deliver your message to the following addresses.
This is a permanent error; I've given up. Sorry it didn't work out.

<marie@example.org>:
192.0.2.7 does not like recipient.
Remote host said: 550 sorry, no mailbox here by that name.

<paul@example.org>:
user is over quota

--- Below this line is a copy of the message.

Return-Path: <contact@mairie.example>
Message-ID: <one.two@mairie.example>
To: other@example.org
"""


def report(text: str) -> Report:
    found = parse(text.encode(), position="x").report
    assert found is not None
    return found


def test_a_delivery_status_tells_each_address_apart():
    found = report(DSN)
    assert [(f.address, f.permanent, f.final, f.status) for f in found.failures] == [
        ("box17@inner.example.org", True, True, "5.1.1"),
        ("paul@example.org", False, False, "4.4.1"),
        ("anne@example.org", False, True, "5.2.2"),
    ]
    assert found.failures[0].original == "Marie@example.org"
    assert found.message_ids == ("one.two@mairie.example",)
    assert parse(DSN.encode(), position="x").return_token == "0123456789abcdefabcdefgh"


def test_a_complaint_says_whose_it_is():
    found = report(COMPLAINT)
    assert found.complaint
    assert (found.failures[0].address, found.message_ids) == (
        "marie@example.org",
        ("one.two@mairie.example",),
    )


def test_words_are_read_where_there_is_no_form():
    found = report(QMAIL)
    assert [(f.address, f.permanent) for f in found.failures] == [
        ("marie@example.org", True),
        ("paul@example.org", False),
    ]
    assert found.message_ids == ("one.two@mairie.example",)


def test_a_persons_mail_is_no_report():
    assert parse(b"From: a@b.example\nSubject: x\n\n550 user unknown", position="x").report is None


@pytest.mark.parametrize(
    ("status", "words", "gone"),
    [
        ("5.1.1", "user unknown", True),
        ("5.1.10", "recipient not found", True),
        ("5.4.4", "Host or domain name not found", True),
        ("5.0.0", "550 no such user here", True),
        ("5.2.2", "mailbox full", False),
        ("5.1.1", "mailbox is full", False),
        ("4.1.1", "user unknown, try again", False),
        ("5.7.1", "message refused as spam", False),
        ("5.7.26", "DMARC policy", False),
        ("5.1.8", "sender domain does not exist", False),
        ("5.3.4", "message too large", False),
        ("5.0.0", "", False),
    ],
)
def test_only_what_is_said_of_the_address_closes_it(status, words, gone):
    assert is_gone(status, words) is gone


@given(st.binary(max_size=400), st.text(max_size=400), st.booleans())
def test_no_report_is_too_strange_to_be_read(raw, text, complaint):
    head = b"Content-Type: message/delivery-status\n\nFinal-Recipient: "
    report = read_report(read(head + raw)[0], text, complaint=complaint)
    assert report.complaint is complaint
    assert all(failure.address for failure in report.failures)


@given(
    st.lists(
        st.sampled_from(["<a@b.example>:", "user unknown", "\n", "550", "5.1.1", "to:", "x" * 90]),
        max_size=60,
    )
)
def test_words_of_any_length_are_read_quickly(pieces):
    report = read_report(read(b"x-failed-recipients: a@b.example\n\n")[0], " ".join(pieces) * 40)
    assert {failure.address for failure in report.failures} <= {"a@b.example"}
