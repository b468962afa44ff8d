"""What happens within the crisis after the first mails: people write twice, the office hardly answers."""

from dataclasses import replace
from datetime import datetime, timedelta

from saule.demo.answering import answer, answer_text, person_reply, reply_to, soon_after, working_moment
from saule.demo.compose import join
from saule.demo.handwriting import typed
from saule.demo.notes import Note
from saule.demo.story import Teller

SECOND_MAILS = {"thread": 24, "apart": 9, "same": 9, "work": 3}
ANSWERED = {"fr": 4, "en": 2}
WORKPLACES = ("lycee-beausejour.example", "hopital-sainte-anne.example", "atelier-des-forges.example")


def second_mails(teller: Teller, notes: list[Note]) -> list[Note]:
    """Return the second mails of people who wrote about the bus."""
    ways = [way for way, count in SECOND_MAILS.items() for _ in range(count)]
    limit = teller.until - timedelta(days=6, hours=12)
    old = [note for note in notes if note.when < limit and note.person.first and not note.grave]
    found = []
    for way, note in zip(ways, teller.rng.sample(old, len(ways)), strict=True):
        when = soon_after(teller, note.when, (2, 30) if way == "same" else (20, 150))
        found.append(second_mail(teller, note, way, when))
    return found


def second_mail(teller: Teller, note: Note, way: str, when: datetime) -> Note:
    """Return a second mail: in the thread of the first, apart, the very same again, or from the workplace."""
    if way == "same":
        return replace(note, when=when, message_id=teller.identifier(note.person.host))
    if way == "work":
        return from_work(teller, note, when)
    section = "crisis.later_letter" if note.letter and teller.rng.random() < 0.6 else "crisis.later"
    again = person_reply(teller, note, section, when)
    if way == "apart":
        again = replace(again, answers=None, subject=note.subject)
    return again


def from_work(teller: Teller, note: Note, when: datetime) -> Note:
    """Return a second mail from the same person's address at work."""
    person, when = note.person, working_moment(when.date(), teller.rng)
    address = f"{person.address.partition('@')[0]}@{teller.rng.choice(WORKPLACES)}"
    elsewhere = replace(person, address=address, shown=person.full, client="windows")
    body = teller.pen.say("crisis.later_work", teller.pen.slots(person, when.date()))
    text = typed(join(body, person.full), "plain", person.language, teller.rng)
    return replace(reply_to(teller, note, when, text), person=elsewhere, answers=None, subject=note.subject)


def few_answers(teller: Teller, notes: list[Note]) -> list[Note]:
    """Return the handful of answers that left before the office was overwhelmed, and what came back."""
    found: list[Note] = []
    early = sorted((note for note in notes if note.written and not note.grave), key=lambda note: note.when)
    for language, count in ANSWERED.items():
        for note in [note for note in early[:90] if note.language == language][::5][:count]:
            when = working_moment((note.when + timedelta(days=teller.rng.randint(1, 3))).date(), teller.rng)
            ours = answer(teller, note, answer_text(teller, note), when)
            found.append(ours)
            if teller.rng.random() < 0.6:
                back = soon_after(teller, when, (1, 26))
                found.append(person_reply(teller, ours, "crisis.reply", back))
    return [note for note in found if note.when < teller.until]
