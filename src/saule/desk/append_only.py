"""Rows that only grow: the database itself refuses to change or delete them.

Used in migrations. Erasing a person never needs to touch these rows: they hold opaque ids only.
"""

from collections.abc import Sequence
from typing import Any

from django.db import migrations

SQLITE = """
CREATE TRIGGER {table}_no_{event} BEFORE {event_sql} ON {table} {when}
BEGIN SELECT RAISE(ABORT, '{table} rows only grow'); END
"""
POSTGRES_FUNCTION = """
CREATE OR REPLACE FUNCTION saule_rows_only_grow() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% rows only grow', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END $$
"""
POSTGRES = """
CREATE TRIGGER {table}_no_{event} BEFORE {event_sql} ON {table}
FOR EACH ROW {when} EXECUTE FUNCTION saule_rows_only_grow()
"""


YOUNG = {
    "sqlite": "WHEN OLD.at > datetime('now', '-{days} days')",
    "postgresql": "WHEN (OLD.at > now() - interval '{days} days')",
}


def append_only(table: str, *, frozen: Sequence[str] = (), days: int = 0) -> migrations.RunPython:
    """An operation that forbids deletes, and updates of all columns or of the ``frozen`` ones only.

    ``days``: rows whose ``at`` is longer ago than that may be deleted; 0: none ever. Where the table was
    guarded before, the new guard takes the old one's place.
    """
    update = f"UPDATE OF {', '.join(frozen)}" if frozen else "UPDATE"
    events = (("update", update), ("delete", "DELETE"))

    def forwards(_apps: Any, editor: Any) -> None:
        postgres = editor.connection.vendor == "postgresql"
        if postgres:
            editor.execute(POSTGRES_FUNCTION, params=None)
        backwards(_apps, editor)
        for event, event_sql in events:
            when = YOUNG[editor.connection.vendor].format(days=days) if days and event == "delete" else ""
            words = {"table": table, "event": event, "event_sql": event_sql, "when": when}
            sql = (POSTGRES if postgres else SQLITE).format(**words)
            editor.execute(sql, params=None)

    def backwards(_apps: Any, editor: Any) -> None:
        on = f" ON {table}" if editor.connection.vendor == "postgresql" else ""
        for event, _sql in events:
            editor.execute(f"DROP TRIGGER IF EXISTS {table}_no_{event}{on}")

    return migrations.RunPython(forwards, backwards)
