"""The demo's mailbox, as someone who loads it would see it."""

import email
import mailbox
import re
from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from email.header import decode_header, make_header
from email.message import Message
from email.utils import parseaddr, parsedate_to_datetime
from itertools import pairwise
from typing import NamedTuple

import pytest

from saule.demo.charter import charter, crisis_answer
from saule.demo.mailbox import generate, generate_labelled, write_mbox
from saule.demo.notes import OFFICE, Label
from saule.demo.slots import cut_day
from saule.demo.writing import LANGUAGES, library, read

TODAY = date(2026, 11, 21)


class Mail(NamedTuple):
    """A message as it came, as it is read, its readable text, and what is true about it."""

    raw: bytes
    message: Message
    text: str
    label: Label


@pytest.fixture(scope="module")
def mails() -> list[Mail]:
    found = []
    for raw, label in generate_labelled(TODAY):
        message = email.message_from_bytes(raw)
        found.append(Mail(raw, message, words(message), label))
    return found


def words(message: Message) -> str:
    """Return the readable text of a message: its first part of text."""
    part = next(part for part in message.walk() if part.get_content_maintype() == "text")
    charset = part.get_content_charset("ascii")
    if charset == "x-saule-1987":
        return ""
    data = part.get_payload(decode=True)
    assert isinstance(data, bytes)
    return data.decode(charset, "replace").replace("\r\n", "\n")


def sound(mails: list[Mail]) -> list[Mail]:
    return [mail for mail in mails if not mail.label["flaws"]]


def test_same_day_and_seed_give_the_same_bytes():
    assert list(generate(TODAY)) == list(generate(TODAY))


def test_another_seed_tells_another_story_of_the_same_town():
    other = [label for _, label in generate_labelled(TODAY, seed=7)]
    assert 780 < sum(label["theme"] == "crisis" for label in other) < 920
    assert next(generate(TODAY, seed=7)) != next(generate(TODAY))


def test_some_two_thousand_mails_two_thirds_of_them_french(mails: list[Mail]):
    assert 1900 <= len(mails) <= 2500
    assert 0.6 < sum(label["language"] == "fr" for *_, label in mails) / len(mails) < 0.75


def test_the_crisis_has_eight_hundred_people_and_mostly_form_letters(mails: list[Mail]):
    crisis = [label for *_, label in mails if label["theme"] == "crisis" and not label["is_ours"]]
    letters = Counter(label["letter"] for label in crisis)
    assert 800 <= len(crisis) <= 900
    assert 760 <= len({label["person"] for label in crisis}) <= 850
    assert 530 <= sum(count for letter, count in letters.items() if letter) <= 580
    assert len(letters) == 5
    recent = [label for label in crisis if label["sent_at"].date() >= TODAY - timedelta(days=15)]
    assert len(recent) > 0.95 * len(crisis)


def test_smaller_petitions_came_in_its_wake_each_of_another_size(mails: list[Mail]):
    petitions = Counter(
        label["theme"] for *_, label in mails if label["letter"] and label["theme"] != "crisis"
    )
    assert len(petitions) >= 8
    assert len(set(petitions.values())) >= 6
    assert max(petitions.values()) < 30


def test_no_person_is_said_to_write_from_no_address(mails: list[Mail]):
    for _, message, _, label in sound(mails):
        assert OFFICE in message["From"] if label["is_ours"] else OFFICE in message["To"]
        assert parseaddr(message["From"])[1].endswith(".example")


def test_every_address_and_link_is_of_a_reserved_domain(mails: list[Mail]):
    for raw, _, text, _ in mails:
        head = raw.partition(b"\r\n\r\n")[0].decode("latin-1")
        for found in re.findall(r"[\w.+-]+@([\w.-]+\w)|https?://([\w.-]+\w)", head + text):
            assert "".join(found).endswith(".example"), found


def test_messages_come_in_time_order_within_ninety_days(mails: list[Mail]):
    moments = [label["sent_at"] for *_, label in mails]
    assert all(before <= after for before, after in pairwise(moments))
    assert min(moments).date() >= TODAY - timedelta(days=89)
    assert max(moments) <= datetime.combine(TODAY, time(7, 0), tzinfo=moments[-1].tzinfo)
    for _, message, _, label in mails:
        if "no-date" not in label["flaws"]:
            assert parsedate_to_datetime(message["Date"]) == label["sent_at"]


def test_nothing_comes_from_the_future(mails: list[Mail]):
    now = datetime(2026, 11, 20, 12, tzinfo=UTC)
    kept = [label["sent_at"] for _, label in generate_labelled(TODAY, now=now)]
    assert max(kept) <= now
    assert len(kept) < len(mails)


def test_all_but_the_deliberately_broken_parse_without_defects(mails: list[Mail]):
    for _, message, _, label in sound(mails):
        assert not message.defects, label
        for part in message.walk():
            assert not part.defects, label
            if part.get_content_maintype() == "text":
                data = part.get_payload(decode=True)
                assert isinstance(data, bytes)
                assert "\ufffd" not in data.decode(part.get_content_charset("ascii")), label


def test_each_deliberate_fault_is_there(mails: list[Mail]):
    by_flaw = {flaw: (raw, message) for raw, message, _, label in mails for flaw in label["flaws"]}
    assert by_flaw["no-message-id"][1]["Message-ID"] is None
    assert by_flaw["no-date"][1]["Date"] is None
    assert by_flaw["no-subject"][1]["Subject"] is None
    assert b"x-saule-1987" in by_flaw["unknown-charset"][0]
    assert b'utf-8"' in by_flaw["wrong-charset"][0]
    with pytest.raises(UnicodeDecodeError):
        by_flaw["wrong-charset"][0].decode("utf-8")
    assert not by_flaw["raw-8bit-header"][0].partition(b"\r\n\r\n")[0].isascii()
    assert any(part.defects for part in by_flaw["truncated-multipart"][1].walk())
    assert words(by_flaw["empty-body"][1]).strip() == ""


def test_message_ids_are_unique_but_for_the_stolen_ones(mails: list[Mail]):
    named = [label for *_, label in mails if "no-message-id" not in label["flaws"]]
    assert {id for id, count in Counter(label["message_id"] for label in named).items() if count > 1} == {
        label["message_id"] for label in named if "duplicate-message-id" in label["flaws"]
    }


def test_replies_name_a_message_of_the_mailbox(mails: list[Mail]):
    known = {message["Message-ID"] for _, message, _, _ in mails}
    replies = [message for _, message, _, _ in mails if message["In-Reply-To"]]
    assert len(replies) > 400
    for message in replies:
        assert message["In-Reply-To"] in known
        assert message["References"].split()[-1] == message["In-Reply-To"]


def test_the_office_answers_most_old_requests_and_never_on_a_sunday(mails: list[Mail]):
    ours = [(message, label) for _, message, _, label in mails if label["is_ours"]]
    assert all(label["sent_at"].weekday() != 6 for _, label in ours)
    answered = {message["In-Reply-To"] for message, _ in ours}
    ordinary = [
        f"<{label['message_id']}>"
        for _, message, _, label in mails
        if label["class"] == "human"
        and label["theme"] not in ("crisis", "leak")
        and not label["letter"]
        and not message["In-Reply-To"]
        if not label["is_ours"] and label["sent_at"].date() < TODAY - timedelta(days=14)
    ]
    assert 0.88 <= sum(id in answered for id in ordinary) / len(ordinary) <= 0.99
    assert sum(label["theme"] == "crisis" for _, label in ours) == 6


def test_civil_status_is_fast_and_streets_are_slow(mails: list[Mail]):
    sent = {f"<{label['message_id']}>": label["sent_at"] for *_, label in mails}
    waits: dict[str, list[float]] = {"civil": [], "roads": []}
    for _, message, _, label in mails:
        if label["is_ours"] and label["kind"] in waits:
            waits[label["kind"]].append(
                (label["sent_at"] - sent[message["In-Reply-To"]]).total_seconds() / 86400
            )
    assert sorted(waits["civil"])[len(waits["civil"]) // 2] < 5
    assert sorted(waits["roads"])[len(waits["roads"]) // 2] > 7


def test_machines_are_recognised_by_their_headers(mails: list[Mail]):
    classes = Counter(label["class"] for *_, label in mails)
    assert set(classes) == {"human", "out_of_office", "auto_reply", "bounce", "list", "spam"}
    for _, message, _, label in mails:
        match label["class"]:
            case "bounce":
                assert message.get_content_type() == "multipart/report"
                assert message["Return-Path"] == "<>"
                kinds = [part.get_content_type() for part in message.walk()]
                assert "message/delivery-status" in kinds
            case "list":
                assert message["List-Id"]
                assert message["List-Unsubscribe"]
            case "auto_reply":
                assert message["Auto-Submitted"] != "no"
    spam = [message["X-Spam-Flag"] for _, message, _, label in mails if label["class"] == "spam"]
    assert "YES" in spam
    assert None in spam


def test_most_mail_passes_dmarc_at_the_town_hall(mails: list[Mail]):
    results = [
        "dmarc=pass" in message["Authentication-Results"]
        for _, message, _, label in mails
        if label["class"] == "human" and not label["is_ours"]
    ]
    assert 0.85 < sum(results) / len(results) < 1


def test_a_few_grave_mails_hide_among_the_rest(mails: list[Mail]):
    grave = [label for *_, label in mails if label["grave"]]
    leak = {label["person"] for label in grave if label["theme"] == "leak"}
    assert len(leak) == 4
    assert any(label["theme"] == "crisis" and label["nature"] == "personal" for label in grave)
    assert any("dialyses trois fois par semaine" in " ".join(text.split()) for _, _, text, _ in mails)


def test_numbers_to_mask_and_numbers_to_keep_are_there(mails: list[Mail]):
    first = [" ".join(text.split()) for _, message, text, label in mails if not message["In-Reply-To"]]
    assert sum("4111 1111 1111 1111" in text and "cryptogramme 737" in text for text in first) == 1
    assert sum("732 829 320 00074" in text for text in first) == 1
    assert sum("FR76 3000 6000 0112 3456 7890 189" in text for text in first) >= 1
    found = next(match for text in first if (match := re.search(r"[12] \d\d \d\d 49 999 \d{3} \d\d", text)))
    digits = found[0].replace(" ", "")
    assert 97 - int(digits[:13]) % 97 == int(digits[13:])


def test_every_sort_of_body_and_attachment_is_there(mails: list[Mail]):
    kinds = Counter(part.get_content_type() for _, message, _, _ in mails for part in message.walk())
    wanted = (
        "text/plain",
        "text/html",
        "multipart/alternative",
        "multipart/mixed",
        "image/png",
        "application/pdf",
    )
    assert all(kinds[kind] >= 3 for kind in wanted)
    charsets = {part.get_content_charset() for _, message, _, _ in mails for part in message.walk()}
    assert {"utf-8", "iso-8859-1", "windows-1252"} <= charsets
    encodings = {part["Content-Transfer-Encoding"] for _, message, _, _ in mails for part in message.walk()}
    assert {"quoted-printable", "base64", "8bit", "7bit"} <= encodings


def test_no_slot_choice_or_tag_is_left_in_a_mail(mails: list[Mail]):
    for _, message, text, label in mails:
        text = f"{make_header(decode_header(message['Subject'] or ''))}\n{text}"
        assert not re.search(r"\{\w*\}|@@|\s=> |<\|| :: |¶|«subject»|\[[^\]]*\|", text), (label, text)


def test_french_answers_are_typeset_with_care(mails: list[Mail]):
    answers = [text for _, _, text, label in mails if label["is_ours"] and label["language"] == "fr"]
    for text in answers:
        own = text.partition("a écrit :")[0].partition("-----")[0]
        assert not re.search(r"\w [;!?]|\w'\w", own), own
    assert any("\u202f" in text for text in answers)


def test_an_mbox_gives_back_every_message(tmp_path, mails: list[Mail]):
    path = tmp_path / "town.mbox"
    assert write_mbox((raw for raw, *_ in mails), path) == len(mails)
    read_back = mailbox.mbox(path)
    assert len(read_back) == len(mails)
    assert [message["Message-ID"] for message in read_back] == [
        message["Message-ID"] if message["Message-ID"] is None else str(message["Message-ID"])
        for _, message, text, _ in mails
    ]
    read_back.close()


def test_an_mbox_keeps_lines_that_begin_with_from(tmp_path):
    path = tmp_path / "one.mbox"
    write_mbox([b"Date: Sat, 21 Nov 2026 08:00:00 +0100\r\n\r\nFrom here\r\n>From there\r\n"], path)
    assert path.read_bytes() == (
        b"From saule-demo Sat Nov 21 08:00:00 2026\nDate: Sat, 21 Nov 2026 08:00:00 +0100\n\n"
        b">From here\n>>From there\n\n"
    )


def test_the_line_is_cut_on_4_january_in_the_autumn_and_soon_otherwise():
    assert cut_day(TODAY) == date(2027, 1, 4)
    assert cut_day(date(2027, 5, 3)).weekday() == 0
    assert timedelta(days=42) <= cut_day(date(2027, 5, 3)) - date(2027, 5, 3) < timedelta(days=49)


def test_the_story_can_be_told_on_any_day():
    assert sum(1 for _ in generate(date(2028, 2, 29))) > 1900


def test_the_charter_has_its_kinds_its_six_people_and_a_draft_for_the_tour(mails: list[Mail]):
    desk = charter()
    assert len(desk.kinds) == 11
    assert [person.role for person in desk.staff] == [
        "owner",
        "supervisor",
        "agent",
        "agent",
        "agent",
        "auditor",
    ]
    assert {label["kind"] for *_, label in mails} == {kind.key for kind in desk.kinds}
    for language in LANGUAGES:
        assert all(4 <= len(kind.examples[language]) <= 8 for kind in desk.kinds)
        assert "{name}" in crisis_answer(language, TODAY)
    assert "lundi 4 janvier" in crisis_answer("fr", TODAY)
    assert "Monday 4 January" in crisis_answer("en", TODAY)


def test_the_charters_examples_are_not_the_mailboxs_texts():
    for language in LANGUAGES:
        written = {text.words for texts in library(language).values() for text in texts}
        assert not written & {example for kind in charter().kinds for example in kind.examples[language]}


def test_a_written_line_is_read_with_its_tags_subject_and_answer():
    text = read("@grave @old A subject :: Some words ¶ more. => An answer. @@f @@a2")
    assert text.words == "Some words\n\nmore."
    assert (text.subject, text.reply) == ("A subject", "An answer.")
    assert text.tags == {"grave", "old", "f", "a2"}
