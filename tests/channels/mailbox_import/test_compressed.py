"""A compressed mailbox is read like any other, in little memory, and no further than a mailbox would go."""

import gzip
import random
import tracemalloc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from saule.channels.mailbox_import import compressed, mbox
from saule.channels.mailbox_import.importing import batches, find, import_files
from saule.channels.mailbox_import.reading import WrongFile, describe, read
from saule.channels.mailbox_import.sources import StreamSource
from saule.matters.models import Message

ENVELOPE = b"From alice@example.org Sat Jan  3 01:05:34 2026\n"


def mail(number: int, body: bytes = b"Il pleut.\n") -> bytes:
    return (
        b"From: Alice <a%d@example.org>\nSubject: Bonjour\nMessage-ID: <%d@x>\n\n" % (number, number) + body
    )


def mailbox_of(count: int) -> bytes:
    return b"".join(ENVELOPE + mail(number) + b"\n" for number in range(count))


@pytest.fixture
def gz(tmp_path):
    """Writes a mailbox of so many mails, compressed."""

    def write(count: int):
        path = tmp_path / "mail.mbox.gz"
        path.write_bytes(gzip.compress(mailbox_of(count)))
        return path

    return write


def test_its_mails_are_those_of_the_mailbox(gz):
    path = gz(3)
    assert (describe(path).kind, describe(path).total_bytes) == ("gz", path.stat().st_size)
    assert [one.raw for one in read(path)] == [mail(0), mail(1), mail(2)]
    assert [one.bytes_read for one in read(path)][-1] == path.stat().st_size


def test_a_compressed_mail_and_a_file_of_several_parts(tmp_path):
    path = tmp_path / "one.eml.gz"
    path.write_bytes(gzip.compress(mail(1)))
    (one,) = read(path)
    assert (one.raw, one.offset_or_name) == (mail(1), "one.eml")
    parts = tmp_path / "parts.gz"
    parts.write_bytes(gzip.compress(mailbox_of(1)) + gzip.compress(ENVELOPE + mail(1)))
    assert [one.raw for one in read(parts)] == [mail(0), mail(1)]


@pytest.mark.django_db
def test_a_second_import_and_the_plain_file_bring_nothing_twice(desk, gz, now, tmp_path):
    path = gz(3)
    assert import_files(desk, [path], now=now).stored == 3
    plain = tmp_path / "plain.mbox"
    plain.write_bytes(mailbox_of(4))
    done = import_files(desk, [path, plain], now=now)
    assert (done.stored, done.known) == (1, 6)
    assert done.octets == path.stat().st_size + plain.stat().st_size


def test_memory_does_not_grow_with_the_mailbox(tmp_path):
    noise = random.Random(1)
    path = tmp_path / "large.gz"
    with gzip.open(path, "wb", compresslevel=1) as file:
        for number in range(5_000):
            file.write(ENVELOPE + mail(number, noise.randbytes(1_000).hex().encode() + b"\n") + b"\n")
    tracemalloc.start()
    count, steps = 0, set()
    for one in read(path):
        count += 1
        steps.add(one.bytes_read)
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert count == 5_000
    assert len(steps) > 50
    assert max(steps) == path.stat().st_size
    assert peak < 2_000_000


# What is damaged, or no mailbox.


@pytest.mark.django_db
def test_a_file_that_was_cut_off_brings_what_came_before_and_says_so(desk, gz, now):
    path = gz(1_000)
    path.write_bytes(path.read_bytes()[:-1_000])
    with pytest.raises(WrongFile) as refused:
        import_files(desk, [path], now=now)
    assert refused.value.code == "cut-off"
    stored = Message.objects.count()
    assert stored > 100
    path = gz(1_000)
    done = import_files(desk, [path], now=now)
    assert (done.known, done.stored) == (stored, 1_000 - stored)


def test_a_bomb_ends_with_a_sentence_after_what_came_before(tmp_path, monkeypatch):
    monkeypatch.setattr(compressed, "ALWAYS_READ", 5_000_000)
    path = tmp_path / "bomb.gz"
    with gzip.open(path, "wb") as file:
        file.write(mailbox_of(10))
        for _ in range(100):
            file.write(bytes(1_000_000))
    found, packs = [], batches(find(path))
    tracemalloc.start()
    with pytest.raises(WrongFile) as refused:
        found.extend(len(pack) for pack in packs)
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert refused.value.code == "bomb"
    assert found == [9]  # the last one is where the bomb is
    assert peak < 12_000_000


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (gzip.compress(b""), "empty"),
        (gzip.compress(b"%PDF-1.7"), "pdf"),
        (gzip.compress(gzip.compress(mailbox_of(1))), "nested"),
        (gzip.compress(b"PK\x03\x04"), "nested"),
        (gzip.compress(bytes(10_000_000)), "not-mail"),
        (gzip.compress(mailbox_of(1))[:30], "damaged"),
        (b"\x1f\x8b\x08\x00" + bytes(40), "damaged"),
    ],
    # The bytes hold the moment at which they were made: no name for a test that two processes collect.
    ids=["empty", "pdf", "nested twice", "nested", "not mail", "cut off", "damaged"],
)
def test_what_holds_no_mailbox_is_refused_in_one_sentence(tmp_path, content, code):
    path = tmp_path / "chosen\n.gz"
    path.write_bytes(content)
    with pytest.raises(WrongFile) as refused:
        read(path)
    assert refused.value.code == code
    assert "mbox" in refused.value.message
    assert "\n" not in refused.value.message


# The stream that is read forward only.


class Dribble:
    """Gives a few bytes at a time."""

    def __init__(self, data: bytes, step: int) -> None:
        self.data, self.step, self.at = data, step, 0

    def read(self, size: int, /) -> bytes:
        piece = self.data[self.at : self.at + min(size, self.step)]
        self.at += len(piece)
        return piece


@settings(max_examples=80)
@given(
    st.lists(st.sampled_from([b"\n", b"From ", b"ab", ENVELOPE, b"Content-Length: 9\n", b"\n\n", mail(1)])),
    st.integers(1, 50),
)
def test_a_stream_gives_what_a_file_gives(tmp_path_factory, pieces, step):
    data = ENVELOPE + mail(0) + b"\n" + b"".join(pieces)
    path = tmp_path_factory.mktemp("stream") / "plain.mbox"
    path.write_bytes(data)
    stream = StreamSource(Dribble(data, step), lambda: 0)
    streamed = [(one.raw, one.offset_or_name) for one in mbox.Mailbox(stream).mails()]
    assert streamed == [(one.raw, one.offset_or_name) for one in read(path)]


def test_long_lines_come_in_pieces_and_a_line_can_be_given_back():
    stream = StreamSource(Dribble(b"abcdef\ngh", 2), lambda: 0)
    assert [stream.readline(4), stream.readline(4)] == [b"abcd", b"ef\n"]
    stream.back(3)
    assert (stream.tell(), stream.readline(9), stream.ahead(5)) == (4, b"ef\n", b"gh")
    assert (stream.holds(2), stream.holds(3), stream.read(9), stream.readline(9)) == (True, False, b"gh", b"")


def test_noise_after_the_head_never_breaks_the_reader(tmp_path):
    noise = random.Random(2)
    whole = gzip.compress(mailbox_of(50))
    path = tmp_path / "noise.gz"
    ends = []
    for _ in range(60):
        at = noise.randrange(10, len(whole))  # behind the head, whose date nobody reads
        path.write_bytes(whole[:at] + noise.randbytes(3) + whole[at + 3 :])
        with pytest.raises(WrongFile) as refused:
            list(read(path))
        ends.append(refused.value.code)
    assert set(ends) == {"damaged"}
