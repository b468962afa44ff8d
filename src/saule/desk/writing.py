"""Writing many rows, new ones or those that are there already, each with values of its own."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection, models, router, transaction

PLAIN = frozenset({str, int, bool, float, type(None)})
"""What the embedded store takes as it is, whatever the field."""


def create_rows(rows: Sequence[models.Model]) -> None:
    """Stores these new rows of one model; each knows its key afterwards.

    The embedded store has one writer at a time, so the keys are known before the rows are written: by one
    prepared statement run once for each, instead of one statement put together for every forty of them.
    """
    if not rows:
        return
    meta = rows[0]._meta
    if connection.vendor != "sqlite":
        type(rows[0])._default_manager.bulk_create(rows)
        return
    router.db_for_write(type(rows[0]))  # the guard, which Django asks before the writes of its own
    fields = meta.local_concrete_fields
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [meta.db_table])
        last = (cursor.fetchone() or (0,))[0]
        for key, row in enumerate(rows, last + 1):
            row._prepare_related_fields_for_save(operation_name="create_rows")  # type: ignore[attr-defined]
            row.pk = key
        names = ", ".join(quoted(field) for field in fields)
        places = ", ".join(["%s"] * len(fields))
        cursor.executemany(
            f"INSERT INTO {connection.ops.quote_name(meta.db_table)} ({names}) VALUES ({places})",  # noqa: S608 -- our own names
            [[stored(field, getattr(row, field.attname)) for field in fields] for row in rows],
        )
    for row in rows:
        row._state.adding, row._state.db = False, connection.alias


def write_rows(rows: Iterable[models.Model], fields: Sequence[str]) -> None:
    """Updates these fields of rows of one model, by one prepared statement run once for each row.

    Django's bulk_update builds one statement with a CASE for every field and row: on both stores that takes
    ten times as long as everything that it then does.
    """
    found = list(rows)
    if not found:
        return
    router.db_for_write(type(found[0]))
    meta = found[0]._meta
    named = [meta.get_field(name) for name in fields]
    columns = [field for field in named if isinstance(field, models.Field)]
    assert len(columns) == len(named)  # noqa: S101 -- a relation has no column
    sets = ", ".join(f"{quoted(field)} = %s" for field in columns)
    values = [
        [*(field.get_db_prep_save(getattr(row, field.attname), connection) for field in columns), row.pk]
        for row in found
    ]
    table = connection.ops.quote_name(meta.db_table)
    with connection.cursor() as cursor:
        cursor.executemany(f"UPDATE {table} SET {sets} WHERE {quoted(meta.pk)} = %s", values)  # noqa: S608 -- our own names


def quoted(field: "models.Field[Any, Any]") -> str:
    """The name of a field's column, as a statement has it."""
    return connection.ops.quote_name(str(field.column))


def stored(field: "models.Field[Any, Any]", value: Any) -> Any:
    """The value as the embedded store takes it."""
    if type(value) in PLAIN and not isinstance(field, models.JSONField):
        return value
    return field.get_db_prep_save(value, connection)
