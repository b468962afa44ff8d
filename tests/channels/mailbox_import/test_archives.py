"""Archives (.zip) and Maildirs are read as they are; what is hostile or locked is refused in one sentence."""

import struct
import tracemalloc
from collections import Counter
from pathlib import Path
from zipfile import ZIP_BZIP2, ZIP_DEFLATED, ZipFile

import pytest

from saule.channels.mailbox_import import archives, compressed, reading
from saule.channels.mailbox_import.importing import import_files, own
from saule.channels.mailbox_import.reading import WrongFile, describe, read
from saule.matters.models import Message

ENVELOPE = b"From alice@example.org Sat Jan  3 01:05:34 2026\n"


def mail(number: int, sender: str = "alice@example.org") -> bytes:
    head = f"From: {sender}\nTo: town@example.org\nSubject: Bonjour\nMessage-ID: <{number}@x>\n\n"
    return head.encode() + b"Il pleut.\n"


def mailbox_of(*mails: bytes) -> bytes:
    return b"".join(ENVELOPE + one + b"\n" for one in mails)


@pytest.fixture
def packed(tmp_path):
    """Writes an archive of these names and contents."""

    def write(contents: dict[str, bytes], compression: int = ZIP_DEFLATED) -> Path:
        path = tmp_path / "mails.zip"
        with ZipFile(path, "w", compression) as archive:
            for name, content in contents.items():
                archive.writestr(name, content)
        return path

    return write


def raws(path: Path) -> list[bytes]:
    return [one.raw for one in read(path)]


# Archives.


def test_mailboxes_mails_and_maildirs_come_out_of_an_archive(packed):
    path = packed(
        {
            "Takeout/archive_browser.html": b"<html>",
            "Takeout/Mail/All mail.mbox": mailbox_of(mail(1), mail(2)),
            "Profile/INBOX": mailbox_of(mail(3)),
            "Profile/INBOX.msf": b"// index",
            "eml/4.EML": mail(4),
            "Maildir/cur/1712.M1.host:2,S": mail(5),
            "Maildir/.Sent/new/1713.M1.host": mail(6),
            "__MACOSX/eml/._4.eml": b"\x00\x05\x16\x07",
            "photo.jpg": b"\xff\xd8",
        }
    )
    assert raws(path) == [mail(number) for number in range(1, 7)]
    kind = describe(path)
    assert kind.kind == "zip"
    assert [one.bytes_read for one in read(path)][-1] == kind.total_bytes < path.stat().st_size


def test_names_in_an_archive_lead_nowhere(packed, tmp_path):
    path = packed({"../../escaped.eml": mail(1), "/etc/x\x1b[2J.eml": mail(2), "C:\\cur\\3": mail(3)})
    before = sorted(tmp_path.rglob("*"))
    found = list(read(path))
    assert [one.raw for one in found] == [mail(1), mail(2), mail(3)]
    assert not any("\x1b" in str(one.offset_or_name) for one in found)
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.django_db
def test_a_mail_in_several_mailboxes_of_an_archive_comes_in_once(desk, packed, now):
    path = packed({"All.mbox": mailbox_of(mail(1), mail(2)), "Label.mbox": mailbox_of(mail(2), mail(2))})
    done = import_files(desk, [path], now=now)
    assert (done.stored, done.known) == (3, 1)  # the last one is a genuine copy within its mailbox
    again = import_files(desk, [path], now=now)
    assert (again.stored, again.known) == (0, 4)
    assert again.octets == describe(path).total_bytes


def test_memory_does_not_grow_with_the_archive(packed):
    path = packed({"large.mbox": mailbox_of(*(mail(number) for number in range(3_000))) + bytes(3_000_000)})
    list(read(path))
    tracemalloc.start()
    count = 0
    for _mail in read(path):
        count += 1
        if count == 2_900:
            _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert count == 3_000
    assert peak < 2_000_000


def marked(path: Path, at: int, flag: int) -> None:
    """Sets the flags in the list of names of an archive."""
    data = bytearray(path.read_bytes())
    start = data.rindex(b"PK\x01\x02")
    struct.pack_into("<H", data, start + at, flag)
    path.write_bytes(data)


def test_a_locked_archive_is_refused(packed):
    path = packed({"1.eml": mail(1)})
    marked(path, 8, 1)
    with pytest.raises(WrongFile) as refused:
        read(path)
    assert refused.value.code == "encrypted"


@pytest.mark.parametrize("name", ["more.zip", "Inbox.mbox.gz", "all.7z", "nameless"])
def test_an_archive_in_an_archive_is_refused(packed, name):
    path = packed({"1.eml": mail(1), name: b"PK\x03\x04"})
    with pytest.raises(WrongFile) as refused:
        read(path)
    assert refused.value.code == "nested"


def test_a_bomb_is_refused_before_any_of_it_is_read(packed, monkeypatch):
    monkeypatch.setattr(compressed, "ALWAYS_READ", 1_000_000)
    for contents in (
        {"1.eml": mail(1), "bomb.eml": bytes(2_000_000)},
        {f"{number}.eml": bytes(100_000) for number in range(20)},
    ):
        with pytest.raises(WrongFile) as refused:
            read(packed(contents))
        assert refused.value.code == "bomb"


def test_entries_that_share_their_bytes_are_a_bomb(packed):
    path = packed({"1.eml": mail(1)})
    data = bytearray(path.read_bytes())
    start = data.rindex(b"PK\x01\x02")
    struct.pack_into("<L", data, start + 20, 10_000_000)
    path.write_bytes(data)
    with pytest.raises(WrongFile) as refused:
        read(path)
    assert refused.value.code == "bomb"


def test_an_archive_that_is_little_but_names_is_refused(packed, monkeypatch):
    path = packed({f"{number}.eml": b"" for number in range(100)})
    monkeypatch.setattr(archives, "LONGEST_LIST", 1_000)
    with pytest.raises(WrongFile) as refused:
        read(path)
    assert refused.value.code == "bomb"


def test_a_rare_compression_an_empty_archive_and_one_without_mails(packed):
    for contents, compression, code in (
        ({"1.eml": mail(1)}, ZIP_BZIP2, "compression"),
        ({}, ZIP_DEFLATED, "no-mails"),
        ({"notes.txt": b"Il pleut.", "a.jpg": b"\xff"}, ZIP_DEFLATED, "no-mails"),
    ):
        with pytest.raises(WrongFile) as refused:
            read(packed(contents, compression))
        assert refused.value.code == code


@pytest.mark.django_db
def test_a_damaged_archive_keeps_what_came_before(desk, packed, now):
    path = packed({"1.eml": mail(1), "2.eml": mail(2), "3.eml": mail(3)}, compression=0)
    path.write_bytes(path.read_bytes().replace(b"<3@x>", b"<4@x>"))
    with pytest.raises(WrongFile) as refused:
        import_files(desk, [path], now=now)
    assert refused.value.code == "cut-off"
    assert Message.objects.count() == 2


def test_noise_in_an_archive_never_breaks_the_reader(packed):
    whole = packed({"1.eml": mail(1), "box": mailbox_of(mail(2))}).read_bytes()
    ends: dict[str, int] = Counter()
    for at in range(0, len(whole), 3):
        path = packed({})
        path.write_bytes(whole[:at] + b"\xff\xfe" + whole[at + 2 :])
        try:
            assert {mail(1), mail(2)}.issuperset(raws(path))  # whole, or not at all
            ends["read"] += 1
        except WrongFile as refused:
            ends[refused.code] += 1
    assert ends["read"] > 0
    assert {"damaged", "cut-off"} < set(ends)


# Maildirs.


@pytest.fixture
def maildir(tmp_path):
    """A Maildir with a folder for what was sent, a nested one, and what is no mail."""
    root = tmp_path / "Maildir"
    mails = {
        "cur/1712.M1.host:2,S": mail(1),
        "new/1713.M2.host": mail(2),
        "tmp/1714.M3.host": mail(9),
        ".Sent/cur/1715.M4.host,S=100:2,RS": mail(3, "town@example.org"),
        ".Sent/cur/1716.M5.host;2,FP": mail(1),
        ".Box.Nested Box/cur/1717.M6.host": mail(4),
    }
    for name, raw in mails.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(raw)
    (root / "dovecot-uidlist").write_text("3 V1")
    (root / "cur" / ".hidden").write_text("no mail")
    return root


@pytest.mark.django_db
def test_a_maildir_with_its_folders_brings_each_mail_once(desk, maildir, now):
    own(desk, ["town@example.org"], by=None, now=now)
    done = import_files(desk, [maildir], now=now)
    assert (done.stored, done.known) == (4, 1)
    assert list(Message.objects.filter(outgoing=True).values_list("message_id", flat=True)) == ["3@x"]
    assert import_files(desk, [maildir], now=now).stored == 0


def test_a_mail_that_is_read_or_thrown_away_meanwhile(maildir, monkeypatch):
    kind = describe(maildir)
    (maildir / "new" / "1713.M2.host").rename(maildir / "cur" / "1713.M2.host:2,S")
    (maildir / ".Box.Nested Box" / "cur" / "1717.M6.host").unlink()
    monkeypatch.setattr(reading, "describe", lambda _path: kind)
    found = [one.raw for one in read(maildir)]
    assert mail(2) in found
    assert mail(4) not in found
    assert len(found) == 4
