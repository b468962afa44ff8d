"""Monthly figures: what a month of a desk's work came to, counted by the worker and kept as plain figures.

A report adds months up, so that it opens at once however much there is. A month that nobody has counted yet,
or that was counted while the desk listened for other days, is counted when it is asked for.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import astuple
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import BooleanField, Count, Exists, ExpressionWrapper, Min, OuterRef, Q, QuerySet

from saule.desk.models import Desk
from saule.desk.quality import rules_of
from saule.matters.models import Filing, MailClass, Message, Sequel
from saule.matters.models.sequels import SequelQuerySet
from saule.matters.relevance import tally
from saule.promises.models import MonthFigures, Promise

IN_TIME = (Promise.State.KEPT,)
TOO_LATE = (Promise.State.KEPT_LATE, Promise.State.LATE, Promise.State.MOVED)
MOST_ANSWERS = 10
FRESH, SETTLED = timedelta(minutes=10), timedelta(days=1)
"""How old the figures of a month may be: of this and the last one, and of those before."""
WITHIN = ("by", "team", "kind")
Figures = dict[str, Any]


def keep_due(desk: Desk, *, now: datetime) -> int:
    """Counts one month again whose figures are too old, the newest first; returns how many (0: none is)."""
    days = rules_of(desk).days
    rows = MonthFigures.objects.filter(desk=desk, days=days)
    known = dict(rows.values_list("month", "at"))
    for place, month in enumerate(months_of(desk, now)):
        old = FRESH if place < 2 else SETTLED
        if month not in known or now - known[month] >= old:
            keep(desk, month, now=now)
            return 1
    return 0


def months_of(desk: Desk, now: datetime) -> Iterable[date]:
    """The months of a desk, from this one back to the first in which something was closed."""
    first = Sequel.objects.filter(desk=desk).aggregate(first=Min("month"))["first"]
    month = desk.local_date(now).replace(day=1)
    while first is not None and month >= first:
        yield month
        month = (month - timedelta(days=1)).replace(day=1)


def keep(desk: Desk, month: date, *, now: datetime) -> Figures:
    """Counts a month and keeps what it came to."""
    figures = count(desk, month, now=now)
    values = {"figures": figures, "days": rules_of(desk).days, "at": now}
    MonthFigures.objects.update_or_create(desk=desk, month=month, defaults=values)
    return figures


def figures_of(desk: Desk, months: Iterable[date], *, now: datetime) -> dict[date, Figures]:
    """The figures of these months: as they are kept, else counted now."""
    wanted = list(months)
    rows = MonthFigures.objects.filter(desk=desk, month__in=wanted, days=rules_of(desk).days)
    kept = dict(rows.values_list("month", "figures"))
    return {month: kept[month] if month in kept else count(desk, month, now=now) for month in wanted}


def count(desk: Desk, month: date, *, now: datetime) -> Figures:
    """What a month came to, as it can be kept. The keys of rows are those of ``WITHIN``."""
    days = rules_of(desk).days
    rows = Sequel.objects.filter(desk=desk, month=month).counted()
    promised = promises_of(desk, month, desk.local_date(now)).values_list("state").annotate(n=Count("pk"))
    return {
        "cells": closings(rows, days, now),
        "waits": waits(rows),
        "asked": asking(desk, month).count(),
        "arrived": arrived(desk, month),
        "promised": outcomes(promised),
        "by_kind": kept_by_kind(desk, month, now),
        "by_member": kept_by_member(desk, month, now),
        "answers": largest(rows, days, now),
    }


def closings(rows: SequelQuerySet, days: int, now: datetime) -> list[list[Any]]:
    """What came of the closings by ``WITHIN``; those without an answer apart."""
    settled = ExpressionWrapper(Q(settlement__isnull=False), output_field=BooleanField())
    found = tally(rows.annotate(settled=settled), *WITHIN, "settled", days=days, now=now)
    return [[*key[:-1], bool(key[-1]), list(astuple(one))] for key, one in found.items()]


def waits(rows: SequelQuerySet) -> list[list[Any]]:
    """How often people had waited how many days for their answer, by ``WITHIN``."""
    answered = rows.answers().filter(waited__isnull=False).order_by()
    return [list(row) for row in answered.values_list(*WITHIN, "waited").annotate(n=Count("pk"))]


def asking(desk: Desk, month: date) -> QuerySet[Message]:
    """The messages of the month in which people asked for something."""
    days = (month, (month + timedelta(days=31)).replace(day=1))
    begins, ends = (datetime.combine(day, time(), tzinfo=desk.zone) for day in days)
    rows = Message.objects.filter(desk=desk, outgoing=False, mail_class=MailClass.HUMAN)
    return rows.filter(received_at__gte=begins, received_at__lt=ends, awaits_answer=True)


def arrived(desk: Desk, month: date) -> list[list[Any]]:
    """How many of these came under each heading; what is filed nowhere is under none."""
    rows = asking(desk, month)
    filed = Filing.objects.filter(message__in=rows).order_by().values_list("matter__kind")
    found = dict(filed.annotate(n=Count("pk")))
    loose = rows.filter(~Exists(Filing.objects.filter(message=OuterRef("pk")))).count()
    found[None] = found.get(None, 0) + loose
    return [[kind, number] for kind, number in found.items() if number]


def promises_of(desk: Desk, month: date, today: date) -> QuerySet[Promise]:
    """The promises whose day was in the month and is over: what is kept is known sooner than what is not."""
    end = (month + timedelta(days=31)).replace(day=1)
    rows = desk.promises.filter(day__gte=month, day__lt=min(end, today))
    return rows.filter(state__in=(*IN_TIME, *TOO_LATE)).order_by()


def outcomes(counts: Iterable[tuple[str, int]]) -> list[int]:
    """How many were kept, and of how many."""
    some = list(counts)
    return [sum(number for state, number in some if state in IN_TIME), sum(number for _state, number in some)]


def kept_by_kind(desk: Desk, month: date, now: datetime) -> list[list[Any]]:
    """The promises kept, and of how many, under each heading."""
    keys = dict(desk.kinds.values_list("code", "pk"))
    rows = promises_of(desk, month, desk.local_date(now)).values_list("inputs__kind", "state")
    found: dict[int | None, list[tuple[str, int]]] = defaultdict(list)
    for code, state, number in rows.annotate(n=Count("pk")):
        found[keys.get(code or "")].append((state, number))
    return [[kind, *outcomes(counts)] for kind, counts in found.items()]


def kept_by_member(desk: Desk, month: date, now: datetime) -> list[list[Any]]:
    """Of the promises that each member answered, how many in time, and of how many."""
    rows = promises_of(desk, month, desk.local_date(now))
    rows = rows.filter(conversation__sequels__by__isnull=False, conversation__sequels__settlement=None)
    found: dict[int, list[tuple[str, int]]] = defaultdict(list)
    named = rows.values_list("conversation__sequels__by", "state").annotate(n=Count("pk", distinct=True))
    for member, state, number in named:
        found[member].append((state, number))
    return [[member, *outcomes(counts)] for member, counts in found.items()]


def largest(rows: SequelQuerySet, days: int, now: datetime) -> list[list[Any]]:
    """The answers of the month that most people got at once, each with what came of it."""
    many = rows.filter(answer__isnull=False).order_by().values_list("answer").annotate(n=Count("pk"))
    keys = [answer for answer, _number in many.filter(n__gt=1).order_by("-n", "-answer")[:MOST_ANSWERS]]
    found = tally(rows.filter(answer__in=keys), "answer", days=days, now=now)
    return [[answer, list(astuple(found[(answer,)]))] for answer in keys]
