"""The reference: what the desk knows to be true is stated, replaced by another version, or taken out."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from saule.desk.models import Desk, User, log
from saule.engines.figures import Sort, read_figure
from saule.matters.errors import CannotState
from saule.matters.models import Answer, Delivery, Fact, FactUse

COLUMNS = ("name_fr", "name_en", "sort", "value", "about", "starts", "ends", "source")
"""Of a file of facts, in and out; its first line names them."""
MOST_LINES = 5_000
FORMULAS = ("=", "+", "-", "@")
NAMES = ("name_fr", "name_en")
SAME = (*NAMES, "sort", "value", "about", "source", "starts", "ends")


@dataclass(frozen=True, slots=True)
class Stated:
    """A fact as somebody writes it; ``value`` in words, such as « 45,50 € »."""

    sort: str
    value: str
    name_fr: str = ""
    name_en: str = ""
    about: str = ""
    source: str = ""
    starts: date | None = None
    ends: date | None = None


def state_fact(
    desk: Desk, stated: Stated, *, by: User, now: datetime, instead_of: Fact | None = None
) -> Fact:
    """A new fact, or a new version ``instead_of`` one, which ends. The same again changes nothing.

    Raises CannotState for what cannot stand, when another of the same name holds on some of the same days, or
    when the old version was replaced meanwhile.
    """
    fields = checked(stated)
    if instead_of is not None and all(getattr(instead_of, name) == fields[name] for name in SAME):
        return instead_of
    with transaction.atomic():
        Desk.objects.select_for_update().get(pk=desk.pk)
        if instead_of is not None:
            end(instead_of, now=now)
        refuse_overlap(desk, fields)
        fact = Fact.objects.create(desk=desk, follows=instead_of, at=now, by=by, **fields)
        log(desk, "replace fact" if instead_of else "state fact", fact, by=by, now=now)
    return fact


def refuse_overlap(desk: Desk, fields: Mapping[str, Any]) -> None:
    """Raises CannotState, naming it, when another fact of the same name holds on some of the same days."""
    for other in beside(desk, fields)[:1]:
        words = {"name": str(other), "value": other.written, "days": days_of(other)}
        raise CannotState(
            _(
                "“%(name)s” is %(value)s already, %(days)s. Two figures of one name cannot hold on the same"
                " day: give days that do not overlap, or change that one."
            )
            % words,
            "starts",
        )


def beside(desk: Desk, fields: Mapping[str, Any]) -> list[Fact]:
    """The facts that are called the same in some language, apply to the same people and share a day."""
    rows = desk.facts.current().filter(sort=fields["sort"], about=fields["about"]).order_by("-id")
    first, last = fields["starts"] or date.min, fields["ends"] or date.max
    return [
        one
        for one in rows
        if any(fields[name] and fields[name].casefold() == getattr(one, name).casefold() for name in NAMES)
        and (one.starts or date.min) <= last
        and first <= (one.ends or date.max)
    ]


def days_of(fact: Fact) -> str:
    """When a fact holds, in words."""
    first, last = (date_format(day, "j F Y") if day else "" for day in (fact.starts, fact.ends))
    if first and last:
        return _("from %(first)s to %(last)s") % {"first": first, "last": last}
    if first:
        return _("from %(first)s on") % {"first": first}
    return _("until %(last)s") % {"last": last} if last else _("always")


def take_out(fact: Fact, *, by: User, now: datetime, why: str = "") -> None:
    """Nobody relies on it any more; it stays in the history. Raises CannotState if it has ended already."""
    with transaction.atomic():
        end(fact, now=now)
        log(fact.desk, "take fact out", fact, by=by, now=now, why=why)


def bring_back(fact: Fact, *, by: User, now: datetime) -> None:
    """A fact that was taken out holds again. Raises CannotState if another version stands instead."""
    with transaction.atomic():
        rows = Fact.objects.filter(pk=fact.pk, ended_at__isnull=False, followed_by=None)
        if not rows.update(ended_at=None):
            raise CannotState(_("Another version of this fact stands already."))
        log(fact.desk, "bring fact back", fact, by=by, now=now)


def end(fact: Fact, *, now: datetime) -> None:
    """Closes a version, once."""
    if not Fact.objects.filter(pk=fact.pk, ended_at=None).update(ended_at=now):
        raise CannotState(_("Somebody has replaced this fact, or taken it out, meanwhile."))


def checked(stated: Stated) -> dict[str, Any]:
    """The fields of a fact. Raises CannotState with the field that is wrong."""
    if stated.sort not in Fact.Sort.values:
        known = ", ".join(Fact.Sort.values)
        raise CannotState(_("What it is must be one of: %(known)s.") % {"known": known}, "sort")
    if not (stated.name_fr.strip() or stated.name_en.strip()):
        raise CannotState(_("A fact needs a name in one language at least."), "name_fr")
    if stated.starts and stated.ends and stated.ends < stated.starts:
        raise CannotState(_("It would end before it starts."), "ends")
    value = read_figure(Sort(stated.sort), stated.value)
    if not value:
        raise CannotState(EXAMPLES[Sort(stated.sort)](), "value")
    texts = {name: " ".join(getattr(stated, name).split()) for name in LONGEST}
    for name, text in texts.items():
        if len(text) > LONGEST[name]:
            raise CannotState(_("At most %(most)s characters.") % {"most": LONGEST[name]}, name)
    days = {"starts": stated.starts, "ends": stated.ends}
    return {"sort": stated.sort, "value": value, "written": stated.value.strip()[:60], **texts, **days}


LONGEST = {"name_fr": 120, "name_en": 120, "about": 200, "source": 300}
EXAMPLES = {
    Sort.AMOUNT: lambda: _("Write one amount with its currency, such as “45.50 €”."),
    Sort.RATE: lambda: _("Write one rate, such as “5.5 %”."),
    Sort.DATE: lambda: _("Write one day, such as “5 December 2026” or “5 December” for each year."),
    Sort.DELAY: lambda: _("Write one length of time, such as “15 working days” or “two months”."),
}


def used_by(fact: Fact) -> tuple[list[Answer], int]:
    """The answers that were sent and state this version or an earlier one, newest first; how many replies."""
    versions = [fact.pk, *(one.pk for one in earlier(fact))]
    answers = Answer.objects.filter(fact_uses__fact__in=versions).distinct().select_related("matter")
    replies = FactUse.objects.filter(fact__in=versions, delivery__isnull=False)
    replies = replies.exclude(delivery__state=Delivery.State.REFUSED)
    return list(answers.order_by("-created_at")), replies.values("delivery").distinct().count()


def earlier(fact: Fact) -> list[Fact]:
    """The versions before this one, the last first."""
    found: list[Fact] = []
    before = fact.follows
    while before is not None:
        found.append(before)
        before = before.follows
    return found


# — files —


def import_facts(desk: Desk, text: str, *, by: User, now: datetime) -> int:
    """Takes in a file of facts (CSV, see COLUMNS), all or nothing; returns how many are new or changed.

    One of the same names, sort and readers replaces what stood on these days. Raises CannotState with the
    line that is wrong, also where two lines say otherwise of one day.
    """
    rows, made = list(read_rows(text)), set[int]()
    with transaction.atomic():
        return sum(take_in(desk, stated, line, made, by=by, now=now) for line, stated in rows)


def take_in(desk: Desk, stated: Stated, line: int, made: set[int], *, by: User, now: datetime) -> bool:
    """States one line; whether it is new or changed anything. ``made``: what earlier lines have stated."""
    try:
        known = next((one for one in beside(desk, checked(stated)) if one.pk not in made), None)
        fact = state_fact(desk, stated, by=by, now=now, instead_of=known)
        made.add(fact.pk)
        return fact != known
    except CannotState as error:
        raise at_line(error, line) from None


def read_rows(text: str) -> Iterator[tuple[int, Stated]]:
    """The facts of a file and their lines. Raises CannotState."""
    sample = text.partition("\n")[0]
    reader = csv.DictReader(io.StringIO(text.lstrip("\ufeff")), delimiter=";" if ";" in sample else ",")
    missing = {"sort", "value"} - set(reader.fieldnames or ())
    if missing or not set(NAMES) & set(reader.fieldnames or ()):
        names = {"columns": ", ".join(COLUMNS)}
        raise CannotState(_("The first line must name the columns: %(columns)s.") % names, "file")
    for count, row in enumerate(reader, start=1):
        if count > MOST_LINES:
            raise CannotState(_("At most %(most)s lines at once.") % {"most": MOST_LINES}, "file")
        if any((value or "").strip() for name, value in row.items() if name):
            yield reader.line_num, stated_in(row, reader.line_num)


def stated_in(row: Mapping[str | None, str | None], line: int) -> Stated:
    """One line of a file as a fact."""
    texts = {name: formulated((row.get(name) or "").strip()) for name in COLUMNS}
    try:
        days = {name: date.fromisoformat(texts[name]) if texts[name] else None for name in ("starts", "ends")}
    except ValueError:
        raise at_line(CannotState(_("Days are written as 2026-12-31.")), line) from None
    words = {name: text for name, text in texts.items() if name not in days}
    return Stated(**words, **days)  # type: ignore[arg-type]


def at_line(error: CannotState, line: int) -> CannotState:
    """The same error with the line it is about."""
    words = _("Line %(line)s: %(what)s Nothing was taken in.") % {"line": line, "what": str(error)}
    return CannotState(words, "file", line)


def export_facts(facts: Sequence[Fact]) -> str:
    """A file of facts that ``import_facts`` reads."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for fact in facts:
        cells = [fact.written if name == "value" else getattr(fact, name) or "" for name in COLUMNS]
        writer.writerow([unformulated(str(cell)) for cell in cells])
    return out.getvalue()


def unformulated(text: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(FORMULAS) else text


def formulated(text: str) -> str:
    """The cell before ``unformulated``."""
    return text[1:] if text.startswith("'") and text[1:].startswith(FORMULAS) else text
