"""The office answers, never on a Sunday; people thank, ask again or are away; others write a second time."""

import re
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from random import Random

from saule.demo.charter import Staff, charter
from saule.demo.compose import join
from saule.demo.dice import pick
from saule.demo.enclosures import enclosure
from saule.demo.handwriting import typed, typeset
from saule.demo.notes import OFFICE_HOST, Note
from saule.demo.people import Person
from saule.demo.slots import Slots
from saule.demo.story import Teller, Theme, moment, themes
from saule.demo.writing import Text

CLOSED = {(1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25)}
DESKS = {"roads": 3, "water": 3, "waste": 3, "safety": 3, "school": 4, "culture": 4, "housing": 3}
REACTIONS = {"silence": 81, "thanks": 13, "followup": 6}
ENCLOSED = re.compile(r"\b(pièce jointe|jointe?s?|attached|enclose)\b")
STOCK = ("canteen", "lighting", "crisis")
POLITE = (
    "Merci",
    "Oui",
    "Non",
    "Votre message",
    "Nous avons bien",
    "C'est",
    "Thank",
    "Your message",
    "Yes",
    "It ",
)
OVERLOAD_DAYS, OVERLOAD = 16, 1.35
LATE = timedelta(days=8)
CHASE_AFTER, CHASE_SHARE = timedelta(days=9), 0.1


def theme_of(note: Note) -> Theme:
    """Return the theme of a note."""
    return themes()[note.theme.partition(":")[0]]


def working_moment(day: date, rng: Random) -> datetime:
    """Return a moment in office hours on ``day``, or on the next one when the office is open."""
    while day.weekday() == 6 or (day.month, day.day) in CLOSED or (day.weekday() == 5 and rng.random() < 0.9):
        day += timedelta(days=1)
    hour = rng.choice(
        (8, 9, 9, 10, 10, 11, 11) if day.weekday() == 5 else (8, 9, 9, 10, 11, 13, 14, 15, 16, 17)
    )
    return moment(
        day, time(hour, rng.randint(30 if hour == 8 else 0, 29 if hour == 17 else 59), rng.randint(0, 59))
    )


def delay(teller: Teller, theme: Theme, asked: datetime) -> float:
    """Return how many days an answer takes: log-normal around the theme's median, longer under the crisis."""
    least, median, most = theme.days
    days = median * teller.rng.lognormvariate(0, 0.55)
    if (teller.today - asked.date()).days < OVERLOAD_DAYS:
        days *= OVERLOAD
    return min(max(days, least), most)


def answers(teller: Teller, notes: list[Note]) -> list[Note]:
    """Return the office's answers to ordinary requests, those that have had the time to leave."""
    found = []
    for note in notes:
        theme = theme_of(note)
        body = answer_text(teller, note)
        days = delay(teller, theme, note.when)
        wanted = teller.rng.random() < theme.answered
        when = working_moment((note.when + timedelta(days=days)).date(), teller.rng)
        if wanted and body and note.when < when < teller.until:
            found.append(answer(teller, note, body, when))
    return found


def answer_text(teller: Teller, note: Note) -> str:
    """Return what the office has to say: written for this mail, or one that suits it of the theme's."""
    slots = teller.pen.slots(note.person, note.when.date())
    written, theme = note.written, theme_of(note)
    if written is None:
        return ""
    if written.reply:
        return teller.pen.fill(written.reply, slots)
    deck = teller.pen.deck(note.language, f"{theme.key}.answer")
    fitting = [int(tag[1:]) - 1 for tag in sorted(written.tags) if tag[0] == "a" and tag[1:].isdigit()]
    if fitting:
        return teller.pen.fill(deck.cards[teller.rng.choice(fitting)].words, slots)
    if theme.key in STOCK:
        return teller.pen.fill(deck.deal().words, slots)
    return "" if theme.key == "oneoff" else teller.pen.say("general.answer", slots)


def answer(teller: Teller, note: Note, body: str, when: datetime) -> Note:
    """Return the office's mail that answers a note, in its thread."""
    person, slots = note.person, teller.pen.slots(note.person, note.when.date())
    manner = "late" if when - note.when > LATE else "opening"
    opening = teller.pen.say(f"office.{manner}", slots) if teller.rng.random() < 0.7 else ""
    if body.startswith(POLITE):
        opening = ""
    ending = f"{teller.pen.say('office.closing', slots)}\n\n{signature(teller, note)}"
    text = join(greeting(person), f"{opening} {body}".strip(), ending)
    sent = reply_to(teller, note, when, typeset(text, note.language))
    if ENCLOSED.search(body):
        sent.attachments = [enclosure("office", teller.rng)]
    sent.ours, sent.message_id = True, teller.identifier(OFFICE_HOST)
    sent.quoting = "angle" if teller.rng.random() < 0.7 else "none"
    return sent


def greeting(person: Person) -> str:
    """Return how the office greets a person."""
    if not person.first:
        return "Bonjour," if person.language == "fr" else "Hello,"
    if person.language == "fr":
        return f"Bonjour {'Madame' if person.gender == 'f' else 'Monsieur'} {person.last},"
    return f"Dear {'Ms' if person.gender == 'f' else 'Mr'} {person.last},"


def agent(note: Note) -> Staff:
    """Return who of the desk answers a kind of request."""
    return charter().staff[DESKS.get(note.kind, 2)]


def signature(teller: Teller, note: Note) -> str:
    """Return the signature of the agent who answers."""
    someone = agent(note)
    return f"{someone.name}\n{someone.titles[note.language]}\nMairie de Saint-Aubin – 02 61 91 00 12"


def reply_to(teller: Teller, note: Note, when: datetime, text: str) -> Note:
    """Return a note in the thread of another, from the same person unless changed."""
    subject = note.subject if note.subject.startswith("Re: ") else f"Re: {note.subject}"
    return replace(
        note,
        when=when,
        subject=subject,
        text=text,
        answers=note,
        message_id=teller.identifier(note.person.host),
        ours=False,
        quoting=pick(teller.rng, {"angle": 68, "header": 20, "none": 12}),
        letter=None,
        flaws=[],
        headers=[],
        attachments=[],
        written=None,
        grave=False,
    )


def soon_after(teller: Teller, when: datetime, hours: tuple[int, int]) -> datetime:
    """Return a moment some hours later, but not in the middle of the night."""
    later = when + timedelta(hours=teller.rng.randint(*hours), minutes=teller.rng.randint(1, 59))
    if later.hour < 7:
        later = moment(later.date(), time(teller.rng.randint(7, 9), teller.rng.randint(0, 59)))
    return later


def reactions(teller: Teller, sent: list[Note]) -> list[Note]:
    """Return what people write back to answers, and the office's second answers."""
    found = []
    for ours in sent:
        kind = pick(teller.rng, REACTIONS)
        when = soon_after(teller, ours.when, (0, 44))
        if kind == "silence" or when >= teller.until:
            continue
        text = reaction(teller, ours, kind)
        slots = teller.pen.slots(ours.person, when.date())
        back = reply_to(teller, ours, when, brief_mail(teller, teller.pen.fill(text.words, slots), slots))
        found.append(back)
        again = working_moment((when + timedelta(days=teller.rng.randint(1, 7))).date(), teller.rng)
        if text.reply and teller.rng.random() < 0.7 and again < teller.until:
            found.append(answer(teller, back, teller.pen.fill(text.reply, slots), again))
    return found


def reaction(teller: Teller, ours: Note, kind: str) -> Text:
    """Return what someone has to say to an answer: thanks or a question, maybe the theme's own."""
    section = f"{theme_of(ours).key}.{kind}"
    own = teller.pen.deal(section, ours.person) if teller.rng.random() < 0.6 else None
    return own or teller.pen.deal(f"{kind}.core", ours.person) or Text("")


def person_reply(teller: Teller, to: Note, section: str, when: datetime) -> Note:
    """Return what a person writes in a thread, from one section of texts."""
    slots = teller.pen.slots(to.person, when.date())
    return reply_to(teller, to, when, brief_mail(teller, teller.pen.say(section, slots), slots))


def brief_mail(teller: Teller, body: str, slots: Slots) -> str:
    """Return a short mail: greeting and farewell are often left out in a thread."""
    person = slots.person
    if teller.rng.random() < 0.55:
        return teller.pen.mail(person, body, slots)
    text = join(body, person.first if teller.rng.random() < 0.5 else person.full)
    return typed(text, person.hand, person.language, teller.rng) + teller.pen.device(person)


def reminders(teller: Teller, notes: list[Note], answered: set[str]) -> list[Note]:
    """Return second mails of people whose request has waited long."""
    found = []
    for note in notes:
        when = soon_after(teller, note.when + CHASE_AFTER, (0, 240))
        waiting = note.message_id not in answered and when < teller.until
        if waiting and teller.rng.random() < CHASE_SHARE:
            later = f"{theme_of(note).key}.later"
            section = later if len(teller.pen.deck(note.language, later)) else "general.later"
            found.append(person_reply(teller, note, section, when))
    return found
