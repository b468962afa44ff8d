"""Rereading: a colleague says of a drawn answer whether it is right, answers the question, and is humane."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from saule.desk.errors import NotAllowed, SauleError
from saule.desk.models import Desk, Membership, log
from saule.engines.shares import wilson
from saule.matters.models import Rereading
from saule.matters.typed import many_lines

QUESTIONS = ("right", "fitting", "humane")
LONGEST = 2000


class ReadAlready(SauleError):
    """It was read, and what was said stays said."""

    code = "read-already"


class AnswerMissing(SauleError):
    """Each of the three questions wants an answer; ``field`` is the first without."""

    code = "answer-missing"

    def __init__(self, text: str, field: str) -> None:
        super().__init__(text)
        self.field = field


def reread(
    rereading: Rereading, said: Mapping[str, str], words: str = "", *, by: Membership, now: datetime
) -> Rereading:
    """Writes down what the reader says to each of ``QUESTIONS``, and their words.

    Raises NotAllowed for anybody but the reader it was drawn for, ReadAlready when they have said something
    else before, AnswerMissing when a question is left open.
    """
    if rereading.reader_id != by.user_id:
        raise NotAllowed(_("This answer was drawn for somebody else to read."))
    for name in QUESTIONS:
        if said.get(name) not in Rereading.Word.values:
            raise AnswerMissing(_("Each of the three questions wants an answer."), name)
    values = {**{name: said[name] for name in QUESTIONS}, "words": many_lines(words)[:LONGEST]}
    with transaction.atomic():
        here = Rereading.objects.select_for_update(of=("self",)).get(pk=rereading.pk)
        if here.read_at is not None:
            if any(getattr(here, name) != value for name, value in values.items()):
                raise ReadAlready(_("You have read this already: what you said then stands."))
            return here
        for name, value in {**values, "read_at": now}.items():
            setattr(here, name, value)
        here.save(update_fields=[*values, "read_at"])
        log(by.desk, "reread", here, by=by.user, now=now)
    return here


@dataclass(frozen=True, slots=True)
class Said:
    """How often readers said yes to one question, and no; ``unsure`` could not tell and are not counted."""

    yes: int = 0
    no: int = 0
    unsure: int = 0

    @property
    def told(self) -> int:
        """Those who could tell."""
        return self.yes + self.no

    @property
    def interval(self) -> tuple[float, float]:
        """Between what the share behind it lies, 95 times in 100."""
        return wilson(self.yes, self.told)


@dataclass(frozen=True, slots=True)
class Agreement:
    """Of so many answers that two have read, how often both said the same to one question."""

    same: int = 0
    both: int = 0

    @property
    def interval(self) -> tuple[float, float]:
        """Between what the share behind it lies, 95 times in 100."""
        return wilson(self.same, self.both)


@dataclass(frozen=True, slots=True)
class Reread:
    """What rereading came to: how many were drawn and read, what was said, how far readers agree.

    ``authors`` has the same for each whose answers were read, by the key of their account.
    """

    drawn: int
    read: int
    said: dict[str, Said]
    agreement: dict[str, Agreement]
    authors: dict[int, dict[str, Said]]


def reread_between(desk: Desk, first: date, last: date) -> Reread:
    """The rereadings of the weeks that began between two days."""
    rows = Rereading.objects.filter(draw__desk=desk, draw__week__gte=first, draw__week__lte=last)
    fields = ("sequel", "sequel__by", "read_at", *QUESTIONS)
    every = list(rows.values(*fields))
    read = [row for row in every if row["read_at"] is not None]
    authors: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for row in read:
        authors[row["sequel__by"]].append(row)
    return Reread(
        drawn=len(every),
        read=len(read),
        said=all_said(read),
        agreement=agreement_of(read),
        authors={author: all_said(some) for author, some in authors.items()},
    )


def all_said(rows: Iterable[dict[str, Any]]) -> dict[str, Said]:
    """What was said to each question."""
    some = list(rows)
    counts = {name: Counter(row[name] for row in some) for name in QUESTIONS}
    return {name: Said(count["yes"], count["no"], count["unsure"]) for name, count in counts.items()}


def agreement_of(rows: Iterable[dict[str, Any]]) -> dict[str, Agreement]:
    """How often two who read the same answer said the same to each question."""
    pairs: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        pairs[row["sequel"]].append(row)
    both = [some for some in pairs.values() if len(some) > 1]
    same = {name: sum(some[0][name] == some[1][name] for some in both) for name in QUESTIONS}
    return {name: Agreement(same[name], len(both)) for name in QUESTIONS}
