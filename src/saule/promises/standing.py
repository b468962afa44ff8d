"""Where the desk stands: figures with their denominators, each from one query or a few."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Exists, Max, Min, OuterRef, Q
from django.db.models.functions import Coalesce

from saule.desk.models import Desk
from saule.matters.models import Filing, Matter, Message
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
    still = Q(promises__state=State.GIVEN, promises__day__isnull=False)
    waiting = desk.conversations.waiting().filter(person__isnull=False).annotate(who=CANONICAL)
    rows = waiting.values("who").annotate(
        last=Max("promises__day", filter=still),
        ended=Count("promises", filter=Q(promises__state__in=Promise.OPEN) & ~still),
    )
    people, days = 0, []
    for ended, last in rows.values_list("ended", "last"):
        people += 1
        if last is not None and not ended:
            days.append(last)
    needed = -(-people * (TENTH - 1) // TENTH)
    days.sort()
    return NineInTen(days[needed - 1] if 0 < needed <= len(days) else None, people, people - len(days))


def late_promises(desk: Desk) -> int:
    """How many promises are late now."""
    return desk.promises.filter(state=State.LATE).count()


def largest_matters(desk: Desk, *, now: datetime, days: int = 30, matters: int = 3) -> MailShare:
    """The matters with the most of people's messages of the last days, and the share that these make."""
    since = now - timedelta(days)
    recent = Message.objects.from_people().filter(desk=desk, received_at__gte=since)
    filed = recent.filter(filings__isnull=False).values("filings__matter").annotate(count=Count("pk"))
    top = filed.order_by("-count", "filings__matter")[:matters]
    keys = [row["filings__matter"] for row in top]
    found = Matter.objects.in_bulk(keys)
    # A message may be in several matters: it counts once.
    messages = recent.filter(Exists(Filing.objects.filter(message=OuterRef("pk"), matter__in=keys))).count()
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
    promise = "message__conversation__promises"
    is_open = Q(**{f"{promise}__state__in": Promise.OPEN})
    rows = Filing.objects.filter(is_open, matter__in=list(found)).values("matter")
    who = Coalesce(f"{promise}__person__joined_into", f"{promise}__person")
    rows = rows.annotate(
        late=Min(f"{promise}__day", filter=Q(**{f"{promise}__state": State.LATE})),
        to_come=Min(f"{promise}__day", filter=Q(**{f"{promise}__state": State.GIVEN})),
        without=Count(who, filter=Q(**{f"{promise}__day": None}), distinct=True),
    )
    for row in rows:
        today = next(iter(matters)).desk.local_date(now)
        found[row["matter"]] = summary(row["late"], row["to_come"], row["without"], today)
    return found


def summary(late: date | None, to_come: date | None, without: int, today: date) -> MatterPromise:
    """The promises to the people of one matter in one line."""
    if late:
        return MatterPromise(late, "late", (today - late).days, without)
    if to_come:
        return MatterPromise(to_come, "given", 0, without)
    return MatterPromise(None, "undated", 0, without)
