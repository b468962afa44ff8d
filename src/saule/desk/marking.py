"""Marking: the newest keys of tables that grow with every change are a mark that none leaves as it was."""

from collections.abc import Sequence
from typing import Any

from django.db import connection
from django.db.models import Model


def newest_of(
    models: Sequence[type[Model]], also: str = "0", given: Sequence[Any] = ()
) -> tuple[int | None, ...]:
    """The newest key of each of these tables, and the figure that the expression ``also`` counts with what it
    is ``given``, in one query.
    """
    tables = (connection.ops.quote_name(model._meta.db_table) for model in models)
    columns = ", ".join(f"(SELECT MAX(id) FROM {table})" for table in tables)  # noqa: S608 - our own names
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {columns}, {also}", list(given))
        return tuple(cursor.fetchone())
