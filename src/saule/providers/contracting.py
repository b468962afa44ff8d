"""Contracting: who the providers are, what they may be handed, what they are paid; versions with their days.

How many answers a week a provider gives is the desk's own statement (``desk.timetabling``): there is one.
"""

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from saule.desk.changing import NotPossible, plain
from saule.desk.models import Desk, Kind, Language, User, log
from saule.desk.staffing import add_team
from saule.desk.timetabling import contracts, refuse_far, state_contract
from saule.engines.pricing import Prices
from saule.providers.models import PriceRules, Provider, Statement, Terms
from saule.providers.models.contracts import Dated

ONE_DAY = timedelta(days=1)
WEEK = frozenset("1234567")
MOST_CENTS = 100_000_000
MOST_DAYS = 366
Version = TypeVar("Version", bound=Dated)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a provider is to be handed, and when it answers."""

    kinds: Sequence[Kind]
    languages: Sequence[str]
    weekdays: str
    opens: time
    closes: time


@dataclass(frozen=True, slots=True, kw_only=True)
class Paid:
    """What a provider is paid, in cents; see ``PriceRules``."""

    per_resolved: int
    per_repeat: int = 0
    repeat_days: int = 14
    holdback_percent: int = 0
    holdback_days: int = 0
    floor: int | None = None
    cap: int | None = None


def add_provider(desk: Desk, name: str, answers_per_week: int, *, by: User | None, now: datetime) -> Provider:
    """A new provider, with a team of its name and what it gives a week. Raises NotPossible for a name that is
    taken or empty.
    """
    with transaction.atomic():
        team = add_team(desk, name, by=by, now=now)
        contract = state_contract(desk, team.name, answers_per_week, by=by, now=now)
        made = Provider.objects.create(desk=desk, name=contract.name, team=team, at=now, by=by)
        log(desk, "add provider", made, by=by, now=now, name=made.name)
    return made


def volume(provider: Provider, day: date) -> int:
    """How many answers a week are contracted for a day."""
    rows = {one.name: one.answers_per_week for one in contracts(provider.desk, day)}
    return rows.get(provider.name, 0)


def state_terms(
    provider: Provider,
    wanted: Wanted,
    *,
    starts: date | None = None,
    ends: date | None = None,
    by: User | None,
    now: datetime,
) -> Terms:
    """From ``starts`` (today, if empty) to ``ends``, this is what the provider may be handed.

    Raises NotPossible when other terms hold then, or when these say nothing.
    """
    check_wanted(provider.desk, wanted)
    fields: dict[str, Any] = {
        "languages": list(wanted.languages),
        "weekdays": wanted.weekdays,
        "opens": wanted.opens,
        "closes": wanted.closes,
    }
    with transaction.atomic():
        days = make_room(provider, Terms, starts, ends, by=by, now=now)
        made = Terms.objects.create(provider=provider, **days, **fields, at=now, by=by)
        made.kinds.set(wanted.kinds)
        kinds = [kind.code for kind in wanted.kinds]
        log(provider.desk, "state terms", provider, by=by, now=now, kinds=kinds, **said(days))
    return made


def check_wanted(desk: Desk, wanted: Wanted) -> None:
    """Raises NotPossible for terms under which nothing could ever be handed."""
    if not wanted.kinds or any(kind.desk_id != desk.pk for kind in wanted.kinds):
        raise NotPossible(_("Say under which headings: nothing else is handed on."), "kinds")
    if not wanted.languages or not set(wanted.languages) <= set(Language.values):
        raise NotPossible(_("Say in which languages they answer."), "languages")
    if not wanted.weekdays or not set(wanted.weekdays) <= WEEK:
        raise NotPossible(_("Say on which days they answer."), "weekdays")
    if wanted.closes <= wanted.opens:
        raise NotPossible(_("They close before they open."), "closes")


def state_prices(
    provider: Provider,
    paid: Paid,
    *,
    starts: date | None = None,
    ends: date | None = None,
    by: User | None,
    now: datetime,
) -> PriceRules:
    """From ``starts`` (today, if empty) to ``ends``, these are the prices.

    Raises NotPossible when others hold then, when they contradict themselves, or when a statement of a month
    in which they would hold has been issued.
    """
    check_paid(paid)
    with transaction.atomic():
        days = make_room(provider, PriceRules, starts, ends, by=by, now=now)
        month = days["starts"].replace(day=1)
        if Statement.objects.filter(provider=provider, month__gte=month).exists():
            text = _("The statement of this month, or of a later one, is issued: its prices stand.")
            raise NotPossible(text, "starts")
        made = PriceRules.objects.create(provider=provider, **days, **asdict(paid), at=now, by=by)
        log(provider.desk, "state prices", provider, by=by, now=now, **said(days), **asdict(paid))
    return made


def prices_of(rules: PriceRules | Paid) -> Prices:
    """Rules as the engine takes them."""
    return Prices(rules.per_resolved, rules.per_repeat, rules.holdback_percent, rules.floor, rules.cap)


def check_paid(paid: Paid) -> None:
    """Raises NotPossible for prices that contradict themselves."""
    faults = prices_of(paid).faults()
    if "cap" in faults:
        raise NotPossible(_("The most for a month is less than the least."), "cap")
    if "held" in faults:
        raise NotPossible(_("No more than all of it can be held back."), "holdback_percent")
    if "nothing" in faults:
        raise NotPossible(_("Nothing is paid for an answer: then nothing can be taken off."), "per_repeat")
    if bool(paid.holdback_percent) != bool(paid.holdback_days):
        text = _("What is held back needs a share and the days after which it is paid: both, or neither.")
        raise NotPossible(text, "holdback_days")
    amounts = (paid.per_resolved, paid.per_repeat, paid.floor or 0, paid.cap or 0)
    if not all(0 <= one <= MOST_CENTS for one in amounts):
        raise NotPossible(_("This amount is too large."), "per_resolved")
    if not 1 <= paid.repeat_days <= MOST_DAYS or paid.holdback_days > MOST_DAYS:
        raise NotPossible(_("A year at most."), "repeat_days")


def make_room(
    provider: Provider,
    model: type[Version],
    starts: date | None,
    ends: date | None,
    *,
    by: User | None,
    now: datetime,
) -> dict[str, Any]:
    """The days of a new version. One without an end that began before ends on the day before.

    Raises NotPossible when another holds on one of these days.
    """
    Provider.objects.select_for_update().get(pk=provider.pk)
    first = starts or provider.desk.local_date(now)
    refuse_far(provider.desk, first, "starts", now)
    if ends and ends < first:
        raise NotPossible(_("The last day comes before the first."), "ends")
    rows: Any = model._default_manager.filter(provider=provider)
    for row in rows.filter(overlapping(first, ends)):
        if row.ends is not None or row.starts >= first:
            raise NotPossible(overlap_words(row), "starts")
        row.ends = first - ONE_DAY
        row.save(update_fields=["ends"])
    return {"starts": first, "ends": ends}


def overlapping(first: date, last: date | None) -> Q:
    """Versions that hold on some day from ``first`` to ``last``."""
    from_here_on = Q(ends=None) | Q(ends__gte=first)
    return from_here_on if last is None else from_here_on & Q(starts__lte=last)


def overlap_words(row: Dated) -> str:
    """Which version is in the way."""
    if row.ends is None:
        return _("Another version holds from %(first)s on.") % {"first": row.starts.isoformat()}
    days = {"first": row.starts.isoformat(), "last": row.ends.isoformat()}
    return _("Another version holds from %(first)s to %(last)s.") % days


def version_on(rows: Collection[Version], day: date) -> Version | None:
    """The version of these that holds on a day."""
    return next((row for row in rows if row.starts <= day and (row.ends is None or day <= row.ends)), None)


def said(values: dict[str, Any]) -> dict[str, Any]:
    """Days as the trail can hold them."""
    return {name: plain(value) for name, value in values.items()}
