"""Things that few conversations have: one short question in place of one for each of them."""

from collections.abc import Collection
from typing import TypeVar

from django.db import connection
from django.db.models import Model, QuerySet

from saule.matters.models import Conversation, Delivery, Return

MOST_ASKED = 100
ROWS: dict[type[Model], str] = {
    Conversation: "(SELECT exchange_id AS conversation_id FROM matters_conversation)",
    Delivery: "(SELECT conversation_id FROM matters_delivery WHERE recorded_id IS NULL OR state <> 'sent')",
    Return: "(SELECT conversation_id FROM matters_return JOIN matters_delivery d ON d.id = delivery_id)",
}
"""The rows of some sorts: other conversations that belong beside these; of mails only those that have not
left; what came back, by its mail.
"""

Row = TypeVar("Row", bound=Model)


class Rare:
    """Which of ``sorts`` there is any row of in these conversations, or in these of what ``about`` names."""

    def __init__(
        self, sorts: Collection[type[Model]], keys: Collection[int], about: str = "conversation"
    ) -> None:
        self.there = set(sorts) if len(keys) > MOST_ASKED else asked(sorts, keys, about)

    def __contains__(self, sort: type[Model]) -> bool:
        return sort in self.there

    def of(self, rows: QuerySet[Row]) -> QuerySet[Row]:
        """The rows; nothing is asked when there can be none."""
        return rows if rows.model in self.there else rows.none()


def asked(sorts: Collection[type[Model]], keys: Collection[int], about: str) -> set[type[Model]]:
    """Which of these sorts there are, in one query. Their rows have such a column: ``conversation_id``."""
    if not keys:
        return set()
    places = ", ".join(["%s"] * len(keys))
    questions = (
        f"EXISTS (SELECT 1 FROM {ROWS.get(sort, sort._meta.db_table)} AS there"  # noqa: S608 - our own names
        f" WHERE {about}_id IN ({places}))"
        for sort in sorts
    )
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(questions)}", [*keys] * len(sorts))
        row = cursor.fetchone()
    return {sort for sort, there in zip(sorts, row, strict=True) if there}
