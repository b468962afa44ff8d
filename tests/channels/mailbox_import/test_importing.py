"""An import loses nothing, brings nothing twice, can be resumed, and never sends."""

from datetime import UTC, datetime

import pytest

from saule.channels.mailbox_import import importing
from saule.channels.mailbox_import.importing import import_files, own, preview_files
from saule.matters.models import Conversation, Delivery, Message, Source
from saule.matters.receiving import position_digest
from saule.people.models import Tombstone

MAIL = """From: {sender}
To: contact@mairie.example
Subject: {subject}
Date: Mon, 2 Nov 2026 10:0{n}:00 +0100
Message-ID: <{n}.{subject}@example.org>

Bonjour, voici mon message numero {n}.
"""


def mail(n: int, sender: str = "marie@example.org", subject: str = "Ligne-12") -> str:
    return MAIL.format(n=n, sender=sender, subject=subject)


def mbox(path, *mails: str):
    """A mailbox file of these mails."""
    path.write_text("".join(f"From x@example.org Mon Nov  2 10:00:00 2026\n{one}\n" for one in mails))
    return path


@pytest.fixture
def three(tmp_path):
    return mbox(tmp_path / "three.mbox", mail(1), mail(2), mail(3))


def test_everything_comes_in_once(desk, three, now):
    done = import_files(desk, [three], now=now)
    assert (done.stored, done.known, done.octets) == (3, 0, three.stat().st_size)
    again = import_files(desk, [three], now=now)
    assert (again.stored, again.known) == (0, 3)
    assert Message.objects.count() == 3


def test_nothing_is_sent_and_nobody_will_be_told(desk, three, now):
    import_files(desk, [three], now=now)
    assert not Delivery.objects.exists()
    assert all(Conversation.objects.values_list("imported", flat=True))


def test_messages_count_as_received_when_they_were_sent(desk, three, now):
    import_files(desk, [three], now=now)
    assert Message.objects.earliest("received_at").received_at == datetime(2026, 11, 2, 9, 1, tzinfo=UTC)


def test_a_file_that_moved_brings_nothing(desk, three, now, tmp_path):
    import_files(desk, [three], now=now)
    moved = three.rename(tmp_path / "elsewhere.mbox")
    assert import_files(desk, [moved], now=now).stored == 0


def test_a_file_that_has_grown_brings_only_what_is_new(desk, three, now):
    import_files(desk, [three], now=now)
    mbox(three, mail(0), mail(1), mail(2), mail(3), mail(4))
    done = import_files(desk, [three], now=now)
    assert (done.stored, done.known) == (2, 3)


def test_two_genuine_copies_in_one_file_stay_two(desk, now, tmp_path):
    path = mbox(tmp_path / "twice.mbox", mail(1), mail(1))
    assert import_files(desk, [path], now=now).stored == 2
    assert import_files(desk, [path], now=now).stored == 0


def test_overlapping_files_bring_each_mail_once(desk, three, now, tmp_path):
    other = mbox(tmp_path / "other.mbox", mail(3), mail(4))
    done = import_files(desk, [three, other], now=now)
    assert (done.stored, done.known) == (4, 1)


def test_a_folder_of_mails_is_the_same_as_a_file(desk, three, now, tmp_path):
    folder = tmp_path / "mails"
    folder.mkdir()
    for n in (1, 2, 3):
        (folder / f"{n}.eml").write_text(mail(n))
    done = import_files(desk, [folder], now=now)
    assert done.stored == 3
    assert import_files(desk, [three], now=now).stored == 0


def test_a_killed_import_is_resumed(desk, now, tmp_path, monkeypatch):
    monkeypatch.setattr(importing, "BATCH", 2)
    path = mbox(tmp_path / "five.mbox", *(mail(n) for n in range(5)))

    def killed(done):
        if done.stored >= 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        import_files(desk, [path], now=now, told=killed)
    assert Message.objects.count() == 4
    done = import_files(desk, [path], now=now)
    assert (done.stored, done.known) == (1, 4)


def test_a_full_disk_loses_no_batch_that_was_told(desk, three, now, monkeypatch):
    def full(*args, **kwargs):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(importing, "take_in", full)
    with pytest.raises(OSError, match="No space"):
        import_files(desk, [three], now=now)
    monkeypatch.undo()
    assert import_files(desk, [three], now=now).stored == 3


def test_what_was_erased_does_not_come_back(desk, three, now):
    first = next(importing.find(three))
    Tombstone.objects.create(desk=desk, digest=position_digest(first.position), at=now)
    assert import_files(desk, [three], now=now).stored == 2


def test_positions_tell_nothing_about_the_mail(three):
    found = next(importing.find(three))
    assert found.position.startswith("mailbox:")
    assert "marie" not in found.position


def test_our_answers_are_known_by_our_addresses(desk, now, tmp_path):
    reply = mail(2, sender="mairie@ville.example").replace(
        "\n\n", "\nIn-Reply-To: <1.Ligne-12@example.org>\n\n", 1
    )
    path = mbox(tmp_path / "both.mbox", mail(1), reply)
    [mailbox] = own(desk, ["Mairie@Ville.example"], by=None, now=now)
    assert not mailbox.live
    assert own(desk, ["mairie@ville.example"], by=None, now=now) == []
    import_files(desk, [path], now=now)
    assert Message.objects.filter(outgoing=True).count() == 1
    conversation = Conversation.objects.get()
    assert (conversation.waiting_since, conversation.answered_at is not None) == (None, True)


def test_a_preview_says_what_would_come_in_and_writes_nothing(desk, three, now, tmp_path):
    import_files(desk, [three], now=now)
    before = Source.objects.count()
    path = mbox(
        tmp_path / "more.mbox",
        mail(3),
        mail(4, sender="paul@example.org"),
        mail(5, sender="paul@example.org"),
        mail(6, sender="contact@mairie.example"),
        mail(7, sender="old@mairie.example"),
    )
    seen = preview_files(desk, [path], ours=["Old@mairie.example"])
    assert (seen.messages, seen.known, seen.ours, len(seen.people)) == (4, 1, 2, 1)
    assert seen.classes == {"human": 2}
    assert (seen.first.minute, seen.last.minute) == (4, 7)
    assert Source.objects.count() == before
    assert desk.mailboxes.count() == 1


def test_large_mails_are_brought_in_few_at_a_time(desk, now, tmp_path, monkeypatch):
    """How much is held at once depends on neither the size of the file nor that of its mails."""
    monkeypatch.setattr(importing, "OCTETS_AT_ONCE", 1_000)
    path = mbox(tmp_path / "large.mbox", *(f"{mail(n)}{'Bonjour ' * 80}\n" for n in range(3)))
    told: list[int] = []
    import_files(desk, [path], now=now, told=lambda done: told.append(done.stored))
    assert told == [2, 3]
