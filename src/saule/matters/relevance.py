"""Relevance: of those who were answered, how many did not need to come back. Reads only.

Counted once the desk's days are over for a person, whatever happened before: who comes back is known sooner
than who does not, so recent answers would look worse than they are, or better. Each closing counts once, for
one canonical person and one thing; who is answered again after coming back is answered anew. So what is said
of months, members, teams and headings adds up to the whole.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, F, Q, Sum

from saule.desk.models import Desk
from saule.desk.quality import rules_of
from saule.engines.middles import Middle, mean
from saule.engines.shares import wilson
from saule.matters.models import Sequel
from saule.matters.models.sequels import SequelQuerySet

State = Sequel.State


@dataclass(frozen=True, slots=True)
class Relevance:
    """What came of some closings. ``ended``, ``repeated`` and ``objected`` are those whose days are over;
    ``young`` the others, of which ``early`` came back already.

    ``once`` of the ended ones took one contact; ``contacts`` and ``squares`` are sums over all ended ones.
    """

    ended: int = 0
    repeated: int = 0
    objected: int = 0
    young: int = 0
    early: int = 0
    once: int = 0
    contacts: int = 0
    squares: int = 0

    def __add__(self, other: "Relevance") -> "Relevance":
        """Both together."""
        return Relevance(**{name: getattr(self, name) + getattr(other, name) for name in FIELDS})

    @property
    def closed(self) -> int:
        """All of them."""
        return self.over + self.young

    @property
    def over(self) -> int:
        """Those whose days are over: all that shares are of."""
        return self.ended + self.came_back

    @property
    def came_back(self) -> int:
        """Those whose person came back in time: for answers, those that were not relevant."""
        return self.repeated + self.objected

    @property
    def share(self) -> float | None:
        """The share that ended there; None while no days are over."""
        return self.ended / self.over if self.over else None

    @property
    def interval(self) -> tuple[float, float]:
        """Between what the share behind it lies, 95 times in 100."""
        return wilson(self.ended, self.over)

    @property
    def per_ended(self) -> Middle | None:
        """How many contacts one that ended took, on average."""
        return mean(self.ended, self.contacts, self.squares)


FIELDS = tuple(Relevance.__dataclass_fields__)
NOTHING = Relevance()


def tally(rows: SequelQuerySet, *by: str, days: int, now: datetime) -> dict[tuple[Any, ...], Relevance]:
    """The relevance of these sequels for each set of values of the fields ``by``, counted by the store.

    ``rows`` are any (``Sequel.objects`` narrows by months, members and teams); ``days`` is the desk's.
    """
    over = Q(at__lt=now - timedelta(days=days))
    ended, back = Q(state=State.ENDED), Q(state__in=(State.REPEATED, State.OBJECTED))
    figures = {
        "ended": Count("pk", filter=over & ended),
        "repeated": Count("pk", filter=over & Q(state=State.REPEATED)),
        "objected": Count("pk", filter=over & Q(state=State.OBJECTED)),
        "young": Count("pk", filter=~over | Q(state=State.YOUNG)),
        "early": Count("pk", filter=~over & back),
        "once": Count("pk", filter=over & ended & Q(contacts=1)),
        "contacts": Sum("contacts", filter=over & ended, default=0),
        "squares": Sum(F("contacts") * F("contacts"), filter=over & ended, default=0),
    }
    counted = {f"sum_of_{name}": figures[name] for name in FIELDS}
    if not by:
        return {(): Relevance(*rows.counted().aggregate(**counted).values())}
    found = rows.counted().order_by().values_list(*by).annotate(**counted)
    width = len(by)
    return {tuple(row[:width]): Relevance(*row[width:]) for row in found}


def relevance(desk: Desk, rows: SequelQuerySet | None = None, *, now: datetime) -> Relevance:
    """The relevance of a desk's answers: of these, or of all. Settlements without an answer are none."""
    chosen = Sequel.objects.answers() if rows is None else rows.answers()
    return tally(chosen.filter(desk=desk), days=rules_of(desk).days, now=now)[()]


def together(some: Iterable[Relevance]) -> Relevance:
    """Several as one."""
    return sum(some, NOTHING)


def by_place(cells: Mapping[tuple[Any, ...], Relevance], place: int) -> dict[Any, Relevance]:
    """The same cells by the value that stands at one place of their keys."""
    found: dict[Any, Relevance] = {}
    for key, one in cells.items():
        found[key[place]] = found.get(key[place], NOTHING) + one
    return found
