"""Which messages of a matter to read first: grave ones, and those in own words of a readable length."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import dropwhile, takewhile
from typing import Any

from django.db.models import Count, Min, QuerySet
from django.db.models.functions import Length

from saule.matters.models import Filing, Matter, Message

READABLE = 240
LONGEST = 500
CANDIDATES = 600
SHOWN = 3
SPEAKS = 1.5
"""What it is worth to say best what all say: less than a danger, more than a readable length."""
PARAGRAPH = re.compile(r"\n\s*\n")
GREETING = re.compile(
    r"\W*(bonjour|bonsoir|madame|monsieur|mesdames|chère?s?"
    r"|hello|hi|dear|good (morning|afternoon|evening))\b",
    re.IGNORECASE,
)
FAREWELL = re.compile(
    r"\W*(cordialement|bien (cordialement|à vous)|sincères|salutations|avec mes|recevez|veuillez|je vous prie"
    r"|merci (d.avance|de votre)|merci[ ,.]?$|dans l.attente|en vous remerciant|bonne journée"
    r"|best|kind|with kind|regards|yours|sincerely|i look forward"
    r"|thank(s| you)( in advance| for your)?[ ,.])",
    re.IGNORECASE | re.MULTILINE,
)


@dataclass(frozen=True, slots=True)
class Said:
    """One message as a matter shows it; ``copies`` is how many have the same text here (0: not counted)."""

    message: Message
    copies: int = 1

    @property
    def text(self) -> str:
        """What the person wrote now."""
        return (self.message.said or self.message.text or self.message.subject).strip()

    @property
    def short(self) -> str:
        """The heart of it: without greeting and farewell, ended at a word."""
        text = heart(self.text)
        return text if len(text) <= LONGEST else f"{text[:LONGEST].rsplit(' ', 1)[0]} …"

    @property
    def danger(self) -> list[str]:
        """The words that make it grave, each once."""
        return list(dict.fromkeys(str(span.get("words", "")) for span in self.message.severity))


def heart(text: str) -> str:
    """The paragraphs between greeting and farewell; the whole text where nothing would be left."""
    paragraphs = [part.strip() for part in PARAGRAPH.split(text) if part.strip()]
    kept = list(takewhile(lambda part: not FAREWELL.match(part), dropwhile(is_greeting, paragraphs)))
    return "\n".join(" ".join(part.split()) for part in kept) or text


def is_greeting(paragraph: str) -> bool:
    """Whether it only says hello."""
    return len(paragraph) < 90 and GREETING.match(paragraph) is not None


@dataclass(frozen=True, slots=True)
class Choice:
    """What to read first, as keys: some messages in own words, and the form letter with most copies."""

    messages: list[int]
    letters: list[dict[str, int]]


def telling(matter: Matter) -> list[Said]:
    """A few messages in own words, in the languages people write in, and the form letter with most copies."""
    return chosen_ones(choose(matter))


def choose(matter: Matter) -> Choice:
    """Which messages of a matter tell most."""
    rows = (
        Message.objects.filter(filings__matter=matter, letter=None)
        .annotate(length=Length("said"))
        .order_by("-received_at")
        .values_list("pk", "length", "language", "severity")[:CANDIDATES]
    )
    chosen = spread(
        [
            (pk, worth(length, severity) + (SPEAKS if pk == matter.voice_id else 0.0), language)
            for pk, length, language, severity in rows
        ]
    )
    return Choice(chosen, list(letters(matter)[:1]))


def chosen_ones(choice: Choice) -> list[Said]:
    """The messages of a choice."""
    found = Message.objects.defer("html", "references").in_bulk(choice.messages)
    return [Said(found[pk]) for pk in choice.messages] + with_copies(choice.letters)


def worth(length: int | None, severity: Sequence[object]) -> float:
    """How much a message tells before one has read it: danger first, then a readable length."""
    length = length or 0
    return (2.0 if severity else 0.0) - abs(length - READABLE) / READABLE


def spread(rows: Iterable[tuple[int, float, str]]) -> list[int]:
    """The best rows, but so that each language with a tenth of the messages has one of the first three."""
    ranked = sorted(rows, key=lambda row: (-row[1], -row[0]))
    shares = Counter(language for _, _, language in ranked)
    wanted = [language for language, count in shares.most_common(3) if count * 10 >= len(ranked)]
    chosen = [next(pk for pk, _, language in ranked if language == one) for one in wanted]
    chosen += [pk for pk, _, _ in ranked if pk not in chosen][: SHOWN - len(chosen)]
    order = {pk: place for place, (pk, _, _) in enumerate(ranked)}
    return sorted(chosen, key=order.__getitem__)


def letters(matter: Matter) -> QuerySet[Filing, Any]:
    """The form letters of a matter: first copy here and number of copies, the most copied first."""
    rows = Filing.objects.filter(matter=matter, message__letter__isnull=False)
    return (
        rows.values("message__letter")
        .annotate(copies=Count("id"), first=Min("message"))
        .order_by("-copies", "message__letter")
    )


def with_copies(rows: Sequence[dict[str, int]]) -> list[Said]:
    """The first copy of each of these letters."""
    found = Message.objects.defer("html", "references").in_bulk([row["first"] for row in rows])
    return [Said(found[row["first"]], row["copies"]) for row in rows]


def with_counts(messages: Sequence[Message]) -> list[Said]:
    """These messages, copies of letters marked as such (how many there are is not counted here)."""
    return [Said(message, 0 if message.letter_id else 1) for message in messages]
