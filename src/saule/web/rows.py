"""What a list shows beside each matter: its curve, promise and a sentence of it; a few queries for all."""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Min
from django.db.models.functions import TruncDate

from saule.desk.models import Desk
from saule.matters.models import Filing, Matter, Message
from saule.promises.standing import MatterPromise, for_matters
from saule.web import telling

CURVE_DAYS = 30
SENTENCE = re.compile(r"[^.!?\n]{25,160}[.!?]|[^.!?\n]{25,160}")


@dataclass(frozen=True, slots=True)
class MatterRow:
    """One matter as a list shows it."""

    matter: Matter
    curve: tuple[int, ...]
    due: MatterPromise
    quote: str


def matter_rows(desk: Desk, matters: Sequence[Matter], now: datetime) -> list[MatterRow]:
    """The rows of these matters, in their order; four queries however many they are."""
    keys = [matter.pk for matter in matters]
    drawn, quotes = curves(desk, keys, desk.local_date(now)), first_words(keys)
    dues = for_matters(matters, now=now) if matters else {}
    flat = (0,) * CURVE_DAYS
    return [MatterRow(m, drawn.get(m.pk, flat), dues[m.pk], quotes.get(m.pk, "")) for m in matters]


def curves(
    desk: Desk, keys: Sequence[int], today: date, length: int = CURVE_DAYS
) -> dict[int, tuple[int, ...]]:
    """Messages per day of each matter over the last ``length`` days."""
    since = today - timedelta(days=length - 1)
    rows = (
        Filing.objects.filter(matter__in=keys)
        .annotate(on=TruncDate("message__received_at", tzinfo=desk.zone))
        .filter(on__gte=since, on__lte=today)
        .values_list("matter", "on")
        .annotate(n=Count("id"))
        .order_by("matter")
    )
    counts: dict[int, list[int]] = defaultdict(lambda: [0] * length)
    for matter, on, count in rows:
        counts[matter][(on - since).days] = count
    return {matter: tuple(days) for matter, days in counts.items()}


def first_words(keys: Sequence[int]) -> dict[int, str]:
    """A sentence of the message that opened each matter."""
    firsts = dict(Filing.objects.filter(matter__in=keys).values_list("matter").annotate(n=Min("message")))
    messages = Message.objects.only("said", "text").in_bulk(list(firsts.values()))
    return {matter: one_sentence(messages[key].said or messages[key].text) for matter, key in firsts.items()}


def one_sentence(text: str) -> str:
    """A question if there is one, else the first sentence after the greeting; empty if there is none."""
    found = [match.strip() for match in SENTENCE.findall(telling.heart(text))]
    questions = [sentence for sentence in found if sentence.endswith("?")]
    return next(iter(questions or found), "")
