"""The story of ninety days in a town: who writes about what, and when."""

import tomllib
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from functools import cache
from importlib.resources import files
from itertools import pairwise
from random import Random

from saule.demo.compose import Pen, suits
from saule.demo.dice import pick
from saule.demo.handwriting import typed
from saule.demo.notes import Note
from saule.demo.people import Person, Population
from saule.demo.slots import Slots, cut_day, town
from saule.demo.writing import Text

SPAN = 89
HOURS = (1, 0, 0, 0, 0, 1, 3, 7, 10, 10, 9, 8, 9, 8, 7, 7, 7, 9, 10, 9, 10, 11, 8, 4)
MORNING = time(6, 45)


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """One thing the town wrote about; see ``texts/story.toml`` for the meaning of each field."""

    key: str
    kind: str
    nature: str
    fr: int
    en: int
    curve: tuple[tuple[float, float], ...]
    answered: float
    days: tuple[int, int, int]
    files: float = 0.0

    def weights(self) -> list[float]:
        """Return the weight of every day, from ``SPAN`` days ago to today."""
        return [max(0.0, interpolated(self.curve, ago)) for ago in range(SPAN, -1, -1)]


@cache
def themes() -> dict[str, Theme]:
    """Return every theme by its key."""
    rows = tomllib.loads((files("saule.demo") / "texts" / "story.toml").read_text("utf-8"))["theme"]
    return {row["key"]: Theme(**row | {"curve": tuple(map(tuple, row["curve"]))}) for row in rows}


def interpolated(curve: tuple[tuple[float, float], ...], ago: float) -> float:
    """Return the weight at ``ago`` days on a line through the points of a curve; nothing outside it."""
    for (left, high), (right, low) in pairwise(curve):
        if left >= ago >= right:
            return low if left == right else low + (high - low) * (ago - right) / (left - right)
    return 0.0


def paris(day: date) -> timezone:
    """Return the offset of French legal time on a day (summer time as in Directive 2000/84/EC)."""
    last = [date(day.year, month, 31) for month in (3, 10)]
    spring, autumn = (end - timedelta(days=(end.weekday() + 1) % 7) for end in last)
    return timezone(timedelta(hours=2 if spring <= day < autumn else 1))


def moment(day: date, clock: time) -> datetime:
    """Return a day and a clock time in the town."""
    return datetime.combine(day, clock, paris(day))


class Teller:
    """Tells the story of one seed: makes people and lets them write."""

    def __init__(self, today: date, seed: int, rng: Random) -> None:
        self.today = today
        self.rng = rng
        self.until = moment(today, MORNING)
        self.pen = Pen(rng, cut_day(today))
        self.population = Population(rng, town()["streets"])
        self.known: list[Person] = []

    def when(self, theme: Theme) -> datetime:
        """Return a moment on the theme's curve."""
        ago = SPAN - self.rng.choices(range(SPAN + 1), theme.weights())[0]
        hours = range(7, 23) if ago else range(6)
        weights = HOURS[7:23] if ago else (6, 3, 1, 1, 2, 4)
        clock = time(self.rng.choices(hours, weights)[0], self.rng.randint(0, 59), self.rng.randint(0, 59))
        return moment(self.today - timedelta(days=ago), clock)

    def writer(self, language: str, text: Text) -> Person:
        """Return someone who could have written a text: mostly a new person, sometimes a known one."""
        if self.known and self.rng.random() < 0.09:
            someone = self.rng.choice(self.known)
            if someone.language == language and suits(text, someone):
                return someone
        someone = self.population.person(language, text.tags)
        self.known.append(someone)
        return someone

    def identifier(self, host: str) -> str:
        """Return a new Message-ID, without its angle brackets."""
        return f"{self.rng.getrandbits(72):018x}.{self.rng.randint(100, 99999)}@{host}"

    def note(self, theme: Theme, person: Person, when: datetime, subject: str, text: str) -> Note:
        """Return a note of a theme from a person."""
        host = person.address.rpartition("@")[2]
        return Note(
            when=when,
            person=person,
            subject=subject,
            text=text,
            theme=theme.key,
            kind=theme.kind,
            nature=theme.nature,
            language=person.language,
            message_id=self.identifier(host),
        )

    def request(self, theme: Theme, language: str) -> Note:
        """Return one mail about a theme, in someone's own words."""
        text = self.matter(theme, language)
        subject, _, words = text.words.rpartition(" :: ")
        person, when = self.writer(language, text), self.when(theme)
        slots = self.pen.slots(person, when.date())
        body = self.pen.body(theme.key, Text(words, text.tags), slots)
        subject = self.subject(theme, subject, slots)
        note = self.note(theme, person, when, subject, self.pen.mail(person, body, slots))
        note.grave = "grave" in text.tags
        if "personal" in text.tags:
            note.nature = "personal"
        return note

    def matter(self, theme: Theme, language: str) -> Text:
        """Deal what a mail is about: each written text once before any comes again."""
        decks = [self.pen.deck(language, f"{theme.key}.{part}") for part in ("core", "short")]
        return self.rng.choices(decks, [len(deck) for deck in decks])[0].deal()

    def subject(self, theme: Theme, own: str, slots: Slots) -> str:
        """Return a subject line: the text's own, or one of the theme's."""
        person = slots.person
        line = self.pen.say(f"{theme.key}.subject", slots)
        if own and (not line or self.rng.random() < 0.75):
            line = self.pen.fill(own, slots)
        if person.hand == "hurried" and self.rng.random() < 0.3:
            line = line.upper() if self.rng.random() < 0.4 else line.lower()
        return typed(line, "plain" if person.hand == "hurried" else person.hand, person.language, self.rng)

    def theme_notes(self, theme: Theme) -> list[Note]:
        """Return every first mail about a theme."""
        languages = ["fr"] * theme.fr + ["en"] * theme.en
        return [self.request(theme, language) for language in languages]


def language_of(rng: Random) -> str:
    """Return a language with the town's shares."""
    return pick(rng, {"fr": 2, "en": 1})
