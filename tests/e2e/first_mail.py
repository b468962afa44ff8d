"""The mailbox that an owner brings along on the first day: sixty mails of the demo's town, in a crisis."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from saule.demo.dice import dice
from saule.demo.mailbox import told, write_mbox
from saule.demo.notes import Note
from saule.demo.wire import render

OURS = "contact@mairie-saint-aubin.example"
SEED = 12
IN_OWN_WORDS, LETTERS, PERSONAL, OTHERS = 17, 8, 12, 23


def chosen(notes: list[Note]) -> list[Note]:
    """A crisis of twenty-five (eight of them copies of one letter), people's own cases, and this and that.

    Everybody is another person and writes in English.
    """
    everybody: set[str] = set()
    first = [
        note
        for note in notes
        if note.language == "en" and note.person.first and note.mail_class == "human"
        if not (note.ours or note.answers or note.flaws)
        if note.person.key not in everybody and not everybody.add(note.person.key)  # type: ignore[func-returns-value]
    ]
    crisis = [note for note in first if note.theme == "crisis" and not note.grave]
    return [
        *[note for note in crisis if not note.letter][:IN_OWN_WORDS],
        *[note for note in crisis if note.letter][:LETTERS],
        *[note for note in first if note.theme != "crisis" and note.nature == "personal"][:PERSONAL],
        *[note for note in first if note.theme != "crisis" and note.nature != "personal"][:OTHERS],
    ]


def write(path: Path) -> dict[str, str]:
    """Writes the mailbox; returns the Message-ID of everybody's mail by their address."""
    yesterday = datetime.now(UTC).date() - timedelta(days=1)  # noqa: TID251 - an edge
    notes = sorted(chosen(told(yesterday, SEED)), key=lambda note: note.when)
    write_mbox((render(note, dice(SEED, note.message_id)) for note in notes), path)
    return {note.person.address: f"<{note.message_id}>" for note in notes}
