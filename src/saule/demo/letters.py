"""The form letters: those of the crisis, edited a little or with words of one's own, and small petitions."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from saule.demo.dice import pick
from saule.demo.handwriting import typed
from saule.demo.notes import Note
from saule.demo.people import Person
from saule.demo.slots import Slots
from saule.demo.story import Curve, Teller, curve, themes
from saule.demo.writing import Text

CRISIS = "crisis"
WAYS = {"exact": 55, "edited": 20, "personal": 25}
ERAS = {"aines": frozenset({"old"}), "ecoles": frozenset({"mid"})}


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A form letter: what it is about, its language, how many copies come, and when."""

    key: str
    theme: str = CRISIS
    language: str
    copies: int
    curve: Curve


@cache
def letters() -> tuple[Letter, ...]:
    """Return the form letters."""
    rows = tomllib.loads((files("saule.demo") / "texts" / "story.toml").read_text("utf-8"))["letter"]
    return tuple(Letter(**row | {"curve": curve(row["curve"])}) for row in rows)


def crisis_letters() -> tuple[Letter, ...]:
    """Return those about the bus line."""
    return tuple(letter for letter in letters() if letter.theme == CRISIS)


def petitions(teller: Teller) -> list[Note]:
    """Return the small petitions that came in the wake of the crisis: each copy is only signed."""
    return [
        signed_copy(teller, letter)
        for letter in letters()
        if letter.theme != CRISIS
        for _ in range(letter.copies)
    ]


def signed_copy(teller: Teller, letter: Letter) -> Note:
    """Return one copy of a petition, under somebody's name."""
    person, when = (
        teller.writer(letter.theme, letter.language, Text("", frozenset())),
        teller.when(letter.curve),
    )
    slots = teller.pen.slots(person, when.date())
    text = f"{teller.pen.say(f'letters.{letter.key}.text', slots)}\n\n{person.full}"
    body = typed(text, "careful", person.language, teller.rng) + teller.pen.device(person)
    subject = teller.pen.say(f"letters.{letter.key}.subject", slots)
    note = teller.note(themes()[letter.theme], person, when, subject, body)
    note.letter = letter.key
    return note


def copies(teller: Teller, letter: Letter) -> list[Note]:
    """Return every copy of a letter that was sent."""
    return [copied(teller, letter) for _ in range(letter.copies)]


def copied(teller: Teller, letter: Letter) -> Note:
    """Return one copy, by someone who did not write before about this."""
    wishes = ERAS.get(letter.key, frozenset())
    person, when = teller.writer("crisis", letter.language, Text("", wishes)), teller.when(letter.curve)
    slots = teller.pen.slots(person, when.date())
    text = teller.pen.say(f"letters.{letter.key}.text", slots)
    way = pick(teller.rng, WAYS)
    if way == "edited":
        text = edited(teller, letter, text, slots)
    signature = signed(teller, person)
    if way == "personal":
        text = with_own_words(teller, text, signature, slots)
    else:
        text = f"{text}\n\n{signature}".strip()
    hand = pick(teller.rng, {"careful": 70, "plain": 26, "bare": 4})
    subject = typed(teller.pen.say(f"letters.{letter.key}.subject", slots), hand, person.language, teller.rng)
    body = typed(text, hand, person.language, teller.rng) + teller.pen.device(person)
    note = teller.note(themes()["crisis"], person, when, subject, body)
    note.letter = letter.key
    return note


def edited(teller: Teller, letter: Letter, text: str, slots: Slots) -> str:
    """Return the letter with one to three of its passages put otherwise."""
    deck = teller.pen.deck(letter.language, f"letters.{letter.key}.swap")
    for _ in range(teller.rng.randint(1, 3)):
        swap = deck.deal()
        text = text.replace(swap.words, teller.pen.fill(swap.reply, slots), 1)
    return text


def with_own_words(teller: Teller, text: str, signature: str, slots: Slots) -> str:
    """Return the letter with a sentence of one's own: above, before the farewell, or below the name."""
    own = teller.pen.say("letters.personal", slots)
    place = pick(teller.rng, {"above": 30, "inside": 45, "below": 25})
    if own.startswith("PS") or place == "below":
        return f"{text}\n\n{signature}\n\n{own}"
    if place == "above":
        return f"{own}\n\n{text}\n\n{signature}"
    body, _, farewell = text.rpartition("\n\n")
    return f"{body}\n\n{own}\n\n{farewell}\n\n{signature}"


def signed(teller: Teller, person: Person) -> str:
    """Return how a letter is signed: with more ceremony than one's own mails, now and then not at all."""
    couple = "M. et Mme" if person.language == "fr" else "Mr and Mrs"
    blank = "[Nom, prénom, adresse]" if person.language == "fr" else "[Your name and address]"
    forms = {
        person.full: 38,
        f"{person.full}\n{person.home}": 26,
        f"{person.full}, {person.street}": 12,
        f"{person.last.upper()} {person.first}": 6,
        f"{couple} {person.last}": 6,
        f"{person.full}\n{person.home}\n{person.phone}": 6,
        blank: 2,
        "": 4,
    }
    return pick(teller.rng, forms)
