"""The demo's mailbox: ninety days of a fictional town hall, as e-mails, the same for the same seed."""

import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path

from saule.demo.answering import answers, reactions, reminders
from saule.demo.crisis import few_answers, second_mails
from saule.demo.dice import dice
from saule.demo.flaws import blemish, spoil
from saule.demo.letters import copies, crisis_letters, petitions
from saule.demo.machines import automatic, returns
from saule.demo.notes import Label, Note
from saule.demo.story import Teller, themes
from saule.demo.wire import render

DATE = re.compile(rb"^Date: (.+?)\r?$", re.MULTILINE)
RECEIVED = re.compile(rb"; (\w{3}, \d.+?)\r?$", re.MULTILINE)
FROM_LINE = re.compile(rb"^(>*From )", re.MULTILINE)


def generate(today: date, *, seed: int = 12, now: datetime | None = None) -> Iterator[bytes]:
    """Yield some 2,000 complete RFC 5322 messages of the 90 days up to ``today``, in time order.

    The same ``today`` and ``seed`` give the same bytes. Today's messages are all of the small hours; ``now``
    (aware) leaves out those that would still be in the future.
    """
    for message, _ in generate_labelled(today, seed=seed, now=now):
        yield message


def generate_labelled(
    today: date, seed: int = 12, now: datetime | None = None
) -> Iterator[tuple[bytes, Label]]:
    """Yield each message with what is true about it; see ``Label``."""
    for note in told(today, seed):
        if now is None or note.when <= now:
            yield spoil(note, render(note, dice(seed, note.message_id))), note.label()


def told(today: date, seed: int) -> list[Note]:
    """Return the notes of the whole story, in time order."""
    teller = Teller(today, dice(seed, "story"))
    town = [theme for theme in themes().values() if theme.key != "crisis"]
    asked = [note for theme in town for note in teller.theme_notes(theme)]
    bus = teller.theme_notes(themes()["crisis"])
    bus += [note for letter in crisis_letters() for note in copies(teller, letter)]
    bus += second_mails(teller, bus)
    sent = answers(teller, asked)
    answered = {note.answers.message_id for note in sent if note.answers}
    notes = bus + asked + few_answers(teller, bus) + sent
    notes += reactions(teller, sent) + reminders(teller, asked, answered)
    notes += automatic(teller) + returns(teller, sent)
    notes += petitions(teller)
    notes = sorted((note for note in notes if note.when <= teller.until), key=lambda note: note.when)
    blemish(notes, teller.rng)
    return notes


def write_mbox(messages: Iterable[bytes], path: Path) -> int:
    """Write messages to an mbox file in the *mboxrd* form; return how many there were."""
    count = 0
    with Path(path).open("wb") as file:
        for message in messages:
            file.write(b"From saule-demo " + envelope_date(message) + b"\n")
            file.write(FROM_LINE.sub(rb">\1", message.replace(b"\r\n", b"\n")).rstrip(b"\n") + b"\n\n")
            count += 1
    return count


def envelope_date(message: bytes) -> bytes:
    """Return the asctime of a message for its mbox line: that of its Date, else of when it was received."""
    head = message.partition(b"\r\n\r\n")[0]
    found = DATE.search(head) or RECEIVED.search(head)
    if found is None:
        return b"Thu Jan  1 00:00:00 1970"
    return parsedate_to_datetime(found[1].decode("ascii")).strftime("%a %b %d %H:%M:%S %Y").encode()
