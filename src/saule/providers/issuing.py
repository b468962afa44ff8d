"""Issuing: the outcome statement of a provider and a month, computed once and never changed.

Who comes back after a statement was issued is counted back in a later one, at what was paid. Only the newest
statement of a provider can be corrected, by another one; what an older one got wrong the next makes good.
"""

import hashlib
import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from saule.desk.models import Desk, User, log
from saule.engines.pricing import Bill, Done, bill
from saule.engines.shares import wilson
from saule.matters.typed import one_line
from saule.providers.contracting import prices_of, version_on
from saule.providers.errors import CannotIssue
from saule.providers.models import (
    FigureStop,
    Handover,
    HandoverTransition,
    HoldbackRelease,
    PriceRules,
    Provider,
    Statement,
    StatementItem,
)
from saule.providers.outcomes import answered, repeats

Outcome = StatementItem.Outcome
STATES = (Handover.State.HANDED, Handover.State.RETURNED, Handover.State.UNTAKEN)


@dataclass(frozen=True)
class Counted:
    """What one answer counts as, under which prices."""

    handover: Handover
    rules: PriceRules
    outcome: str

    @property
    def cents(self) -> int:
        """What it makes."""
        helped = self.outcome == Outcome.RESOLVED
        return self.rules.per_resolved if helped else -self.rules.per_repeat


@dataclass(frozen=True)
class Reckoning:
    """Everything that a statement rests on."""

    counted: list[Counted]
    back: list[StatementItem]
    released: list[Statement]
    rules: PriceRules
    bill: Bill
    figures: dict[str, Any]


def month_of(day: date) -> date:
    """The first day of a day's month."""
    return day.replace(day=1)


def after(month: date) -> date:
    """The first day of the month after."""
    return month_of(month.replace(day=28) + timedelta(days=4))


def standing(provider: Provider) -> list[Statement]:
    """The statements that stand, the newest month first: those that no other corrects."""
    return list(provider.statements.filter(corrected_by=None).select_related("corrects", "by"))


def months_to_state(provider: Provider, *, now: datetime) -> list[date]:
    """The months that are over and have no statement yet, the newest first; from the provider's first on."""
    month = month_of(provider.desk.local_date(now))
    first = month_of(provider.desk.local_date(provider.at))
    began = provider.prices.order_by("starts").values_list("starts", flat=True).first()
    first = min(first, month_of(began)) if began else first
    issued = set(provider.statements.values_list("month", flat=True))
    found = []
    while (month := month_of(month - timedelta(days=1))) >= first:
        if month not in issued:
            found.append(month)
    return found


def issue(provider: Provider, month: date, *, by: User | None, now: datetime) -> Statement:
    """The statement of a month. Raises CannotIssue when it is not over, was stated already, is older than one
    that was, or when no prices hold in it.
    """
    month = month_of(month)
    with transaction.atomic():
        Provider.objects.select_for_update().get(pk=provider.pk)
        check_month(provider, month, now)
        return write(provider, month, None, by=by, now=now, why="")


def check_month(provider: Provider, month: date, now: datetime) -> None:
    """Raises CannotIssue for a month of which no statement can be issued now."""
    if after(month) > provider.desk.local_date(now):
        raise CannotIssue(_("This month is not over."))
    newest = provider.statements.order_by("-month").first()
    if newest and newest.month == month:
        raise CannotIssue(_("The statement of this month is issued already: correct it instead."))
    if newest and newest.month > month:
        raise CannotIssue(_("A later month is stated already: what this one lacks, the next makes good."))


def correct(statement: Statement, *, by: User | None, now: datetime, why: str) -> Statement:
    """A new statement in the place of this one, as things are known now. Raises CannotIssue without a reason,
    or when this is not the provider's newest.
    """
    why = one_line(why, 300)
    if not why:
        raise CannotIssue(_("Say in a few words why: it stands on the correction."))
    with transaction.atomic():
        Provider.objects.select_for_update().get(pk=statement.provider_id)
        newest = Statement.objects.filter(provider=statement.provider_id).order_by("-month", "-id").first()
        if newest is None or newest.pk != statement.pk:
            raise CannotIssue(_("Only the newest statement can be corrected."))
        return write(statement.provider, statement.month, statement, by=by, now=now, why=why)


def write(
    provider: Provider, month: date, corrects: Statement | None, *, by: User | None, now: datetime, why: str
) -> Statement:
    """Computes the statement and writes it with everything that it rests on."""
    found = reckon(provider, month, corrects, now=now)
    made = Statement(provider=provider, month=month, corrects=corrects, why=why, at=now, by=by)
    put(made, found)
    items = items_of(found)
    made.hash = digest(made, items)
    made.save(force_insert=True)
    for item in items:
        item.statement = made
    StatementItem.objects.bulk_create(items)
    if not corrects:
        HoldbackRelease.objects.bulk_create(
            HoldbackRelease(held=one, statement=made, cents=one.held) for one in found.released
        )
    verb = "correct statement" if corrects else "issue statement"
    log(provider.desk, verb, made, by=by, now=now, why=why, month=month.isoformat(), total=made.total)
    return made


def put(made: Statement, found: Reckoning) -> None:
    """Writes a reckoning into a statement; one that corrects takes off what was stated before."""
    made.figures, made.rules = found.figures, [said(rules) for rules in rules_in(found)]
    made.lines = [asdict(line) for line in found.bill.lines]
    made.total, made.held = found.bill.total, found.bill.held
    made.before = last_hash(made.provider)
    if made.corrects:
        before = sum(one.total for one in chain(made.corrects))
        made.lines.append(line_of("stated-before", -before))
        made.total -= before


def chain(statement: Statement) -> list[Statement]:
    """The statement and those that it corrects, down to the first of its month."""
    found = [statement]
    while (before := found[-1].corrects) is not None:
        found.append(before)
    return found


def line_of(code: str, cents: int) -> dict[str, Any]:
    """A line that the engine does not know."""
    return {"code": code, "count": 1, "unit": 0, "cents": cents, "note": ""}


def items_of(found: Reckoning) -> list[StatementItem]:
    """One row for each answer that counts, and for each that is counted back."""
    own = [
        StatementItem(handover=one.handover, outcome=one.outcome, cents=one.cents) for one in found.counted
    ]
    return own + found.back


def reckon(provider: Provider, month: date, corrects: Statement | None, *, now: datetime) -> Reckoning:
    """What a month comes to, as far as it is known now."""
    versions = list(provider.prices.all())
    rules = version_on(versions, after(month) - timedelta(days=1))
    if rules is None:
        raise CannotIssue(_("No prices hold at the end of this month: state them first."))
    first, last = moment(provider.desk, month), moment(provider.desk, after(month))
    counted = count(answered(provider, first, last), versions, now=now)
    back = counted_back(provider, month, versions, now=now)
    released = due_holdback(provider, month, versions, corrects)
    made = bill(
        [done(counted, version) for version in versions if any(one.rules == version for one in counted)]
        or [Done(prices_of(rules), 0, 0)],
        prices_of(rules),
        counted_back=[-item.cents for item in back],
        released=[(f"{one.month:%Y-%m}", one.held) for one in released],
    )
    return Reckoning(
        counted, back, released, rules, made, figures(provider, counted, back, first=first, last=last)
    )


def moment(desk: Desk, day: date) -> datetime:
    """Midnight at the desk."""
    return datetime.combine(day, time(), tzinfo=desk.zone)


def count(rows: Sequence[Handover], versions: Sequence[PriceRules], *, now: datetime) -> list[Counted]:
    """What each answer counts as, by the prices of its own day. Raises CannotIssue where none hold."""
    of_version: dict[int, list[Handover]] = defaultdict(list)
    for row in rows:
        version = version_on(versions, row.provider.desk.local_date(row.answered_at or now))
        if version is None:
            raise CannotIssue(_("No prices hold on some days of this month: state them first."))
        of_version[version.pk].append(row)
    found = []
    for version in versions:
        some = of_version[version.pk]
        again = repeats(some, days=version.repeat_days, until=now)
        found += [
            Counted(row, version, Outcome.REPEATED if row.pk in again else Outcome.RESOLVED) for row in some
        ]
    return found


def done(counted: Sequence[Counted], version: PriceRules) -> Done:
    """How many were helped under one version, and how many came back."""
    mine = [one for one in counted if one.rules == version]
    helped = sum(one.outcome == Outcome.RESOLVED for one in mine)
    return Done(prices_of(version), helped, len(mine) - helped)


def counted_back(
    provider: Provider, month: date, versions: Sequence[PriceRules], *, now: datetime
) -> list[StatementItem]:
    """What was paid as resolved before, of people who have come back in time since."""
    earlier = StatementItem.objects.filter(statement__month__lt=month, statement__corrected_by=None)
    gone = earlier.filter(handover=OuterRef("handover"), outcome=Outcome.COUNTED_BACK)
    paid = earlier.filter(~Exists(gone), statement__provider=provider, outcome=Outcome.RESOLVED)
    rows = {
        item.handover_id: item
        for item in paid.select_related("handover__provider__desk", "handover__conversation")
    }
    found = []
    for version in versions:
        some = [item.handover for item in rows.values() if of_version(item.handover, version)]
        for key in repeats(some, days=version.repeat_days, until=now):
            cents = -(rows[key].cents + version.per_repeat)
            item = StatementItem(handover_id=key, outcome=Outcome.COUNTED_BACK, cents=cents)
            found.append(item)
    return found


def of_version(handover: Handover, version: PriceRules) -> bool:
    """Whether these prices held on the day of the answer."""
    if handover.answered_at is None:
        return False
    return version_on([version], handover.provider.desk.local_date(handover.answered_at)) is not None


def due_holdback(
    provider: Provider, month: date, versions: Sequence[PriceRules], corrects: Statement | None
) -> list[Statement]:
    """The earlier statements whose holdback falls due by the end of this month."""
    if corrects:
        first = chain(corrects)[-1]
        return [one.held for one in first.releases.select_related("held").order_by("held__month")]
    found = []
    for one in standing(provider):
        rules = version_on(versions, after(one.month) - timedelta(days=1))
        days = timedelta(days=rules.holdback_days if rules else 0)
        due = after(one.month) + days <= after(month)
        if one.held and one.month < month and due and not HoldbackRelease.objects.filter(held=one).exists():
            found.append(one)
    return sorted(found, key=lambda one: one.month)


def figures(
    provider: Provider,
    counted: Sequence[Counted],
    back: Sequence[StatementItem],
    *,
    first: datetime,
    last: datetime,
) -> dict[str, Any]:
    """What happened in the month, in counts; the share that was helped with its interval, in per mille."""
    steps = HandoverTransition.objects.filter(handover__provider=provider, at__gte=first, at__lt=last)
    handed, returned, untaken = (steps.filter(to_state=state).count() for state in STATES)
    resolved = sum(one.outcome == Outcome.RESOLVED for one in counted)
    low, high = wilson(resolved, len(counted))
    stops = FigureStop.objects.filter(handover__provider=provider, at__gte=first, at__lt=last)
    return {
        "handed": handed,
        "returned": returned,
        "untaken": untaken,
        "answered": len(counted),
        "resolved": resolved,
        "repeats": len(counted) - resolved,
        "counted_back": len(back),
        "figure_stops": stops.count(),
        "low": round(1000 * low),
        "high": round(1000 * high),
    }


def rules_in(found: Reckoning) -> list[PriceRules]:
    """Each version of the prices that was used, the oldest first."""
    used = {one.rules.pk: one.rules for one in found.counted} | {found.rules.pk: found.rules}
    return sorted(used.values(), key=lambda rules: (rules.starts, rules.pk))


def said(rules: PriceRules) -> dict[str, Any]:
    """A version of the prices as a statement keeps it."""
    amounts = {
        name: getattr(rules, name)
        for name in ("per_resolved", "per_repeat", "repeat_days", "holdback_percent", "holdback_days")
    }
    ends = rules.ends.isoformat() if rules.ends else None
    limits = {"floor": rules.floor, "cap": rules.cap}
    return {"version": rules.pk, "starts": rules.starts.isoformat(), "ends": ends, **amounts, **limits}


def last_hash(provider: Provider) -> str:
    """The hash of the statement before; empty for the first."""
    last = provider.statements.order_by("-id").first()
    return last.hash if last else ""


def digest(statement: Statement, items: Sequence[StatementItem]) -> str:
    """What tells a statement from every other: SHA-256 over all that it says, as JSON with sorted keys."""
    whole = {
        "provider": statement.provider.public_id,
        "month": statement.month.isoformat(),
        "figures": statement.figures,
        "lines": statement.lines,
        "rules": statement.rules,
        "total": statement.total,
        "held": statement.held,
        "corrects": statement.corrects.public_id if statement.corrects else "",
        "why": statement.why,
        "before": statement.before,
        "items": sorted([item.handover_id, str(item.outcome), item.cents] for item in items),
    }
    return hashlib.sha256(json.dumps(whole, sort_keys=True).encode()).hexdigest()


def is_whole(statement: Statement) -> bool:
    """Whether the statement is what was issued."""
    return digest(statement, list(statement.items.all())) == statement.hash
