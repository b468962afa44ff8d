"""How one mail is composed: greeting, opening, the matter, an argument, a question, a closing, a name."""

from datetime import date
from random import Random

from saule.demo.dice import Deck, pick
from saule.demo.handwriting import typed
from saule.demo.people import Person
from saule.demo.slots import Slots
from saule.demo.writing import Text, fill, library

MANNERS = {"careful": "formal", "plain": "polite", "phone": "polite", "bare": "polite", "hurried": "curt"}
SHAPES = {
    "brief": {"opening": 0.15, "extra": 0.0, "question": 0.15, "closing": 0.15},
    "middling": {"opening": 0.5, "extra": 0.35, "question": 0.5, "closing": 0.45},
    "long": {"opening": 0.75, "extra": 1.0, "question": 0.75, "closing": 0.8},
}
SHAPE_WEIGHTS = {
    "careful": {"brief": 20, "middling": 48, "long": 32},
    "plain": {"brief": 34, "middling": 46, "long": 20},
    "phone": {"brief": 60, "middling": 36, "long": 4},
    "bare": {"brief": 45, "middling": 45, "long": 10},
    "hurried": {"brief": 70, "middling": 28, "long": 2},
}


class Pen:
    """Writes the texts of one telling: keeps the decks, so that all is said once before any is said twice."""

    def __init__(self, rng: Random, cut: date) -> None:
        self.rng = rng
        self.cut = cut
        self._decks: dict[tuple[str, str], Deck[Text]] = {}
        self._spent: set[Text] = set()

    def deck(self, language: str, section: str) -> Deck[Text]:
        """Return the deck of a section; empty when nothing was written for it."""
        key = (language, section)
        if key not in self._decks:
            self._decks[key] = Deck(library(language).get(section, ()), self.rng)
        return self._decks[key]

    def slots(self, person: Person, written: date) -> Slots:
        """Return the words of the moment for one mail."""
        return Slots(person, written, self.cut, self.rng)

    def say(self, section: str, slots: Slots) -> str:
        """Return one filled text of a section that suits the writer, or nothing when none was written."""
        text = self.deal(section, slots.person)
        return fill(text.words, slots, self.rng) if text else ""

    def deal(self, section: str, person: Person) -> Text | None:
        """Return one text of a section that suits a person, or nothing when none was written."""
        deck = self.deck(person.language, section)
        if not len(deck):
            return None
        text = deck.deal(lambda card: suits(card, person) and card not in self._spent)
        if "once" in text.tags:
            self._spent.add(text)
        return text

    def fill(self, words: str, slots: Slots) -> str:
        """Return ``words`` with their choices, agreements and slots filled."""
        return fill(words, slots, self.rng)

    def body(self, theme: str, core: Text, slots: Slots) -> str:
        """Return what a mail says between greeting and name."""
        words = fill(core.words, slots, self.rng)
        if "whole" in core.tags:
            return words
        shape = SHAPES[pick(self.rng, SHAPE_WEIGHTS[slots.person.hand])]
        said = {part: self._part(theme, part, slots, shape[part]) for part in room(core, shape)}
        glue = " " if self.rng.random() < 0.6 else "\n\n"
        first = glue.join(filter(None, (said.get("opening"), words)))
        last = " ".join(filter(None, (said.get("question"), said.get("closing"))))
        if self.rng.random() < 0.35:
            return " ".join(filter(None, (first, said.get("extra"), last)))
        return join(first, said.get("extra", ""), last)

    def _part(self, theme: str, part: str, slots: Slots, chance: float) -> str:
        return self.say(f"{theme}.{part}", slots) if self.rng.random() < chance else ""

    def mail(self, person: Person, body: str, slots: Slots) -> str:
        """Return ``body`` with a greeting, a farewell and a name, typed in the person's hand."""
        manner = "polite" if (person.hand, person.era) == ("careful", "young") else MANNERS[person.hand]
        greeting, farewell = self.say(f"greet.{manner}", slots), self.say(f"bye.{manner}", slots)
        if body.startswith(("Bonjour", "Dear", "Hello")):
            greeting = ""
        ending = "\n".join(filter(None, (farewell.strip("-"), self.name(person))))
        text = join(greeting.strip("-"), body, ending)
        return typed(text, person.hand, person.language, self.rng) + self.device(person)

    def name(self, person: Person) -> str:
        """Return how a person signs; one who hides does not."""
        if not person.first:
            return ""
        title = {"fr": {"f": "Mme", "m": "M."}, "en": {"f": "Mrs", "m": "Mr"}}[person.language][person.gender]
        forms = {
            person.full: 46,
            person.first: 22 if person.hand in ("hurried", "phone") else 6,
            f"{person.full}\n{person.home}": 14,
            f"{person.full}\n{person.home}\n{person.phone}": 6,
            f"{person.full}\n{person.phone}": 6,
            f"{title} {person.last}": 10 if person.era == "old" else 4,
            f"{person.first[0]}. {person.last}": 6,
            "": 1 if person.hand in ("careful", "plain") else 9,
        }
        return pick(self.rng, forms)

    def device(self, person: Person) -> str:
        """Return the line that a telephone adds."""
        if person.client != "phone" or self.rng.random() < 0.25:
            return ""
        lines = {
            "fr": ("Envoyé de mon iPhone", "Envoyé depuis mon téléphone", "Envoyé de mon mobile"),
            "en": ("Sent from my iPhone", "Sent from my phone", "Sent from my mobile"),
        }
        return "\n\n" + self.rng.choice(lines[person.language])


def join(*parts: str) -> str:
    """Return the paragraphs that say something, with an empty line between them."""
    return "\n\n".join(part for part in parts if part)


def room(core: Text, shape: dict[str, float]) -> list[str]:
    """Return the parts that may stand around a text: a very particular one bears little beside it."""
    if core.reply or "solo" in core.tags:
        return ["closing"]
    return [part for part in shape if part != "question" or not core.words.endswith("?")]


def suits(card: Text, person: Person) -> bool:
    """Return whether a text could be this person's: its tags of gender and age agree."""
    genders, eras = card.tags & {"f", "m"}, card.tags & {"old", "mid", "young"}
    return (not genders or person.gender in genders) and (not eras or person.era in eras)
