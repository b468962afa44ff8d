"""Counts that stop counting: beyond a thousand a list says “more than”, and costs what a thousand cost."""

from typing import TYPE_CHECKING, Any, Self

from django.core.paginator import EmptyPage, Page, Paginator
from django.db.models import QuerySet
from django.utils.functional import cached_property

if TYPE_CHECKING:
    Cutter = Paginator[Any]
else:
    Cutter = Paginator

MOST = 1000


class Many(int):
    """A number of things; ``more``: there are more than this."""

    more: bool

    def __new__(cls, value: int, *, more: bool = False) -> Self:
        """A number that is exact unless ``more``."""
        self = super().__new__(cls, value)
        self.more = more
        return self


def count_up_to(rows: QuerySet[Any], most: int = 0) -> Many:
    """How many rows there are, or that there are more than ``most`` (0: more than a thousand)."""
    most = most or MOST
    found = rows.order_by()[: most + 1].count()
    return Many(min(found, most), more=found > most)


class Pages(Cutter):
    """Cuts a list into pages without counting all of it. A page beyond the count is looked for and shown."""

    @cached_property
    def count(self) -> Many:
        """How many there are, or that there are more than can be said quickly. A list is known in full."""
        rows = self.object_list
        return count_up_to(rows) if isinstance(rows, QuerySet) else Many(len(rows))

    @cached_property
    def num_pages(self) -> Many:
        """How many pages there are, or that there are more."""
        return Many(-(-max(1, self.count) // self.per_page), more=self.count.more)

    def validate_number(self, number: Any) -> int:
        """A page's number. Raises EmptyPage for one that cannot exist."""
        try:
            return int(super().validate_number(number))
        except EmptyPage:
            if not self.num_pages.more or int(number) < 1:
                raise
            return int(number)

    def get_page(self, number: Any) -> Page[Any]:
        """The page asked for, or the last one that is known to exist."""
        page = super().get_page(number)
        if page.number > self.num_pages and not page.object_list:
            page = super().get_page(self.num_pages)
        return page

    def page(self, number: Any) -> Page[Any]:
        """One page, its rows fetched, and one row more to know whether another follows."""
        number = self.validate_number(number)
        start = (number - 1) * self.per_page
        rows = list(self.object_list[start : start + self.per_page + 1])
        return Known(rows[: self.per_page], number, self, follows=len(rows) > self.per_page)


class Known(Page[Any]):
    """A page that knows whether another follows it."""

    def __init__(self, rows: list[Any], number: int, paginator: Pages, *, follows: bool) -> None:
        super().__init__(rows, number, paginator)
        self.follows = follows

    def has_next(self) -> bool:
        """Whether there is another page after this one."""
        return self.follows

    def next_page_number(self) -> int:
        """The number of the next page."""
        return int(self.number) + 1
