"""What a list shows beside each matter: its curve, promise and a sentence of it; a few queries for all."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import OuterRef, Subquery

from saule.desk.models import Desk
from saule.matters.models import Filing, Matter, Message
from saule.promises.days import per_local_day_of_each
from saule.promises.standing import MatterPromise, for_matters
from saule.web import telling
from saule.web.keeping import kept_each
from saule.web.requests import DeskRequest

CURVE_DAYS = 30
SENTENCE = re.compile(r"[^.!?\n]{25,160}[.!?]|[^.!?\n]{25,160}")


@dataclass(frozen=True, slots=True)
class MatterRow:
    """One matter as a list shows it."""

    matter: Matter
    curve: tuple[int, ...]
    due: MatterPromise
    quote: str


def matter_rows(request: DeskRequest, matters: Sequence[Matter]) -> list[MatterRow]:
    """The rows of these matters, in their order; a few queries however many they are."""
    known = {matter.pk: matter for matter in matters}

    def count(keys: list[int]) -> dict[int, tuple[tuple[int, ...], MatterPromise]]:
        drawn = curves(request.desk, keys, request.today)
        dues = for_matters([known[key] for key in keys], now=request.now)
        return {key: (drawn.get(key, (0,) * CURVE_DAYS), dues[key]) for key in keys}

    figures, quotes = kept_each(request, "row", list(known), count), first_words(list(known))
    return [MatterRow(matter, *figures[matter.pk], quotes.get(matter.pk, "")) for matter in matters]


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


def first_words(keys: Sequence[int]) -> dict[int, str]:
    """A sentence of the message that opened each matter."""
    # One look into the index for each matter, however many messages it has.
    first = Filing.objects.filter(matter=OuterRef("pk")).order_by("message").values("message")[:1]
    rows = Matter.objects.filter(pk__in=keys).annotate(first=Subquery(first))
    firsts = dict(rows.filter(first__isnull=False).values_list("pk", "first"))
    messages = Message.objects.only("said", "text").in_bulk(list(firsts.values()))
    return {matter: one_sentence(messages[key].said or messages[key].text) for matter, key in firsts.items()}


def one_sentence(text: str) -> str:
    """A question if there is one, else the first sentence after the greeting; empty if there is none."""
    found = [match.strip() for match in SENTENCE.findall(telling.heart(text))]
    questions = [sentence for sentence in found if sentence.endswith("?")]
    return next(iter(questions or found), "")
