"""Counting: a matter's figures, always equal to the rows behind them."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Count, Max, Min, Q

from saule.desk.writing import write_rows
from saule.matters.earning import earn
from saule.matters.models import Conversation, Filing, Matter, Signature
from saule.matters.signing import refresh_own_words

FIGURES = ("people", "confirmed", "own_words", "waiting", "messages_count", "opened_at", "last_at")


def recount(matters: Collection[int], *, now: datetime) -> None:
    """Counts again the people, confirmations, own words, messages and waiting people of these matters.

    What passes its threshold by it has earned its answer.

    Whoever counts holds the matters until their transaction ends: two who count at the same time would each
    miss what the other has not committed yet, and leave a figure that no row stands behind.
    """
    with transaction.atomic():
        rows = list(Matter.objects.select_for_update().filter(pk__in=matters).order_by("pk"))
        refresh_own_words(matters)
        set_figures(rows, matters)
        write_rows(rows, FIGURES)
        earn(rows, now=now)


def set_figures(rows: Sequence[Matter], matters: Collection[int]) -> None:
    """Puts into each matter what the rows behind it say."""
    signed, filed, waiting = signature_figures(matters), filing_figures(matters), waiting_figures(matters)
    for matter in rows:
        figures = signed.get(matter.pk, {})
        matter.people = figures.get("people", 0)
        matter.confirmed = figures.get("confirmed", 0)
        matter.own_words = figures.get("own_words", 0)
        matter.waiting = waiting.get(matter.pk, 0)
        file = filed.get(matter.pk)
        matter.messages_count = file["count"] if file else 0
        if file:
            matter.opened_at, matter.last_at = file["first"], file["last"]


def signature_figures(matters: Collection[int]) -> dict[int, dict[str, Any]]:
    """Counted signatures, confirmed ones and those in own words, per matter."""
    counted = Signature.objects.filter(matter__in=matters, state__in=Signature.COUNTED)
    rows = counted.values("matter").annotate(
        people=Count("pk"),
        confirmed=Count("pk", filter=Q(state=Signature.State.CONFIRMED)),
        own_words=Count("pk", filter=Q(own_words=True)),
    )
    return {row["matter"]: dict(row) for row in rows}


def filing_figures(matters: Collection[int]) -> dict[int, dict[str, Any]]:
    """Messages filed, and when the first and the last came, per matter."""
    rows = Filing.objects.filter(matter__in=matters).values("matter")
    rows = rows.annotate(
        count=Count("pk"), first=Min("message__received_at"), last=Max("message__received_at")
    )
    return {row["matter"]: dict(row) for row in rows}


def waiting_figures(matters: Collection[int]) -> dict[int, int]:
    """Distinct canonical people with a conversation in which they wait, per matter."""
    waiting = Conversation.objects.filter(waiting_since__isnull=False)
    rows = Filing.objects.filter(matter__in=matters, message__conversation__in=waiting.values("pk"))
    pairs = rows.values_list("matter", "message__person", "message__person__joined_into").distinct()
    people: dict[int, set[int]] = {}
    for matter, person, joined_into in pairs:
        if person is not None:
            people.setdefault(matter, set()).add(joined_into or person)
    return {matter: len(keys) for matter, keys in people.items()}


def matters_of(conversations: Collection[int]) -> set[int]:
    """The matters in which messages of these conversations are filed."""
    rows = Filing.objects.filter(message__conversation__in=conversations)
    return set(rows.values_list("matter", flat=True))
