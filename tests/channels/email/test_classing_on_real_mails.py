"""The classes of real mails: bounces, complaints, automatic replies, lists and people."""

import email
import os
from collections.abc import Iterator
from email.header import decode_header, make_header
from email.message import Message
from email.utils import parseaddr
from pathlib import Path

import pytest

from saule.channels.email.classing import Classified, classify

MAIL = Path(os.environ.get("SAULE_TEST_DATA", Path(__file__).parents[4] / "shared" / "data")) / "mail"
NOT_MAILS = {"LICENSE", "NOTICE", "SOURCE.txt"}
NOT_BOUNCES = {
    "lhost-amazonses-11.eml",  # a complaint, told by a sending service
    "lhost-amazonses-13.eml",  # a delivery, told by a sending service
    "lhost-fml-03.eml",  # a list manager's alert to its owner
    "lhost-sendmail-14.eml",  # forwarded by a person
    "groupwise_03.txt",  # a person's reply
    "qmail_08.txt",  # an automatic reply
}

pytestmark = pytest.mark.skipif(not MAIL.is_dir(), reason="needs real mails: set SAULE_TEST_DATA")


def decoded(value: object) -> str:
    """A header's value as people read it, as far as it can be decoded."""
    try:
        return str(make_header(decode_header(str(value))))
    except (LookupError, UnicodeError, ValueError):
        return str(value)


def own_parts(message: Message) -> Iterator[Message]:
    """The parts of a mail, but not those of mails attached to it."""
    yield message
    if message.get_content_maintype() == "multipart" and isinstance(message.get_payload(), list):
        for part in message.get_payload():
            assert isinstance(part, Message)
            yield from own_parts(part)


def readable(part: Message) -> str:
    """The text of a part, as far as it can be decoded."""
    content = part.get_payload(decode=True)
    assert isinstance(content, bytes)
    try:
        return content.decode(part.get_content_charset() or "utf-8", "replace")
    except LookupError:
        return content.decode("latin-1")


def classed(path: Path) -> Classified:
    """The class of the mail in a file, read with the standard library alone."""
    message = email.message_from_bytes(path.read_bytes())
    parts = list(own_parts(message))
    texts = [part for part in parts if part.get_content_maintype() == "text" and not part.is_multipart()]
    return classify(
        {name.lower(): decoded(value) for name, value in reversed(message.items())},
        subject=decoded(message["subject"] or ""),
        text=readable(texts[0]) if texts else "",
        content_type=str(message["content-type"] or ""),
        has_report_part=any(part.get_content_type() == "message/delivery-status" for part in parts),
        sender=parseaddr(str(message["from"] or ""))[1],
    )


def files(*patterns: str) -> list[Path]:
    found = {path for pattern in patterns for path in MAIL.glob(pattern) if path.is_file()}
    return sorted(path for path in found if path.name not in NOT_MAILS)


BOUNCES = (
    "sisimai-bounces/lhost-*",
    "sisimai-bounces/rhost-*",
    "sisimai-bounces/rfc3464-*",
    "flufl-bounce/tests/data/*",
)


def test_at_least_97_percent_of_real_bounces_are_told():
    bounces = [path for path in files(*BOUNCES) if path.name not in NOT_BOUNCES]
    missed = [path.name for path in bounces if classed(path).mail_class != "bounce"]
    assert len(bounces) > 390
    assert len(missed) <= 0.03 * len(bounces), missed


def test_hardly_any_bounce_is_taken_for_a_person():
    """One says "RE: …" from an ordinary address; one is too broken for the standard library's parser."""
    answered = {path.name for path in files(*BOUNCES) if classed(path).mail_class == "human"}
    assert answered - NOT_BOUNCES <= {"simple_20.txt", "lhost-apachejames-01.eml"}


def test_complaints_are_machine_made_and_no_bounces():
    assert {classed(path) for path in files("sisimai-bounces/arf-*")} == {
        Classified("auto_reply", "feedback-report")
    }


def test_absences_are_told():
    assert {classed(path).mail_class for path in files("sisimai-bounces/rfc3834-*")} == {"out_of_office"}


@pytest.mark.parametrize(
    "pattern",
    ["talon/tests/fixtures/**/*.eml", "django-helpdesk/tests/test_files/*", "stalwart-mail-parser/**/*.eml"],
)
def test_people_are_taken_for_people(pattern):
    mails = files(pattern)
    others = [path.name for path in mails if classed(path).mail_class not in {"human", "list"}]
    assert mails
    assert others == []


def test_no_wanted_mail_is_taken_for_spam_or_a_bounce():
    wanted = {classed(path).mail_class for path in files("spamassassin-tdata/t/data/nice/**/*")}
    assert wanted <= {"human", "list", "auto_reply"}


def test_spam_is_what_the_headers_mark():
    assert classed(MAIL / "spamassassin-tdata/t/data/spam/003") == Classified("spam", "spam-flag")
