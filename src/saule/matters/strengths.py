"""Strengths: what the rows say of each matter is weighed, so that lists are read in the order of strength."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, F, Min, Q

from saule.desk.models import Desk
from saule.desk.writing import write_rows
from saule.engines.strength import Signals, strength
from saule.matters.models import Filing, Matter, Message, Signature

BATCH = 500
A_WEEK = timedelta(weeks=1)
PAST = timedelta(weeks=8)
REST = timedelta(minutes=10)
AGAIN = timedelta(hours=20)
VULNERABLE = frozenset({"child", "elderly", "disabled", "pregnant", "ill"})
FIELDS = ("strength", "signals", "weighed_at")


def weigh_due(desk: Desk, *, now: datetime) -> int:
    """Weighs a batch of matters: those never weighed, those to which somebody came, and all of them once a
    day, as a burst passes; returns how many.
    """
    keys: list[int] = []
    for rows in due(desk, now=now):
        keys += rows.exclude(pk__in=keys).values_list("pk", flat=True)[: BATCH - len(keys)]
        if len(keys) >= BATCH:
            break
    weigh(keys, now=now)
    return len(keys)


def due(desk: Desk, *, now: datetime) -> Iterator[Any]:
    """The matters to weigh, by their urgency; each question is answered by an index."""
    rows = desk.matters.order_by()
    yield rows.filter(weighed_at=None)
    lately = rows.filter(last_at__gte=now - AGAIN, weighed_at__lt=now - REST)
    yield lately.filter(last_at__gt=F("weighed_at"))
    yield rows.filter(waiting__gt=0, weighed_at__lt=now - AGAIN)


def weigh(matters: Collection[int], *, now: datetime) -> None:
    """Weighs these matters from the rows behind them, and keeps the figures with the result."""
    if not matters:
        return
    counted, places = signed(matters, now=now), communities(matters)
    ways, dangers = channels(matters), dangerous(matters)
    rows = list(Matter.objects.filter(pk__in=matters).order_by("pk"))
    for matter in rows:
        count = counted.get(matter.pk, {})
        signals = Signals(
            people=matter.people,
            waiting=matter.waiting,
            own_words=matter.own_words,
            recent=count.get("recent", 0),
            past=count.get("past", 0),
            weeks=weeks_of(matter, now=now),
            communities=tuple(places[matter.pk].values()),
            channels=ways.get(matter.pk, 1),
            languages=count.get("languages", 1),
            grave=matter.grave,
            vulnerable=any(span.get("reason") in VULNERABLE for span in matter.grave_because),
            dangers=dangers.get(matter.pk, 0),
        )
        keep(matter, signals, now=now)
    write_rows(rows, FIELDS)


def keep(matter: Matter, signals: Signals, *, now: datetime) -> None:
    """Puts the weight and what it rests on into the matter."""
    found = strength(signals)
    matter.strength, matter.weighed_at = found.value, now
    matter.signals = {
        "recent": signals.recent,
        "usual": round(found.usual, 1),
        "surprise": round(found.surprise, 2),
        "new": signals.weeks == 0,
        "spread": round(found.spread, 1),
        "channels": signals.channels,
        "languages": signals.languages,
        "dangers": signals.dangers,
        "vulnerable": signals.vulnerable,
    }


def weeks_of(matter: Matter, *, now: datetime) -> float:
    """How many weeks of the matter's past, before the last one, are compared with it; 0 if it is new."""
    before = min(now - A_WEEK - matter.opened_at, PAST)
    return max(0.0, before / A_WEEK)


def signed(matters: Collection[int], *, now: datetime) -> dict[int, dict[str, Any]]:
    """Counted signatures of the last week and of the weeks before, and their languages, per matter."""
    last = now - A_WEEK
    rows = Signature.objects.filter(matter__in=matters, state__in=Signature.COUNTED).values("matter")
    rows = rows.annotate(
        recent=Count("pk", filter=Q(since__gt=last)),
        past=Count("pk", filter=Q(since__lte=last, since__gt=last - PAST)),
        languages=Count("language", distinct=True),
    )
    return {row["matter"]: dict(row) for row in rows}


def communities(matters: Collection[int]) -> dict[int, Counter[str]]:
    """From how many people of which mail domain each matter is supported."""
    rows = Signature.objects.filter(matter__in=matters, state__in=Signature.COUNTED)
    first = rows.values("pk", "matter").annotate(at=Min("person__addresses__value"))
    found: dict[int, Counter[str]] = defaultdict(Counter)
    for _pk, matter, value in first.values_list("pk", "matter", "at"):
        found[matter][(value or "").rpartition("@")[2].lower()] += 1
    return found


def channels(matters: Collection[int]) -> dict[int, int]:
    """By how many channels people wrote, per matter."""
    rows = Filing.objects.filter(matter__in=matters).values("matter")
    return dict(rows.annotate(n=Count("message__channel", distinct=True)).values_list("matter", "n"))


def dangerous(matters: Collection[int]) -> dict[int, int]:
    """How many messages name a danger, per matter."""
    severe = Message.objects.filter(filings__matter__in=matters).exclude(severity=[])
    rows = severe.values("filings__matter").annotate(n=Count("pk"))
    return {row["filings__matter"]: row["n"] for row in rows if row["filings__matter"] in set(matters)}
