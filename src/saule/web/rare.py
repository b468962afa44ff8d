"""Things that few conversations have: one short question in place of one for each of them."""

from collections.abc import Collection
from typing import TypeVar

from django.db import connection
from django.db.models import Model, QuerySet

MOST_ASKED = 100

Row = TypeVar("Row", bound=Model)


class Rare:
    """Which of ``sorts`` there is any row of in these conversations."""

    def __init__(self, sorts: Collection[type[Model]], conversations: Collection[int]) -> None:
        self.there = set(sorts) if len(conversations) > MOST_ASKED else asked(sorts, conversations)

    def __contains__(self, sort: type[Model]) -> bool:
        return sort in self.there

    def of(self, rows: QuerySet[Row]) -> QuerySet[Row]:
        """The rows; nothing is asked when there can be none."""
        return rows if rows.model in self.there else rows.none()


def asked(sorts: Collection[type[Model]], conversations: Collection[int]) -> set[type[Model]]:
    """Which of these sorts there are, in one query. Each has a column ``conversation_id``."""
    if not conversations:
        return set()
    places = ", ".join(["%s"] * len(conversations))
    questions = (
        f"EXISTS (SELECT 1 FROM {sort._meta.db_table} WHERE conversation_id IN ({places}))"  # noqa: S608
        for sort in sorts
    )
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(questions)}", [*conversations] * len(sorts))
        row = cursor.fetchone()
    return {sort for sort, there in zip(sorts, row, strict=True) if there}
