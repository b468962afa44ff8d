"""The story of ninety days in a town: who writes about what, and when."""

import tomllib
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta, timezone
from functools import cache
from importlib.resources import files
from itertools import accumulate, pairwise
from random import Random

from saule.demo.compose import Pen, suits
from saule.demo.enclosures import enclosure
from saule.demo.handwriting import typed
from saule.demo.notes import Note
from saule.demo.people import Person, Population, plain
from saule.demo.slots import Slots, cut_day, town
from saule.demo.writing import Text

SPAN = 89
HOURS = {7: 7, 8: 10, 9: 10, 10: 9, 11: 8, 12: 9, 13: 8, 14: 7, 15: 7, 16: 7, 17: 9, 18: 10, 19: 9,
         20: 10, 21: 11, 22: 8, 23: 4}  # fmt: skip
SMALL_HOURS = {0: 6, 1: 3, 2: 1, 4: 1, 5: 3}
NEEDED = {"grave", "card", "iban", "nir", "siret"}
MORNING = time(6, 45)
Curve = tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """One thing the town wrote about; see ``texts/story.toml`` for the meaning of each field."""

    key: str
    kind: str
    nature: str
    fr: int
    en: int
    curve: Curve
    answered: float
    days: tuple[int, int, int]


@cache
def themes() -> dict[str, Theme]:
    """Return every theme by its key."""
    rows = tomllib.loads((files("saule.demo") / "texts" / "story.toml").read_text("utf-8"))["theme"]
    return {row["key"]: Theme(**row | {"curve": curve(row["curve"])}) for row in rows}


def curve(points: list[list[float]]) -> Curve:
    """Return a curve from its points of [days ago, weight]."""
    return tuple((ago, weight) for ago, weight in points)


def interpolated(points: Curve, ago: float) -> float:
    """Return the weight at ``ago`` days on a line through the points of a curve; nothing outside it."""
    for (left, high), (right, low) in pairwise(points):
        if left >= ago >= right:
            return low + (high - low) * (ago - right) / (left - right)
    return 0.0


@cache
def daily(points: Curve) -> tuple[float, ...]:
    """Return the cumulated weights of the days, today first."""
    return tuple(accumulate(interpolated(points, ago) for ago in range(SPAN + 1)))


@cache
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

    def __init__(self, today: date, rng: Random) -> None:
        self.today = today
        self.rng = rng
        self.until = moment(today, MORNING)
        self.pen = Pen(rng, cut_day(today))
        self.population = Population(rng, town()["streets"])
        self.known: list[Person] = []
        self.told: set[Text] = set()
        self.wrote: set[tuple[str, str]] = set()

    def when(self, points: Curve) -> datetime:
        """Return a moment on a curve; fewer people write at night, and today has only had its small hours."""
        ago = self.rng.choices(range(SPAN + 1), cum_weights=daily(points))[0]
        hours = HOURS if ago else SMALL_HOURS
        hour = self.rng.choices(tuple(hours), tuple(hours.values()))[0]
        clock = time(hour, self.rng.randint(0, 59), self.rng.randint(0, 59))
        return moment(self.today - timedelta(days=ago), clock)

    def writer(self, theme: str, language: str, text: Text) -> Person:
        """Return someone who could have written a text and has not yet written about its theme.

        Mostly a new person, sometimes one who is known from another theme.
        """
        if "anon" in text.tags:
            someone = self.population.person(language, text.tags)
            return replace(someone, first="", shown="", address=f"conducteur.ligne12@{someone.host}")
        if self.known and self.rng.random() < 0.14:
            someone = self.rng.choice(self.known)
            new = (theme, someone.key) not in self.wrote
            if new and someone.language == language and suits(text, someone):
                self.wrote.add((theme, someone.key))
                return someone
        someone = self.population.person(language, text.tags)
        if "grave" in text.tags and someone.hand == "hurried":
            someone = replace(someone, hand="plain")
        self.known.append(someone)
        self.wrote.add((theme, someone.key))
        return someone

    def identifier(self, host: str) -> str:
        """Return a new Message-ID, without its angle brackets."""
        return f"{self.rng.getrandbits(72):018x}.{self.rng.randint(100, 99999)}@{host}"

    def note(self, theme: Theme, person: Person, when: datetime, subject: str, text: str) -> Note:
        """Return a note of a theme from a person."""
        return Note(
            when=when,
            person=person,
            subject=subject,
            text=text,
            theme=theme.key,
            kind=theme.kind,
            nature=theme.nature,
            language=person.language,
            message_id=self.identifier(person.host),
        )

    def request(self, theme: Theme, language: str) -> Note:
        """Return one mail about a theme, in someone's own words."""
        text = self.matter(theme, language)
        person, when = self.writer(theme.key, language, text), self.when(theme.curve)
        slots = self.pen.slots(person, when.date())
        body = self.pen.mail(person, self.pen.body(theme.key, text, slots), slots)
        note = self.note(theme, person, when, self.subject(theme, text, slots), body)
        note.written = text
        note.grave = "grave" in text.tags
        note.nature = "personal" if "personal" in text.tags else theme.nature
        note.kind = next((tag[2:] for tag in sorted(text.tags) if tag.startswith("k:")), theme.kind)
        if theme.key == "oneoff":
            note.theme = "oneoff:" + "-".join(filter(None, map(plain, text.subject.split())))
        for sort in sorted(text.tags & {"photo", "pdf", "text"}):
            note.attachments.append(enclosure(sort, self.rng))
        return note

    def matter(self, theme: Theme, language: str) -> Text:
        """Deal what a mail is about: first what must be told, then a new text, then one whose slots vary."""
        decks = [self.pen.deck(language, f"{theme.key}.{part}") for part in ("core", "short")]
        fresh = [[text for text in deck.cards if text not in self.told] for deck in decks]
        text = next((text for text in fresh[0] if text.tags & NEEDED), None)
        if text is None:
            deck = self.rng.choices(
                decks, [len(new) for new in fresh] if any(fresh) else [len(d) for d in decks]
            )[0]
            text = deck.deal(lambda card: card not in self.told or (not any(fresh) and varies(card)))
        self.told.add(text)
        return text

    def subject(self, theme: Theme, text: Text, slots: Slots) -> str:
        """Return a subject line: the text's own, or one of the theme's."""
        person = slots.person
        line = self.pen.say(f"{theme.key}.subject", slots)
        if text.subject and (not line or "grave" in text.tags or self.rng.random() < 0.8):
            line = self.pen.fill(text.subject, slots)
        if person.hand == "hurried" and self.rng.random() < 0.3:
            line = line.upper() if self.rng.random() < 0.4 else line.lower()
        hand = "plain" if person.hand == "hurried" else person.hand
        return typed(line, hand, person.language, self.rng)

    def theme_notes(self, theme: Theme) -> list[Note]:
        """Return every first mail about a theme."""
        languages = ["fr"] * theme.fr + ["en"] * theme.en
        return [self.request(theme, language) for language in languages]


def varies(text: Text) -> bool:
    """Return whether a text may be told twice: its slots make it another mail, and it is no one's story."""
    return "{" in text.words and not text.tags & NEEDED
