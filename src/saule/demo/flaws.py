"""The deliberate faults: what real mailboxes hold and no sender would admit to."""

from collections.abc import Callable
from random import Random

from saule.demo.notes import Note
from saule.demo.wire import text_part

ABSENT = {"no-message-id": 3, "no-date": 2, "no-subject": 3}
BYTES = {
    "wrong-charset": 2,
    "unknown-charset": 1,
    "raw-8bit-header": 2,
    "truncated-multipart": 1,
    "broken-base64": 1,
    "empty-body": 1,
}
STOLEN_IDS = 2


def blemish(notes: list[Note], rng: Random) -> None:
    """Give a few notes a fault each; only notes that nothing refers to, so that no thread is lost."""
    referred = {note.answers.message_id for note in notes if note.answers}
    free = [note for note in notes if sound(note) and note.message_id not in referred]
    rng.shuffle(free)
    for flaw, count in (ABSENT | BYTES).items():
        for _ in range(count):
            taken(free, flaw).flaws = [flaw]
    for _ in range(STOLEN_IDS):
        note, other = free.pop(), free.pop()
        note.message_id, note.flaws = other.message_id, ["duplicate-message-id"]


def taken(free: list[Note], flaw: str) -> Note:
    """Take a note that can show a flaw: one of charsets needs accents, in the text or in the subject."""
    shown = {"wrong-charset": "text", "raw-8bit-header": "subject"}.get(flaw)
    index = next(i for i, note in enumerate(free) if shown is None or not getattr(note, shown).isascii())
    return free.pop(index)


def sound(note: Note) -> bool:
    """Return whether a note may be given a fault: an ordinary first mail of a person."""
    human = note.mail_class == "human" and not note.ours and bool(note.person.key)
    return human and note.answers is None and not note.attachments and not note.grave and not note.flaws


def spoil(note: Note, whole: bytes) -> bytes:
    """Return the bytes of a message with the faults of its note."""
    for flaw in note.flaws:
        if flaw in SPOILERS:
            whole = SPOILERS[flaw](note, whole)
    return whole


def parted(whole: bytes) -> tuple[bytes, bytes]:
    """Return the header without the lines that describe the body, and the body."""
    head, _, body = whole.partition(b"\r\n\r\n")
    return head[: head.rindex(b"Content-Type:")] if head.count(b"\r\nContent-Type:") else head, body


def rewritten(note: Note, whole: bytes, charset: str, claimed: str) -> bytes:
    """Return the message with its text in one charset and the name of another."""
    lines, body = text_part(note.text.replace("’", "'").replace("\u202f", " "), charset, "8bit")
    head = "\r\n".join(lines).replace(charset, claimed).encode()
    return parted(whole)[0] + head + b"\r\n\r\n" + body


def wrong_charset(note: Note, whole: bytes) -> bytes:
    """Latin-1 bytes that call themselves UTF-8."""
    return rewritten(note, whole, "iso-8859-1", "utf-8")


def unknown_charset(note: Note, whole: bytes) -> bytes:
    """A charset that does not exist."""
    return rewritten(note, whole, "utf-8", "x-saule-1987")


def raw_header(note: Note, whole: bytes) -> bytes:
    """A subject in bare Latin-1, as some web forms send it."""
    head, _, body = whole.partition(b"\r\n\r\n")
    before, _, rest = head.partition(b"\r\nSubject: ")
    after = rest[rest.index(b"\r\nDate: ") :]
    subject = note.subject.replace("’", "'").replace("\u202f", " ").encode("iso-8859-1", "replace")
    return before + b"\r\nSubject: " + subject + after + b"\r\n\r\n" + body


def truncated(note: Note, whole: bytes) -> bytes:
    """A multipart whose last boundary never came."""
    text = note.text.encode()
    kind = b'Content-Type: multipart/mixed; boundary="coupe"\r\n\r\n--coupe\r\n'
    part = b'Content-Type: text/plain; charset="utf-8"\r\nContent-Transfer-Encoding: 8bit\r\n\r\n'
    return parted(whole)[0] + kind + part + text.replace(b"\n", b"\r\n") + b"\r\n"


def broken_base64(note: Note, whole: bytes) -> bytes:
    """Base64 with signs that do not belong and a tail that is missing."""
    lines, body = text_part(note.text, "utf-8", "base64")
    damaged = body[:20] + b"!*" + body[20:-7] + b"\r\n"
    return parted(whole)[0] + "\r\n".join(lines).encode() + b"\r\n\r\n" + damaged


def emptied(note: Note, whole: bytes) -> bytes:
    """A mail sent before it was written."""
    return parted(whole)[0] + b'Content-Type: text/plain; charset="utf-8"\r\n\r\n'


SPOILERS: dict[str, Callable[[Note, bytes], bytes]] = {
    "wrong-charset": wrong_charset,
    "unknown-charset": unknown_charset,
    "raw-8bit-header": raw_header,
    "truncated-multipart": truncated,
    "broken-base64": broken_base64,
    "empty-body": emptied,
}
