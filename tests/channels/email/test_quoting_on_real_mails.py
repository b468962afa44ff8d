"""The separation of real mails whose replies are known: talon's and email_reply_parser's fixtures."""

import email
import html
import os
import re
from collections.abc import Iterator
from email import policy
from pathlib import Path

import pytest

from saule.channels.email.quoting import separate

MAIL = Path(os.environ.get("SAULE_TEST_DATA", Path(__file__).parents[4] / "shared" / "data")) / "mail"
TALON = MAIL / "talon" / "tests" / "fixtures"
PARSER = MAIL / "email_reply_parser" / "test" / "emails"

pytestmark = pytest.mark.skipif(not MAIL.is_dir(), reason="needs real mails: set SAULE_TEST_DATA")

REPLY = "Here is another email"
SAID = {
    "correct_sig": "this is an email with a correct -- signature.",
    "email_1_1": (
        "Hi folks\n\nWhat is the best way to clear a Riak bucket of all key, values after\nrunning a test?\n"
        "I am currently using the Java HTTP API."
    ),
    "email_1_3": "Oh thanks.\n\nHaving the function would be great.",
    "email_1_4": "Awesome! I haven't had another problem with it.",
    "email_1_6": "I get proper rendering as well.",
    "email_1_7": ":+1:",
    "email_1_8": "I will reply under this one\n\nand under this.",
    "email_2_1": "Outlook with a reply",
    "email_2_2": "Outlook with a reply directly above line",
    "email_2_3": "Outlook with a reply directly above line",
    "email_BlackBerry": REPLY,
    "email_bullets": (
        "test 2 this should list second\n\nand have spaces\n\nand retain this formatting\n\n\n"
        "   - how about bullets\n   - and another"
    ),
    "email_iPhone": REPLY,
    "email_multi_word_sent_from_my_mobile_device": REPLY,
    "email_one_is_not_on": (
        "Thank, this is really helpful.\n\nOne outstanding question I had:\n\n"
        "Locally (on development), when I run..."
    ),
    "greedy_on": (
        "On your remote host you can run:\n\n     telnet 127.0.0.1 52698\n\n"
        "This should connect to TextMate (on your Mac, via the tunnel). If that\n"
        "fails, the tunnel is not working."
    ),
    "pathological": (
        "I think you're onto something. I will try to fix the problem as soon as I\nget back to a computer."
    ),
}
WHOLE = ("email_1_5", "email_sent_from_my_not_signature", "email_sig_delimiter_in_middle_of_line")


def filled(text: str) -> list[str]:
    """The filled lines, without the spaces around them."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def bodies(path: Path) -> tuple[str, str]:
    """The readable text and the HTML of a mail."""
    with path.open("rb") as file:
        message = email.message_from_binary_file(file, policy=policy.default)
    plain, rich = message.get_body(("plain",)), message.get_body(("html",))
    return plain.get_content() if plain else "", rich.get_content() if rich else ""


def readable(source: str) -> str:
    """A plain rendering of HTML: one line for each block."""
    source = re.sub(r"(?is)<(style|script|head).*?</\1>|<!--.*?-->", "", source)
    source = re.sub(
        r"(?i)<br\s*/?>|</?(?:p|div|tr|blockquote|hr|table|li)\b[^>]*>", "\n", re.sub(r"\s+", " ", source)
    )
    return html.unescape(re.sub(r"<[^>]+>", "", source))


def right(text: str, expected: str, source: str = "") -> bool:
    """Whether nothing but the known reply is said, and nothing of it is quoted: its ending is kept apart."""
    separated = separate(text, html=source)
    said, kept = filled(separated.said), filled(f"{separated.said}\n{separated.signature}")
    return " ".join(kept) == " ".join(filled(expected)) and bool(said)


def replies() -> Iterator[tuple[str, bool]]:
    """Every fixture with a known reply, and whether it is found."""
    for name, said in SAID.items():
        yield name, filled(separate((PARSER / f"{name}.txt").read_text()).said) == filled(said)
    for name in WHOLE:
        text = (PARSER / f"{name}.txt").read_text()
        yield name, filled(separate(text).said) == filled(text)
    for path in sorted((TALON / "standard_replies").glob("*.eml")):
        known = path.with_name(f"{path.stem}_reply_text")
        text, source = bodies(path)
        yield path.name, right(text, known.read_text() if known.exists() else "Hello", source)
    for path in sorted((TALON / "html_replies").glob("*.html")):
        source = path.read_text(errors="replace")
        separated = separate(readable(source), html=source)
        yield path.name, filled(separated.said) == ["Hi. I am fine."] and "Alex" in separated.signature


def test_at_least_95_percent_of_the_known_replies_are_found():
    found = dict(replies())
    wrong = sorted(name for name, is_right in found.items() if not is_right)
    assert len(found) >= 40
    assert len(wrong) <= 0.05 * len(found), wrong


def test_an_introduction_behind_dashes_leaves_nothing_of_itself():
    separated = separate(bodies(TALON / "reply-quotations-share-block.eml")[0])
    assert separated.said.endswith("look forward to hearing from you soon.")
    assert separated.signature == "Joe XXX"


def test_answers_around_a_quotation_are_all_said():
    said = separate((PARSER / "email_1_2.txt").read_text()).said
    assert said.startswith("Hi,\n")
    assert "You can list the keys for the bucket" in said
    assert "you’ll need to delete them all individually" in said
    assert "Hi folks" not in said


def test_a_hundred_thousand_quote_marks_are_no_trouble():
    said = separate((PARSER / "email_long_quote.txt").read_text()).said
    assert said.startswith("Hi folks")
    assert "I am currently using the Java HTTP API." in said


@pytest.mark.parametrize("name", ["jeff", "long", "short_url", "sparse"])
def test_known_signatures_are_not_said(name):
    folder = TALON / "signature" / "emails" / "stripped"
    body, signature = ((folder / f"{name}_{part}").read_text() for part in ("body", "signature"))
    separated = separate(body)
    kept = "".join(separated.signature.split())
    if name == "jeff":  # "Stavros Xxxxxx\nvia mobile": a name that only the sender's address would tell
        assert kept == ""
    else:
        assert kept == "".join(signature.split())
