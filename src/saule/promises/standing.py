"""Where the desk stands: figures with their denominators, each from one query or a few."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.db.models import Count
from django.db.models.functions import Coalesce

from saule.desk.models import Desk
from saule.matters.models import Filing, MailClass, Matter, Message
from saule.promises.models import Promise

State = Promise.State
CANONICAL = Coalesce("person__joined_into", "person")
TENTH = 10


@dataclass(frozen=True, slots=True)
class NineInTen:
    """The day by which nine in ten of the people who wait will have an answer.

    ``day`` is empty when nobody waits, or when more than one in ten of them have no date that still stands.
    """

    day: date | None
    people: int
    without_date: int


@dataclass(frozen=True, slots=True)
class MailShare:
    """How much of the people's mail of the last ``days`` the largest matters make."""

    matters: list[Matter]
    messages: int
    of: int
    days: int


@dataclass(frozen=True, slots=True)
class PromiseCounts:
    """Promises by state. ``kept_share`` is of the ``ended`` dated ones: kept, kept late and late."""

    by_state: dict[str, int]
    total: int
    open_dated: int
    open_undated: int
    ended: int
    kept: int
    kept_share: float | None


@dataclass(frozen=True, slots=True)
class MatterPromise:
    """The promises to a matter's people: ``state`` is ``late``, ``given``, ``undated`` or empty (none).

    ``day`` is the earliest late day, or else the earliest to come; ``late_days`` says how late it is.
    """

    day: date | None = None
    state: str = ""
    late_days: int = 0
    people_without_date: int = 0


def people_waiting(desk: Desk) -> int:
    """How many different people wait for an answer."""
    rows = desk.conversations.waiting().filter(person__isnull=False)
    return rows.annotate(who=CANONICAL).values("who").distinct().count()


def nine_in_ten(desk: Desk) -> NineInTen:
    """By when nine in ten of those who wait will have an answer, as promised. A late date counts as none.

    Somebody who waits in several conversations counts once, by the last of their dates.
    """
    waiting = desk.conversations.waiting().filter(person__isnull=False).annotate(who=CANONICAL)
    people = set(waiting.values_list("who", flat=True))
    promises = desk.promises.filter(state__in=Promise.OPEN, conversation__waiting_since__isnull=False)
    days: dict[int, date] = {}
    undated = set(people)
    open_ended = set()
    rows = promises.filter(person__isnull=False).annotate(who=CANONICAL)
    for who, state, day in rows.values_list("who", "state", "day"):
        undated.discard(who)
        if day is None or state == State.LATE:
            open_ended.add(who)
        else:
            days[who] = max(day, days.get(who, day))
    undated |= open_ended
    needed = -(-len(people) * (TENTH - 1) // TENTH)
    dated = sorted(day for who, day in days.items() if who in people - undated)
    return NineInTen(dated[needed - 1] if 0 < needed <= len(dated) else None, len(people), len(undated))


def late_promises(desk: Desk) -> int:
    """How many promises are late now."""
    return desk.promises.filter(state=State.LATE).count()


def largest_matters(desk: Desk, *, now: datetime, days: int = 30, matters: int = 3) -> MailShare:
    """The matters with the most of people's messages of the last days, and the share that these make."""
    since = now - timedelta(days)
    recent = Message.objects.from_people().filter(desk=desk, received_at__gte=since)
    filed = Filing.objects.filter(
        matter__desk=desk,
        message__received_at__gte=since,
        message__outgoing=False,
        message__mail_class=MailClass.HUMAN,
    )
    top = filed.values("matter").annotate(count=Count("message")).order_by("-count", "matter")[:matters]
    keys = [row["matter"] for row in top]
    found = Matter.objects.in_bulk(keys)
    # A message may be in several matters: it counts once.
    messages = filed.filter(matter__in=keys).values("message").distinct().count()
    return MailShare([found[key] for key in keys], messages, recent.count(), days)


def promise_counts(desk: Desk) -> PromiseCounts:
    """Promises by state, and the share of dated ones that were kept."""
    by_state = dict.fromkeys(State.values, 0)
    dated = dict.fromkeys(State.values, 0)
    rows = desk.promises.values("state").order_by()
    for row in rows.annotate(count=Count("pk"), with_day=Count("day")):
        by_state[row["state"]], dated[row["state"]] = row["count"], row["with_day"]
    ended = dated[State.KEPT] + dated[State.KEPT_LATE] + dated[State.LATE]
    is_open = sum(by_state[state] for state in Promise.OPEN)
    open_dated = sum(dated[state] for state in Promise.OPEN)
    return PromiseCounts(
        by_state=by_state,
        total=sum(by_state.values()),
        open_dated=open_dated,
        open_undated=is_open - open_dated,
        ended=ended,
        kept=dated[State.KEPT],
        kept_share=dated[State.KEPT] / ended if ended else None,
    )


def for_matters(matters: Collection[Matter], *, now: datetime) -> dict[int, MatterPromise]:
    """What is promised to the people of each of these matters (all of one desk), in one query."""
    found = {matter.pk: MatterPromise() for matter in matters}
    about = "conversation__messages__filings__matter"
    open_ones = Promise.objects.filter(state__in=Promise.OPEN, **{f"{about}__in": list(found)})
    rows = open_ones.annotate(who=CANONICAL).values_list(about, "state", "day", "who").distinct()
    promises: dict[int, list[PromiseRow]] = defaultdict(list)
    for matter, state, day, who in rows:
        promises[matter].append(PromiseRow(state, day, who))
    if promises:
        today = next(iter(matters)).desk.local_date(now)
        found |= {matter: summary(about_it, today) for matter, about_it in promises.items()}
    return found


class PromiseRow(NamedTuple):
    """What a matter's summary needs to know of a promise."""

    state: str
    day: date | None
    who: int | None


def summary(promises: Collection[PromiseRow], today: date) -> MatterPromise:
    """The promises to the people of one matter in one line."""
    late = [promise.day for promise in promises if promise.state == State.LATE and promise.day]
    to_come = [promise.day for promise in promises if promise.state == State.GIVEN and promise.day]
    without = len({promise.who for promise in promises if promise.day is None})
    if late:
        return MatterPromise(min(late), "late", (today - min(late)).days, without)
    if to_come:
        return MatterPromise(min(to_come), "given", 0, without)
    return MatterPromise(None, "undated", 0, without)
