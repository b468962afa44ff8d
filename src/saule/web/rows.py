"""What a list shows beside each matter: its curve, promise and a sentence of it; a few queries for all."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import OuterRef, Subquery
from django.db.models.functions import Coalesce

from saule.desk.models import Desk
from saule.engines.wordforms import forms
from saule.matters.models import Filing, Matter, Message
from saule.promises.days import per_local_day_of_each
from saule.promises.standing import MatterPromise, for_matters
from saule.web import telling
from saule.web.keeping import kept_each
from saule.web.requests import DeskRequest
from saule.web.signal_words import signal_words

CURVE_DAYS = 30
LONG_WORD = 4
SENTENCE = re.compile(r"[^.!?\n]{25,160}[.!?]|[^.!?\n]{25,160}")


@dataclass(frozen=True, slots=True)
class MatterRow:
    """One matter as a list shows it."""

    matter: Matter
    curve: tuple[int, ...]
    due: MatterPromise
    quote: str
    speaks: str


def matter_rows(request: DeskRequest, matters: Sequence[Matter]) -> list[MatterRow]:
    """The rows of these matters, in their order; a few queries however many they are."""
    known = {matter.pk: matter for matter in matters}

    def count(keys: list[int]) -> dict[int, tuple[tuple[int, ...], MatterPromise]]:
        drawn = curves(request.desk, keys, request.today)
        dues = for_matters([known[key] for key in keys], now=request.now)
        return {key: (drawn.get(key, (0,) * CURVE_DAYS), dues[key]) for key in keys}

    figures, quotes = kept_each(request, "row", list(known), count), voices(list(known))
    return [
        MatterRow(matter, *figures[matter.pk], quotes.get(matter.pk, ""), signal_words(matter))
        for matter in matters
    ]


def curves(
    desk: Desk, keys: Sequence[int], today: date, length: int = CURVE_DAYS
) -> dict[int, tuple[int, ...]]:
    """Messages per day of each matter over the last ``length`` days."""
    first = today - timedelta(days=length - 1)
    since = datetime.combine(first, time(), tzinfo=desk.zone)
    rows = Filing.objects.filter(matter__in=keys, message__received_at__gte=since)
    counts = per_local_day_of_each(rows, "message__received_at", desk, ["matter"])
    days = [first + timedelta(n) for n in range(length)]
    return {matter: tuple(found[day] for day in days) for (matter,), found in counts.items()}


def voices(keys: Sequence[int]) -> dict[int, str]:
    """A sentence of the message that speaks for each matter, as long as it is in it; else of the first."""
    # One look into the index for each matter, however many messages it has.
    inside = Filing.objects.filter(matter=OuterRef("pk"))
    still = inside.filter(message=OuterRef("voice")).values("message")[:1]
    first = inside.order_by("message").values("message")[:1]
    rows = Matter.objects.filter(pk__in=keys).annotate(one=Coalesce(Subquery(still), Subquery(first)))
    speaking = list(rows.filter(one__isnull=False).values_list("pk", "one", "title", "phrases"))
    messages = Message.objects.only("said", "text").in_bulk([key for _, key, _, _ in speaking])
    return {
        matter: one_sentence(messages[key].said or messages[key].text, f"{title} {' '.join(phrases)}")
        for matter, key, title, phrases in speaking
    }


def one_sentence(text: str, about: str = "") -> str:
    """The sentence with most of the words of what it is ``about``; of these a question, else the first."""
    found = [match.strip() for match in SENTENCE.findall(telling.heart(text))]
    wanted = {word for word in forms(about) if len(word) >= LONG_WORD}
    return max(found, key=lambda one: (len(wanted.intersection(forms(one))), one.endswith("?")), default="")
