"""Mails come out of a mailbox file as they went in, one by one, whoever wrote the file."""

import mailbox
import os
import tracemalloc
from email.message import Message
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from saule.channels.mailbox_import import mails
from saule.channels.mailbox_import import mbox as mbox_module
from saule.channels.mailbox_import.reading import RawMail, WrongFile, describe, read

ENVELOPE = b"From alice@example.org Sat Jan  3 01:05:34 2026\n"
MAIL = b"From: Alice <alice@example.org>\nSubject: Bonjour\n\nIl pleut.\n"
OTHER = b"From: Bob <bob@example.org>\nSubject: Hello\n\nIt rains.\n"

real = Path(os.environ.get("SAULE_TEST_DATA", Path(__file__).parents[4] / "shared" / "data")) / "mail"
needs_real_mails = pytest.mark.skipif(not real.is_dir(), reason="SAULE_TEST_DATA has no mail folder")


def mails_in(path: Path) -> list[bytes]:
    return [mail.raw for mail in read(path)]


@pytest.fixture
def mbox(tmp_path):
    """Writes bytes into a mailbox file."""

    def write(*pieces: bytes) -> Path:
        path = tmp_path / "mail.mbox"
        path.write_bytes(b"".join(pieces))
        return path

    return write


def test_mails_are_separated_and_keep_their_bytes(mbox):
    path = mbox(ENVELOPE, MAIL, b"\n", ENVELOPE, OTHER, b"\n")
    first, second = read(path)
    assert (first.raw, second.raw) == (MAIL, OTHER)
    assert (first.offset_or_name, second.offset_or_name) == (0, len(ENVELOPE + MAIL) + 1)
    assert second.bytes_read == path.stat().st_size


@pytest.mark.parametrize(
    "envelope",
    [
        b"From - Sat Jan  3 01:05:34 2026\n",
        b"From MAILER-DAEMON Sat Jan 03 01:05:34 2026\n",
        b"From 1712345678901234567@xxx Sat Jan 03 01:05:34 +0000 2026\n",
        b"From alice at example.org  Sat Jan  3 01:05:34 2026\n",
        b"From alice@example.org Sat, 3 Jan 2026 01:05:34 +0100\n",
        b"From alice@example.org\n",
        b"From -\n",
    ],
)
def test_envelopes_of_all_sorts_begin_a_mail(mbox, envelope):
    assert mails_in(mbox(envelope, MAIL, b"\n", envelope, OTHER, b"\n")) == [MAIL, OTHER]


def test_crlf_mailboxes(mbox):
    whole = (ENVELOPE + MAIL + b"\n" + ENVELOPE + OTHER + b"\n").replace(b"\n", b"\r\n")
    assert mails_in(mbox(whole)) == [MAIL.replace(b"\n", b"\r\n"), OTHER.replace(b"\n", b"\r\n")]


@pytest.mark.parametrize(
    "line",
    [
        b"From what I know, it rains.\n",
        b"From Monday to Friday, 10:30 to 12:00, in 2026\n",
        b"From: nobody\n",
        b"From alice@example.org\n",  # no header follows
    ],
)
def test_a_sentence_that_begins_with_from_does_not_cut_the_mail(mbox, line):
    mail = MAIL + b"\n" + line + b"and more.\n"
    assert mails_in(mbox(ENVELOPE, mail, b"\n", ENVELOPE, OTHER, b"\n")) == [mail, OTHER]


def test_marks_before_from_are_taken_away_once(mbox):
    written = MAIL + b"\n>From here\n>>From there\n> From nowhere\n>Fromage\n"
    (raw,) = mails_in(mbox(ENVELOPE, written, b"\n"))
    assert raw == MAIL + b"\nFrom here\n>From there\n> From nowhere\n>Fromage\n"


def test_a_missing_empty_line_between_two_mails_does_not_join_them(mbox):
    assert mails_in(mbox(ENVELOPE, MAIL, ENVELOPE, OTHER)) == [MAIL, OTHER]


def test_mails_without_header_or_body_are_kept(mbox):
    bare = b"\nIl pleut.\n"
    assert mails_in(mbox(ENVELOPE, b"\n", ENVELOPE, bare, b"\n", ENVELOPE, MAIL)) == [b"\n", bare, MAIL]


def test_an_envelope_written_twice_makes_no_second_mail(mbox):
    assert mails_in(mbox(ENVELOPE, ENVELOPE, MAIL, b"\n", ENVELOPE)) == [MAIL]


def test_a_length_that_leads_to_the_next_mail_is_believed(mbox):
    body = b"Before\n\n" + ENVELOPE + b"From: quoted\n\nAfter\n"
    header = b"Subject: x\nContent-Length: %d\n\n" % len(body)
    path = mbox(ENVELOPE, header, body, b"\n", ENVELOPE, OTHER, b"\n")
    assert mails_in(path) == [header + body, OTHER]


@pytest.mark.parametrize("length", [b"3", b"0", b"99999", b"999999999999", b"-1"])
def test_a_wrong_length_is_not(mbox, length):
    mail = b"Subject: x\nContent-Length: " + length + b"\n\nIl pleut.\nBeaucoup.\n"
    assert mails_in(mbox(ENVELOPE, mail, b"\n", ENVELOPE, OTHER, b"\n")) == [mail, OTHER]


def test_a_mark_or_empty_lines_before_the_first_mail_are_passed_over(mbox):
    assert mails_in(mbox(b"\xef\xbb\xbf", ENVELOPE, MAIL)) == [MAIL]
    assert mails_in(mbox(b"\n\n", ENVELOPE, MAIL)) == [MAIL]


def test_a_gigantic_mail_is_cut_and_the_next_one_is_read(mbox, monkeypatch):
    monkeypatch.setattr(mails, "LONGEST_MAIL", 1_000)
    monkeypatch.setattr(mbox_module, "LONGEST_LINE", 64)
    path = mbox(ENVELOPE, MAIL, b"x" * 5_000, b"\ny\n" * 500, b"\n", ENVELOPE, OTHER, b"\n")
    first, second = read(path)
    assert first.cut
    assert len(first.raw) == 1_000
    assert first.raw.startswith(MAIL)
    assert (second.raw, second.cut) == (OTHER, False)


def test_memory_does_not_grow_with_the_mailbox(mbox):
    path = mbox((ENVELOPE + MAIL + b"x" * 70 + b"\n\n") * 20_000)
    tracemalloc.start()
    count = sum(1 for _mail in read(path))
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert count == 20_000
    assert peak < 1_000_000


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(st.lists(st.lists(st.sampled_from([b"From here", b">From", b"", b"Il pleut.", b"From - x", b" "]))))
def test_what_the_standard_library_writes_is_read_back(tmp_path, bodies):
    path = tmp_path / "written.mbox"
    path.unlink(missing_ok=True)
    box = mailbox.mbox(path)
    for number, lines in enumerate(bodies):
        message = Message()
        message["Subject"] = f"mail {number}"
        message.set_payload(b"\n".join(lines).decode())
        box.add(message)
    box.close()
    if not bodies:
        return
    found = mails_in(path)
    assert [raw.split(b"\n")[0] for raw in found] == [b"Subject: mail %d" % n for n in range(len(bodies))]
    for raw, lines in zip(found, bodies, strict=True):
        # The older form of mbox marks "From " lines only, so that ">From " cannot be told from it.
        written = b"\n".join(line.replace(b">From", b"From") for line in lines)
        assert raw.partition(b"\n\n")[2].replace(b">From", b"From").strip() == written.strip()


@needs_real_mails
def test_real_mails_survive_a_mailbox_file(tmp_path):
    raws = [path.read_bytes().replace(b"\r\n", b"\n") for path in sorted(real.glob("sisimai-bounces/*.eml"))]
    raws = [raw if raw.endswith(b"\n") else raw + b"\n" for raw in raws if not raw.startswith(b"From ")]
    path = tmp_path / "real.mbox"
    marked = [
        b"\n".join(
            b">" + line if line.lstrip(b">").startswith(b"From ") else line for line in raw.split(b"\n")
        )
        for raw in raws
    ]
    path.write_bytes(b"".join(ENVELOPE + raw + b"\n" for raw in marked))
    assert mails_in(path) == raws


# Folders and single mails.


def test_a_folder_is_read_with_all_its_folders_in_order(tmp_path):
    (tmp_path / "2025" / "may").mkdir(parents=True)
    (tmp_path / "2025" / "may" / "b.eml").write_bytes(OTHER)
    (tmp_path / "2025" / "a.EML").write_bytes(MAIL)
    (tmp_path / "notes.txt").write_bytes(b"not a mail")
    assert describe(tmp_path).kind == "folder"
    assert describe(tmp_path).total_bytes == len(MAIL + OTHER)
    assert list(read(tmp_path)) == [
        RawMail(MAIL, "2025/a.EML", len(MAIL)),
        RawMail(OTHER, "2025/may/b.eml", len(MAIL + OTHER)),
    ]


def test_a_maildir_and_an_exported_macos_mailbox_are_read_too(tmp_path):
    (tmp_path / "maildir" / "cur").mkdir(parents=True)
    (tmp_path / "maildir" / "cur" / "1712.M1.host:2,S").write_bytes(MAIL)
    assert mails_in(tmp_path / "maildir") == [MAIL]
    (tmp_path / "Inbox.mbox").mkdir()
    (tmp_path / "Inbox.mbox" / "mbox").write_bytes(ENVELOPE + OTHER)
    assert mails_in(tmp_path / "Inbox.mbox") == [OTHER]


def test_a_single_mail(tmp_path):
    path = tmp_path / "one.eml"
    path.write_bytes(MAIL)
    assert describe(path).kind == "eml"
    assert list(read(path)) == [RawMail(MAIL, "one.eml", len(MAIL))]


def test_a_gigantic_single_mail_is_cut(tmp_path, monkeypatch):
    monkeypatch.setattr(mails, "LONGEST_MAIL", 20)
    (tmp_path / "one.eml").write_bytes(MAIL)
    (mail,) = read(tmp_path / "one.eml")
    assert (mail.raw, mail.cut) == (MAIL[:20], True)


# What is chosen by mistake.


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b"\n \n", "empty"),
        (b"%PDF-1.7\n%\xe2\xe3", "pdf"),
        (b"PK\x03\x04\x14\x00", "damaged"),
        (b"\x1f\x8b\x08\x00", "damaged"),
        (b"7z\xbc\xaf'\x1c", "archive"),
        (b"!BDN\x00\x00", "outlook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "outlook"),
        (b"Bonjour,\nceci est un texte.\n", "not-mail"),
        (b"From me to you,\nwith love.\n", "not-mail"),
        (b"date;montant\n2026-01-03;12\n", "not-mail"),
        (b"\x89PNG\r\n\x1a\n", "not-mail"),
    ],
)
def test_a_wrong_file_is_refused_in_one_sentence(tmp_path, content, code):
    path = tmp_path / "chosen"
    path.write_bytes(content)
    with pytest.raises(WrongFile) as refused:
        read(path)
    assert refused.value.code == code
    assert "chosen" in refused.value.message
    assert "mbox" in refused.value.message
    assert "\n" not in refused.value.message


def test_what_is_not_there_and_a_folder_without_mails(tmp_path):
    with pytest.raises(WrongFile, match="nowhere") as refused:
        read(tmp_path / "nowhere")
    assert refused.value.code == "missing"
    (tmp_path / "photo.jpg").write_bytes(b"\xff\xd8")
    with pytest.raises(WrongFile, match=r"\.eml") as refused:
        read(tmp_path)
    assert refused.value.code == "no-mails"


def test_a_file_that_may_not_be_read(tmp_path, monkeypatch):
    path = tmp_path / "closed.mbox"
    path.write_bytes(ENVELOPE + MAIL)

    def refuse(*_args, **_kwargs):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(WrongFile, match="Permission denied") as refused:
        describe(path)
    assert refused.value.code == "unreadable"
