"""Figures that are counted once and kept for as long as nothing has changed.

Every consequential change is a row, and those rows only grow: the newest key of each such table together are
a mark that no change leaves as it was. A figure is kept with the mark it was counted under and counted again
under another one, so that it is never older than the rows. Only figures and keys are kept, never words.
"""

from collections.abc import Callable, Collection
from datetime import date, datetime
from typing import Any, TypeVar, cast

from django.core.cache import cache
from django.db import connection
from django.db.models import Model

from saule.desk.marking import newest_of
from saule.desk.models import Capacity, Event
from saule.matters.models import (
    AnswerTransition,
    Assignment,
    Conversation,
    Correction,
    Decision,
    Delivery,
    DeliveryTransition,
    Earning,
    MatterTransition,
    Message,
    Objection,
    Settlement,
    Signature,
    SignatureTransition,
    Snooze,
)
from saule.people.models import LikenessTransition, PersonJoin
from saule.promises.models import Promise, PromiseTransition
from saule.web.requests import DeskRequest

GROWING: tuple[type[Model], ...] = (
    AnswerTransition,
    Assignment,
    Capacity,
    Conversation,
    Correction,
    Decision,
    Delivery,
    DeliveryTransition,
    Earning,
    Event,
    LikenessTransition,
    MatterTransition,
    Message,
    Objection,
    PersonJoin,
    Promise,
    PromiseTransition,
    Settlement,
    Signature,
    SignatureTransition,
    Snooze,
)
"""The tables of which some row says so whenever a figure changes."""

RESTING = "(SELECT COUNT(*) FROM matters_snooze WHERE ended_at IS NULL AND until > %s)"
"""A rest ends by itself, and no row says so when its time comes."""

SECONDS = 60
"""The longest that a figure is kept: a server may show its keys in another order than it gave them."""

Mark = tuple[date, tuple[int | None, ...]]
Value = TypeVar("Value")


def mark(request: DeskRequest) -> Mark:
    """What changes with the day and with every change; read once per request."""
    known: Mark | None = getattr(request, "mark", None)
    if known is None:
        known = (request.today, newest(request.now))
        cast(Any, request).mark = known
    return known


def newest(now: datetime) -> tuple[int | None, ...]:
    """The newest key of each table that grows, and how many conversations rest now, in one query."""
    return newest_of(GROWING, RESTING, [connection.ops.adapt_datetimefield_value(now)])


def kept(request: DeskRequest, name: str, count: Callable[[], Value]) -> Value:
    """What ``count`` returns, counted again only when something has changed."""
    return kept_each(request, name, [0], lambda _missing: {0: count()})[0]


def kept_each(
    request: DeskRequest, name: str, keys: Collection[int], count: Callable[[list[int]], dict[int, Value]]
) -> dict[int, Value]:
    """The same for each of these rows; ``count`` is asked for all the missing ones at once."""
    places = {f"kept:{request.desk.public_id}:{name}:{key}": key for key in keys}
    now = mark(request)
    found: dict[str, tuple[Mark, Any]] = cache.get_many(places)
    values = {places[place]: value for place, (then, value) in found.items() if then == now}
    missing = [key for key in keys if key not in values]
    if missing:
        counted = count(missing)
        cache.set_many(
            {place: (now, counted[key]) for place, key in places.items() if key in counted}, SECONDS
        )
        values |= counted
    return values
