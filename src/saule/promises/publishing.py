"""Publishing: what has passed its threshold, or is public and due, has a promise that everybody may read,
kept by its answer.
"""

from datetime import datetime

from django.db.models import Exists, F, OuterRef

from saule.desk.models import Desk
from saule.matters.merged import family, standing_for
from saule.matters.models import Answer, Matter
from saule.matters.models.matters import DUE
from saule.matters.publishing import published
from saule.promises.because import ANSWERED, ANSWERED_LATE, DATED, DAY_OVER, LOST, NOBODY_WAITS
from saule.promises.models import Promise
from saule.promises.moving import follow
from saule.promises.predicting import Forecast

State = Promise.State


def sweep_public(desk: Desk, *, now: datetime) -> int:
    """Gives, keeps, and ends the promises made to the public; returns how many rows it wrote."""
    ended = sum(1 for promise in open_public(desk) if close(promise, now=now))
    return ended + give_public(desk, now=now)


def open_public(desk: Desk) -> list[Promise]:
    """The promises to the public that are open."""
    # Few promises are to the public, and the desk has many: theirs are asked for first.
    rows = Promise.objects.filter(state__in=Promise.OPEN, matter__isnull=False)
    return [one for one in rows.select_related("desk", "matter").order_by("pk") if one.desk_id == desk.pk]


def close(promise: Promise, *, now: datetime) -> bool:
    """Whether it was kept, is late, or ends because nothing is owed any more."""
    matter = standing_for(promise.matter)  # type: ignore[arg-type]
    answered = answered_at(matter, since=promise.given_at)
    today = promise.desk.local_date(now)
    if answered is not None:
        return kept(promise, answered, now=now)
    if promise.matter.earned_at is None and not matter.due:  # type: ignore[union-attr]
        promise.move_to(State.WITHDRAWN, by=None, now=now, why=LOST)
    elif not matter.waiting:
        promise.move_to(State.WITHDRAWN, by=None, now=now, why=NOBODY_WAITS)
    elif promise.state == State.GIVEN and promise.day is not None and promise.day < today:
        promise.move_to(State.LATE, by=None, now=now, why=DAY_OVER)
    else:
        return False
    return True


def kept(promise: Promise, answered: datetime, *, now: datetime) -> bool:
    """Ends a promise whose answer was sent."""
    on = promise.desk.local_date(answered)
    if promise.state == State.GIVEN and promise.day is not None and on > promise.day:
        promise.move_to(State.LATE, by=None, now=now, why=DAY_OVER)
    late = promise.state == State.LATE
    promise.move_to(
        State.KEPT_LATE if late else State.KEPT, by=None, now=now, why=ANSWERED_LATE if late else ANSWERED
    )
    return True


def answered_at(matter: Matter, *, since: datetime) -> datetime | None:
    """When an answer to the matter was sent first, since a moment; None if none was."""
    sent = Answer.objects.filter(matter__in=family(matter), state=Answer.State.SENT)
    steps = sent.filter(transitions__to_state=Answer.State.SENT, transitions__at__gte=since)
    first: datetime | None = (
        steps.order_by("transitions__at").values_list("transitions__at", flat=True).first()
    )
    return first


def give_public(desk: Desk, *, now: datetime) -> int:
    """Promises an answer to each matter that has earned one, or that everybody may read of and is due one,
    and dates what had no date; returns how many.

    The public hears the date that the matter's people have: everybody in it gets the same.
    """
    is_open = Promise.objects.filter(matter=OuterRef("pk"), state__in=Promise.OPEN)
    rows = desk.matters.filter(~Exists(is_open), waiting__gt=0).open()
    # Asked for apart: each is few among the desk's matters, and found by an index of its own.
    public = rows.filter(DUE, earned_at=None, publication__in=published(desk)).order_by("pk")
    new = [*rows.filter(earned_at__isnull=False).order_by("earned_at", "pk"), *public]
    given = [one for one in (give(matter, now=now) for matter in new) if one is not None]
    dated = [one for one in open_public(desk) if one.day is None and date_one(one, now=now)]
    return len(given) + len(dated)


def promised_to_people(matter: Matter) -> Promise | None:
    """What the people of a matter were given last that still stands, rather with a date."""
    theirs = Promise.objects.filter(
        conversation__messages__filings__matter=matter, conversation__waiting_since__isnull=False
    )
    return theirs.filter(state=State.GIVEN).order_by(F("day").asc(nulls_last=True), "pk").first()


def give(matter: Matter, *, now: datetime) -> Promise | None:
    """The promise to the public about one matter; None while its people have none."""
    given = promised_to_people(matter)
    if given is None or given.basis == Promise.Basis.BELOW_THRESHOLD:
        return None
    forecast = same(given)
    return Promise.objects.create(
        desk=matter.desk,
        matter=matter,
        given_at=now,
        **{name: getattr(forecast, name) for name in ("day", "level", "basis", "inputs", "engine")},
    )


def same(given: Promise) -> Forecast:
    """The forecast that a promise rests on, for another one."""
    inputs = {**given.inputs, "as": given.public_id}
    return Forecast(given.day, given.level, given.basis, inputs, given.engine)


def date_one(promise: Promise, *, now: datetime) -> bool:
    """Whether a promise without a date could be followed by one with a date."""
    given = promised_to_people(standing_for(promise.matter))  # type: ignore[arg-type]
    if given is None or given.day is None:
        return False
    follow(promise, same(given), by=None, now=now, why=DATED)
    return True
